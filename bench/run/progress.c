/* Tells how far a run is. */
#include "bench/run/progress.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "bench/base/terminal.h"
#include "common/base/clock.h"
#include "common/base/whole.h"

enum { BAR_CELLS = 24, TEXT_BYTES = 32 };

void duration_text(double seconds, char *out, size_t capacity) {
  int64_t whole = whole_signed_of(ceil(fmax(seconds, 0)));
  if (whole >= 3600)
    snprintf(out, capacity, "%" PRId64 " h %" PRId64 " min", whole / 3600, whole % 3600 / 60);
  else if (whole >= 60)
    snprintf(out, capacity, "%" PRId64 " min %" PRId64 " s", whole / 60, whole % 60);
  else
    snprintf(out, capacity, "%" PRId64 " s", whole);
}

void progress_begin(struct progress *progress, const char *name, size_t repeat, double planned_s,
                    uint64_t now_ns) {
  progress->name = name;
  progress->repeat = repeat;
  progress->current_s = planned_s;
  progress->begun_ns = now_ns;
  progress_tick(progress, now_ns);
}

void progress_tick(void *context, uint64_t now_ns) {
  const struct progress *progress = context;
  char left[TEXT_BYTES];
  if (!progress->terminal)
    return;
  double spent_s = (double)(now_ns - progress->begun_ns) / (double)NS_PER_S;
  if (spent_s > progress->current_s)
    spent_s = progress->current_s;
  double passed_s = progress->behind_s + spent_s;
  double share = progress->planned_s > 0 ? fmin(1, passed_s / progress->planned_s) : 0;
  int filled = (int)whole_of(BAR_CELLS * share);
  duration_text(progress->planned_s - passed_s, left, sizeof left);
  fputs("\r\033[K[", stderr);
  for (int i = 0; i < BAR_CELLS; i++)
    fputc(i < filled ? '#' : '.', stderr);
  fprintf(stderr, "] %zu/%zu %s", progress->done + 1, progress->total, progress->name);
  if (progress->repeats > 1)
    fprintf(stderr, " (repeat %zu of %zu)", progress->repeat, progress->repeats);
  fprintf(stderr, ", %s left", left);
}

static void line_write(const struct progress *progress, const struct progress_outcome *outcome,
                       const char *why, double spent_s, char out[PROGRESS_LINE_BYTES]) {
  char repeat[2 * TEXT_BYTES] = "";
  if (progress->repeats > 1)
    snprintf(repeat, sizeof repeat, " (repeat %zu of %zu)", progress->repeat, progress->repeats);
  snprintf(out, PROGRESS_LINE_BYTES, "%zu/%zu %s%s: %s%s, %.1f s%s%s", progress->done,
           progress->total, progress->name, repeat, outcome->verdict, why, spent_s,
           *outcome->figures ? "; " : "", outcome->figures);
}

void progress_line(const struct progress *progress, const struct progress_outcome *outcome,
                   double spent_s, char out[PROGRESS_LINE_BYTES]) {
  char why[2 * TEXT_BYTES] = "";
  if (*outcome->why)
    snprintf(why, sizeof why, " (%s)", outcome->why);
  line_write(progress, outcome, why, spent_s, out);
  if (progress->columns > 0 && text_letters(out) > progress->columns)
    line_write(progress, outcome, "", spent_s, out);
}

void progress_end(struct progress *progress, const struct progress_outcome *outcome,
                  uint64_t now_ns) {
  char line[PROGRESS_LINE_BYTES];
  progress->done++;
  progress->behind_s += progress->current_s;
  progress_line(progress, outcome, (double)(now_ns - progress->begun_ns) / (double)NS_PER_S, line);
  fprintf(stderr, "%s%s\n", progress->terminal ? "\r\033[K" : "", line);
}
