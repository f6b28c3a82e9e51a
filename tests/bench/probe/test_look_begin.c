/* The first requests of a probe, and the looks at sizes and at HTTP/2. */
#include "tests/bench/says.h"

#include "bench/probe/look.h"
#include "common/wire/refusal.h"
#include "tests/bench/probe/server_made.h"

static struct observations seen;
static struct looking look;

#define EMPTY_POLL "{\"next\":0,\"messages\":[]}"

static enum status begin(made_rule *rule, const char *token, struct error *error) {
  memset(&seen, 0, sizeof seen);
  made_begin(rule, token);
  look = (struct looking){.path = &made.path, .seen = &seen};
  return look_begin(&look, error);
}

static void end(void) {
  look_end(&look);
  made_end();
}

/* --- what the server says of itself ------------------------------------------------------- */

static bool good(const struct made_request *request) {
  if (made_asks(request, "/short_poll"))
    made_answer(request, 200, EMPTY_POLL);
  else if (made_asks(request, "/publish"))
    made_answer(request, 200, "{\"seq\":1}");
  else
    made_answer(request, 200,
                "{\"engine\":\"made\",\"settings\":{\"rate_per_s\":0,\"channels\":16,\"hold_ms\":"
                "3600000,\"sse_keepalive_ms\":0,\"keep_alive_timeout_ms\":75000,\"heartbeat\":"
                "false},\"received\":{\"all\":true,\"line\":\"GET /probe HTTP/1.0\",\"headers\":"
                "[[\"host\",\"behind\"],[\"user-agent\",\"pushbench-probe\"],[\"authorization\","
                "\"(hidden)\"],[\"accept\",\"text/event-stream\"],[\"cache-control\",\"no-cache\"],"
                "[\"x-pushbench-probe\",\"asked\"],[\"via\",\"1.0 p\"]]},\"sent\":[[\"X-Gone\","
                "\"1\"]],\"stream\":[]}");
  return true;
}

static void a_server_of_ours_is_known_and_its_heads_are_compared(void **state) {
  (void)state;
  struct error error;
  assert_int_equal(begin(good, "0123456789abcdef", &error), STATUS_OK);
  assert_true(look.settings.known);
  assert_int_equal(look.settings.channels, LOOK_CHANNELS);
  assert_true(look.may_publish);
  assert_int_equal(seen.publish.look, LOOK_PASSES);
  assert_false(seen.publishes_itself);
  assert_string_equal(seen.heads.engine, "made");
  assert_string_equal(seen.heads.version, "1.0");
  assert_string_equal(seen.heads.target, "/probe");
  assert_string_equal(seen.heads.front, "made");
  assert_int_equal(seen.heads.change_count, 5);
  assert_string_equal(seen.heads.changes[0].name, "host");
  assert_int_equal(seen.heads.changes[0].what, HEAD_CHANGED);
  assert_string_equal(seen.heads.changes[1].name, "last-event-id");
  assert_int_equal(seen.heads.changes[1].what, HEAD_REMOVED);
  assert_string_equal(seen.heads.changes[2].name, "via");
  assert_string_equal(seen.heads.changes[3].name, "x-gone");
  assert_int_equal(seen.heads.changes[3].side, HEAD_ANSWER);
  end();
}

static bool without_token(const struct made_request *request) {
  bool polled = made_asks(request, "/short_poll");
  made_answer(request, polled ? 200 : 401, polled ? EMPTY_POLL : REFUSAL_TOKEN);
  return true;
}

static void without_the_token_what_needs_it_is_unknown(void **state) {
  (void)state;
  struct error error;
  assert_int_equal(begin(without_token, "", &error), STATUS_OK);
  assert_false(look.settings.known);
  assert_int_equal(seen.heads.look, LOOK_UNKNOWN);
  assert_says(seen.heads.words, "--control-token");
  assert_int_equal(seen.publish.look, LOOK_UNKNOWN);
  assert_true(seen.publish.by_server);
  look_transports(&look);
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    assert_int_equal(seen.transports[i].look, LOOK_UNKNOWN);
  end();
}

static void another_token_is_told_from_none(void **state) {
  (void)state;
  struct error error;
  assert_int_equal(begin(without_token, "0123456789abcdef", &error), STATUS_OK);
  assert_says(seen.heads.words, "takes Authorization away");
  end();
}

/* --- what is not our server --------------------------------------------------------------- */

static bool unknown_host(const struct made_request *request) {
  made_answer(request, 421, REFUSAL_HOST "\n");
  return true;
}

static bool nobody_behind(const struct made_request *request) {
  made_answer(request, 502, "<title>502 Bad Gateway</title>");
  return true;
}

static bool another(const struct made_request *request) {
  made_answer(request, 200, "<title>Welcome</title>");
  return true;
}

static bool silent_end(const struct made_request *request) {
  (void)request;
  return false;
}

