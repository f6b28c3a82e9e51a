/* Puts the line together. */
#include "bench/report/cell_line.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "documents/figures.h"

static void line_add(struct words *line, const char *before, struct words words,
                     const char *after) {
  size_t used = strlen(line->text);
  snprintf(line->text + used, sizeof line->text - used, "%s%s%.40s%s", used ? ", " : "", before,
           words.text, after);
}

struct words cell_line(const json_t *document) {
  static const struct {
    enum figure figure;
    const char *before, *after;
    struct words (*words)(double value);
  } shown[] = {
      {FIGURE_LATENCY_MEAN, "mean ", "", words_duration_ns},
      {FIGURE_LATENCY_P99, "p99 ", "", words_duration_ns},
      {FIGURE_WIRE_PER_MESSAGE, "wire ", "/msg", words_bytes},
      {FIGURE_CPU_US_PER_MESSAGE, "CPU ", "/msg", words_duration_us},
  };
  struct words line = {""};
  for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
    double value = figure_value(document, shown[i].figure, NAN);
    if (!isnan(value))
      line_add(&line, shown[i].before, shown[i].words(value), shown[i].after);
  }
  double lost = figure_value(document, FIGURE_LOST, 0);
  if (lost > 0)
    line_add(&line, "", words_count(lost), " lost");
  return line;
}
