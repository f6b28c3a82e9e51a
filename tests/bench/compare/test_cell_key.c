/* The keys of cells: equal for equal parameters, whatever else differs. */
#include "tests/bench/says.h"

#include "bench/compare/cell_key.h"
#include "tests/bench/results_made.h"

static char *key_of(struct made *made, size_t at, double time_scale) {
  char *key = cell_key(&made->cells[at], time_scale);
  assert_non_null(key);
  return key;
}

/* The keys of two cells, of which only `name` is set. */
static void assert_keys(int transport, const char *name, const char *first, const char *second,
                        bool equal) {
  struct made *made = made_new();
  struct result_cell *left = made_cell(made, ENGINE_LWS, transport, 1);
  struct result_cell *right = made_cell(made, ENGINE_LWS, transport, 1);
  if (first)
    made_param(left, name, first);
  if (second)
    made_param(right, name, second);
  char *a = key_of(made, 0, 1), *b = key_of(made, 1, 1);
  if ((strcmp(a, b) == 0) != equal)
    fail_msg("%s: %s and %s are %s", name, first, second, equal ? "different" : "equal");
  free(a);
  free(b);
  free(made);
}

static void a_parameter_that_a_run_does_not_have_is_its_default(void **state) {
  (void)state;
  assert_keys(TRANSPORT_SSE, "clients", NULL, "100", true);
  assert_keys(TRANSPORT_SSE, "clients", NULL, "99", false);
  assert_keys(TRANSPORT_SSE, "payload_kind", NULL, "pattern", true);
}

static void defaults_are_scaled_as_the_run_is(void **state) {
  (void)state;
  struct made *made = made_new();
  made_cell(made, ENGINE_LWS, TRANSPORT_LONG_POLL, 1);
  char *whole = key_of(made, 0, 1), *scaled = key_of(made, 0, 10);
  assert_says(whole, "\nhold_ms=30000\n");
  assert_says(scaled, "\nhold_ms=3000\n");
  free(whole);
  free(scaled);
  free(made);
}

static void a_parameter_without_effect_does_not_count(void **state) {
  (void)state;
  assert_keys(TRANSPORT_SSE, "interval_ms", "100", "200", true);
  assert_keys(TRANSPORT_SHORT_POLL, "interval_ms", "100", "200", false);
}

static void a_parameter_of_another_build_is_no_default(void **state) {
  (void)state;
  assert_keys(TRANSPORT_SSE, "flux_s", "1", "1", true);
  assert_keys(TRANSPORT_SSE, "flux_s", NULL, "1", false);
}

static void numbers_have_one_spelling(void **state) {
  (void)state;
  assert_keys(TRANSPORT_SSE, "rate_per_s", "10", "10.0", true);
  assert_keys(TRANSPORT_SSE, "rate_per_s", "1e1", "10", true);
  assert_keys(TRANSPORT_SSE, "rate_per_s", "10", "10.5", false);
}

static void of_a_file_s_path_its_name_counts(void **state) {
  (void)state;
  assert_keys(TRANSPORT_SSE, "trace", "/a/trace.csv", "b/trace.csv", true);
  assert_keys(TRANSPORT_SSE, "trace", "/a/trace.csv", "/a/other.csv", false);
}

static void names_and_variants_do_not_count(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *left = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct result_cell *right = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  right->name = (char *)"another";
  made_vary(made, left, "variant", "plain");
  made_vary(made, right, "variant", "base");
  char *a = key_of(made, 0, 1), *b = key_of(made, 1, 1);
  assert_string_equal(a, b);
  free(a);
  free(b);
  free(made);
}

static void differences_are_named_with_both_values(void **state) {
  (void)state;
  size_t count;
  struct words words = cell_keys_differ("clients=100\nrate_per_s=5\nnew=1\n",
                                        "clients=200\nrate_per_s=5\ninterval_ms=50\n", &count);
  assert_int_equal(count, 3);
  assert_string_equal(words.text, "users (100 in A, 200 in B), new (1 in A, none in B), interval "
                                  "(none in A, 50 ms in B)");
  words = cell_keys_differ("a=1\nb=1\nc=1\nd=1\ne=1\n", "a=2\nb=2\nc=2\nd=2\ne=1\n", &count);
  assert_int_equal(count, 4);
  assert_ends(words.text, "c (1 in A, 2 in B) and 1 more");
}

static void the_index_finds_cells_by_key_and_name(void **state) {
  (void)state;
  struct made *made = made_new();
  struct cell_index index;
  struct error error;
  static const char *const names[] = {"z", "first", "second"};
  for (size_t i = 0; i < 3; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
    cell->name = (char *)names[i];
    if (i == 0)
      made_param(cell, "clients", "7");
  }
  assert_int_equal(cell_index_make(&index, &made->results, &error), STATUS_OK);
  char *seven = key_of(made, 0, 1), *plain = key_of(made, 1, 1);
  assert_ptr_equal(cell_index_cell(&index, seven, "second"), &made->cells[0]);
  assert_ptr_equal(cell_index_cell(&index, plain, "second"), &made->cells[2]);
  assert_ptr_equal(cell_index_cell(&index, plain, "none"), &made->cells[1]);
  assert_null(cell_index_cell(&index, "clients=8\n", "z"));
  free(seven);
  free(plain);
  cell_index_release(&index);
  free(made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_parameter_that_a_run_does_not_have_is_its_default),
      cmocka_unit_test(defaults_are_scaled_as_the_run_is),
      cmocka_unit_test(a_parameter_without_effect_does_not_count),
      cmocka_unit_test(a_parameter_of_another_build_is_no_default),
      cmocka_unit_test(numbers_have_one_spelling),
      cmocka_unit_test(of_a_file_s_path_its_name_counts),
      cmocka_unit_test(names_and_variants_do_not_count),
      cmocka_unit_test(differences_are_named_with_both_values),
      cmocka_unit_test(the_index_finds_cells_by_key_and_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
