/* The checks that make up a verdict (bench/judge/verdict.h). */
#ifndef BENCH_JUDGE_VERDICT_CHECKS_H
#define BENCH_JUDGE_VERDICT_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/judge/reasons.h"
#include "common/base/numerals.h"
#include "documents/figures.h"

/* Appends a reason, as a sentence. The one with the greatest `severity` is the worst of its kind; 0
 * where nothing orders them. */
__attribute__((format(printf, 4, 5))) void verdict_add(json_t *reasons, enum reason_kind kind,
                                                       double severity, const char *format, ...);

/* 0 where it was not measured. */
static inline double count_of(const json_t *document, enum figure figure) {
  return figure_value(document, figure, 0);
}

static inline const char *message_or_messages(double count) {
  return word_for(count, "message", "messages");
}

static inline const char *time_or_times(double count) {
  return word_for(count, "time", "times");
}

static inline const char *was_or_were(double count) {
  return word_for(count, "was", "were");
}

/* Each appends its reasons to those that make the repeat invalid or suspect. `broken`: the
 * experiment had faults. */
/* bench/judge/verdict_counts.c */
void verdict_check_ledger(json_t *invalid, const json_t *document);
void verdict_check_written(json_t *invalid, const json_t *document);
void verdict_check_witness(json_t *invalid, const json_t *document, bool broken);
void verdict_check_order(json_t *suspect, const json_t *document);
void verdict_check_requests(json_t *suspect, const json_t *document);
void verdict_check_bytes(json_t *suspect, const json_t *document);
void verdict_check_payload(json_t *invalid, const json_t *document);
void verdict_check_users_lost(json_t *invalid, const json_t *document);
void verdict_check_connections(json_t *invalid, const json_t *document);
/* bench/judge/verdict_times.c */
void verdict_check_clock(json_t *invalid, json_t *suspect, const json_t *document);
void verdict_check_range(json_t *invalid, const json_t *document);
void verdict_check_generator(json_t *suspect, const json_t *document);
void verdict_check_disturbance(json_t *suspect, const json_t *document, bool broken);
void verdict_check_link(json_t *suspect, const json_t *document);
void verdict_check_settling(json_t *suspect, const json_t *document);
void verdict_check_window(json_t *suspect, const json_t *document);
void verdict_check_model(json_t *suspect, const json_t *document);

#endif
