/* The marks that show their values in a picture. */
#include "tests/bench/folder_made.h"
#include "tests/bench/says.h"

#include "bench/chart/chart_values.h"

/* A point with hypertext between others, as gnuplot 5.4 writes it. */
#define POINT_WRITTEN(words)                                                                    \
  "<g fill=\"none\" color=\"black\" stroke=\"currentColor\">\n"                                 \
  "\t<g onmousemove=\"gnuplot_svg.showHypertext(evt,'" words                                    \
  "')\" onmouseout=\"gnuplot_svg.hideHypertext()\"><title> </title>\n"                          \
  "\t<use xlink:href='#gpPt6' transform='translate(163.66,90.25) scale(9.75)' color='rgb(  0, " \
  "  0,   0)' opacity='0.00'/></g>\n</g>\n"

#define POINT_MADE(words)                                                                         \
  "<g fill=\"none\" color=\"black\" stroke=\"currentColor\">\n\t<g class=\"value\"><title>" words \
  "</title><circle cx=\"163.66\" cy=\"90.25\" r=\"9\" fill=\"none\" stroke=\"none\" "             \
  "pointer-events=\"all\"/></g>"                                                                  \
  "\n</g>\n"

static void assert_copied(const char *svg, const char *expected) {
  char *text = NULL;
  size_t bytes = 0;
  FILE *out = open_memstream(&text, &bytes);
  assert_non_null(out);
  chart_values_copy(out, svg);
  fclose(out);
  assert_string_equal(text, expected);
  free(text);
}

static void a_point_with_words_becomes_a_mark(void **state) {
  (void)state;
  assert_copied("<svg>" POINT_WRITTEN("SSE: 1 ms (it's &lt; 2)") "<use/></svg>",
                "<svg>" POINT_MADE("SSE: 1 ms (it's &lt; 2)") "<use/></svg>");
}

static void groups_without_content_are_left_out(void **state) {
  (void)state;
  assert_copied("a<g fill=\"none\" color=\"black\">\n</g>\nb<g fill=\"none\">\n\t<p/></g>\n",
                "ab<g fill=\"none\">\n\t<p/></g>\n");
}

static void what_is_cut_off_stays_as_it_is(void **state) {
  (void)state;
  static const char cut[] = "<g onmousemove=\"gnuplot_svg.showHypertext(evt,'SSE')\" onmouseout=\"";
  assert_copied(cut, cut);
  assert_copied("<g fill=\"none\"", "<g fill=\"none\"");
  assert_copied("", "");
}

static void both_svg_files_of_a_drawn_chart_are_written_anew(void **state) {
  (void)state;
  struct error error = {""};
  made_file_write("index.tsv", "name\tdrawn\ttitle\na\tyes\tA\nb\tno cell has it\tB\n");
  made_file_write("a.svg", POINT_WRITTEN("wide"));
  made_file_write("narrow/a.svg", POINT_WRITTEN("narrow"));
  made_file_write("a.png", POINT_WRITTEN("png"));
  assert_int_equal(chart_values_make(made_folder, &error), STATUS_OK);
  assert_file("a.svg", POINT_MADE("wide"));
  assert_file("narrow/a.svg", POINT_MADE("narrow"));
  assert_file("a.png", POINT_WRITTEN("png"));
}

static void a_picture_that_is_not_there_is_an_error(void **state) {
  (void)state;
  struct error error = {""};
  made_file_write("index.tsv", "name\tdrawn\ttitle\na\tyes\tA\n");
  assert_int_equal(chart_values_make(made_folder, &error), STATUS_ENVIRONMENT);
  assert_says(error.text, "/a.svg: No such file or directory");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_point_with_words_becomes_a_mark),
      cmocka_unit_test(groups_without_content_are_left_out),
      cmocka_unit_test(what_is_cut_off_stays_as_it_is),
      IN_FOLDER(both_svg_files_of_a_drawn_chart_are_written_anew),
      IN_FOLDER(a_picture_that_is_not_there_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
