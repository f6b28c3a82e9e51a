/* The bases of variants, their differences, and variants.tsv. */
#include "tests/bench/folder_made.h"

#include <math.h>

#include "bench/answers/variants.h"
#include "common/base/traits.h"

enum { REPEATS = 4 };

static struct result_pair variants[] = {{"plain", "tcp_nodelay on"}, {"nagle", "tcp_nodelay off"}};

/* A cell's axes: users, and perhaps a variant. */
struct axes {
  struct result_pair items[2];
};

static struct axes axes_of(const char *clients, const char *variant) {
  return (struct axes){{{"clients", (char *)clients}, {"variant", (char *)variant}}};
}

/* A cell whose repeats have latencies of mean_ns, mean_ns + 1, …, and no other figure. */
static struct result_cell cell_of(const char *name, int transport, struct axes *axes,
                                  struct result_repeat *repeats, double mean_ns) {
  struct result_cell cell = {.name = (char *)name,
                             .engine = ENGINE_LWS,
                             .transport = transport,
                             .varied = {axes->items, axes->items[1].text ? 2 : 1},
                             .repeats = repeats,
                             .repeat_count = REPEATS};
  for (int figure = 0; figure < FIGURE_NUMBER; figure++)
    cell.figures[figure] = (struct figure_range){NAN, NAN, NAN, NAN, NAN, false};
  cell.figures[FIGURE_LATENCY_MEAN].median = mean_ns + 1.5;
  for (int i = 0; i < REPEATS; i++) {
    repeats[i].measured = true;
    for (int figure = 0; figure < FIGURE_NUMBER; figure++)
      repeats[i].values[figure] = NAN;
    repeats[i].values[FIGURE_LATENCY_MEAN] = mean_ns + i;
  }
  return cell;
}

static struct result_repeat repeats[5][REPEATS];
static struct axes axes[5];
static struct result_cell cells[5];

/* Two numbers of users, each with two variants, and a cell without a variant. */
static struct results results_make(void) {
  axes[0] = axes_of("10", "plain");
  axes[1] = axes_of("10", "nagle");
  axes[2] = axes_of("20", "plain");
  axes[3] = axes_of("20", "nagle");
  axes[4] = axes_of("10", NULL);
  cells[0] = cell_of("ten", TRANSPORT_SSE, &axes[0], repeats[0], 100);
  cells[1] = cell_of("ten-nagle", TRANSPORT_SSE, &axes[1], repeats[1], 203);
  cells[2] = cell_of("twenty", TRANSPORT_SSE, &axes[2], repeats[2], 500);
  cells[3] = cell_of("twenty-nagle", TRANSPORT_SSE, &axes[3], repeats[3], 499);
  cells[4] = cell_of("poll", TRANSPORT_SHORT_POLL, &axes[4], repeats[4], 100);
  return (struct results){.variants = {variants, 2}, .cells = cells, .cell_count = 5};
}

static void a_variant_is_compared_with_the_first_at_the_same_values(void **state) {
  (void)state;
  struct results results = results_make();
  assert_ptr_equal(variant_base(&results, &cells[1]), &cells[0]);
  assert_ptr_equal(variant_base(&results, &cells[3]), &cells[2]);
  assert_ptr_equal(variant_base(&results, &cells[0]), &cells[0]);
}

static void a_cell_that_heeds_no_variant_has_no_base(void **state) {
  (void)state;
  struct results results = results_make();
  assert_null(variant_base(&results, &cells[4]));
}

static void without_the_first_variant_there_is_nothing_to_compare_with(void **state) {
  (void)state;
  struct results results = results_make();
  cells[0].transport = TRANSPORT_WEBSOCKET;
  assert_null(variant_base(&results, &cells[1]));
}

static void a_base_is_compared_when_one_of_its_variants_was_run(void **state) {
  (void)state;
  struct results results = results_make();
  for (size_t i = 0; i < 4; i++)
    assert_true(variant_is_compared(&results, &cells[i]));
  assert_false(variant_is_compared(&results, &cells[4]));
  cells[1].engine = ENGINE_NULL; /* as if the variant set the engine */
  assert_false(variant_is_compared(&results, &cells[1]));
  assert_false(variant_is_compared(&results, &cells[0]));
}

