/* Puts a cell's parameters into the closed forms. */
#include "bench/answers/break_even_model.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/judge/closed_wire.h"
#include "bench/plan/parameters.h"
#include "common/base/traits.h"
#include "documents/fields.h"

static json_t *params_of(const struct result_cell *cell) {
  json_t *params = json_object();
  for (size_t i = 0; i < cell->params.count; i++) {
    size_t index;
    const struct result_pair *pair = &cell->params.items[i];
    if (parameter_find(pair->name, &index, NULL) == STATUS_OK && *pair->text)
      json_object_set_new(params, pair->name, parameter_json(index, pair->text));
  }
  return params;
}

struct break_even_model break_even_model_of(const struct result_cell *first,
                                            const struct result_cell *second, const char *parameter,
                                            enum figure figure) {
  return (struct break_even_model){.figure = figure,
                                   .parameter = parameter,
                                   .first = params_of(first),
                                   .second = params_of(second)};
}

void break_even_model_release(struct break_even_model *model) {
  json_decref(model->first);
  json_decref(model->second);
  *model = (struct break_even_model){.figure = FIGURE_NUMBER};
}

static bool is_text(const json_t *params, const char *name, const char *text) {
  const char *its = json_string_value(json_object_get(params, name));
  return its && strcmp(its, text) == 0;
}

/* Whether the model is of such cells. */
static bool is_modelled(const json_t *params) {
  return is_text(params, "arrival", "poisson") &&
         (is_text(params, "workload", "ticker") || is_text(params, "workload", "notify")) &&
         json_is_true(json_object_get(params, "batching")) &&
         field_number(params, "pause_ms", 0) == 0 && !is_text(params, "heartbeat_by", "both");
}

static double beat_s_of(const json_t *params, bool pings) {
  if (pings && is_text(params, "heartbeat", "off"))
    return 0;
  return field_number(params, pings ? "heartbeat_interval_ms" : "sse_keepalive_ms", 0) / 1e3;
}

static double figure_of(json_t *params, enum figure figure) {
  int transport = transport_named(json_string_value(json_object_get(params, "transport")));
  if (transport < 0 || !is_modelled(params))
    return NAN;
  const struct closed_load load = {
      .transport = transport,
      .messages_per_s = field_number(params, "rate_per_s", NAN),
      .interval_s = field_number(params, "interval_ms", NAN) / 1e3,
      .hold_s = field_number(params, "hold_ms", NAN) / 1e3,
      .beat_s = beat_s_of(params, transport_traits[transport].framed),
  };
  bool per_message = figure == FIGURE_WIRE_PER_MESSAGE || figure == FIGURE_REQUESTS_PER_MESSAGE;
  double share = per_message ? load.messages_per_s : 1;
  if (figure == FIGURE_LATENCY_MEAN)
    return closed_latency_mean_s(&load);
  if (figure == FIGURE_REQUESTS_PER_MESSAGE || figure == FIGURE_REQUESTS_PER_USER_HOUR)
    return closed_rates_of(&load).requests_per_s / share;
  if (figure != FIGURE_WIRE_PER_MESSAGE && figure != FIGURE_WIRE_PER_USER_HOUR)
    return NAN;
  struct closed_wire wire = closed_wire_of(params, &load);
  return (wire.up_per_s + wire.down_per_s) / share;
}

double break_even_model_log(const struct break_even_model *model, double value) {
  json_object_set_new(model->first, model->parameter, json_real(value));
  json_object_set_new(model->second, model->parameter, json_real(value));
  double first = figure_of(model->first, model->figure);
  double second = figure_of(model->second, model->figure);
  return first > 0 && second > 0 ? log(first / second) : NAN;
}
