/* Phases follow one another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/run/phases.h"
#include "tests/contracts.h"

static void measure_again(void *phases) {
  phases_enter(phases, PHASE_MEASURE);
}

static void phases_may_be_passed_over_but_never_come_again(void **state) {
  (void)state;
  struct phases phases = {.phase = PHASE_ASK};
  phases_enter(&phases, PHASE_CONNECT);
  phases_enter(&phases, PHASE_MEASURE);
  assert_int_equal(phases.phase, PHASE_MEASURE);
  assert_contract_broken(measure_again, &phases, "phase > phases->phase");
  phases_enter(&phases, PHASE_CLOSE);
  assert_contract_broken(measure_again, &phases, "phase > phases->phase");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(phases_may_be_passed_over_but_never_come_again),
  };
  return cmocka_run_group_tests_name("phases", tests, NULL, NULL);
}
