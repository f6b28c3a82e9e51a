/* Puts the checks together to a verdict. */
#include "bench/judge/verdict.h"

#include <string.h>

#include "bench/judge/verdict_checks.h"

static void outcome_check(json_t *invalid, const json_t *document) {
  const char *outcome = figure_text(document, FIGURE_OUTCOME);
  const char *failure = figure_text(document, FIGURE_ERROR);
  if (outcome && strcmp(outcome, "done") == 0)
    return;
  if (failure && *failure)
    verdict_add(invalid, REASON_OUTCOME, 0, "%s", failure);
  else
    verdict_add(invalid, REASON_OUTCOME, 0, "the outcome is '%s'", outcome ? outcome : "unknown");
}

/* Whether connections break because the experiment has it so: by faults, or by a proxy that is to
 * end those on which nothing is sent. */
static bool is_broken_on_purpose(const json_t *document) {
  const json_t *params = figure_json(document, FIGURE_PARAMS);
  const char *proxy = json_string_value(json_object_get(params, "proxy"));
  bool ends_idle = json_number_value(json_object_get(params, "proxy_idle_s")) > 0;
  return json_array_size(figure_json(document, FIGURE_FAULTS)) > 0 ||
         (ends_idle && proxy && strcmp(proxy, "none") != 0);
}

/* One member of each reason, as an array. */
static json_t *members_json(const json_t *reasons, const char *member) {
  json_t *array = json_array();
  for (size_t i = 0; i < json_array_size(reasons); i++)
    json_array_append(array, json_object_get(json_array_get(reasons, i), member));
  return array;
}

json_t *verdict_of(const json_t *document) {
  json_t *invalid = json_array(), *suspect = json_array();
  const char *status = "valid";
  outcome_check(invalid, document);
  if (figure_is_measured(document, FIGURE_EXPECTED)) {
    bool broken = is_broken_on_purpose(document);
    verdict_check_ledger(invalid, document);
    verdict_check_written(invalid, document);
    verdict_check_witness(invalid, document, broken);
    verdict_check_clock(invalid, suspect, document);
    verdict_check_range(invalid, document);
    verdict_check_generator(suspect, document);
    verdict_check_disturbance(suspect, document, broken);
    verdict_check_link(suspect, document);
    verdict_check_order(suspect, document);
    verdict_check_bytes(suspect, document);
    verdict_check_payload(invalid, document);
    verdict_check_window(suspect, document);
    if (!broken) {
      verdict_check_connections(invalid, document);
      verdict_check_users_lost(invalid, document);
      verdict_check_settling(suspect, document);
      verdict_check_requests(suspect, document);
      verdict_check_model(suspect, document);
    }
  }
  if (json_array_size(invalid) > 0)
    status = "invalid";
  else if (json_array_size(suspect) > 0)
    status = "suspect";
  json_array_extend(invalid, suspect);
  json_t *verdict = json_pack("{s:s, s:o, s:o, s:o}", "status", status, "reasons",
                              members_json(invalid, "text"), "kinds", members_json(invalid, "kind"),
                              "severities", members_json(invalid, "severity"));
  json_decref(suspect);
  json_decref(invalid);
  return verdict;
}

bool verdict_is(const json_t *verdict, const char *status) {
  const char *text = json_string_value(json_object_get(verdict, "status"));
  return text && strcmp(text, status) == 0;
}

static int gravity(const char *status) {
  if (strcmp(status, "valid") == 0)
    return 0;
  return strcmp(status, "suspect") == 0 ? 1 : 2;
}

const char *verdict_graver(const char *left, const char *right) {
  return gravity(left) >= gravity(right) ? left : right;
}
