/* Latency, bytes and processor time against a varied parameter. */
#include "bench/chart_sweep.h"

#include <math.h>
#include <string.h>

#include "bench/chart_data.h"
#include "bench/wording.h"
#include "common/clock.h"

enum { SWEEP_HEIGHT = 520 };

/* A logarithmic axis where the values span more than this. */
static const double log_x_span = 8, log_y_span = 15;

struct sweep_figure {
  const char *ending, *title, *axis, *reading;
  enum metric figures[2];
  size_t count;
  double scale;
  const char *format_linear, *format_log;
};

static const struct sweep_figure sweep_figures[];

/* "interval (ms)": the parameter with the unit of its name. */
static void axis_write(char *out, size_t capacity, const char *parameter) {
  struct words words = words_param(parameter, "");
  char *end = words.text + strlen(words.text);
  char *unit;
  while (end > words.text && end[-1] == ' ')
    *--end = '\0';
  unit = strchr(words.text, '/');
  if (strcmp(parameter, "clients") == 0)
    snprintf(out, capacity, "users");
  else if (unit)
    snprintf(out, capacity, "%.*s (1%s)", (int)(unit - words.text - 1), words.text, unit);
  else if ((unit = strstr(words.text, "  ")))
    snprintf(out, capacity, "%.*s (%s)", (int)(unit - words.text), words.text, unit + 2);
  else
    snprintf(out, capacity, "%s", words.text);
}

static int number_order(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}
