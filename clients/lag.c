/* The loop-lag meter. */
#include "clients/lag.h"

#include "common/clock.h"

static void lag_fired(void *owner) {
  struct lag *lag = owner;
  lag_served(lag, clock_now_ns());
  if (lag->due_ns < lag->end_ns)
    loop_alarm_at(lag->alarm, lag->due_ns);
}

enum status lag_init(struct lag *lag, struct loop *loop, struct error *error) {
  *lag = (struct lag){.due_ns = 0};
  if (histogram_init(&lag->histogram) != STATUS_OK)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a histogram");
  enum status status = loop_alarm_create(loop, lag_fired, lag, &lag->alarm, error);
  if (status != STATUS_OK) {
    histogram_release(&lag->histogram);
    *lag = (struct lag){.due_ns = 0};
  }
  return status;
}

void lag_release(struct lag *lag) {
  loop_alarm_destroy(lag->alarm);
  histogram_release(&lag->histogram);
}

void lag_start(struct lag *lag, uint64_t start_ns, uint64_t end_ns) {
  lag->due_ns = start_ns;
  lag->end_ns = end_ns;
  loop_alarm_at(lag->alarm, start_ns);
}

void lag_served(struct lag *lag, uint64_t now_ns) {
  for (; lag->due_ns <= now_ns && lag->due_ns < lag->end_ns;
       lag->due_ns += LAG_PERIOD_MS * NS_PER_MS)
    histogram_record(&lag->histogram, now_ns - lag->due_ns);
}
