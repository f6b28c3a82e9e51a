/* All charts of a run: their names, their tables, and whether they were drawn. */
#include "tests/bench/gnuplot_made.h"
#include "tests/bench/run_made.h"

#include "bench/chart/chart.h"
#include "bench/chart/chart_files.h"

/* Writes a run of two cells with some figures and these bytes of TLS. */
static void tls_run_write(double tls_bytes) {
  struct made_run run = made_run_new();
  static const char *const transports[] = {"long_poll", "websocket"};
  for (int i = 0; i < 2; i++) {
    json_t *document = made_run_repeat(&run, transports[i], 1, "lws", transports[i]);
    made_run_param(document, "clients", json_integer(100), false);
    figure_put_number(document, FIGURE_LATENCY_MEAN, 1500);
    figure_put_number(document, FIGURE_LATENCY_COUNT, 2);
    json_object_set_new(document, "latency_histogram", json_string(MADE_LATENCIES));
    figure_put_number(document, FIGURE_PAYLOAD_PER_MESSAGE, 100);
    figure_put_number(document, FIGURE_PROTOCOL_PER_MESSAGE, 30 - 10 * i);
    figure_put_number(document, FIGURE_TLS_PER_MESSAGE, tls_bytes);
    figure_put_number(document, FIGURE_TCPIP_PER_MESSAGE, 52);
    figure_put_number(document, FIGURE_WIRE_PER_MESSAGE, 182 - 10 * i + tls_bytes);
    figure_put_number(document, FIGURE_CPU_US_PER_MESSAGE, 12.5);
  }
  made_run_write(&run);
}

static void run_write(void) {
  tls_run_write(0);
}

/* Draws the run with this gnuplot. */
static enum status draw(const char *shell, struct error *error) {
  made_gnuplot_begin(shell);
  enum status status = chart_draw_all(made_folder, "/plots", error);
  made_gnuplot_end();
  return status;
}