static void what_is_not_ours_is_said_to_be_so(void **state) {
  (void)state;
  static const struct {
    made_rule *rule;
    const char *words;
  } cases[] = {{unknown_host, "--allow-host 127.0.0.1"},
               {nobody_behind, "does pushbench-server run behind it"},
               {another, "no answer of pushbench-server"},
               {silent_end, "before an answer"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct error error;
    assert_int_equal(begin(cases[i].rule, "", &error), STATUS_ENVIRONMENT);
    assert_says(error.text, cases[i].words);
    end();
  }
}

/* --- sizes -------------------------------------------------------------------------------- */

enum { HEAD_LIMIT = 4096, BODY_LIMIT = 20000 };

static bool narrow(const struct made_request *request) {
  if (request->head_bytes > HEAD_LIMIT)
    made_answer(request, 431, "<title>Too Large</title>");
  else if (request->body_bytes > BODY_LIMIT)
    made_answer(request, 413, "<title>Too Large</title>");
  else if (made_asks(request, "/short_poll?x=") && request->head_bytes > 1000)
    made_answer(request, 414, REFUSAL_LONG_TARGET "\n"); /* it has passed */
  else
    return good(request);
  return false;
}

static void limits_of_the_path_are_told_from_the_servers_own(void **state) {
  (void)state;
  struct error error;
  assert_int_equal(begin(narrow, "0123456789abcdef", &error), STATUS_OK);
  look_sizes(&look);
  for (int kind = SIZE_URL; kind <= SIZE_HEAD; kind++) {
    const struct observed_size *size = &seen.sizes[kind];
    assert_int_equal(size->look, LOOK_FAILS);
    assert_in_range(size->passes_bytes, 3700, HEAD_LIMIT);
    assert_says(size->words, "HTTP 431 of made: Too Large");
  }
  const struct observed_size *post = &seen.sizes[SIZE_POST];
  assert_in_range(post->passes_bytes, BODY_LIMIT * 63 / 64, BODY_LIMIT);
  assert_in_range(post->fails_bytes, BODY_LIMIT + 1, BODY_LIMIT * 65 / 64);
  assert_says(post->words, "HTTP 413");
  assert_int_equal(seen.sizes[SIZE_FRAME].look, LOOK_UNKNOWN);
  end();
}

static void without_limits_the_most_passes(void **state) {
  (void)state;
  struct error error;
  assert_int_equal(begin(good, "0123456789abcdef", &error), STATUS_OK);
  look.may_publish = false;
  look_sizes(&look);
  assert_int_equal(seen.sizes[SIZE_URL].look, LOOK_PASSES);
  assert_int_equal(seen.sizes[SIZE_HEAD].passes_bytes, 15000);
  assert_int_equal(seen.sizes[SIZE_POST].look, LOOK_UNKNOWN);
  end();
}

/* --- HTTP/2 ------------------------------------------------------------------------------- */

static bool speaks_h2(const struct made_request *request) {
  static const char settings[] = "\0\0\6\4\0\0\0\0\0\0\x8\0\0\0\1";
  if (strncmp(request->head, "PRI * HTTP/2.0", 14) == 0)
    made_write(request->user, settings, sizeof settings - 1);
  else if (strstr(request->head, "Upgrade: h2c"))
    made_write(request->user, "HTTP/1.1 101 X\r\n\r\n", 18);
  else
    return good(request);
  return true;
}

static void http_2_is_known_by_its_settings(void **state) {
  (void)state;
  struct error error;
  assert_int_equal(begin(speaks_h2, "", &error), STATUS_OK);
  look_http2(&look);
  assert_int_equal(seen.http2.prior, LOOK_PASSES);
  assert_int_equal(seen.http2.upgrade, LOOK_PASSES);
  assert_true(seen.http2.extended_connect);
  end();
  assert_int_equal(begin(narrow, "", &error), STATUS_OK);
  look_http2(&look);
  assert_int_equal(seen.http2.prior, LOOK_FAILS);
  assert_int_equal(seen.http2.upgrade, LOOK_FAILS);
  end();
}

/* --- silence ------------------------------------------------------------------------------ */

static void a_server_that_keeps_connections_alive_is_no_good_for_silence(void **state) {
  (void)state;
  const struct idle_plan plan = {.idle_s = 60};
  struct error error;
  assert_int_equal(begin(good, "0123456789abcdef", &error), STATUS_OK);
  assert_int_equal(look_idle_check(&look, &plan, &error), STATUS_OK);
  const struct server_settings fit = look.settings;
  look.settings.sse_keepalive_s = 15;
  assert_int_equal(look_idle_check(&look, &plan, &error), STATUS_USAGE);
  assert_says(error.text, "keeps connections alive by itself");
  assert_says(error.text, "--sse-keepalive-ms 0");
  look.settings = fit;
  look.settings.rate_per_s = 1;
  assert_int_equal(look_idle_check(&look, &plan, &error), STATUS_USAGE);
  look.settings = fit;
  look.settings.channels = 1;
  assert_int_equal(look_idle_check(&look, &plan, &error), STATUS_USAGE);
  look.settings = fit;
  look.settings.hold_s = 30;
  assert_int_equal(look_idle_check(&look, &plan, &error), STATUS_USAGE);
  look.settings = fit;
  look.may_publish = false;
  assert_int_equal(look_idle_check(&look, &plan, &error), STATUS_USAGE);
  look.settings.known = false;
  assert_int_equal(look_idle_check(&look, &plan, &error), STATUS_USAGE);
  assert_says(error.text, "which takes its token");
  look.settings = fit;
  end();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_server_of_ours_is_known_and_its_heads_are_compared),
      cmocka_unit_test(without_the_token_what_needs_it_is_unknown),
      cmocka_unit_test(another_token_is_told_from_none),
      cmocka_unit_test(what_is_not_ours_is_said_to_be_so),
      cmocka_unit_test(limits_of_the_path_are_told_from_the_servers_own),
      cmocka_unit_test(without_limits_the_most_passes),
      cmocka_unit_test(http_2_is_known_by_its_settings),
      cmocka_unit_test(a_server_that_keeps_connections_alive_is_no_good_for_silence),
  };
  return cmocka_run_group_tests_name("look begin", tests, NULL, NULL);
}
