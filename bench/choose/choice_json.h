/* An answer as JSON, for programs. */
#ifndef BENCH_CHOOSE_CHOICE_JSON_H
#define BENCH_CHOOSE_CHOICE_JSON_H

#include <jansson.h>

#include "bench/choose/choice.h"
#include "bench/choose/choice_words.h"

/* {"schema": 1, "case": {…},
 *  "answer": {"transport", "setting_s", "currency", "cost", "sure"}, null where there is none
 *  "cheapest": {"bytes": {"transport", "setting_s", "cost"}, …},    null where it is not known
 *  "candidates": [{"transport", "setting_s", "in_time", "latency_s": {"value", "low", "high"},
 *                  "network_cells": cells over such a network, from which that is; 0: the model's,
 *                  "wire_up_bytes_per_user_s", "wire_down_bytes_per_user_s",
 *                  "requests_per_user_s", "cpu_s_per_user_s", "memory_per_user_bytes",
 *                  "bytes_front", "cpu_front",
 *                  "projections": [{"users", "wire_bytes_per_s", "requests_per_s", "cores",
 *                                   "memory_bytes", "gb_per_month", "money_per_month",
 *                                   "beyond_runs"}]}],
 *  "runs": ["results/…"], "reference": false, "prices": {"name", "currency", "example"},
 *  "said": {"answer": [], "why": [], "sure": [], "assumptions": []}}
 * A cost is {"value", "low", "high"}, null where it is not known. A new reference; NULL without
 * memory. */
json_t *choice_json(const struct choice *choice, const struct choice_words *words);

#endif
