/* The charts of searches: capacities and probes. */
#include "tests/bench/drawing_made.h"
#include "tests/bench/results_made.h"

#include "bench/chart/chart_kinds.h"

static struct result_search items[] = {{.name = (char *)"lws-sse",
                                        .engine = ENGINE_LWS,
                                        .transport = TRANSPORT_SSE,
                                        .outcome = SEARCH_FOUND,
                                        .capacity = 100,
                                        .held = 100,
                                        .failed = 105,
                                        .gave_out = EXHAUSTED_SERVER},
                                       {.name = (char *)"civetweb-websocket",
                                        .engine = ENGINE_CIVETWEB,
                                        .transport = TRANSPORT_WEBSOCKET,
                                        .outcome = SEARCH_GENERATOR,
                                        .capacity = NAN,
                                        .held = 50,
                                        .failed = 200,
                                        .gave_out = EXHAUSTED_GENERATOR}};

static struct result_probe probes[] = {{0, 100, PROBE_HELD, FIGURE_LOST, 0, EXHAUSTED_KINDS},
                                       {1, 50, PROBE_HELD, FIGURE_LOST, 0, EXHAUSTED_KINDS},
                                       {0, 200, PROBE_FAILED, FIGURE_LOST, 3, EXHAUSTED_SERVER},
                                       {1, 200, PROBE_DISTURBED, FIGURE_LOST, 1, EXHAUSTED_LIMIT}};

/* Draws into *drawn, which is closed. */
static void draw(struct made_drawing *drawn, size_t probe_count) {
  struct made *made = made_new();
  json_t *object = json_pack("{s:s,s:{s:s}}", "vary", "clients", "until", "lost", "=0");
  made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  assert_int_equal(search_read(&made->results.searches.search, object, "x", NULL), STATUS_OK);
  made->results.searches.items = items;
  made->results.searches.count = 2;
  made->results.searches.probes = probes;
  made->results.searches.probe_count = probe_count;
  made_drawing_open(drawn, &made->results);
  assert_true(chart_searches_draw(&drawn->drawing));
  made_drawing_close(drawn);
  search_release(&made->results.searches.search);
  json_decref(object);
  free(made);
}

static void every_probe_has_a_row_in_the_order_of_its_search(void **state) {
  (void)state;
  struct made_drawing drawn;
  draw(&drawn, 4);
  assert_file("probes.tsv", "engine\ttransport\tnumber\tvalue\tresult\tend\tcell\n"
                            "lws\tsse\t1\t100\theld\t100\tlws-sse\n"
                            "lws\tsse\t2\t200\tfailed\t100\tlws-sse\n\n"
                            "civetweb\twebsocket\t1\t50\theld\t50\tcivetweb-websocket\n"
                            "civetweb\twebsocket\t2\t200\tdisturbed\t50\tcivetweb-websocket\n");
  made_drawing_release(&drawn);
}

static void each_engine_has_a_panel_and_the_answers_are_said(void **state) {
  (void)state;
  struct made_drawing drawn;
  draw(&drawn, 4);
  assert_says(drawn.scripts[0], "panels = 'lws civetweb'");
  assert_says(drawn.scripts[0], "panel_series[2] = 'websocket'");
  assert_says(drawn.scripts[0], "axis_y = 'users'");
  assert_says(drawn.scripts[0], "disturbed = 1");
  assert_says(drawn.scripts[0], "load plots.'/probes.gp'");
  assert_says(drawn.index, "probes\tyes\t");
  assert_says(drawn.index,
              "\tSSE on libwebsockets: 100 users. WebSocket on civetweb: cannot tell.");
  made_drawing_release(&drawn);
}

static void only_a_disturbed_probe_needs_its_mark_explained(void **state) {
  (void)state;
  struct made_drawing drawn;
  draw(&drawn, 3); /* the fourth is disturbed */
  assert_says(drawn.scripts[0], "disturbed = 0");
  made_drawing_release(&drawn);
}

static void each_search_has_a_bar_between_its_ends(void **state) {
  (void)state;
  struct made_drawing drawn;
  draw(&drawn, 4);
  assert_file("capacity.tsv", "engine\ttransport\tplace\theld\tfailed\tnamed\tsaid\tcell\n"
                              "lws\tsse\t1\t100\t105\t1\t100 users\tlws-sse\n"
                              "civetweb\twebsocket\t1\t50\t200\t0\tcannot tell\t"
                              "civetweb-websocket\n");
  assert_says(drawn.index, "capacity\tyes\t");
  made_drawing_release(&drawn);
}

static void without_probes_there_is_no_chart(void **state) {
  (void)state;
  struct made_drawing drawn;
  draw(&drawn, 0);
  assert_int_equal(drawn.index_bytes, 0);
  assert_null(made_file_text("probes.tsv"));
  made_drawing_release(&drawn);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(every_probe_has_a_row_in_the_order_of_its_search),
      IN_FOLDER(each_engine_has_a_panel_and_the_answers_are_said),
      IN_FOLDER(only_a_disturbed_probe_needs_its_mark_explained),
      IN_FOLDER(each_search_has_a_bar_between_its_ends),
      IN_FOLDER(without_probes_there_is_no_chart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
