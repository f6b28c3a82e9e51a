/* Faults of the server's sockets and feeds, by lines of standard input. */
#include "tests/servers/fixture.h"

#include <errno.h>

#include "servers/control/server_faults.h"
#include "tests/capture.h"
#include "tests/loopback.h"

enum { CONNECTIONS = 8, CHANNELS = 3, TEXT_BYTES = 512 };

struct stage {
  struct server_faults faults;
  struct server server;
  int listener;
  int near[CONNECTIONS], far[CONNECTIONS]; /* far: the accepted ends */
};

static const struct server_options options = {.payload_bytes = 20};
static const struct schedule_plan no_messages = {.rate_per_s = 0, .channels = CHANNELS};

static int setup(void **state) {
  static struct stage stage;
  static struct server_shared shared;
  shared = (struct server_shared){.made_token = ""};
  const struct loopback first = loopback_open();
  stage = (struct stage){.server = {.options = &options, .shared = &shared},
                         .faults = {.server = &stage.server, .port = first.port},
                         .listener = first.listener,
                         .near = {first.near},
                         .far = {first.far}};
  for (int i = 1; i < CONNECTIONS; i++) {
    stage.near[i] = loopback_connect(first.port);
    stage.far[i] = accept(first.listener, NULL, NULL);
    assert_true(stage.far[i] >= 0);
  }
  assert_int_equal(hub_init(&stage.server.hub, CHANNELS, 8, &kept_style), STATUS_OK);
  assert_int_equal(
      publisher_start(&stage.server.shared->publisher, &stage.server.hub, &no_messages, NULL),
      STATUS_OK);
  *state = &stage;
  return 0;
}

static int teardown(void **state) {
  struct stage *stage = *state;
  for (int i = 0; i < CONNECTIONS; i++) {
    close(stage->near[i]);
    close(stage->far[i]);
  }
  if (stage->listener >= 0)
    close(stage->listener);
  publisher_stop(&stage->server.shared->publisher);
  publisher_release(&stage->server.shared->publisher);
  hub_release(&stage->server.hub);
  return 0;
}

/* Over the loopback an RST has come when the call that sends it returns. */
static int resets(const struct stage *stage) {
  int count = 0;
  for (int i = 0; i < CONNECTIONS; i++) {
    char byte;
    count += recv(stage->near[i], &byte, 1, MSG_DONTWAIT) < 0 && errno == ECONNRESET;
  }
  return count;
}

static void a_share_of_the_connections_is_reset_and_no_other(void **state) {
  struct stage *stage = *state;
  server_faults_command(&stage->faults, "drop_connections on 0.25 0");
  assert_int_equal(resets(stage), CONNECTIONS / 4);
}

static void all_connections_are_reset(void **state) {
  struct stage *stage = *state;
  server_faults_command(&stage->faults, "drop_connections on 1 0");
  assert_int_equal(resets(stage), CONNECTIONS);
}

/* The log line about the command. */
static const char *said_of(struct stage *stage, const char *line) {
  static char said[TEXT_BYTES];
  struct capture capture;
  capture_begin(&capture, STDERR_FILENO);
  server_faults_command(&stage->faults, line);
  return capture_end(&capture, said, sizeof said);
}

static void unknown_faults_reset_no_connection_and_are_reported(void **state) {
  struct stage *stage = *state;
  assert_non_null(strstr(said_of(stage, "drop_connections 1"),
                         "'drop_connections 1' is no command: KIND on|off SHARE MESSAGES"));
  assert_non_null(strstr(said_of(stage, "slow_reader on 1 0"),
                         "slow_reader is no fault of a server's sockets"));
  assert_int_equal(resets(stage), 0);
}

/* While the listener refuses, a handshake is neither answered nor ended. */
static void a_refusing_listener_accepts_nobody_until_it_is_over(void **state) {
  struct stage *stage = *state;
  const struct sockaddr_in address = {.sin_family = AF_INET,
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                      .sin_port = htons(stage->faults.port)};
  int near = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  assert_string_equal(said_of(stage, "refuse on 1 0"), "");
  assert_int_equal(connect(near, (const struct sockaddr *)&address, sizeof address), -1);
  assert_int_equal(errno, EINPROGRESS);
  assert_false(becomes_readable(stage->listener, LOOPBACK_STAYS_AWAY_MS));
  assert_int_equal(send(stage->near[0], "x", 1, 0), 1); /* open connections stay open */
  assert_true(becomes_readable(stage->far[0], LOOPBACK_COMES_MS));
  assert_string_equal(said_of(stage, "refuse off 1 0"), "");
  assert_true(becomes_readable(stage->listener, LOOPBACK_COMES_MS));
  close(near);
}

static void a_port_that_nobody_listens_on_cannot_refuse(void **state) {
  struct stage *stage = *state;
  close(stage->listener);
  stage->listener = -1;
  assert_non_null(strstr(said_of(stage, "refuse on 1 0"), "no socket listens on port"));
}

static void a_flood_goes_to_the_channels_in_turn(void **state) {
  struct stage *stage = *state;
  server_faults_command(&stage->faults, "flood on 1 7");
  for (uint64_t channel = 0; channel < CHANNELS; channel++) {
    struct feed *feed = hub_feed(&stage->server.hub, channel);
    uint64_t cursor = 0;
    assert_int_equal(feed_newest(feed), channel == 0 ? 3 : 2);
    struct chunk *text = feed_next(feed, FORM_TEXT, &cursor);
    struct message message;
    assert_true(message_decode((const char *)text->bytes, text->bytes_count, &message));
    assert_int_equal(message.data_bytes, 20);
    chunk_drop(text);
  }
}

#define FAULT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      FAULT_TEST(a_share_of_the_connections_is_reset_and_no_other),
      FAULT_TEST(all_connections_are_reset),
      FAULT_TEST(unknown_faults_reset_no_connection_and_are_reported),
      FAULT_TEST(a_refusing_listener_accepts_nobody_until_it_is_over),
      FAULT_TEST(a_port_that_nobody_listens_on_cannot_refuse),
      FAULT_TEST(a_flood_goes_to_the_channels_in_turn),
  };
  return cmocka_run_group_tests_name("faults of the server", tests, NULL, NULL);
}
