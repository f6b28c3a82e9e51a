/* The settings in gnuplot's scripts, and the index of the charts. */
#include "tests/bench/drawing_made.h"

#include "common/base/traits.h"
#include "tests/bench/results_made.h"
#include "tests/contracts.h"

static void settings_go_into_the_script_of_each_format(void **state) {
  (void)state;
  struct made_drawing made;
  made_drawing_open(&made, NULL);
  drawing_set_text(&made.drawing, "name", "it's\ntwo");
  drawing_set_number(&made.drawing, "height", 0.125);
  drawing_set_array(&made.drawing, "parts", "a|b c|");
  drawing_set_array(&made.drawing, "none", "");
  made_drawing_close(&made);
  for (int i = 0; i < CHART_FORMATS; i++)
    assert_string_equal(made.scripts[i], "name = 'it''s two'\nheight = 0.125\n"
                                         "array parts[3]\nparts[1] = 'a'\nparts[2] = 'b c'\n"
                                         "parts[3] = ''\narray none[1]\nnone[1] = ''\n");
  made_drawing_release(&made);
}

/* A title of 24 words: 95 letters, three of them of two bytes. */
#define TITLE_LINE \
  "äöü 456 789 abc def ghi jkl mno pqr stu vwx yz0 123 456 789 abc def ghi jkl mno pqr stu vwx"

static void titles_are_broken_where_the_format_has_no_room(void **state) {
  (void)state;
  struct made_drawing made;
  const struct sheet sheet = {
      .name = "bars", .title = TITLE_LINE " end", .plot = "bars", .height = 300, .subtitle = "s"};
  char expected[2048];
  made_drawing_open(&made, NULL);
  made_file_write("bars.svg", "of another drawing");
  sheet_begin(&made.drawing, &sheet);
  sheet_end(&made.drawing, &sheet);
  made_drawing_close(&made);
  snprintf(expected, sizeof expected,
           "data = '%s/bars.tsv'\nname = 'bars'\nheight = 300\nfile = '%s/bars.svg'\n"
           "width = 1000\ntitle = ''.'" TITLE_LINE "'.\"\\n\".'end'\ntitle_lines = 2\n"
           "subtitle = ''.'s'\nsubtitle_lines = 1\nload plots.'/style.gp'\n"
           "load plots.'/bars.gp'\nunset output\n",
           made_folder, made_folder);
  assert_string_equal(made.scripts[CHART_WIDE], expected);
  assert_says(made.scripts[CHART_NARROW],
              "/narrow/bars.svg'\nwidth = 400\n"
              "title = ''.'äöü 456 789 abc def ghi jkl mno pqr'.\"\\n\"."
              "'stu vwx yz0 123 456 789 abc def ghi'.\"\\n\".'jkl mno pqr stu vwx end'\n"
              "title_lines = 3\n");
  assert_says(made.scripts[CHART_PNG], "/bars.png'\nwidth = 1000\n");
  assert_null(made_file_text("bars.svg"));
  made_drawing_release(&made);
}

/* The number of lines that a format makes of two words with `letters` letters together. */
static int lines_of(int format, const char *variable, size_t letters) {
  char text[256], asked[64];
  struct made_drawing made;
  struct sheet sheet = {.name = "n", .title = "t", .plot = "p"};
  int lines = 0;
  memset(text, 'a', letters);
  text[letters] = '\0';
  text[letters - 4] = ' ';
  if (strcmp(variable, "title") == 0)
    sheet.title = text;
  else
    snprintf(sheet.subtitle, sizeof sheet.subtitle, "%s", text);
  made_drawing_open(&made, NULL);
  sheet_begin(&made.drawing, &sheet);
  made_drawing_close(&made);
  snprintf(asked, sizeof asked, "\n%s_lines = ", variable);
  const char *at = strstr(made.scripts[format], asked);
  if (at)
    lines = (int)strtol(at + strlen(asked), NULL, 10);
  made_drawing_release(&made);
  return lines;
}

static void a_line_takes_as_many_letters_as_its_format_has_room_for(void **state) {
  (void)state;
  static const struct {
    int format;
    const char *variable;
    size_t letters;
  } most[] = {{CHART_WIDE, "title", 92},
              {CHART_NARROW, "title", 36},
              {CHART_WIDE, "subtitle", 136},
              {CHART_NARROW, "subtitle", 54}};
  for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
    assert_int_equal(lines_of(most[i].format, most[i].variable, most[i].letters), 1);
    assert_int_equal(lines_of(most[i].format, most[i].variable, most[i].letters + 1), 2);
  }
}

static void a_word_that_is_longer_than_a_line_stays_whole(void **state) {
  (void)state;
  struct made_drawing made;
  const struct sheet sheet = {
      .name = "n", .title = "0123456789012345678901234567890123456789 x", .plot = "p"};
  made_drawing_open(&made, NULL);
  sheet_begin(&made.drawing, &sheet);
  made_drawing_close(&made);
  assert_says(made.scripts[CHART_NARROW],
              "title = ''.'0123456789012345678901234567890123456789'.\"\\n\".'x'\n");
  made_drawing_release(&made);
}

static void a_row_of_the_index_has_six_fields(void **state) {
  (void)state;
  struct made_drawing made;
  const struct sheet sheet = {
      .name = "n", .title = "T\tU", .caption = "c\nd", .reading = "r", .shows = "s"};
  made_drawing_open(&made, NULL);
  sheet_index(&made.drawing, &sheet, "no cell has it");
  made_drawing_close(&made);
  assert_string_equal(made.index, "n\tno cell has it\tT U\tc d\tr\ts\n");
  made_drawing_release(&made);
}

