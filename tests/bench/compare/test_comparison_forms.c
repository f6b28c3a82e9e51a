/* A comparison on the terminal, as Markdown, as JSON, as a chart, and in files. */
#include "tests/bench/folder_made.h"

#include <unistd.h>

#include "bench/base/terminal.h"
#include "bench/compare/comparison_chart.h"
#include "bench/compare/comparison_files.h"
#include "bench/compare/comparison_json.h"
#include "bench/compare/comparison_markdown.h"
#include "bench/compare/comparison_table.h"
#include "documents/compare_document.h"
#include "tests/bench/comparison_made.h"
#include "tests/bench/drawing_made.h"
#include "tests/bench/gnuplot_made.h"

/* ---- the terminal ---- */

static char *printed(const struct run_comparison *comparison, size_t width) {
  char *text = NULL;
  size_t bytes;
  FILE *out = open_memstream(&text, &bytes);
  assert_non_null(out);
  comparison_print(out, comparison, width);
  fclose(out);
  return text;
}

static size_t widest(const char *text) {
  size_t most = 0;
  char *copy = strdup(text), *rest = copy, *line;
  while ((line = strsep(&rest, "\n"))) {
    size_t letters = text_letters(line);
    most = letters > most ? letters : most;
  }
  free(copy);
  return most;
}

static void a_wide_terminal_has_a_row_for_each_cell(void **state) {
  (void)state;
  struct made_comparison made;
  made_comparison_open(&made, NULL);
  char *text = printed(&made.comparison, 0);
  assert_says(text, "\nWarning: The kernel differs: not known in A, k|2 in B.\n");
  assert_says(text, "bytes on the wire for a delivered message        A        B  change   ");
  assert_says(text, "SSE on libwebsockets, 10 users               250 B    255 B  +2.0 %   ");
  assert_says(text, "           exact  worse\n");
  assert_says(text, "  not called\n"); /* the reason stands above */
  assert_says(text, "- Only in B: SSE on libwebsockets, 40 users;");
  free(text);
  made_comparison_close(&made);
}

static void narrow_terminals_have_lines_that_fit(void **state) {
  (void)state;
  struct made_comparison made;
  made_comparison_open(&made, NULL);
  static const size_t widths[] = {120, 80, 60, 46};
  for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
    char *text = printed(&made.comparison, widths[i]);
    if (widest(text) > widths[i])
      fail_msg("%zu letters in %zu:\n%s", widest(text), widths[i], text);
    free(text);
  }
  char *text = printed(&made.comparison, 46);
  assert_says(
      text, "\nSSE on libwebsockets, 10 users\n    250 B    255 B  +2.0 %\n  95 %: exact; worse\n");
  free(text);
  made_comparison_close(&made);
}

/* ---- Markdown ---- */

static void markdown_has_the_answer_on_top_and_all_figures_folded(void **state) {
  (void)state;
  struct made_comparison made;
  char *text = NULL;
  size_t bytes;
  FILE *out = open_memstream(&text, &bytes);
  made_comparison_open(&made, NULL);
  comparison_write_markdown(out, &made.comparison);
  fclose(out);
  assert_begins(text, "### pushbench: worse in B\n\n- Worse in B: ");
  assert_says(text,
              "\n| bytes on the wire for a delivered message | SSE on libwebsockets, 10 users | "
              "250 B | 255 B | +2.0 % | exact | worse |\n");
  assert_says(text, "\n<details><summary>");
  assert_says(text, "- **Warning:** The kernel differs: not known in A, k\\|2 in B.\n");
  assert_says(text, "| mean latency | ");
  assert_ends(text, "\n</details>\n");
  free(text);
  made_comparison_close(&made);
}

/* ---- JSON ---- */

static const json_t *item(const json_t *document, const char *list, size_t at) {
  return json_array_get(json_object_get(document, list), at);
}

static void assert_text(const json_t *object, const char *name, const char *expected) {
  assert_string_equal(json_string_value(json_object_get(object, name)), expected);
}

