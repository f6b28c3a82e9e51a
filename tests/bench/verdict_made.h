/* A repeat without any fault, and what the verdict says of it when one member is another. */
#ifndef TESTS_BENCH_VERDICT_MADE_H
#define TESTS_BENCH_VERDICT_MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/judge/reasons.h"
#include "bench/judge/verdict.h"
#include "documents/fields.h"

static inline json_t *good_document(void) {
  return json_pack("{s:s,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:{s:i},s:{s:f,s:{s:i}},s:{s:i},"
                   "s:{s:{s:i,s:{s:i}}},s:{s:i,s:{s:i,s:i,s:i,s:i,s:i}}}",
                   "outcome", "done", "published", 10, "published_seen", 10, "expected", 100,
                   "delivered", 100, "lost", 0, "duplicated", 0, "reordered", 0, "corrupted", 0,
                   "connections", "failed", 0, "client", "cpu_share", 0.5, "loop_lag_ns", "p99",
                   1000000, "publish_lag_ns", "p99", 50000, "server", "report", "published", 15,
                   "counters", "messages_handed_out", 150, "whole", "delivered", 150, "bytes",
                   "payload", 9000, "protocol_up", 100, "protocol_down", 900, "tcp_up", 100,
                   "tcp_down", 9900);
}

/* Each reason has a kind and a severity, and reasons that make it invalid come first. */
static inline void assert_kinds(const json_t *verdict) {
  const json_t *kinds = json_object_get(verdict, "kinds");
  const json_t *severities = json_object_get(verdict, "severities");
  size_t count = json_array_size(json_object_get(verdict, "reasons"));
  bool invalid = verdict_is(verdict, "invalid");
  assert_int_equal(json_array_size(kinds), count);
  assert_int_equal(json_array_size(severities), count);
  for (size_t i = 0; i < count; i++) {
    const char *name = json_string_value(json_array_get(kinds, i));
    enum reason_kind kind = reason_named(name);
    if (kind == REASON_KINDS)
      fail_msg("'%s' is no kind", name);
    if (i == 0 && reason_table[kind].invalid != invalid)
      fail_msg("%s: invalid by the table, or by the verdict, alone", name);
    assert_true(i == 0 || invalid || !reason_table[kind].invalid);
    assert_true(json_number_value(json_array_get(severities, i)) >= 0);
  }
}

static inline void assert_verdict(const char *path, json_t *value, const char *status,
                                  const char *said) {
  json_t *document = good_document();
  if (path)
    field_put(document, path, value);
  json_t *verdict = verdict_of(document);
  const json_t *reasons = json_object_get(verdict, "reasons");
  const char *reason = json_string_value(json_array_get(reasons, 0));
  assert_true(verdict_is(verdict, status));
  assert_kinds(verdict);
  assert_int_equal(json_array_size(reasons) > 0, said != NULL);
  if (said && !strstr(reason, said))
    fail_msg("'%s' does not say '%s'", reason, said);
  json_decref(verdict);
  json_decref(document);
}

#endif
