/* Judges probes. */
#include "bench/results/probe.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/figure_words.h"
#include "bench/judge/reasons.h"
#include "bench/judge/support.h"
#include "common/stats/histogram.h"

static bool is_done(const json_t *document) {
  const char *outcome = figure_text(document, FIGURE_OUTCOME);
  return outcome && strcmp(outcome, "done") == 0;
}

/* A percentile of all deliveries, however few messages they are of; NAN for another figure. */
static double percentile_of(const json_t *document, enum figure figure) {
  double quantile = support_quantile(figure), value = NAN;
  const char *text = figure_text(document, FIGURE_LATENCY_HISTOGRAM);
  struct histogram latency;
  if (isnan(quantile) || !text || histogram_init(&latency) != STATUS_OK)
    return NAN;
  if (histogram_merge_text(&latency, text, NULL) == STATUS_OK && latency.count > 0)
    value = (double)histogram_quantile_ns(&latency, quantile);
  histogram_release(&latency);
  return value;
}

/* A repeat that lost messages may lack support for that reason alone. */
static enum status support_check(const json_t *document, enum figure figure, struct error *error) {
  const char *cell = figure_text(document, FIGURE_CELL);
  if (!support_is_lacking(document, figure) || figure_value(document, FIGURE_LOST, 0) > 0)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "search: %s needs %.0f messages in the measured phase, and %s had %.0f: raise "
                   "duration_s or rate_per_s",
                   figure_table[figure].path,
                   ceil(SUPPORT_MESSAGES_MIN / (1 - support_quantile(figure)) - 1e-6),
                   cell ? cell : "a probe", figure_value(document, FIGURE_PUBLISHED_SEEN, 0));
}

static enum status limit_judge(struct probe_verdict *verdict, const json_t *document,
                               const struct search_plan *search, size_t index,
                               struct error *error) {
  const struct search_limit *limit = &search->limits[index];
  double value = is_done(document) ? figure_value(document, limit->figure, NAN) : NAN;
  if (isnan(value) && search->quick && is_done(document))
    value = percentile_of(document, limit->figure);
  bool keeps = !isnan(value) && limit_keeps(&limit->limit, value);
  if (verdict->holds && (index == 0 || !keeps)) {
    verdict->limit = index;
    verdict->measured = value;
  }
  verdict->holds = verdict->holds && keeps;
  return isnan(value) && is_done(document) ? support_check(document, limit->figure, error)
                                           : STATUS_OK;
}

static bool is_disturbed(const json_t *document) {
  static const enum reason_kind kinds[] = {REASON_NOISE_SERVER, REASON_NOISE_CLIENT,
                                           REASON_OTHERS_SERVER, REASON_OTHERS_CLIENT,
                                           REASON_SUSPENDED};
  const json_t *said = figure_json(document, FIGURE_VERDICT_KINDS);
  for (size_t i = 0; i < json_array_size(said); i++)
    for (size_t j = 0; j < sizeof kinds / sizeof *kinds; j++)
      if (reason_named(json_string_value(json_array_get(said, i))) == kinds[j])
        return true;
  return false;
}

enum status probe_judge(struct probe_verdict *verdict, const json_t *document,
                        const struct search_plan *search, const struct exhaustible *machine,
                        struct error *error) {
  *verdict = (struct probe_verdict){
      .holds = true, .measured = NAN, .gave_out = exhausted_by(document, machine)};
  for (size_t i = 0; i < search->limit_count; i++) {
    enum status status = limit_judge(verdict, document, search, i, error);
    if (status != STATUS_OK)
      return status;
  }
  verdict->disturbed = !verdict->holds && is_disturbed(document);
  return STATUS_OK;
}

struct words probe_words(const struct probe_verdict *verdict, const struct search_plan *search) {
  const struct search_limit *limit = &search->limits[verdict->limit];
  struct words words;
  snprintf(words.text, sizeof words.text, "%s %.40s, %s%.60s%s%.40s%s",
           figure_table[limit->figure].path,
           isnan(verdict->measured) ? "not measured"
                                    : figure_words(limit->figure, verdict->measured).text,
           verdict->holds ? "" : "not ", limit_words(&limit->limit, limit->figure).text,
           verdict->holds ? "" : " (gave out: ",
           verdict->holds ? "" : exhausted_words(verdict->gave_out), verdict->holds ? "" : ")");
  return words;
}
