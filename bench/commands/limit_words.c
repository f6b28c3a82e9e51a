/* Collects the arguments of limits. */
#include "bench/commands/limit_words.h"

#include <stdlib.h>

#include "bench/commands/words.h"

bool limit_words_begin(struct limits_request *request, int argc) {
  *request = (struct limits_request){.expects = calloc((size_t)argc, sizeof(char *)),
                                     .fail_ons = calloc((size_t)argc, sizeof(char *))};
  return request->expects && request->fail_ons;
}

void limit_words_release(struct limits_request *request) {
  free(request->expects);
  free(request->fail_ons);
  *request = (struct limits_request){.base = NULL};
}

bool limit_words_take(struct limits_request *request, int argc, char *const *argv, int *at) {
  const char *expect = option_value("--expect", argc, argv, at);
  const char *fail_on = expect ? NULL : option_value("--fail-on", argc, argv, at);
  const char *base = expect || fail_on ? NULL : option_value("--base", argc, argv, at);
  if (expect)
    request->expects[request->expect_count++] = expect;
  if (fail_on)
    request->fail_ons[request->fail_on_count++] = fail_on;
  if (base)
    request->base = base;
  return expect || fail_on || base;
}