static void json_has_each_change_with_its_finding(void **state) {
  (void)state;
  struct made_comparison made;
  made_comparison_open(&made, NULL);
  json_t *document = comparison_json(&made.comparison);
  assert_int_equal(json_integer_value(json_object_get(document, "schema")), COMPARE_SCHEMA);
  assert_true(json_is_false(json_object_get(document, "same_run")));
  assert_text(json_object_get(document, "a"), "folder", "runs/a");
  assert_true(json_is_null(json_object_get(document, "baseline")));
  assert_int_equal(json_integer_value(json_object_get(document, "worse")), 1);
  assert_int_equal(json_integer_value(json_object_get(document, "broken")), 1);
  assert_int_equal(json_array_size(json_object_get(document, "changes")), 2);
  const json_t *latency = item(document, "changes", 0), *wire = item(document, "changes", 1);
  assert_text(latency, "figure", "latency_ns.mean");
  assert_text(latency, "finding", "not_called");
  assert_text(latency, "reason", "there is no baseline");
  assert_text(wire, "cell_b", "ten");
  assert_text(wire, "unit", "bytes");
  assert_text(wire, "basis", "exact");
  assert_text(wire, "finding", "worse");
  assert_true(json_is_null(json_object_get(wire, "reason")));
  assert_text(item(document, "uncompared", 0), "b", "messages were lost");
  assert_true(json_is_null(json_object_get(item(document, "uncompared", 0), "a")));
  assert_string_equal(json_string_value(item(document, "only_b", 0)), "forty");
  json_decref(document);
  made_comparison_close(&made);
}

static void of_one_run_json_has_nothing_but_the_run(void **state) {
  (void)state;
  struct made_comparison made;
  made_comparison_open(&made, NULL);
  made.comparison.one_run = true;
  json_t *document = comparison_json(&made.comparison);
  assert_true(json_is_true(json_object_get(document, "same_run")));
  assert_null(json_object_get(document, "changes"));
  json_decref(document);
  made_comparison_close(&made);
}

/* ---- the chart ---- */

#define NBSP "\xc2\xa0"

static void the_chart_has_a_panel_for_each_figure(void **state) {
  (void)state;
  struct made_comparison made;
  struct made_drawing drawing;
  made_comparison_open(&made, NULL);
  made_drawing_open(&drawing, NULL);
  assert_true(comparison_draw(&drawing.drawing, &made.comparison));
  made_drawing_close(&drawing);
  char *table = made_file_text("changes.tsv");
  assert_begins(table, "panel\trow\tcell\tratio\tlow\thigh\tlimit_low\tlimit_high\tfinding\ttext\n"
                       "1\t1\tSSE on libwebsockets, 10 users\t1.2\t");
  assert_says(table, "\n2\t1\tSSE on libwebsockets, 10 users\t1.02\t1.02\t1.02\t\t\t3\t+2.0 %\n");
  free(table);
  assert_says(drawing.scripts[CHART_WIDE], "array figures[2]\n");
  assert_says(drawing.scripts[CHART_WIDE], "\nfigures[1] = 'mean latency'\n");
  assert_says(drawing.scripts[CHART_WIDE], "\nrows = '1 1'\n");
  assert_says(drawing.scripts[CHART_WIDE], "\nload plots.'/changes.gp'\n");
  assert_begins(drawing.index, "changes\tyes\tWhat changed from A to B\t");
  made_drawing_release(&drawing);
  made_comparison_close(&made);
}

static void without_a_ratio_nothing_is_drawn(void **state) {
  (void)state;
  struct made_comparison made;
  struct made_drawing drawing;
  made_comparison_open(&made, NULL);
  made.comparison.changes.count = 0;
  made_drawing_open(&drawing, NULL);
  assert_true(comparison_draw(&drawing.drawing, &made.comparison));
  made_drawing_close(&drawing);
  assert_begins(drawing.index, "changes\tno figure has a ratio\t");
  made_drawing_release(&drawing);
  made_comparison_close(&made);
}

