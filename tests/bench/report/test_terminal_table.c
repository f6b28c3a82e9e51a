/* The summary on the terminal: columns side by side, or in blocks where there is no room. */
#include "tests/bench/page_made.h"
#include "tests/bench/run_made.h"

#include "bench/report/terminal_table.h"

/* Writes the run and prints its summary; the text is to be freed. */
static char *printed(struct made_run *run, size_t width) {
  char *text = NULL;
  size_t bytes;
  struct error error = {""};
  FILE *stream = open_memstream(&text, &bytes);
  assert_non_null(stream);
  made_run_write(run);
  if (table_print(stream, made_folder, width, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  fclose(stream);
  return text;
}

static void assert_printed(struct made_run *run, size_t width, const char *expected) {
  char *text = printed(run, width);
  assert_string_equal(text, expected);
  free(text);
}

/* The conclusion where one of two cells failed. */
#define ALONE "\n- Not compared: civetweb, short poll, failed: nothing was measured.\n\n"

/* A cell with two figures, and a failed one. */
static struct made_run run_new(void) {
  struct made_run run = made_run_new();
  json_t *good = made_run_repeat(&run, "good", 1, "lws", "sse");
  json_t *bad = made_run_repeat(&run, "bad", 1, "civetweb", "short_poll");
  figure_put_number(good, FIGURE_LATENCY_MEAN, 1.5e6);
  figure_put_number(good, FIGURE_WIRE_PER_MESSAGE, 250);
  json_object_set_new(bad, "outcome", json_string("failed"));
  made_run_verdict(bad, "invalid", "failed", "the server ended by signal 11");
  return run;
}

static void each_cell_has_a_row_and_columns_without_figures_are_left_out(void **state) {
  (void)state;
  struct made_run run = run_new();
  assert_printed(&run, 0,
                 "server    transport      mean  wire/msg  verdict\n"
                 "lws       sse         1.50 ms     250 B  valid\n"
                 "civetweb  short_poll        –         –  failed\n"
                 "bad: the server ended by signal 11\n" ALONE);
}

static void tables_that_are_too_wide_are_split_into_blocks(void **state) {
  (void)state;
  struct made_run run = run_new();
  char *text = printed(&run, 40);
  assert_says(text, "server    transport      mean  wire/msg  \n"
                    "lws       sse         1.50 ms     250 B  \n");
  assert_says(text, "\n\nserver    transport   verdict\nlws       sse         valid\n");
  free(text);
}

static void a_width_that_fits_nothing_has_a_column_in_each_block(void **state) {
  (void)state;
  struct made_run run = run_new();
  char *text = printed(&run, 1);
  size_t heads = 0;
  for (const char *at = text; (at = strstr(at, "server    transport")); at++)
    heads++;
  assert_int_equal(heads, 3); /* one block for each of two figures and the verdict */
  free(text);
}

static void varied_parameters_and_unranked_cells_are_named(void **state) {
  (void)state;
  struct made_run run = made_run_new();
  for (int i = 0; i < 2; i++) {
    json_t *document = made_run_repeat(&run, i ? "b" : "a", 1, "lws", "sse");
    made_run_param(document, "clients", json_integer(i ? 1000 : 10), true);
    figure_put_number(document, FIGURE_LOST, i ? 7 : 0);
  }
  char *text = printed(&run, 0);
  assert_says(text, "server  transport  condition   lost  verdict\n"
                    "lws     sse        10 users       0  valid\n"
                    "lws     sse        1000 users     7  valid, not ranked\n");
  free(text);
}

static void scaled_time_and_claims_stand_below(void **state) {
  (void)state;
  struct made_run run = run_new();
  json_object_set_new(run.record, "time_scale", json_real(30));
  made_run_say(&run, "claims",
               json_pack("[{s:s,s:s}]", "claim", "so", "figure", "latency_ns.mean"));
  char *text = printed(&run, 0);
  assert_says(text, "\nbad: the server ended by signal 11\n"
                    "Times are scaled: one second here stands for 30 s.\n" ALONE
                    "1 claim: 0 hold, 0 do not, 0 are shown, 1 not measured.\n");
  free(text);
}

/* Bytes are counted, so one repeat is enough for a conclusion. */
static void conclusions_are_a_list_of_their_own(void **state) {
  (void)state;
  struct made_run run = made_run_new();
  figure_put_number(made_run_repeat(&run, "a", 1, "lws", "sse"), FIGURE_WIRE_PER_MESSAGE, 250);
  figure_put_number(made_run_repeat(&run, "b", 1, "lws", "websocket"), FIGURE_WIRE_PER_MESSAGE,
                    240);
  char *text = printed(&run, 40);
  assert_says(text, "\n\n- Bytes on the wire for a delivered\n"
                    "  message, counted: WebSocket 240 B; SSE\n  250 B (1.04×).\n\n");
  free(text);
}

static void a_quick_run_has_no_conclusions(void **state) {
  (void)state;
  struct made_run run = made_run_new();
  json_object_set_new(run.record, "quick", json_true());
  figure_put_number(made_run_repeat(&run, "a", 1, "lws", "sse"), FIGURE_WIRE_PER_MESSAGE, 250);
  figure_put_number(made_run_repeat(&run, "b", 1, "lws", "websocket"), FIGURE_WIRE_PER_MESSAGE,
                    240);
  char *text = printed(&run, 0);
  assert_says(text, "\nA quick run: its figures answer nothing.\n");
  assert_says_not(text, "counted:");
  free(text);
}

static void a_folder_that_is_no_run_is_refused(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(table_print(stdout, made_folder, 0, &error), STATUS_USAGE);
  assert_says(error.text, "expected the folder of a run");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(each_cell_has_a_row_and_columns_without_figures_are_left_out),
      IN_FOLDER(tables_that_are_too_wide_are_split_into_blocks),
      IN_FOLDER(a_width_that_fits_nothing_has_a_column_in_each_block),
      IN_FOLDER(varied_parameters_and_unranked_cells_are_named),
      IN_FOLDER(scaled_time_and_claims_stand_below),
      IN_FOLDER(conclusions_are_a_list_of_their_own),
      IN_FOLDER(a_quick_run_has_no_conclusions),
      IN_FOLDER(a_folder_that_is_no_run_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