static void a_variant_to_which_nothing_is_sent_is_compared_with_nothing(void **state) {
  (void)state;
  struct results results = results_make();
  cells[1].figures[FIGURE_DELIVERED].median = 0;
  assert_false(variant_is_compared(&results, &cells[1]));
  assert_false(variant_is_compared(&results, &cells[0]));
  assert_true(variant_is_compared(&results, &cells[2]));
}

static void four_repeats_apart_differ_and_four_that_mix_do_not(void **state) {
  (void)state;
  (void)results_make();
  struct difference apart = variant_difference(&cells[0], &cells[1], FIGURE_LATENCY_MEAN);
  struct difference mixed = variant_difference(&cells[2], &cells[3], FIGURE_LATENCY_MEAN);
  assert_true(fabs(apart.ratio - 204.5 / 101.5) < 1e-12);
  assert_true(difference_called(&apart));
  assert_true(mixed.testable);
  assert_false(difference_called(&mixed));
}

static void a_failed_repeat_and_one_without_the_figure_do_not_count(void **state) {
  (void)state;
  (void)results_make();
  repeats[0][0].measured = false;
  repeats[1][1].values[FIGURE_LATENCY_MEAN] = NAN;
  struct difference difference = variant_difference(&cells[0], &cells[1], FIGURE_LATENCY_MEAN);
  assert_int_equal(difference.first, 3);
  assert_int_equal(difference.count, 6);
  assert_false(difference.testable);
  difference = variant_difference(&cells[0], &cells[1], FIGURE_WIRE_PER_MESSAGE);
  assert_true(isnan(difference.ratio));
  assert_int_equal(difference.count, 0);
}

static void the_file_has_a_row_for_each_variant_and_figure(void **state) {
  (void)state;
  struct results results = results_make();
  char *text = NULL;
  size_t bytes, rows = 0;
  FILE *stream = open_memstream(&text, &bytes);
  variants_write(stream, &results);
  fclose(stream);
  for (const char *at = text; *at; at++)
    rows += *at == '\n';
  assert_int_equal(rows, 1 + 2 * VARIANT_FIGURES);
  assert_non_null(strstr(text, "lws\tsse\tten-nagle\tten\tnagle\tlatency_ns.mean\t101.5\t204.5\t"
                               "2.01477833\t0.0285714286\t4\t4\tyes\n"));
  assert_non_null(strstr(text, "nagle\tbytes.wire_per_message\t\t\t\t1\t0\t0\tuntestable\n"));
  free(text);
}

static void the_file_is_there_where_there_are_variants(void **state) {
  (void)state;
  struct results results = results_make();
  struct error error = {""};
  assert_int_equal(variants_file_write(&results, made_folder, &error), STATUS_OK);
  char *text = made_file_text("variants.tsv");
  assert_begins(text, "engine\ttransport\tcell\tbase\tvariant\tfigure\t");
  assert_says(text, "\nlws\tsse\tten-nagle\tten\tnagle\tlatency_ns.mean\t");
  free(text);
  assert_int_equal(variants_file_write(&results, "/nowhere", &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "/nowhere/variants.tsv: No such file or directory");
  results.variants.count = 0;
  assert_int_equal(variants_file_write(&results, "/nowhere", &error), STATUS_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_variant_is_compared_with_the_first_at_the_same_values),
      cmocka_unit_test(a_cell_that_heeds_no_variant_has_no_base),
      cmocka_unit_test(without_the_first_variant_there_is_nothing_to_compare_with),
      cmocka_unit_test(a_base_is_compared_when_one_of_its_variants_was_run),
      cmocka_unit_test(a_variant_to_which_nothing_is_sent_is_compared_with_nothing),
      cmocka_unit_test(four_repeats_apart_differ_and_four_that_mix_do_not),
      cmocka_unit_test(a_failed_repeat_and_one_without_the_figure_do_not_count),
      cmocka_unit_test(the_file_has_a_row_for_each_variant_and_figure),
      IN_FOLDER(the_file_is_there_where_there_are_variants),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
