/* Our publisher, with a server whose end of the connections the test itself holds. What the
 * publisher is asked here by other threads the users' loop asks it in the program. */
#include "tests/clients/fixture_loop.h"
#include "tests/documents/files_made.h"
#include "tests/loopback.h"

#include "clients/foreign/foreign_calls.h"
#include "clients/foreign/foreign_publisher.h"
#include "common/wire/message.h"
#include "common/wire/token.h"
#include "documents/target_load.h"

enum { RUN = 0x1a2b3c4d, CHANNELS = 2, REQUEST_BYTES = 4096, READY_MS = 5000 };

static struct client_options options;
static struct workload workload;
static struct target target;
static struct target_description description;
static struct target_ports ports;
static struct published *published;
static struct foreign_publisher *publisher;
static int listener;

static int set_up(void **state) {
  assert_int_equal(options_defaults(client_options_table, &options, NULL), STATUS_OK);
  options.channels = CHANNELS;
  options.clients = CHANNELS;
  options.rate_per_s = 100;
  options.payload_bytes = 16;
  options.reconnect_base_ms = options.reconnect_cap_ms = 1;
  description = (struct target_description){.path = NULL};
  publisher = NULL;
  listener = loopback_listen();
  target = (struct target){.address = "127.0.0.1", .port = loopback_port_of(listener)};
  snprintf(target.authority, sizeof target.authority, "127.0.0.1:%u", (unsigned)target.port);
  assert_int_equal(published_create(CHANNELS, &published, NULL), STATUS_OK);
  return files_begin(state);
}

static int tear_down(void **state) {
  foreign_publisher_destroy(publisher);
  published_destroy(published);
  target_release(&description);
  close(listener);
  return files_end(state);
}

