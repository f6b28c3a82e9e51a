/* Shortens experiments. */
#include "bench/plan/quick.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/parameters.h"
#include "common/base/traits.h"

enum { AXIS_VALUES = 2, MESSAGES = 10, POLLS = 3 };

static const double PHASE_S = 1.5;
static const double WARMUP_S = 0.2;
static const double PHASE_WITH_FAULTS_S = 6; /* a server needs some tenths of a second to start */
static const double PHASE_OF_TRACE_S = 4;    /* whose times cannot be scaled */
static const double RATE_MAX_PER_S = 50;     /* no rate is raised above this */

/* ---- values of parameters ---- */

static const struct settings *settings_at(const struct experiment *experiment, size_t index) {
  return index == 0 ? &experiment->settings : &experiment->variants[index - 1].settings;
}

/* The least and the greatest value that any cell may have. */
struct span {
  double least, greatest;
};

static void span_take(struct span *span, double value) {
  span->least = fmin(span->least, value);
  span->greatest = fmax(span->greatest, value);
}

static struct span span_of(const struct experiment *experiment, size_t parameter) {
  struct span span = {INFINITY, -INFINITY};
  for (size_t i = 0; i <= experiment->variant_count; i++) {
    const struct setting *setting = settings_find(settings_at(experiment, i), parameter);
    for (size_t j = 0; setting && j < setting->count; j++)
      span_take(&span, strtod(setting->values[j], NULL));
  }
  if (!settings_find(&experiment->settings, parameter))
    span_take(&span, strtod(parameters_table()[parameter].fallback, NULL));
  return span;
}

static bool is_number(size_t parameter) {
  enum option_type type = parameters_table()[parameter].type;
  return type == OPTION_INTEGER || type == OPTION_NUMBER;
}

static bool any_value(const struct experiment *experiment, size_t parameter,
                      bool (*is)(const char *value)) {
  for (size_t i = 0; i <= experiment->variant_count; i++) {
    const struct setting *setting = settings_find(settings_at(experiment, i), parameter);
    for (size_t j = 0; setting && j < setting->count; j++)
      if (is(setting->values[j]))
        return true;
  }
  return !settings_find(&experiment->settings, parameter) &&
         is(parameters_table()[parameter].fallback);
}

static bool is_scheduled(const char *transport) {
  return transport_traits[transport_named(transport)].scheduled;
}

static bool is_trace(const char *workload) {
  return strcmp(workload, "trace") == 0;
}

/* ---- fewer cells ---- */

static bool is_ruled(const struct experiment *experiment, size_t parameter) {
  return cell_rules_name(&experiment->only, parameter) ||
         cell_rules_name(&experiment->except, parameter);
}

static void axes_cut(struct experiment *experiment) {
  for (size_t i = 0; i < experiment->settings.count; i++) {
    struct setting *setting = &experiment->settings.items[i];
    bool cut = is_number(setting->parameter) && !is_ruled(experiment, setting->parameter);
    while (cut && setting->count > AXIS_VALUES)
      free(setting->values[--setting->count]);
  }
}

/* ---- fewer users ---- */

/* Multiplies each value, 1 at least, and drops one that equals the value before it. */
static enum status values_shrink(struct setting *setting, double factor, struct error *error) {
  size_t kept = 0;
  for (size_t i = 0; i < setting->count; i++) {
    char text[32];
    snprintf(text, sizeof text, "%.0f", fmax(1, round(factor * strtod(setting->values[i], NULL))));
    free(setting->values[i]);
    setting->values[i] = NULL;
    if (kept > 0 && strcmp(setting->values[kept - 1], text) == 0)
      continue;
    setting->values[kept] = strdup(text);
    if (!setting->values[kept++])
      return error_set(error, STATUS_ENVIRONMENT, "no memory for the experiment");
  }
  setting->count = kept;
  return STATUS_OK;
}

static enum status parameter_shrink(struct experiment *experiment, const char *name, double factor,
                                    struct error *error) {
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i <= experiment->variant_count; i++) {
    struct setting *setting = settings_find(settings_at(experiment, i), parameter_named(name));
    if (setting)
      status = values_shrink(setting, factor, error);
  }
  return status;
}

