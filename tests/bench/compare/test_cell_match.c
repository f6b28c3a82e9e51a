/* Cells of two runs are matched by their parameters. */
#include "tests/bench/says.h"

#include "bench/compare/cell_match.h"
#include "tests/bench/results_made.h"

static void cell_add(struct made *made, const char *name, const char *clients) {
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  cell->name = (char *)name;
  made_param(cell, "clients", clients);
}

static struct cell_matches matched(const struct made *a, const struct made *b) {
  struct cell_matches matches;
  assert_int_equal(cells_match(&matches, &a->results, &b->results, NULL), STATUS_OK);
  return matches;
}

static void assert_pair(const struct cell_matches *matches, size_t at, const char *a,
                        const char *b) {
  assert_string_equal(matches->pairs[at].a->name, a);
  assert_string_equal(matches->pairs[at].b->name, b);
}

static void names_and_order_do_not_matter(void **state) {
  (void)state;
  struct made *a = made_new(), *b = made_new();
  cell_add(a, "one", "1");
  cell_add(a, "two", "2");
  cell_add(b, "one", "2");
  cell_add(b, "zwei", "1");
  struct cell_matches matches = matched(a, b);
  assert_int_equal(matches.count, 2);
  assert_pair(&matches, 0, "one", "zwei");
  assert_pair(&matches, 1, "two", "one");
  cell_matches_release(&matches);
  free(a);
  free(b);
}

/* Cells with equal parameters, as those of `aa` would be. */
static void among_equal_cells_names_decide(void **state) {
  (void)state;
  struct made *a = made_new(), *b = made_new();
  cell_add(a, "p", "1");
  cell_add(a, "q", "1");
  cell_add(a, "r", "1");
  cell_add(b, "r", "1");
  cell_add(b, "s", "1");
  struct cell_matches matches = matched(a, b);
  assert_int_equal(matches.count, 2);
  assert_pair(&matches, 0, "p", "s");
  assert_pair(&matches, 1, "r", "r");
  assert_int_equal(matches.only_a_count, 1);
  assert_string_equal(matches.only_a[0]->name, "q");
  assert_int_equal(matches.only_b_count, 0);
  cell_matches_release(&matches);
  free(a);
  free(b);
}

static void a_cell_without_a_partner_is_told_its_nearest(void **state) {
  (void)state;
  struct made *a = made_new(), *b = made_new();
  cell_add(a, "one", "1");
  cell_add(a, "five", "5");
  cell_add(b, "one", "1");
  cell_add(b, "six", "6");
  cell_add(b, "seven", "7");
  made_param(&b->cells[2], "payload_bytes", "9");
  struct cell_matches matches = matched(a, b);
  assert_int_equal(matches.count, 1);
  assert_int_equal(matches.only_a_count, 1);
  assert_int_equal(matches.only_b_count, 2);
  assert_string_equal(matches.only_b[0]->name, "six");
  assert_string_equal(matches.only_b[1]->name, "seven");
  assert_begins(cell_nearest_words(&matches, matches.only_a[0]).text, "users (5 in A, ");
  assert_says(cell_nearest_words(&matches, matches.only_b[1]).text,
              "payload (64 B in A, 9 B in B)");
  cell_matches_release(&matches);
  free(a);
  free(b);
}

static void a_run_without_cells_matches_nothing(void **state) {
  (void)state;
  struct made *a = made_new(), *b = made_new();
  cell_add(b, "one", "1");
  struct cell_matches matches = matched(a, b);
  assert_int_equal(matches.count, 0);
  assert_int_equal(matches.only_b_count, 1);
  assert_string_equal(cell_nearest_words(&matches, matches.only_b[0]).text, "");
  cell_matches_release(&matches);
  free(a);
  free(b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_and_order_do_not_matter),
      cmocka_unit_test(among_equal_cells_names_decide),
      cmocka_unit_test(a_cell_without_a_partner_is_told_its_nearest),
      cmocka_unit_test(a_run_without_cells_matches_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
