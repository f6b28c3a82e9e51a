/* A page has the same text in HTML and in Markdown, and both escape markup. */
#include "tests/bench/folder_made.h"
#include "tests/bench/page_made.h"

#include "bench/report/page.h"

/* Closes the page, compares both texts, and releases it. */
static void assert_written(struct made_page *made, const char *html, const char *markdown) {
  made_page_close(made);
  assert_string_equal(made->html, html);
  assert_string_equal(made->markdown, markdown);
  made_page_release(made);
}

static void markup_is_escaped_in_each_form(void **state) {
  (void)state;
  struct made_page made;
  made_page_open(&made, NULL);
  page_heading(&made.page, 2, "a<b> & \"c\" | d_e*f");
  page_text(&made.page, PAGE_PLAIN, "`x` [y](z) #1\n2\\3");
  assert_written(&made,
                 "<h2>a&lt;b&gt; &amp; &quot;c&quot; | d_e*f</h2>\n<p>`x` [y](z) #1\n2\\3</p>\n",
                 "## a\\<b\\> & \"c\" \\| d\\_e\\*f\n\n\\`x\\` \\[y\\](z) \\#1 2\\\\3\n\n");
}

static void each_tone_has_its_class_and_a_warning_its_word(void **state) {
  (void)state;
  struct made_page made;
  made_page_open(&made, NULL);
  page_text(&made.page, PAGE_LEAD, "l");
  page_text(&made.page, PAGE_QUIET, "q");
  page_text(&made.page, PAGE_WARNING, "w");
  assert_written(&made,
                 "<p class=\"lead\">l</p>\n<p class=\"quiet\">q</p>\n<p class=\"warning\">w</p>\n",
                 "l\n\nq\n\n> **Note.** w\n\n");
}

static void code_is_escaped_in_html_alone(void **state) {
  (void)state;
  struct made_page made;
  made_page_open(&made, NULL);
  page_code(&made.page, "a <b> *c*");
  assert_written(&made, "<pre><code>a &lt;b&gt; *c*</code></pre>\n", "    a <b> *c*\n\n");
}

static void lists_and_folds_have_both_forms(void **state) {
  (void)state;
  static const char *const texts[] = {"one", "two & 3"};
  struct made_page made;
  made_page_open(&made, NULL);
  page_list(&made.page, texts, 2);
  page_fold_begin(&made.page, "More <");
  page_fold_end(&made.page);
  assert_written(&made,
                 "<ul>\n<li>one</li>\n<li>two &amp; 3</li>\n</ul>\n"
                 "<details><summary>More &lt;</summary>\n</details>\n",
                 "- one\n- two & 3\n\n### More \\<\n\n");
}

static void a_table_has_names_left_and_figures_right(void **state) {
  (void)state;
  static const char *const titles[] = {"name", "mean"}, *const cells[] = {"a|b", "1 < 2"};
  static const struct page_mark marks[] = {{1, "suspect"}, {7, "nowhere"}};
  struct made_page made;
  made_page_open(&made, NULL);
  page_table_begin(&made.page, titles, 2, 1);
  page_row(&made.page, cells, 2, 1, marks, 2);
  page_row(&made.page, (const char *const[]){"a|b", "2.1 ms"}, 2, 1, NULL, 0);
  page_row(&made.page, (const char *const[]){"a|b", "–"}, 2, 1, NULL, 0);
  page_table_end(&made.page);
  assert_written(&made,
                 "<div class=\"scroll\"><table>\n"
                 "<thead><tr><th class=\"name\">name</th><th>mean</th></tr></thead>\n<tbody>\n"
                 "<tr><td class=\"name\">a|b</td>"
                 "<td data-value=\"1\"><span class=\"mark suspect\">1 &lt; 2</span></td></tr>\n"
                 "<tr><td class=\"name\">a|b</td><td data-value=\"0.0021\">2.1 ms</td></tr>\n"
                 "<tr><td class=\"name\">a|b</td><td>–</td></tr>\n"
                 "</tbody></table></div>\n",
                 "| name | mean |\n|---|---:|\n| a\\|b | 1 \\< 2 |\n| a\\|b | 2.1 ms |\n"
                 "| a\\|b | – |\n\n");
}

