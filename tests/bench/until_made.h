/* Bounds of intervals for made results. */
#ifndef TESTS_BENCH_UNTIL_MADE_H
#define TESTS_BENCH_UNTIL_MADE_H

#include "tests/bench/says.h"

#include "bench/plan/until.h"

/* From an object such as {"latency_ns.mean":"±5%"}; to be released. */
static inline struct until made_until(const char *text) {
  struct until until = {0};
  struct error error = {""};
  json_t *object = json_loads(text, 0, NULL);
  assert_non_null(object);
  if (until_read(&until, object, "until", &error) != STATUS_OK)
    fail_msg("%s", error.text);
  json_decref(object);
  return until;
}

#endif
