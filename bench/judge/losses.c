/* Computes the allowed losses from faults, parameters and counts. */
#include "bench/judge/losses.h"

#include <math.h>
#include <string.h>

#include "common/base/traits.h"
#include "documents/fields.h"
#include "documents/figures.h"

static const char SILENCE[] = "silence_connections";

static double param_s(const json_t *document, const char *name) {
  return field_number(figure_json(document, FIGURE_PARAMS), name, 0) / 1e3;
}

static bool text_is(const char *own, const char *text) {
  return own && strcmp(own, text) == 0;
}

static bool param_is(const json_t *document, const char *name, const char *text) {
  return text_is(json_string_value(field_get(figure_json(document, FIGURE_PARAMS), name)), text);
}

double losses_notice_s(const json_t *document) {
  double timeout_s = param_s(document, "heartbeat_timeout_ms");
  double comment_s = param_s(document, "sse_keepalive_ms");
  int transport = transport_named(figure_text(document, FIGURE_TRANSPORT));
  const struct transport_traits *traits = transport < 0 ? NULL : &transport_traits[transport];
  if (traits && traits->scheduled)
    return param_s(document, "interval_ms") + timeout_s;
  if (traits && traits->holds)
    return param_s(document, "hold_ms") + timeout_s;
  if (traits && traits->streams)
    return comment_s > 0 ? comment_s + timeout_s : INFINITY;
  bool asks =
      !param_is(document, "heartbeat", "off") && !param_is(document, "heartbeat_by", "server");
  return asks ? param_s(document, "heartbeat_interval_ms") + timeout_s : INFINITY;
}

/* Deliveries lost by silenced users who had not noticed by the end. */
static double silence_loss(const json_t *document) {
  const json_t *faults = figure_json(document, FIGURE_FAULTS);
  double clients = figure_value(document, FIGURE_CLIENTS, 0);
  double duration_s = figure_value(document, FIGURE_DURATION_S, 0);
  double unaware = 0;
  double expected = 0; /* by all users, from the first silence on that can go unnoticed */
  bool silent = false;
  for (size_t i = 0; i < json_array_size(faults); i++) {
    const json_t *fault = json_array_get(faults, i);
    double left_s = duration_s - figure_value(fault, FIGURE_FAULT_AT, 0);
    silent = silent || (text_is(figure_text(fault, FIGURE_FAULT_KIND), SILENCE) &&
                        losses_notice_s(document) >= left_s);
    unaware += figure_value(fault, FIGURE_FAULT_UNAWARE, 0);
    if (silent)
      expected += figure_value(fault, FIGURE_FAULT_EXPECTED, 0);
  }
  return silent && clients > 0 ? unaware * (expected / clients + 1) : 0;
}

double losses_allowed(const json_t *document) {
  double said =
      figure_value(document, FIGURE_MAY_LOSE, 0) * figure_value(document, FIGURE_EXPECTED, 0);
  return fmax(floor(said), ceil(silence_loss(document)));
}