/* Starts the publisher by the object "publish", and further members before it. */
static void publisher_start(const char *more, const char *publish) {
  struct error error = {""};
  char text[1024];
  const struct workload_plan plan = {.kind = options.workload,
                                     .clients = options.clients,
                                     .channels = options.channels,
                                     .payload_bytes = options.payload_bytes};
  snprintf(text, sizeof text,
           "{\"url\": \"http://127.0.0.1:1\", \"protocol\": \"plain\",%s\n"
           " \"transports\": {\"websocket\": {\"url\": \"/\"}},\n \"publish\": %s}",
           more, publish);
  if (target_load(&description, file_make("made.json", text), &error) != STATUS_OK)
    fail_msg("%s", error.text);
  assert_int_equal(workload_make(&plan, &workload, NULL), STATUS_OK);
  const struct foreign_publisher_plan made = {.options = &options,
                                              .workload = &workload,
                                              .target = &target,
                                              .description = &description,
                                              .ports = &ports,
                                              .published = published,
                                              .run = RUN};
  if (foreign_publisher_start(&made, &publisher, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static const char by_request[] = "{\"request\": {\"url\": \"/publish/{channel}\"}}";

/* --- the server's end ----------------------------------------------------------------------- */

static int connection_accept(void) {
  assert_true(becomes_readable(listener, LOOPBACK_COMES_MS));
  int connection = accept(listener, NULL, NULL);
  assert_true(connection >= 0);
  return connection;
}

/* A whole request with its body, as a text. */
static const char *request_read(int connection) {
  static char text[REQUEST_BYTES];
  size_t bytes = 0, wanted = 1;
  while (bytes < wanted) {
    assert_true(becomes_readable(connection, LOOPBACK_COMES_MS));
    ssize_t got = recv(connection, text + bytes, 1, 0); /* not a byte of the next request */
    assert_true(got > 0);
    bytes += (size_t)got;
    text[bytes] = '\0';
    const char *end = strstr(text, "\r\n\r\n"), *length = strstr(text, "Content-Length: ");
    wanted =
        end ? (size_t)(end + 4 - text) + (length ? strtoul(length + 16, NULL, 10) : 0) : bytes + 1;
  }
  return text;
}

static void answer(int connection, const char *status, const char *body) {
  char text[256];
  int bytes = snprintf(text, sizeof text, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n%s", status,
                       strlen(body), body);
  assert_int_equal(send(connection, text, (size_t)bytes, MSG_NOSIGNAL), bytes);
}

/* The token in a request. */
static struct token token_of(const char *request) {
  struct token token;
  size_t end;
  assert_int_equal(token_find(request, strlen(request), &token, &end), TOKEN_WHOLE);
  assert_int_equal(token.run, RUN);
  return token;
}

static struct published_message message_of(uint64_t channel, uint64_t number) {
  struct published_message message = {.due_ns = 0};
  published_find(published, channel, number, &message);
  return message;
}

/* Waits until the message has an outcome. */
static enum published_state settled(uint64_t channel, uint64_t number) {
  uint64_t until_ns = clock_now_ns() + LOOPBACK_COMES_MS * NS_PER_MS;
  while (message_of(channel, number).state <= PUBLISHED_SENT && clock_now_ns() < until_ns)
    poll(NULL, 0, 1);
  return message_of(channel, number).state;
}

/* --- tests ------------------------------------------------------------------------------------ */

static void messages_are_published_in_order_one_after_the_other(void **state) {
  (void)state;
  options.channels = options.clients = 1;
  publisher_start("", by_request);
  uint64_t epoch_ns = clock_now_ns();
  foreign_publisher_begin(publisher, epoch_ns);
  int connection = connection_accept();
  for (uint64_t number = 1; number <= 5; number++) {
    const char *request = request_read(connection);
    assert_memory_equal(request, "POST /publish/0 HTTP/1.1\r\n", 26);
    assert_int_equal(token_of(request).number, number);
    while (published_newest(published, 0) < number + 2) /* the next ones become due, and wait */
      poll(NULL, 0, 1);
    assert_false(becomes_readable(connection, 0));
    answer(connection, "200 OK", "");
    assert_int_equal(settled(0, number), PUBLISHED_ACKNOWLEDGED);
    struct published_message message = message_of(0, number);
    assert_true(message.due_ns > epoch_ns && message.sent_ns >= message.due_ns);
    assert_true(message.answered_ns >= message.sent_ns);
  }
  assert_true(foreign_publisher_state(publisher).published_until_ns > message_of(0, 5).due_ns);
  close(connection);
}

static void the_text_is_token_dot_and_data(void **state) {
  (void)state;
  options.channels = options.clients = 1;
  publisher_start("", by_request);
  foreign_publisher_begin(publisher, clock_now_ns());
  int connection = connection_accept();
  const char *request = request_read(connection);
  char text[TOKEN_BYTES_MAX + 1] = "", data[16];
  const struct token token = {RUN, 0, 1};
  size_t bytes = token_write(&token, text);
  message_data_fill((enum payload_kind)options.payload_kind, data, sizeof data, 0, 1);
  const char *body = strstr(request, "\r\n\r\n") + 4;
  assert_int_equal(strlen(body), bytes + 1 + sizeof data);
  assert_memory_equal(body, text, bytes);
  assert_int_equal(body[bytes], '.');
  assert_memory_equal(body + bytes + 1, data, sizeof data);
  assert_int_equal(message_of(0, 1).data_bytes, sizeof data);
  close(connection);
}

static void a_lost_connection_leaves_a_message_unknown(void **state) {
  (void)state;
  options.channels = options.clients = 1;
  publisher_start("", by_request);
  foreign_publisher_begin(publisher, clock_now_ns());
  int connection = connection_accept();
  assert_int_equal(token_of(request_read(connection)).number, 1);
  answer(connection, "200 OK", "");
  assert_int_equal(token_of(request_read(connection)).number, 2);
  close(connection); /* a kept one, on which requests may be repeated: not one that publishes */
  assert_int_equal(settled(0, 2), PUBLISHED_UNKNOWN);
  connection = connection_accept();
  assert_int_equal(token_of(request_read(connection)).number, 3);
  close(connection);
}

static void what_finds_no_connection_waits_and_is_sent_late(void **state) {
  (void)state;
  options.channels = options.clients = 1;
  close(listener);
  publisher_start("", by_request);
  foreign_publisher_begin(publisher, clock_now_ns());
  while (published_newest(published, 0) < 3)
    poll(NULL, 0, 1);
  assert_true(message_of(0, 1).state <= PUBLISHED_SENT); /* nobody listens */
  const struct sockaddr_in again = {.sin_family = AF_INET,
                                    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                    .sin_port = htons(target.port)};
  const int on = 1;
  listener = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  assert_int_equal(bind(listener, (const struct sockaddr *)&again, sizeof again), 0);
  assert_int_equal(listen(listener, 8), 0);
  int connection = connection_accept();
  for (uint64_t number = 1; number <= 3; number++) {
    assert_int_equal(token_of(request_read(connection)).number, number);
    answer(connection, "200 OK", "");
    assert_int_equal(settled(0, number), PUBLISHED_ACKNOWLEDGED);
  }
  assert_true(message_of(0, 1).sent_ns >= message_of(0, 3).due_ns);
  close(connection);
}

static void a_refused_message_is_said_in_words(void **state) {
  (void)state;
  publisher_start(" \"secrets\": \"keys.json\",\n",
                  (file_make("keys.json", "{\"key\": \"s3cret\"}"),
                   "{\"request\": {\"url\": \"/publish\", \"headers\": {\"X-Key\": "
                   "\"{secret.key}\"}, \"published\": [201]}}"));
  foreign_publisher_begin(publisher, clock_now_ns());
  int connection = connection_accept();
  const char *request = request_read(connection);
  struct token token = token_of(request);
  assert_non_null(strstr(request, "\r\nX-Key: s3cret\r\n"));
  answer(connection, "200 OK", "key s3cret may not");
  assert_int_equal(settled(token.channel, token.number), PUBLISHED_REFUSED);
  assert_string_equal(foreign_publisher_state(publisher).failure,
                      "publish: HTTP 200 key {secret.key} may not");
  close(connection);
}

static void what_has_no_answer_at_the_end_is_unknown(void **state) {
  (void)state;
  publisher_start("", by_request);
  foreign_publisher_begin(publisher, clock_now_ns());
  int connection = connection_accept();
  struct token token = token_of(request_read(connection));
  foreign_publisher_stop(publisher);
  assert_int_equal(message_of(token.channel, token.number).state, PUBLISHED_UNKNOWN);
  struct published_sum sum;
  assert_int_equal(published_sum_make(published, 0, UINT64_MAX, &sum, NULL), STATUS_OK);
  assert_true(sum.sent >= 1 && sum.unknown == sum.sent && sum.acknowledged == 0);
  published_sum_release(&sum);
  close(connection);
}

static void channels_have_connections_of_their_own(void **state) {
  (void)state;
  publisher_start("", by_request);
  foreign_publisher_begin(publisher, clock_now_ns());
  int first = connection_accept(), second = connection_accept();
  uint64_t channel = token_of(request_read(first)).channel;
  assert_int_equal(token_of(request_read(second)).channel, 1 - channel);
  close(first);
  close(second);
}

static void conversations_are_opened_for_each_channel(void **state) {
  (void)state;
  enum { MANY = 20 };
  bool asked[MANY] = {false};
  int connections[MANY];
  options.channels = options.clients = MANY;
  published_destroy(published);
  assert_int_equal(published_create(MANY, &published, NULL), STATUS_OK);
  publisher_start("", "{\"websocket\": {\"url\": \"/in/{channel}\", \"publish\": {\"send\": "
                      "\"{message}\"}}}");
  assert_int_equal(foreign_publisher_connections(&description, &workload), MANY);
  for (int i = 0; i < MANY; i++) {
    connections[i] = connection_accept();
    uint64_t channel = strtoull(request_read(connections[i]) + strlen("GET /in/"), NULL, 10);
    assert_true(channel < MANY && !asked[channel]);
    asked[channel] = true;
  }
  foreign_publisher_stop(publisher);
  for (int i = 0; i < MANY; i++)
    close(connections[i]);
  description.publishing = TARGET_PUBLISHES_BY_REQUEST; /* these share connections */
  assert_int_equal(foreign_publisher_connections(&description, &workload), 16);
  description.publishing = TARGET_PUBLISHES_ITSELF;
  assert_int_equal(foreign_publisher_connections(&description, &workload), 0);
}

static void proofs_are_published_until_the_schedule_begins(void **state) {
  (void)state;
  options.channels = options.clients = 1;
  publisher_start("", by_request);
  foreign_publisher_prove(publisher);
  int connection = connection_accept();
  for (int i = 0; i < 2; i++) {
    assert_int_equal(token_of(request_read(connection)).number, 0);
    answer(connection, "204 No Content", "");
  }
  foreign_publisher_begin(publisher, clock_now_ns());
  uint64_t number = 0;
  while ((number = token_of(request_read(connection)).number) == 0)
    answer(connection, "200 OK", "");
  assert_int_equal(number, 1);
  assert_int_equal(published_newest(published, 0) >= 1, 1);
  close(connection);
}

static void messages_may_go_to_another_port(void **state) {
  (void)state;
  struct error error = {""};
  char text[64];
  int users = loopback_listen();
  options.channels = options.clients = 1;
  snprintf(text, sizeof text, "%u", (unsigned)target.port);
  target.port = loopback_port_of(users);
  char publish[256];
  snprintf(publish, sizeof publish,
           "{\"request\": {\"method\": \"PUT\", \"url\": \"http://127.0.0.1:%s/in?c={channel}\", "
           "\"body\": {\"m\": [\"{message}\"]}}}",
           text);
  publisher_start("", publish);
  foreign_publisher_begin(publisher, clock_now_ns());
  int connection = connection_accept();
  const char *request = request_read(connection);
  assert_memory_equal(request, "PUT /in?c=0 HTTP/1.1\r\n", 22);
  assert_non_null(strstr(request, "\r\nContent-Type: application/json\r\n"));
  assert_non_null(strstr(request, "\r\n\r\n{\"m\":[\"pb1a2b3c4d.0.1."));
  assert_false(becomes_readable(users, 0));
  assert_string_equal(error.text, "");
  close(connection);
  close(users);
}

/* --- what the phases ask --------------------------------------------------------------------- */

static struct server_answer answered;
static struct server_channel channels[CHANNELS];

static void calls_have_answered(void *owner, const struct server_answer *answer,
                                const char *reason) {
  uint64_t *count = owner;
  assert_non_null(answer);
  assert_null(reason);
  answered = *answer;
  memcpy(channels, answer->channels, sizeof channels);
  ++*count;
}

static const struct server_answer_handler handler = {.answered = calls_have_answered};

/* Adds a message of channel 0 that was sent, and has this state. Returns its number. */
static uint64_t message_add(uint64_t due_ns, enum published_state state) {
  uint64_t number = published_add(published, 0, due_ns, 16);
  published_sent(published, 0, number, due_ns);
  if (state > PUBLISHED_SENT)
    published_settle(published, 0, number, state, due_ns + 1);
  return number;
}

static void what_was_acknowledged_or_seen_is_published(void **state) {
  (void)state;
  struct record record;
  struct loop *loop;
  struct server_calls *calls;
  uint64_t asked = 0;
  assert_int_equal(loop_create(&loop, NULL), STATUS_OK);
  assert_int_equal(record_init(&record, CHANNELS, NULL), STATUS_OK);
  publisher_start("", by_request);
  assert_int_equal(
      foreign_calls_create(loop, publisher, published, &record, READY_MS, &calls, NULL), STATUS_OK);
  server_calls_stats(calls, 0, 1, &handler, &asked);
  run_until_count(loop, &asked, 1);
  assert_int_equal(channels[0].newest, 0);
  assert_int_equal(answered.epoch_ns, 0);
  assert_true(answered.clock_named);

  message_add(10, PUBLISHED_ACKNOWLEDGED); /* before the time that is asked for */
  message_add(20, PUBLISHED_ACKNOWLEDGED);
  message_add(30, PUBLISHED_REFUSED);
  server_calls_stats(calls, 20, 90, &handler, &asked);
  run_until_count(loop, &asked, 2);
  assert_int_equal(channels[0].count, 1);
  assert_int_equal(channels[0].first, 2);
  assert_int_equal(channels[0].last, 2);
  assert_false(answered.unsettled);

  uint64_t unknown = message_add(40, PUBLISHED_UNKNOWN);
  uint64_t sent = message_add(50, PUBLISHED_SENT);
  message_add(60, PUBLISHED_ACKNOWLEDGED);
  const struct server_answer *now = foreign_calls_count(calls, 20, 90);
  assert_int_equal(now->channels[0].count, 2);
  assert_true(now->unsettled); /* two may still be seen */
  ledger_receive(&record.channels[0], unknown, true);
  now = foreign_calls_count(calls, 20, 90);
  assert_int_equal(now->channels[0].count, 3);
  assert_true(now->unsettled);
  ledger_receive(&record.channels[0], sent, true);
  now = foreign_calls_count(calls, 20, 90);
  assert_int_equal(now->channels[0].count, 4);
  assert_int_equal(now->channels[0].last, 6);
  assert_int_equal(now->channels[0].newest, 6);
  assert_false(now->unsettled);
  assert_int_equal(now->channels[1].count, 0);
  server_calls_destroy(calls);
  record_release(&record);
  loop_destroy(loop);
}

static void the_schedule_begins_when_it_is_asked_to(void **state) {
  (void)state;
  struct record record;
  struct loop *loop;
  struct server_calls *calls;
  uint64_t asked = 0, before_ns = clock_now_ns();
  assert_int_equal(loop_create(&loop, NULL), STATUS_OK);
  assert_int_equal(record_init(&record, CHANNELS, NULL), STATUS_OK);
  publisher_start("", by_request);
  assert_int_equal(
      foreign_calls_create(loop, publisher, published, &record, READY_MS, &calls, NULL), STATUS_OK);
  server_calls_start(calls, &handler, &asked);
  run_until_count(loop, &asked, 1);
  assert_true(answered.epoch_ns > before_ns && answered.epoch_ns < clock_now_ns() + NS_PER_S);
  assert_int_equal(foreign_publisher_state(publisher).epoch_ns, answered.epoch_ns);
  server_calls_destroy(calls);
  record_release(&record);
  loop_destroy(loop);
}

static void of_a_server_that_publishes_by_itself_nothing_is_known(void **state) {
  (void)state;
  struct record record;
  struct loop *loop;
  struct server_calls *calls;
  uint64_t asked = 0;
  assert_int_equal(loop_create(&loop, NULL), STATUS_OK);
  assert_int_equal(record_init(&record, CHANNELS, NULL), STATUS_OK);
  assert_int_equal(foreign_calls_create(loop, NULL, NULL, &record, READY_MS, &calls, NULL),
                   STATUS_OK);
  server_calls_start(calls, &handler, &asked);
  run_until_count(loop, &asked, 1);
  assert_true(answered.epoch_ns > 0);
  server_calls_stats(calls, 20, 90, &handler, &asked);
  run_until_count(loop, &asked, 2);
  assert_false(answered.clock_named);
  assert_true(answered.published_until_ns >= 90);
  assert_int_equal(channels[0].count, 0);
  server_calls_destroy(calls);
  record_release(&record);
  loop_destroy(loop);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(messages_are_published_in_order_one_after_the_other),
      TEST(the_text_is_token_dot_and_data),
      TEST(a_lost_connection_leaves_a_message_unknown),
      TEST(what_finds_no_connection_waits_and_is_sent_late),
      TEST(a_refused_message_is_said_in_words),
      TEST(what_has_no_answer_at_the_end_is_unknown),
      TEST(channels_have_connections_of_their_own),
      TEST(conversations_are_opened_for_each_channel),
      TEST(proofs_are_published_until_the_schedule_begins),
      TEST(messages_may_go_to_another_port),
      TEST(what_was_acknowledged_or_seen_is_published),
      TEST(the_schedule_begins_when_it_is_asked_to),
      TEST(of_a_server_that_publishes_by_itself_nothing_is_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
