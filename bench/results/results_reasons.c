/* Merges the reasons of repeats. */
#include "bench/results/results_reasons.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/numerals.h"
#include "documents/figures.h"

bool result_reasons_alike(const struct result_reason *left, const struct result_reason *right) {
  bool known = left->kind != REASON_KINDS && right->kind != REASON_KINDS;
  if (known && (left->kind != right->kind || left->kind != REASON_OUTCOME))
    return left->kind == right->kind;
  return strcmp(left->text, right->text) == 0;
}

/* Inserts it before the first reason that is less grave; false without memory. */
static bool reason_insert(struct result_reasons *reasons, const struct result_reason *reason) {
  size_t at = reasons->count;
  struct result_reason *grown =
      realloc(reasons->items, (reasons->count + 1) * sizeof *reasons->items);
  if (!grown)
    return false;
  reasons->items = grown;
  while (reason->invalid && at > 0 && !grown[at - 1].invalid)
    at--;
  memmove(&grown[at + 1], &grown[at], (reasons->count - at) * sizeof *grown);
  grown[at] = *reason;
  reasons->count++;
  return true;
}

static struct result_reason *alike_find(const struct result_reasons *reasons,
                                        const struct result_reason *reason) {
  for (size_t i = 0; i < reasons->count; i++)
    if (result_reasons_alike(&reasons->items[i], reason))
      return &reasons->items[i];
  return NULL;
}

/* Counts the repeat, and keeps the text of the more severe of the two. */
static void reason_again(struct result_reason *known, struct result_reason *reason) {
  known->repeats += known->newest != reason->newest;
  known->newest = reason->newest;
  if (reason->severity > known->severity) {
    char *milder = known->text;
    known->text = reason->text;
    known->severity = reason->severity;
    reason->text = milder;
  }
}

/* Adds a reason of one repeat; nothing without a text. False without memory. */
static bool reason_add(struct result_reasons *reasons, const char *text,
                       struct result_reason reason) {
  if (!text || !*text)
    return true;
  reason.text = strdup(text);
  struct result_reason *known = reason.text ? alike_find(reasons, &reason) : NULL;
  if (!known && reason.text && reason_insert(reasons, &reason))
    return true;
  if (known)
    reason_again(known, &reason);
  free(reason.text);
  return known != NULL;
}

/* By the table of kinds; for an unknown kind, by the repeat's verdict. */
static bool makes_invalid(enum reason_kind kind, const json_t *document) {
  const char *status = figure_text(document, FIGURE_VERDICT_STATUS);
  if (kind != REASON_KINDS)
    return reason_table[kind].invalid;
  return !status || strcmp(status, "suspect") != 0;
}

static bool is_of_length(const json_t *array, size_t count) {
  return !json_is_array(array) || json_array_size(array) == count;
}

enum status results_read_reasons(struct result_cell *cell, const json_t *document, const char *path,
                                 struct error *error) {
  const json_t *texts = figure_json(document, FIGURE_VERDICT_REASONS);
  const json_t *kinds = figure_json(document, FIGURE_VERDICT_KINDS);
  const json_t *severities = figure_json(document, FIGURE_VERDICT_SEVERITIES);
  const char *failure = figure_text(document, FIGURE_ERROR);
  size_t count = json_array_size(texts);
  struct result_reason reason = {.repeats = 1, .newest = cell->repeat_count};
  bool kept = true;
  if (!is_of_length(kinds, count) || !is_of_length(severities, count))
    return error_set(error, STATUS_CHECK,
                     "%.300s: verdict has %zu %s, but not as many kinds and severities", path,
                     count, word_for((double)count, "reason", "reasons"));
  for (size_t i = 0; i < count && kept; i++) {
    reason.kind = reason_named(json_string_value(json_array_get(kinds, i)));
    reason.severity = json_number_value(json_array_get(severities, i));
    reason.invalid = makes_invalid(reason.kind, document);
    kept = reason_add(&cell->reasons, json_string_value(json_array_get(texts, i)), reason);
  }
  reason.kind = REASON_OUTCOME;
  reason.severity = 0;
  reason.invalid = true;
  if (kept && reason_add(&cell->reasons, failure, reason))
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the reasons in %.300s", path);
}
