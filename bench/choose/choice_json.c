/* Builds the document. */
#include "bench/choose/choice_json.h"

#include <math.h>

#include "bench/choose/choice_table.h"
#include "common/base/traits.h"

enum { CHOICE_SCHEMA = 1 };

static json_t *number_json(double number) {
  return isfinite(number) ? json_real(number) : json_null();
}

static json_t *estimate_json(struct estimate estimate) {
  return json_pack("{s:o, s:o, s:o}", "value", number_json(estimate.value), "low",
                   number_json(estimate.low), "high", number_json(estimate.high));
}

static const char *currency_name(int currency) {
  static const char *const names[CURRENCIES] = {[CURRENCY_MONEY] = "money",
                                                [CURRENCY_BYTES] = "bytes",
                                                [CURRENCY_REQUESTS] = "requests",
                                                [CURRENCY_CPU] = "cpu",
                                                [CURRENCY_MEMORY] = "memory"};
  return names[currency];
}

/* {"transport", "setting_s", "cost"}; null for CHOICE_NONE. */
static json_t *cheapest_json(const struct choice *choice, int index, int currency) {
  if (index == CHOICE_NONE)
    return json_null();
  const struct candidate *candidate = &choice->candidates[index];
  return json_pack("{s:s, s:f, s:o}", "transport", transport_name(candidate->transport),
                   "setting_s", candidate->setting_s, "cost",
                   estimate_json(choice_cost(choice, (size_t)index, (enum case_currency)currency)));
}

static json_t *answer_json(const struct choice *choice) {
  json_t *answer = cheapest_json(choice, choice->answer, (int)choice->currency);
  if (choice->answer == CHOICE_NONE)
    return answer;
  json_object_set_new(answer, "currency", json_string(currency_name((int)choice->currency)));
  json_object_set_new(answer, "sure", json_boolean(choice->cheapest[choice->currency].sure));
  return answer;
}

static json_t *projections_json(const struct choice *choice, const struct candidate *candidate) {
  double sizes[PROJECTION_SIZES_MAX];
  size_t count = projection_sizes(choice, sizes);
  json_t *array = json_array();
  for (size_t i = 0; i < count; i++) {
    struct projection of = candidate_project(candidate, choice->prices, sizes[i]);
    json_array_append_new(
        array, json_pack("{s:f, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "users", of.users,
                         "wire_bytes_per_s", estimate_json(projection_cost(&of, CURRENCY_BYTES)),
                         "requests_per_s", estimate_json(of.requests_per_s), "cores",
                         estimate_json(of.cores), "memory_bytes", estimate_json(of.memory_bytes),
                         "gb_per_month", estimate_json(of.gb_per_month), "money_per_month",
                         estimate_json(of.bill), "beyond_runs", of.beyond));
  }
  return array;
}

static json_t *candidate_json(const struct choice *choice, size_t index) {
  const struct candidate *candidate = &choice->candidates[index];
  const struct candidate_rates *rates = &candidate->rates;
  return json_pack(
      "{s:s, s:f, s:s, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:o}", "transport",
      transport_name(candidate->transport), "setting_s", candidate->setting_s, "in_time",
      in_time_name(candidate->in_time), "latency_s", estimate_json(candidate->latency_s),
      "network_cells", (json_int_t)candidate->measured->like.cells, "wire_up_bytes_per_user_s",
      estimate_json(rates->up_bytes), "wire_down_bytes_per_user_s",
      estimate_json(rates->down_bytes), "requests_per_user_s", estimate_json(rates->requests),
      "cpu_s_per_user_s", estimate_json(rates->cpu_s), "memory_per_user_bytes",
      estimate_json(candidate->memory_bytes), "bytes_front", choice->on_bytes_front[index],
      "cpu_front", choice->on_cpu_front[index], "projections", projections_json(choice, candidate));
}

static json_t *sentences_json(const struct conclusions *sentences) {
  json_t *array = json_array();
  for (size_t i = 0; i < sentences->count; i++)
    json_array_append_new(array, json_string(sentences->texts[i]));
  return array;
}

static json_t *prices_json(const struct prices *prices) {
  return prices ? json_pack("{s:s, s:s, s:b}", "name", prices->name, "currency", prices->currency,
                            "example", prices->example)
                : json_null();
}

json_t *choice_json(const struct choice *choice, const struct choice_words *words) {
  json_t *cheapest = json_object(), *candidates = json_array(), *runs = json_array();
  for (int i = 0; i < CURRENCIES; i++)
    json_object_set_new(cheapest, currency_name(i),
                        cheapest_json(choice, choice->cheapest[i].best, i));
  for (size_t i = 0; i < choice->count; i++)
    json_array_append_new(candidates, candidate_json(choice, i));
  for (size_t i = 0; i < choice->evidence->count; i++)
    json_array_append_new(runs, json_string(choice->evidence->folders[i].text));
  return json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:{s:o, s:o, s:o, s:o}}", "schema",
                   CHOICE_SCHEMA, "case", user_case_json(choice->its), "answer",
                   answer_json(choice), "cheapest", cheapest, "candidates", candidates, "runs",
                   runs, "reference", choice->evidence->reference, "prices",
                   prices_json(choice->prices), "said", "answer", sentences_json(&words->answer),
                   "why", sentences_json(&words->why), "sure", sentences_json(&words->sure),
                   "assumptions", sentences_json(&words->assumptions));
}
