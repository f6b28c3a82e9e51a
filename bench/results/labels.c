/* Puts labels together. */
#include "bench/results/labels.h"

#include <math.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/formatting.h"
#include "common/load/workload.h"
#include "common/suite/options.h"

/* A text that does not fit is cut. */
static void words_append(struct words *words, const char *separator, const char *text) {
  bounded_append(words->text, sizeof words->text, "%s%s", *words->text ? separator : "", text);
}

struct words words_condition(const struct results *results, const struct result_cell *cell) {
  struct words words = {""};
  for (size_t i = 0; i < results->varied.count; i++) {
    const char *name = results->varied.items[i];
    const char *text = result_param(cell, name);
    if (!text || !result_param_applies(cell, name))
      continue;
    words_append(&words, ", ", words_param(name, text).text);
  }
  return words;
}

static bool is_varied(const struct results *results, const char *name) {
  for (size_t i = 0; i < results->varied.count; i++)
    if (strcmp(results->varied.items[i], name) == 0)
      return true;
  return false;
}

/* A parameter's value, with the words around it; the last one of a list has no name. */
struct fact {
  const char *name, *before, *after;
};

enum { FACTS_MAX = 8 };

#define FACTS_OF_MESSAGES             \
  {"arrival", "", " arrival"}, {      \
    "payload_bytes", "", " B payload" \
  }
#define FACT_OF_DURATION \
  { "duration_s", "", " s measured" }

static const struct fact facts[][FACTS_MAX] = {
    [WORKLOAD_TICKER] = {{"clients", "", " users"},
                         {"rate_per_s", "", " messages/s"},
                         FACTS_OF_MESSAGES,
                         FACT_OF_DURATION},
    [WORKLOAD_NOTIFY] = {{"clients", "", " users with a channel each"},
                         {"rate_per_s", "", " messages/s for each"},
                         FACTS_OF_MESSAGES,
                         FACT_OF_DURATION},
    [WORKLOAD_CHAT] = {{"clients", "", " users"},
                       {"room_users", "in rooms of ", ""},
                       {"rate_per_s", "", " messages/s of each"},
                       FACTS_OF_MESSAGES,
                       FACT_OF_DURATION},
    [WORKLOAD_COLLAB] = {{"clients", "", " users"},
                         {"room_users", "at documents of ", ""},
                         {"editors", "", " of whom edit"},
                         {"rate_per_s", "", " edits/s of each of these"},
                         FACTS_OF_MESSAGES,
                         FACT_OF_DURATION},
    [WORKLOAD_TRACE] = {{"clients", "", " users"}, {"trace", "recording ", ""}, FACT_OF_DURATION},
};

/* Where the experiment varies the workload: the ticker, whose parameters all workloads have. */
static int workload_of(const struct results *results) {
  const char *name = result_param(&results->cells[0], "workload");
  int kind = name && !is_varied(results, "workload") ? option_choice(WORKLOAD_CHOICES, name) : -1;
  return kind < 0 ? WORKLOAD_TICKER : kind;
}

struct words words_workload(const struct results *results) {
  struct words words = {""};
  if (results->cell_count == 0)
    return words;
  for (const struct fact *fact = facts[workload_of(results)]; fact->name; fact++) {
    const char *text = result_param(&results->cells[0], fact->name);
    if (!text || is_varied(results, fact->name))
      continue;
    words_append(&words, ", ", fact->before);
    words_append(&words, "", text);
    words_append(&words, "", fact->after);
  }
  return words;
}

struct words words_range(const struct figure_range *range, struct words (*words)(double value)) {
  struct words median = words(range->median), low = words(range->low), high = words(range->high);
  bool alike = strcmp(low.text, median.text) == 0 && strcmp(high.text, median.text) == 0;
  if (isnan(range->low) || alike)
    return median;
  bounded_append(median.text, sizeof median.text, " (%s: %.50s to %.50s)",
                 range->confident ? "95 %" : "repeats", low.text, high.text);
  return median;
}

static const char *name_in(const char *const *names, size_t count, int position) {
  return position >= 0 && (size_t)position < count ? names[position] : "unknown";
}

const char *verdict_words(enum verdict_grade grade) {
  static const char *const names[] = {"valid", "suspect", "invalid", "failed"};
  return name_in(names, sizeof names / sizeof *names, (int)grade);
}
