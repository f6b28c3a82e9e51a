/* Decides what a search has found, and writes it. */
#include "bench/results/searches.h"

#include <math.h>

#include "bench/base/servers.h"
#include "common/base/traits.h"
#include "documents/run_document.h"

/* ---- what it found ---- */

enum exhausted search_gave_out(const struct probes *probes, size_t search,
                               const struct knee_search *knee) {
  double high = knee_search_bracket(knee).high;
  size_t said[EXHAUSTED_KINDS] = {0};
  enum exhausted most = EXHAUSTED_KINDS;
  for (size_t i = 0; i < probes->count; i++) {
    const struct probe *probe = &probes->items[i];
    if (probe->search == search && probe->counts && !probe->verdict.holds && probe->value == high)
      said[probe->verdict.gave_out]++;
  }
  for (int i = 0; i < EXHAUSTED_KINDS; i++)
    if (said[i] > 0 && (most == EXHAUSTED_KINDS || said[i] > said[most]))
      most = (enum exhausted)i;
  return most < EXHAUSTED_KINDS && said[EXHAUSTED_GENERATOR] == said[most] ? EXHAUSTED_GENERATOR
                                                                           : most;
}

enum search_outcome search_outcome_of(const struct cell_search *search, enum exhausted gave_out) {
  double ignored;
  switch (knee_search_next(&search->knee, &ignored)) {
  case KNEE_GOES_ON:
    return SEARCH_INTERRUPTED;
  case KNEE_FOUND:
    return gave_out == EXHAUSTED_GENERATOR ? SEARCH_GENERATOR : SEARCH_FOUND;
  case KNEE_BELOW:
    return gave_out == EXHAUSTED_GENERATOR ? SEARCH_GENERATOR : SEARCH_BELOW;
  case KNEE_ABOVE:
    return search->few_descriptors ? SEARCH_DESCRIPTORS : SEARCH_ABOVE;
  case KNEE_UNSETTLED:
    break;
  }
  return SEARCH_UNSETTLED;
}

/* ---- run.json ---- */

/* null for what is not finite. */
static void number_put(json_t *object, enum run_member member, double value) {
  run_put(object, member, isfinite(value) ? json_real(value) : json_null());
}

static void gave_out_put(json_t *object, enum run_member member, enum exhausted kind) {
  run_put_text(object, member, kind == EXHAUSTED_KINDS ? NULL : exhausted_name(kind));
}

static json_t *search_put(const struct cell_search *search, enum exhausted gave_out, bool quick) {
  struct knee_bracket bracket = knee_search_bracket(&search->knee);
  enum search_outcome outcome = search_outcome_of(search, gave_out);
  bool named = !quick && (outcome == SEARCH_FOUND || outcome == SEARCH_DESCRIPTORS);
  json_t *object = json_object();
  if (outcome == SEARCH_DESCRIPTORS)
    gave_out = EXHAUSTED_DESCRIPTORS;
  run_put_text(object, RUN_SEARCHED, search->name.text);
  run_put_text(object, RUN_SEARCHED_ENGINE, server_name(search->engine));
  run_put_text(object, RUN_SEARCHED_TRANSPORT, transport_name(search->transport));
  run_put_text(object, RUN_SEARCHED_OUTCOME, search_outcome_name(outcome));
  number_put(object, RUN_SEARCHED_CAPACITY, named ? bracket.low : NAN);
  number_put(object, RUN_SEARCHED_HELD, bracket.low > 0 ? bracket.low : NAN);
  number_put(object, RUN_SEARCHED_FAILED, bracket.high);
  number_put(object, RUN_SEARCHED_PROBABILITY, bracket.probability);
  gave_out_put(object, RUN_SEARCHED_GAVE_OUT, gave_out);
  return object;
}

static json_t *probe_put(const struct probe *probe, const struct search_plan *search,
                         const struct cells *cells) {
  const struct probe_verdict *verdict = &probe->verdict;
  json_t *object = json_object();
  run_put_count(object, RUN_PROBE_SEARCH, probe->search);
  run_put_text(object, RUN_PROBE_CELL, cells->items[probe->cell].name);
  run_put_count(object, RUN_PROBE_REPEAT, probe->repeat);
  number_put(object, RUN_PROBE_VALUE, probe->value);
  run_put(object, RUN_PROBE_HOLDS, probe->counts ? json_boolean(verdict->holds) : json_null());
  run_put_text(object, RUN_PROBE_FIGURE, figure_table[search->limits[verdict->limit].figure].path);
  number_put(object, RUN_PROBE_MEASURED, verdict->measured);
  gave_out_put(object, RUN_PROBE_GAVE_OUT, verdict->holds ? EXHAUSTED_KINDS : verdict->gave_out);
  return object;
}

void searches_put(json_t *record, const struct experiment *experiment,
                  const struct cell_search *searches, size_t count, const struct probes *probes,
                  const struct cells *cells) {
  json_t *made = json_array(), *of_probes = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(made,
                          search_put(&searches[i], search_gave_out(probes, i, &searches[i].knee),
                                     experiment->search.quick));
  for (size_t i = 0; i < probes->count; i++)
    json_array_append_new(of_probes, probe_put(&probes->items[i], &experiment->search, cells));
  run_put(record, RUN_SEARCHES, made);
  run_put(record, RUN_PROBES, of_probes);
}