static void tics_are_round_and_within_the_axis(void **state) {
  (void)state;
  static const struct {
    double factor;
    const char *tics;
  } cases[] = {
      {1.02, "0.99:−1" NBSP "%% 1:0 1.01:+1" NBSP "%% 1.02:+2" NBSP "%%"},
      {1.25, "0.8:−20" NBSP "%% 0.9:−10" NBSP "%% 1:0 1.1:+10" NBSP "%% 1.2:+20" NBSP "%%"},
      {5, "0.25:0.25× 0.5:0.5× 1:1× 2:2× 4:4×"},
      {150, "0.01:0.01× 0.1:0.1× 1:1× 10:10× 100:100×"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char tics[256];
    comparison_tics(tics, sizeof tics, cases[i].factor);
    assert_string_equal(tics, cases[i].tics);
  }
}

/* ---- files ---- */

static void a_folder_has_markdown_json_and_the_chart(void **state) {
  (void)state;
  struct made_comparison made;
  struct path written;
  struct path out = path_of("%s/of/mine", made_folder);
  made_comparison_open(&made, NULL);
  made_gnuplot_begin(MADE_GNUPLOT);
  enum status status = comparison_keep(&made.comparison, out.text, &written, NULL);
  made_gnuplot_end();
  assert_int_equal(status, STATUS_OK);
  assert_string_equal(written.text, out.text);
  static const char *const names[] = {"compare.md", "compare.json", "charts/changes.svg",
                                      "charts/changes.png", "charts/narrow/changes.svg"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (access(path_of("%s/%s", out.text, names[i]).text, R_OK) != 0)
      fail_msg("%s is not there", names[i]);
  made_comparison_close(&made);
}

static void a_picture_is_written_alone(void **state) {
  (void)state;
  struct made_comparison made;
  struct path written;
  struct path out = path_of("%s/pictures/c.png", made_folder);
  made_comparison_open(&made, NULL);
  made_gnuplot_begin(MADE_GNUPLOT);
  enum status status = comparison_keep(&made.comparison, out.text, &written, NULL);
  made_gnuplot_end();
  assert_int_equal(status, STATUS_OK);
  assert_file("pictures/c.png", "a picture that is whole IEND\n");
  assert_int_equal(access(path_of("%s.parts", out.text).text, F_OK), -1);
  made_comparison_close(&made);
}

static void without_gnuplot_the_other_files_are_written(void **state) {
  (void)state;
  struct made_comparison made;
  struct path written;
  struct error error = {""};
  made_comparison_open(&made, NULL);
  made_gnuplot_begin(NULL);
  enum status status =
      comparison_keep(&made.comparison, path_of("%s/x", made_folder).text, &written, &error);
  made_gnuplot_end();
  assert_int_equal(status, STATUS_ENVIRONMENT);
  assert_says(error.text, "gnuplot is not installed");
  char *text = made_file_text("x/compare.json");
  assert_says(text, "\"schema\": 1");
  free(text);
  made_comparison_close(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_wide_terminal_has_a_row_for_each_cell),
      cmocka_unit_test(narrow_terminals_have_lines_that_fit),
      cmocka_unit_test(markdown_has_the_answer_on_top_and_all_figures_folded),
      cmocka_unit_test(json_has_each_change_with_its_finding),
      cmocka_unit_test(of_one_run_json_has_nothing_but_the_run),
      IN_FOLDER(the_chart_has_a_panel_for_each_figure),
      IN_FOLDER(without_a_ratio_nothing_is_drawn),
      cmocka_unit_test(tics_are_round_and_within_the_axis),
      IN_FOLDER(a_folder_has_markdown_json_and_the_chart),
      IN_FOLDER(a_picture_is_written_alone),
      IN_FOLDER(without_gnuplot_the_other_files_are_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