static void a_table_of_sentences_has_all_columns_left(void **state) {
  (void)state;
  static const char *const titles[] = {"claim", "verdict"};
  struct made_page made;
  made_page_open(&made, NULL);
  page_texts_begin(&made.page, titles, 2);
  page_table_end(&made.page);
  assert_written(&made,
                 "<div class=\"scroll\"><table class=\"texts\">\n"
                 "<thead><tr><th class=\"name\">claim</th><th class=\"name\">verdict</th></tr>"
                 "</thead>\n<tbody>\n</tbody></table></div>\n",
                 "| claim | verdict |\n|---|---|\n\n");
}

static void a_page_is_there_once_it_is_closed(void **state) {
  (void)state;
  struct page page;
  struct error error = {""};
  assert_int_equal(page_open(&page, made_folder, "T & U", &error), STATUS_OK);
  page_text(&page, PAGE_PLAIN, "x");
  assert_null(made_file_text("report.html"));
  assert_int_equal(page_close(&page, &error), STATUS_OK);
  char *html = made_file_text("report.html");
  assert_non_null(html);
  assert_begins(html, "<!doctype html>\n<html lang=\"en\">\n");
  assert_says(html, "<title>T &amp; U</title>\n<style>\n:root{--ink:#1f2328;--quiet:#57606a;");
  assert_says(html, "--bad:#cf222e;--tile_black:#000001;--tile_white:#fffffe;--line:#d8dee4;--soft:"
                    "#f6f8fa;--warn:#fff8c5}\n"
                    "@media screen and (prefers-color-scheme:dark){:root{--ink:#e6edf3;");
  assert_says(html, "--bad:#ff7b72;--tile_black:#000001;--tile_white:#fffffe;--line:#30363d;--soft:"
                    "#161b22;--warn:#2d2611}}\n"
                    "*{box-sizing:border-box}\n");
  assert_says(html, "</style>\n<script>\n(()=>{\n'use strict';\n");
  assert_says(html,
              "})();\n</script>\n</head>\n<body>\n<main>\n<p>x</p>\n</main>\n</body>\n</html>\n");
  assert_says(html, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                    "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n");
  free(html);
  assert_file("report.md", "x\n\n");
  assert_null(made_file_text(".report.html.partial"));
}

static void a_folder_that_is_not_there_is_an_error(void **state) {
  (void)state;
  struct page page;
  struct error error = {""};
  struct path folder = path_of("%s/nowhere", made_folder);
  assert_int_equal(page_open(&page, folder.text, "t", &error), STATUS_ENVIRONMENT);
  assert_says(error.text, "/nowhere: the report: No such file or directory");
  assert_int_equal(page_open(&page, made_folder, "t", &error), STATUS_OK);
  folder_remove(made_folder);
  assert_int_equal(page_close(&page, &error), STATUS_ENVIRONMENT);
  assert_says(error.text, ": the report: No such file or directory");
}

/* A picture as gnuplot writes it. */
static const char drawn[] =
    "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<svg width=\"10\">\n<title>Gnuplot</title>\n"
    "<desc>by GNUPLOT</desc>\n<g id=\"p1\" fill='black'/><use xlink:href='#p1'/>"
    "<a href=\"#p2\" id='p2' clip-path=\"url(#c)\"/>"
    "<b stroke='rgb( 31,  35,  40)' fill=\"rgb(1,2,3)\" o='rgb(31,34,296)' d='#FFFFFF' e='#12345'/>"
    "<c fill=\"#0072b2\" d=\"#c0ffee\">blackbird</c></svg>\n";

static const char shown[] =
    "<g id=\"wide-bars-p1\" fill='var(--ink)'/><use xlink:href='#wide-bars-p1'/>"
    "<a href=\"#wide-bars-p2\" id='wide-bars-p2' clip-path=\"url(#wide-bars-c)\"/>"
    "<b stroke='var(--ink)' fill=\"rgb(1,2,3)\" o='rgb(31,34,296)' d='var(--paper)' e='#12345'/>"
    "<c fill=\"var(--websocket)\" d=\"#c0ffee\">blackbird</c></svg>\n";