static enum status users_shrink(struct experiment *experiment, struct error *error) {
  double users = span_of(experiment, parameter_named("clients")).greatest;
  double factor = QUICK_USERS_MAX / users;
  if (factor >= 1 || is_ruled(experiment, parameter_named("clients")))
    return STATUS_OK;
  enum status status = parameter_shrink(experiment, "clients", factor, error);
  if (status == STATUS_OK)
    status = parameter_shrink(experiment, "channels", factor, error);
  for (int engine = 0; status == STATUS_OK && engine < ENGINE_COUNT; engine++)
    if (engine_traits[engine].threads_option)
      status = parameter_shrink(experiment, engine_traits[engine].threads_option, factor, error);
  return status;
}

/* ---- less time ---- */

/* The greatest time_scale with which every scaled parameter stays within its range, and no rate
 * above RATE_MAX_PER_S. 0 stands for "none" or "off" and is not scaled. */
static double scale_most(const struct experiment *experiment) {
  const struct option *table = parameters_table();
  double most = INFINITY;
  for (size_t i = 0; table[i].name; i++) {
    const char *rate = strstr(table[i].name, "_per_s");
    struct span span = span_of(experiment, i);
    if (!parameter_is_scaled(i))
      continue;
    if (rate && span.greatest > 0)
      most = fmin(most, fmin(RATE_MAX_PER_S, table[i].maximum) / span.greatest);
    else if (!rate && table[i].minimum > 0)
      most = fmin(most, span.least / table[i].minimum);
  }
  return most;
}

/* The length of the measured phase, in s of the schedule. */
static double phase_of(const struct experiment *experiment, double own_s) {
  double scale = experiment->time_scale;
  double needed_s = PHASE_S * scale;
  double rate_per_s = span_of(experiment, parameter_named("rate_per_s")).least;
  double interval_ms = span_of(experiment, parameter_named("interval_ms")).greatest;
  if (experiment->faults.count > 0)
    return own_s;
  if (any_value(experiment, parameter_named("workload"), is_trace))
    return fmin(own_s, PHASE_OF_TRACE_S);
  if (rate_per_s > 0)
    needed_s = fmax(needed_s, MESSAGES / rate_per_s);
  if (any_value(experiment, PARAMETER_TRANSPORT, is_scheduled))
    needed_s = fmax(needed_s, POLLS * interval_ms / 1e3);
  return fmin(own_s, needed_s);
}

static enum status seconds_put(struct experiment *experiment, const char *name, double seconds,
                               struct error *error) {
  char text[32];
  snprintf(text, sizeof text, "%.4g", seconds);
  return settings_put_one(&experiment->settings, parameter_named(name), text, error);
}

/* Rounds down to two digits: run.json has the number exactly, and names of cells stay short. */
static double two_digits(double number) {
  double unit = pow(10, floor(log10(number)) - 1);
  char text[32];
  snprintf(text, sizeof text, "%.1e", floor(number / unit + 1e-9) * unit);
  return strtod(text, NULL); /* the number that these digits read as */
}

static enum status time_shorten(struct experiment *experiment, struct error *error) {
  bool trace = any_value(experiment, parameter_named("workload"), is_trace);
  double own = experiment->time_scale;
  double limit_s = experiment->faults.count > 0 ? PHASE_WITH_FAULTS_S : PHASE_S;
  double phase_s =
      phase_of(experiment, span_of(experiment, parameter_named("duration_s")).greatest);
  double warmup_s = span_of(experiment, parameter_named("warmup_s")).least;
  enum status status = seconds_put(experiment, "duration_s", phase_s, error);
  if (status == STATUS_OK && !trace)
    experiment->time_scale = fmax(own, two_digits(fmin(phase_s / limit_s, scale_most(experiment))));
  if (status == STATUS_OK)
    status = seconds_put(experiment, "warmup_s", fmin(warmup_s, WARMUP_S * experiment->time_scale),
                         error);
  return status;
}

enum status experiment_shorten(struct experiment *experiment, struct error *error) {
  experiment->repeats = 1;
  search_shorten(&experiment->search);
  axes_cut(experiment);
  enum status status = users_shrink(experiment, error);
  return status == STATUS_OK ? time_shorten(experiment, error) : status;
}
