/* Reads faults, parameters and what became of them. */
#include "bench/judge/losses.h"

#include <math.h>
#include <string.h>

#include "documents/fields.h"

static const char SILENCE[] = "silence_connections";

static double param_s(const json_t *document, const char *path) {
  return field_number(document, path, 0) / 1e3;
}

static bool text_is(const json_t *document, const char *path, const char *text) {
  const char *own = json_string_value(field_get(document, path));
  return own && strcmp(own, text) == 0;
}

double losses_notice_s(const json_t *document) {
  double timeout_s = param_s(document, "params.heartbeat_timeout_ms");
  double comment_s = param_s(document, "params.sse_keepalive_ms");
  if (text_is(document, "transport", "short_poll"))
    return param_s(document, "params.interval_ms") + timeout_s;
  if (text_is(document, "transport", "long_poll"))
    return param_s(document, "params.hold_ms") + timeout_s;
  if (text_is(document, "transport", "sse"))
    return comment_s > 0 ? comment_s + timeout_s : INFINITY;
  bool asks = !text_is(document, "params.heartbeat", "off") &&
              !text_is(document, "params.heartbeat_by", "server");
  return asks ? param_s(document, "params.heartbeat_interval_ms") + timeout_s : INFINITY;
}

/* What those lose who were silenced and have not noticed by the end. */
static double silence_loss(const json_t *document) {
  const json_t *faults = json_object_get(document, "faults");
  double clients = field_number(document, "clients", 0);
  double unaware =
      field_number(document, "failure.affected", 0) - field_number(document, "failure.noticed", 0);
  double duration_s = field_number(document, "duration_s", 0);
  double expected = 0; /* by all users, from the first silence on that can go unnoticed */
  bool silent = false;
  for (size_t i = 0; i < json_array_size(faults); i++) {
    const json_t *fault = json_array_get(faults, i);
    double left_s = duration_s - field_number(fault, "at_s", 0);
    silent = silent || (text_is(fault, "do", SILENCE) && losses_notice_s(document) >= left_s);
    if (silent)
      expected += field_number(fault, "expected", 0);
  }
  return silent && clients > 0 ? unaware * (expected / clients + 1) : 0;
}

double losses_allowed(const json_t *document) {
  double said = field_number(document, "may_lose", 0) * field_number(document, "expected", 0);
  return fmax(floor(said), ceil(silence_loss(document)));
}