static void a_picture_takes_the_colours_of_the_page_and_names_of_its_own(void **state) {
  (void)state;
  struct made_page made;
  made_file_write("charts/bars.svg", drawn);
  made_file_write("charts/narrow/bars.svg", "<svg a='1'/>");
  made_page_open(&made, made_folder);
  assert_true(page_chart(&made.page, "bars", "Bars: \"5\"", "c < d"));
  made_page_close(&made);
  assert_begins(made.html,
                "<figure><svg class=\"wide\" role=\"img\" aria-label=\"Bars: &quot;5&quot;\"");
  assert_says(made.html, "\" width=\"10\">\n\n\n<g ");
  assert_says(made.html, shown);
  assert_says(made.html, "<svg class=\"narrow\" role=\"img\" aria-label=\"Bars: &quot;5&quot;\" "
                         "a='1'/><figcaption>c &lt; d</figcaption></figure>\n");
  assert_string_equal(made.markdown, "![Bars: \"5\"](charts/bars.svg)\n\nc \\< d\n\n");
  made_page_release(&made);
}

/* A picture's other titles are left out; its marks keep theirs, whatever they say. */
static void the_marks_of_a_picture_keep_their_words(void **state) {
  (void)state;
  static const char mark[] = "<g class=\"value\"><title>SSE, rgb( 31, 35, 40) &lt; 1</title>"
                             "<circle cx=\"1.00\" cy=\"2.00\" r=\"9\" fill=\"none\"/></g>";
  char svg[512];
  struct made_page made;
  snprintf(svg, sizeof svg, "<svg><title>plot 1</title>%s<g class=\"value\"></svg>", mark);
  made_file_write("charts/a.svg", svg);
  made_file_write("charts/narrow/a.svg", "<svg/>");
  made_page_open(&made, made_folder);
  assert_true(page_chart(&made.page, "a", "s", "c"));
  made_page_close(&made);
  assert_says(made.html, mark);
  assert_says(made.html, "</g><g class=\"value\"></svg>");
  assert_says_not(made.html, "plot 1");
  made_page_release(&made);
}

static void a_picture_without_its_narrow_form_is_not_there(void **state) {
  (void)state;
  struct made_page made;
  made_file_write("charts/bars.svg", drawn);
  made_page_open(&made, made_folder);
  assert_false(page_chart(&made.page, "bars", "s", "c"));
  assert_written(&made, "", "");
}

static void a_file_that_is_no_picture_leaves_a_figure_without_one(void **state) {
  (void)state;
  struct made_page made;
  made_file_write("charts/bars.svg", "no picture");
  made_file_write("charts/narrow/bars.svg", "");
  made_page_open(&made, made_folder);
  assert_true(page_chart(&made.page, "bars", "s", "c"));
  assert_written(&made, "<figure><figcaption>c</figcaption></figure>\n",
                 "![s](charts/bars.svg)\n\nc\n\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(markup_is_escaped_in_each_form),
      cmocka_unit_test(each_tone_has_its_class_and_a_warning_its_word),
      cmocka_unit_test(code_is_escaped_in_html_alone),
      cmocka_unit_test(lists_and_folds_have_both_forms),
      cmocka_unit_test(a_table_has_names_left_and_figures_right),
      cmocka_unit_test(a_table_of_sentences_has_all_columns_left),
      IN_FOLDER(a_page_is_there_once_it_is_closed),
      IN_FOLDER(a_folder_that_is_not_there_is_an_error),
      IN_FOLDER(a_picture_takes_the_colours_of_the_page_and_names_of_its_own),
      IN_FOLDER(the_marks_of_a_picture_keep_their_words),
      IN_FOLDER(a_picture_without_its_narrow_form_is_not_there),
      IN_FOLDER(a_file_that_is_no_picture_leaves_a_figure_without_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
