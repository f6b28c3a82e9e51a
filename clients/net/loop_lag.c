/* An alarm on the loop. */
#include "clients/net/loop_lag.h"

#include "common/base/clock.h"

static void loop_lag_fired(void *owner) {
  struct loop_lag *lag = owner;
  loop_lag_served(lag, clock_now_ns());
  if (lag->due_ns < lag->end_ns)
    loop_alarm_at(lag->alarm, lag->due_ns);
}

enum status loop_lag_init(struct loop_lag *lag, struct loop *loop, struct error *error) {
  *lag = (struct loop_lag){.due_ns = 0};
  if (histogram_init(&lag->histogram) != STATUS_OK)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a histogram");
  enum status status = loop_alarm_create(loop, loop_lag_fired, lag, &lag->alarm, error);
  if (status != STATUS_OK) {
    histogram_release(&lag->histogram);
    *lag = (struct loop_lag){.due_ns = 0};
  }
  return status;
}

void loop_lag_release(struct loop_lag *lag) {
  loop_alarm_destroy(lag->alarm);
  histogram_release(&lag->histogram);
}

void loop_lag_start(struct loop_lag *lag, uint64_t start_ns, uint64_t end_ns) {
  lag->due_ns = start_ns;
  lag->end_ns = end_ns;
  loop_alarm_at(lag->alarm, start_ns);
}

void loop_lag_served(struct loop_lag *lag, uint64_t now_ns) {
  for (; lag->due_ns <= now_ns && lag->due_ns < lag->end_ns;
       lag->due_ns += LAG_PERIOD_MS * NS_PER_MS)
    histogram_record(&lag->histogram, now_ns - lag->due_ns);
}
