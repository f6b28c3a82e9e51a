/* The age's distribution over time, from where its rises begin and end. */
#include "common/stats/age.h"

#include "common/base/contract.h"

enum status age_init(struct age *age) {
  *age = (struct age){.start_ns = 0};
  enum status status = histogram_init(&age->begins);
  if (status != STATUS_OK)
    return status;
  status = histogram_init(&age->ends);
  if (status != STATUS_OK)
    histogram_release(&age->begins);
  return status;
}

void age_release(struct age *age) {
  histogram_release(&age->begins);
  histogram_release(&age->ends);
}

static void watch(struct age *age, struct age_view *view, uint64_t until_ns) {
  uint64_t from_ns = view->watched_ns > age->start_ns ? view->watched_ns : age->start_ns;
  uint64_t to_ns = until_ns < age->end_ns ? until_ns : age->end_ns;
  view->watched_ns = until_ns;
  if (view->due_ns == 0 || to_ns <= from_ns)
    return;
  CONTRACT(view->due_ns <= from_ns);
  uint64_t begin_ns = from_ns - view->due_ns;
  uint64_t end_ns = to_ns - view->due_ns;
  histogram_record(&age->begins, begin_ns);
  histogram_record(&age->ends, end_ns);
  age->time_ns += end_ns - begin_ns;
  age->area_twice += (age_area)(end_ns - begin_ns) * (begin_ns + end_ns);
}

void age_receive(struct age *age, struct age_view *view, uint64_t due_ns, uint64_t receipt_ns) {
  CONTRACT(due_ns <= receipt_ns);
  if (due_ns <= view->due_ns)
    return;
  watch(age, view, receipt_ns);
  view->due_ns = due_ns;
}

void age_finish(struct age *age, struct age_view *view) {
  watch(age, view, age->end_ns);
}

double age_mean_ns(const struct age *age) {
  return age->time_ns > 0 ? (double)age->area_twice / 2 / (double)age->time_ns : 0;
}

/* Time spent at the ages of one counter, when `rising` rises have begun below it. Those
 * that begin or end within it take half of its width on average. */
static double counter_time_ns(const struct age *age, size_t index, double rising) {
  double width_ns =
      (double)(histogram_index_highest_ns(index) - histogram_index_lowest_ns(index)) + 1;
  double change = (double)age->begins.counts[index] - (double)age->ends.counts[index];
  return width_ns * (rising + change / 2);
}

uint64_t age_quantile_ns(const struct age *age, double quantile) {
  double rising = 0;
  double passed_ns = 0;
  if (age->time_ns == 0)
    return 0;
  for (size_t i = 0; i < HISTOGRAM_COUNTERS; i++) {
    passed_ns += counter_time_ns(age, i, rising);
    rising += (double)age->begins.counts[i] - (double)age->ends.counts[i];
    if (passed_ns >= quantile * (double)age->time_ns) {
      uint64_t highest_ns = histogram_index_highest_ns(i);
      return highest_ns < age->ends.max_ns ? highest_ns : age->ends.max_ns;
    }
  }
  return age->ends.max_ns;
}