static void texts_that_are_too_long_are_cut(void **state) {
  (void)state;
  char text[SHEET_TEXT_BYTES] = "";
  sheet_say(text, "%s %d.", "One", 1);
  sheet_say(text, "Two.");
  assert_string_equal(text, "One 1. Two.");
  for (size_t i = 0; i < SHEET_TEXT_BYTES; i++)
    sheet_say(text, "xy");
  assert_int_equal(strlen(text), SHEET_TEXT_BYTES - 1);
}

static void the_first_values_are_told_where_others_are_left_out(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  const struct result_cell *cells[] = {cell};
  struct sheet sheet = {.selection = {.cells = cells, .count = 1}};
  made_param(cell, "clients", "100");
  made_vary(made, cell, "rate_per_s", "2");
  sheet_describe(&sheet, &made->results);
  assert_string_equal(sheet.subtitle, "100 users");
  assert_string_equal(sheet.caption, "");
  sheet.selection.reduced = true;
  made->results.time_scale = 30;
  sheet_describe(&sheet, &made->results);
  assert_string_equal(sheet.subtitle, "100 users · rate 2/s · time scaled");
  assert_string_equal(sheet.caption,
                      "Only the first value of each varied parameter is shown: rate 2/s.");
  free(made);
}

static void variants_are_told_where_others_are_left_out(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *base = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct result_cell *plain = made_cell(made, ENGINE_NULL, TRANSPORT_SSE, 1);
  struct result_cell *other = made_cell(made, ENGINE_CIVETWEB, TRANSPORT_SSE, 1);
  const struct result_cell *cells[] = {base, plain, other};
  struct sheet sheet = {.selection = {.cells = cells, .count = 3, .reduced = true, .of_kind = 1}};
  made_vary(made, base, "variant", "base");
  made_vary(made, other, "variant", "nagle");
  sheet_describe(&sheet, &made->results);
  assert_string_equal(sheet.caption, "Only the first variant of each server is shown.");
  assert_string_equal(sheet.subtitle, "");
  *sheet.caption = '\0';
  sheet.selection.of_kind = 3;
  sheet_describe(&sheet, &made->results);
  assert_string_equal(sheet.caption, "Only the first 3 variants are shown, and the first value of "
                                     "other varied parameters.");
  free(made);
}

static void an_engine_has_a_panel_of_its_own(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *lws = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct result_cell *bad = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1);
  struct result_cell *worse = made_cell(made, ENGINE_LWS, TRANSPORT_LONG_POLL, 1);
  struct result_cell *null = made_cell(made, ENGINE_NULL, TRANSPORT_SHORT_POLL, 1);
  const struct result_cell *cells[] = {lws, bad, worse, null};
  const struct selection selection = {.cells = cells, .count = 4};
  struct made_drawing drawing;
  bad->grade = worse->grade = VERDICT_INVALID;
  made_drawing_open(&drawing, &made->results);
  sheet_set_panels(&drawing.drawing, &selection);
  made_drawing_close(&drawing);
  assert_string_equal(drawing.scripts[CHART_PNG],
                      "panels = 'lws null'\nseries = 'short_poll long_poll sse websocket'\n"
                      "array panel_series[2]\npanel_series[1] = 'long_poll sse websocket'\n"
                      "panel_series[2] = 'short_poll'\narray panel_notes[2]\n"
                      "panel_notes[1] = 'not to be ranked: long poll, WebSocket'\n"
                      "panel_notes[2] = ''\n");
  made_drawing_release(&drawing);
  free(made);
}

static void a_table_stands_beside_the_picture(void **state) {
  (void)state;
  struct made_drawing made;
  made_drawing_open(&made, NULL);
  FILE *table = sheet_table_open(&made.drawing, "bars");
  assert_non_null(table);
  fputs("row\n", table);
  fclose(table);
  assert_file("bars.tsv", "row\n");
  sheet_table_remove(&made.drawing, "bars");
  assert_null(made_file_text("bars.tsv"));
  made.drawing.folder = "/nowhere";
  assert_null(sheet_table_open(&made.drawing, "bars"));
  made_drawing_close(&made);
  made_drawing_release(&made);
}

static void set_a_long_array(void *made) {
  char texts[PANELS_BYTES + 1];
  memset(texts, 'x', sizeof texts - 1);
  texts[sizeof texts - 1] = '\0';
  drawing_set_array(&((struct made_drawing *)made)->drawing, "parts", texts);
}

static void texts_that_an_array_has_no_room_for_break_a_contract(void **state) {
  (void)state;
  struct made_drawing made;
  made_drawing_open(&made, NULL);
  assert_contract_broken(set_a_long_array, &made, "strlen(texts) < sizeof copy");
  made_drawing_close(&made);
  made_drawing_release(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(settings_go_into_the_script_of_each_format),
      IN_FOLDER(titles_are_broken_where_the_format_has_no_room),
      IN_FOLDER(a_line_takes_as_many_letters_as_its_format_has_room_for),
      IN_FOLDER(a_word_that_is_longer_than_a_line_stays_whole),
      cmocka_unit_test(a_row_of_the_index_has_six_fields),
      cmocka_unit_test(texts_that_are_too_long_are_cut),
      cmocka_unit_test(the_first_values_are_told_where_others_are_left_out),
      cmocka_unit_test(variants_are_told_where_others_are_left_out),
      cmocka_unit_test(an_engine_has_a_panel_of_its_own),
      IN_FOLDER(a_table_stands_beside_the_picture),
      cmocka_unit_test(texts_that_an_array_has_no_room_for_break_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
