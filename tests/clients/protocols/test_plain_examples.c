/* The examples of docs/targets.md: each is read without an error, is as short as we promise, and
 * the complete ones speak with a server as the page says. */
#include "tests/clients/protocols/carrier_made.h"

#include "clients/protocols/rows.h"
#include "documents/json_read.h"
#include "documents/target_load.h"
#include "documents/target_shape.h"
#include "tests/documents/files_made.h"

enum { EXAMPLES = 5, LINES_OF_KNOWN_MAX = 14, LINES_OF_PLAIN_MAX = 39 };

static struct target_description examples[EXAMPLES];
static size_t example_count, example_lines[EXAMPLES];

static void example_load(const char *text) {
  struct error error = {""};
  assert_true(example_count < EXAMPLES);
  if (target_load(&examples[example_count], file_make("example.json", text), &error) != STATUS_OK)
    fail_msg("example %zu: %s", example_count + 1, error.text);
  for (const char *at = text; *at; at++)
    example_lines[example_count] += *at == '\n';
  example_count++;
}

/* Reads each block of JSON that is a description. */
static int examples_load(void **state) {
  static const char begin[] = "```json\n", end[] = "```\n";
  size_t bytes;
  char *page = json_read_bytes("docs/targets.md", &bytes);
  assert_non_null(page);
  files_begin(state);
  file_make("hub.secrets.json", "{\"token\":\"s3cret\"}");
  for (char *at = strstr(page, begin); at; at = strstr(at, begin)) {
    at += strlen(begin);
    char *behind = strstr(at, end);
    assert_non_null(behind);
    *behind = '\0';
    if (strstr(at, "\"protocol\""))
      example_load(at);
    at = behind + 1;
  }
  free(page);
  return 0;
}

static int examples_drop(void **state) {
  for (size_t i = 0; i < example_count; i++)
    target_release(&examples[i]);
  return files_end(state);
}

static void all_are_read_and_short(void **state) {
  (void)state;
  assert_int_equal(example_count, EXAMPLES);
  for (size_t i = 0; i < EXAMPLES; i++) {
    bool plain = strcmp(examples[i].protocol, target_plain) == 0;
    size_t lines_max = plain ? LINES_OF_PLAIN_MAX : LINES_OF_KNOWN_MAX;
    assert_in_range(example_lines[i], 1, lines_max);
  }
}

/* A user of the example's only transport. */
static void user_begin(struct made *made, const char *title, enum transport_kind transport) {
  const struct target_description *example = NULL;
  for (size_t i = 0; i < EXAMPLES; i++)
    if (strcmp(examples[i].title, title) == 0)
      example = &examples[i];
  assert_non_null(example);
  assert_non_null(example->transports[transport]);
  char *description = json_dumps(example->transports[transport], 0);
  made_begin(made, &protocol_plain, transport, NULL, description);
  made->conversation.secrets = example->secrets;
  free(description);
  assert_string_equal(made_check(made), "");
  made_open(made);
}

static const char ok[] = "HTTP/1.1 200 OK\r\n\r\n";

static void the_websocket_authenticates_by_its_first_message(void **state) {
  (void)state;
  struct made made;
  user_begin(&made, "Hub", TRANSPORT_WEBSOCKET);
  assert_said(&made, "wake 10000 ms\nwebsocket GET /api/websocket\n");
  made_opened(&made, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  made_said(&made);
  made_text(&made, "{\"type\":\"auth_required\",\"version\":\"1\"}");
  assert_non_null(
      strstr(made_said(&made), "send {\"type\":\"auth\",\"access_token\":\"s3cret\"}\n"));
  made_text(&made, "{\"type\":\"auth_ok\"}");
  assert_non_null(
      strstr(made_said(&made), "send {\"id\":1,\"type\":\"subscribe\",\"topic\":\"c\"}\n"));
  made_text(&made, "{\"id\":1,\"type\":\"result\",\"success\":true}");
  assert_non_null(strstr(made_said(&made), "wake 30000 ms\nready\n"));
  made.conversation.protocol->woken(&made.conversation);
  assert_said(&made, "send {\"type\":\"ping\"}\nwake 30000 ms\n");
  made_text(&made, "{\"type\":\"pong\"}");
  assert_said(&made, "heartbeat ours\n");
  made_end(&made);
  user_begin(&made, "Hub", TRANSPORT_WEBSOCKET);
  made_opened(&made, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  made_text(&made, "{\"type\":\"auth_required\"}");
  made_text(&made, "{\"type\":\"auth_invalid\"}");
  assert_non_null(strstr(made_said(&made), "failed at authenticate: the server refuses: "
                                           "{\"type\":\"auth_invalid\"}\n"));
  made_end(&made);
}

static void the_event_stream_subscribes_by_its_session(void **state) {
  (void)state;
  struct made made;
  user_begin(&made, "Realtime", TRANSPORT_SSE);
  made_opened(&made, ok);
  made_said(&made);
  made_event(&made, "connect", "1", "{\"clientId\":\"k\"}");
  assert_said(&made, "received {\"clientId\":\"k\"}\nwake never\n"
                     "sends POST /api/realtime; Content-Type: application/json; "
                     "body: {\"clientId\":\"k\",\"subscriptions\":[\"c\"]}; 10000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 204 No Content\r\n\r\n", "");
  assert_said(&made, "ready\n");
  made_event(&made, "beat", "1", "");
  made_event(&made, "c", "2", "{\"text\":\"m\"}");
  assert_said(&made, "heartbeat theirs\nreceived {\"text\":\"m\"}\n");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "");
  made_said(&made);
  made_open(&made);
  assert_non_null(strstr(made_said(&made), "Last-Event-ID: 2"));
  made_end(&made);
}

static void the_long_poll_moves_its_offset(void **state) {
  (void)state;
  struct made made;
  user_begin(&made, "Updates", TRANSPORT_LONG_POLL);
  assert_said(&made, "receives POST /queues; Content-Type: application/json; "
                     "body: {\"topics\":[\"c\"]}; 10000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, ok, "{\"queue_id\":\"q7\"}");
  assert_non_null(strstr(made_said(&made), "receives GET /queues/q7/updates?timeout=25&offset=0; "
                                           "40000 ms\nready\n"));
  made_answer(&made, PROTOCOL_RECEIVES, ok,
              "{\"ok\":true,\"result\":[{\"update_id\":41},{\"update_id\":42}]}");
  assert_non_null(strstr(made_said(&made), "polled\nreceives GET /queues/q7/updates?timeout=25&"
                                           "offset=43; 40000 ms\n"));
  made_answer(&made, PROTOCOL_RECEIVES, ok, "{\"ok\":true,\"result\":[]}");
  assert_non_null(strstr(made_said(&made), "offset=43; "));
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 410 Gone\r\n\r\n", "");
  assert_non_null(strstr(made_said(&made), "receives POST /queues; "));
  made_answer(&made, PROTOCOL_RECEIVES, ok, "{\"queue_id\":\"q8\"}");
  assert_non_null(
      strstr(made_said(&made), "receives GET /queues/q8/updates?timeout=25&offset=0; "));
  made_end(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_are_read_and_short),
      cmocka_unit_test(the_websocket_authenticates_by_its_first_message),
      cmocka_unit_test(the_event_stream_subscribes_by_its_session),
      cmocka_unit_test(the_long_poll_moves_its_offset),
  };
  return cmocka_run_group_tests(tests, examples_load, examples_drop);
}
