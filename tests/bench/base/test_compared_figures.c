/* The table of the figures that reports compare. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/base/compared_figures.h"
#include "tests/contracts.h"

static struct compared_figure made[3]; /* the last one ends the table */

static void check_made(void *context) {
  (void)context;
  compared_figures_check(made);
}

static void a_wrong_line_of_figures_breaks_a_contract(void **state) {
  (void)state;
  compared_figures_check(compared_figures);
  made[0] = compared_figures[0];
  made[0].words = NULL;
  assert_contract_broken(check_made, NULL, "figure->words");
  made[0] = compared_figures[0];
  made[0].id = FIGURE_CELL;
  assert_contract_broken(check_made, NULL, "figure_is_metric(");
  made[0].id = FIGURE_NUMBER;
  assert_contract_broken(check_made, NULL, "figure_is_metric(");
  made[0] = made[1] = compared_figures[0];
  assert_contract_broken(check_made, NULL, "mean latency: before->id != figure->id");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_wrong_line_of_figures_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("compared figures", tests, NULL, NULL);
}