static void every_chart_is_drawn_or_the_index_says_why_not(void **state) {
  (void)state;
  struct error error = {""};
  run_write();
  if (draw(MADE_GNUPLOT, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  char *index = made_file_text("charts/index.tsv");
  assert_begins(index, CHART_INDEX_HEADER "latency_percentiles\tyes\tHow late is the message? "
                                          "Latency by percentile\t\t");
  assert_says(index, "\nlatency_cdf\tyes\tDistribution of latency\t");
  assert_says(index,
              "\nlatency_over_time\tmessages arrived in fewer than three seconds, which make "
              "no line\t");
  assert_says(index, "\nacknowledgement\tnobody writes in this workload\t");
  assert_says(index, "\nage_of_information\tno user saw a message\t");
  assert_says(index, "\nrequests_per_message\tno cell counted requests and delivered messages\t");
  assert_says(index, "\nwire_bytes_per_message\tyes\t");
  assert_says(index, "\tBars. libwebsockets: long poll 182 B, WebSocket 172 B.\n");
  assert_says(index, "\nserver_cpu_per_message\tyes\t");
  assert_says(index, "\nmemory_threads_per_user\tthere are too few users, or they connect too "
                     "fast, to measure the growth with each\t");
  assert_says(index, "\nidle_per_user_hour\tmessages were published in every cell\t");
  free(index);
  assert_file("charts/narrow/latency_cdf.svg", "<svg><!-- made --></svg>\n");
  assert_null(made_file_text("charts/acknowledgement.svg"));
  assert_null(made_file_text("charts/.0.gp"));
}

static void a_part_that_no_cell_has_is_no_part_of_the_bars(void **state) {
  (void)state;
  struct error error = {""};
  run_write();
  assert_int_equal(draw(MADE_GNUPLOT, &error), STATUS_OK);
  assert_file("charts/wire_bytes_per_message.tsv",
              "row\tengine\ttransport\tlabel\tmarked\tpart_1_1\tpart_1_2\tpart_1_3\tlow_1\t"
              "high_1\ttext_1\tsays_1\n"
              "2\tlws\tlong_poll\tlong poll\t0\t100\t30\t52\t182\t182\t182 B\tlong poll: 182 B; "
              "payload 100 B, heads and framing 30.0 B, TCP and IP headers 52.0 B\n"
              "3\tlws\twebsocket\tWebSocket\t0\t100\t20\t52\t172\t172\t172 B\tWebSocket: 172 B; "
              "payload 100 B, heads and framing 20.0 B, TCP and IP headers 52.0 B\n");
}

static void a_part_that_a_cell_has_stands_in_its_place(void **state) {
  (void)state;
  struct error error = {""};
  tls_run_write(22);
  assert_int_equal(draw(MADE_GNUPLOT, &error), STATUS_OK);
  char *table = made_file_text("charts/wire_bytes_per_message.tsv");
  assert_says(table, "\n2\tlws\tlong_poll\tlong poll\t0\t100\t30\t22\t52\t204\t");
  free(table);
}

static void the_script_has_the_settings_of_bars(void **state) {
  (void)state;
  struct error error = {""};
  char shell[512];
  snprintf(shell, sizeof shell, "cp \"$2\" %s/$(basename $2).kept\n" MADE_GNUPLOT, made_folder);
  run_write();
  assert_int_equal(draw(shell, &error), STATUS_OK);
  char *script = made_file_text(".0.gp.kept");
  assert_non_null(script);
  assert_begins(script, "format = 'svg'\nnarrow = 0\nink = 0x1f2328\n");
  assert_says(script, "bad = 0xcf222e\ntile_black = 0x000001\ntile_white = 0xfffffe\ntransports = "
                      "'short_poll long_poll sse");
  assert_says(script, "\nlong_poll_label = 'long poll'\n");
  assert_says(script, "\nengine_label(e) = e eq 'lws' ? 'libwebsockets · event loop' : "
                      "e eq 'civetweb' ? 'civetweb · thread per connection' : "
                      "e eq 'epoll' ? 'epoll · event loop' : "
                      "e eq 'null' ? 'null · no network' : e\n");
  assert_says(script, "\nplots = '/plots'\n");
  assert_says(script, "load plots.'/style.gp'\nrows = 3\nlabel_letters = 9\n"
                      "array headings[1]\nheadings[1] = 'lws'\nheading_rows = '1'\narray parts[3]\n"
                      "parts[1] = 'payload'\nparts[2] = 'heads and framing'\n"
                      "parts[3] = 'TCP and IP headers'\narray axes[1]\n"
                      "axes[1] = 'bytes per delivered message'\narray units[1]\nunits[1] = 'B'\n"
                      "load plots.'/bars.gp'\nunset output\n");
  free(script);
  char *narrow = made_file_text(".1.gp.kept");
  assert_non_null(narrow);
  assert_begins(narrow, "format = 'svg'\nnarrow = 1\n");
  free(narrow);
}

static void bars_of_a_single_cell_are_not_drawn(void **state) {
  (void)state;
  struct error error = {""};
  struct made_run run = made_run_new();
  json_t *document = made_run_repeat(&run, "a", 1, "lws", "sse");
  figure_put_number(document, FIGURE_CPU_US_PER_MESSAGE, 12.5);
  made_run_write(&run);
  assert_int_equal(draw(MADE_GNUPLOT, &error), STATUS_OK);
  char *index = made_file_text("charts/index.tsv");
  assert_says(index, "\nserver_cpu_per_message\ta single cell: nothing to compare\t");
  assert_says(index, "\nlatency_cdf\tno message arrived\t");
  free(index);
}

static void bars_without_any_length_are_not_drawn(void **state) {
  (void)state;
  struct error error = {""};
  struct made_run run = made_run_new();
  static const char *const transports[] = {"sse", "websocket"};
  for (size_t i = 0; i < 2; i++) {
    json_t *document = made_run_repeat(&run, transports[i], 1, "lws", transports[i]);
    figure_put_number(document, FIGURE_USEFUL_PER_MESSAGE, 0);
    figure_put_number(document, FIGURE_EMPTY_PER_MESSAGE, 0);
    figure_put_number(document, FIGURE_REQUESTS_PER_MESSAGE, 0);
    figure_put_number(document, FIGURE_CPU_US_PER_MESSAGE, 12.5 * (double)i);
  }
  made_run_write(&run);
  assert_int_equal(draw(MADE_GNUPLOT, &error), STATUS_OK);
  char *index = made_file_text("charts/index.tsv");
  assert_says(index, "\nrequests_per_message\tall figures are 0\t");
  assert_says(index, "\nserver_cpu_per_message\tyes\t");
  free(index);
}

static void whiskers_are_explained_where_there_are_any(void **state) {
  (void)state;
  struct error error = {""};
  struct made_run run = made_run_new();
  for (int i = 0; i < 3; i++) {
    json_t *document =
        made_run_repeat(&run, i < 2 ? "a" : "b", 1 + i % 2, "lws", i < 2 ? "sse" : "websocket");
    figure_put_number(document, FIGURE_CPU_US_PER_MESSAGE, 12.5 + i);
  }
  made_run_write(&run);
  assert_int_equal(draw(MADE_GNUPLOT, &error), STATUS_OK);
  char *index = made_file_text("charts/index.tsv");
  assert_says(index, "\nserver_cpu_per_message\tyes\tServer processor time for each delivered "
                     "message\tThe thin line at the end of a bar spans the repeats, which are too "
                     "few for a 95 % confidence interval.\t");
  free(index);
  run_write();
  assert_int_equal(draw(MADE_GNUPLOT, &error), STATUS_OK);
  index = made_file_text("charts/index.tsv");
  assert_says_not(index, "thin line");
  free(index);
}

static void a_varied_parameter_has_charts_of_its_own(void **state) {
  (void)state;
  struct error error = {""};
  struct made_run run = made_run_new();
  for (int i = 0; i < 2; i++) {
    json_t *document = made_run_repeat(&run, i ? "b" : "a", 1, "lws", "sse");
    made_run_param(document, "clients", json_integer(i ? 100 : 10), true);
    figure_put_number(document, FIGURE_CPU_US_PER_MESSAGE, 12.5);
  }
  made_run_write(&run);
  assert_int_equal(draw(MADE_GNUPLOT, &error), STATUS_OK);
  assert_file(
      "charts/sweep_clients_cpu.tsv",
      "engine\ttransport\tclients\tfigure\tlow\thigh\tupper\tupper_low\tupper_high\theeds\t"
      "model\tmarked\tsays\tupper_says\n"
      "lws\tsse\t10\t1.25e-05\t1.25e-05\t1.25e-05\t1.25e-05\t1.25e-05\t1.25e-05\t1\tnan\t0\t"
      "SSE on libwebsockets, 10 users, server CPU per message: 12.5 µs\t"
      "SSE on libwebsockets, 10 users, server CPU per message: 12.5 µs\n"
      "lws\tsse\t100\t1.25e-05\t1.25e-05\t1.25e-05\t1.25e-05\t1.25e-05\t1.25e-05\t1\tnan\t0\t"
      "SSE on libwebsockets, 100 users, server CPU per message: 12.5 µs\t"
      "SSE on libwebsockets, 100 users, server CPU per message: 12.5 µs\n");
}

static void a_chart_that_gnuplot_did_not_draw_whole_is_an_error(void **state) {
  (void)state;
  struct error error = {""};
  run_write();
  assert_int_equal(draw("exit 0\n", &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "the chart latency_percentiles.svg was not drawn: gnuplot said "
                                  "nothing; does `gnuplot -d` work?");
  assert_int_equal(draw(MADE_GNUPLOT "echo no font >&2\n", &error), STATUS_OK);
  made_file_write("charts/narrow/latency_cdf.svg", "<svg><!-- cut off here and without an end");
  assert_int_equal(chart_files_check(path_of("%s/charts", made_folder).text, "no font", &error),
                   STATUS_ENVIRONMENT);
  assert_string_equal(error.text,
                      "the chart narrow/latency_cdf.svg was not drawn: gnuplot said: no font");
  assert_int_equal(chart_files_check(made_folder, "", &error), STATUS_ENVIRONMENT);
  assert_says(error.text, "/index.tsv: No such file or directory");
}

static void tables_are_there_even_without_gnuplot(void **state) {
  (void)state;
  struct error error = {""};
  run_write();
  assert_int_equal(draw(NULL, &error), STATUS_ENVIRONMENT);
  assert_says(error.text, "gnuplot is not installed");
  char *table = made_file_text("charts/latency_cdf.tsv");
  assert_non_null(table);
  assert_says(table, "lws\twebsocket\t2e-06\t100\tWebSocket on libwebsockets: ");
  free(table);
}

static void tables_that_cannot_be_read_or_written_are_errors(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(draw(MADE_GNUPLOT, &error), STATUS_USAGE);
  run_write();
  made_file_write("charts", "in its place");
  assert_int_equal(draw(MADE_GNUPLOT, &error), STATUS_ENVIRONMENT);
  assert_says(error.text, "/charts: Not a directory");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(every_chart_is_drawn_or_the_index_says_why_not),
      IN_FOLDER(a_part_that_no_cell_has_is_no_part_of_the_bars),
      IN_FOLDER(a_part_that_a_cell_has_stands_in_its_place),
      IN_FOLDER(the_script_has_the_settings_of_bars),
      IN_FOLDER(bars_of_a_single_cell_are_not_drawn),
      IN_FOLDER(bars_without_any_length_are_not_drawn),
      IN_FOLDER(whiskers_are_explained_where_there_are_any),
      IN_FOLDER(a_varied_parameter_has_charts_of_its_own),
      IN_FOLDER(a_chart_that_gnuplot_did_not_draw_whole_is_an_error),
      IN_FOLDER(tables_are_there_even_without_gnuplot),
      IN_FOLDER(tables_that_cannot_be_read_or_written_are_errors),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
