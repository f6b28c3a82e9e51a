/* Users who publish, on a socket or connection whose room the test sets. */
#ifndef TESTS_CLIENTS_USERS_FIXTURE_WRITER_H
#define TESTS_CLIENTS_USERS_FIXTURE_WRITER_H

#include "tests/clients/fixture_crowd.h"
#include "tests/clients/fixture_http.h"

#include "common/wire/message.h"
#include "common/wire/publish.h"
#include "tests/contracts.h"

enum { OK = 200, BAD_REQUEST = 400, SERVER_ERROR = 500, PAYLOAD_BYTES = 32 };

static struct made_crowd *made;
static struct made_http http;
static struct made_connection *post; /* the connection of the first user's writer */
static struct user *user;
static struct writers *writers;
static struct counters *counters;

/* --- a transport whose socket takes as many bytes as the test says --------------------- */

static uint64_t sent, takes, last_due_ns;
static bool send_fails;
static char last_sent[MADE_TEXT_BYTES];

static inline bool on_can_send(struct user *of) {
  return of->state == USER_READY && sent < takes;
}

static inline bool on_send_text(struct user *of, char *text, size_t bytes) {
  assert_ptr_equal(of, user);
  if (send_fails)
    return false;
  uint64_t due_ns = strtoull(strstr(text, "\"due_ns\":") + 9, NULL, 10);
  assert_true(due_ns > last_due_ns);
  last_due_ns = due_ns;
  snprintf(last_sent, sizeof last_sent, "%.*s", (int)bytes, text);
  memset(text - SEND_ROOM_BYTES, 'x', SEND_ROOM_BYTES + bytes); /* `send_text` may do that */
  sent++;
  return true;
}

static const struct transport sending = {
    .name = "sending",
    .user_init = made_user_init,
    .user_release = made_user_nothing,
    .connect = made_user_nothing,
    .close = made_user_nothing,
    .can_send = on_can_send,
    .send_text = on_send_text,
};

static const struct transport posting = {
    .name = "posting",
    .http = true,
    .user_init = made_user_init,
    .user_release = made_user_nothing,
    .connect = made_user_nothing,
    .close = made_user_nothing,
};

/* --- the crowd ---------------------------------------------------------------------------- */

/* A document of two users, of whom the first publishes 1000 times a second. */
static inline void open_crowd(const struct transport *transport, int kind) {
  made->options.transport = kind;
  made->options.workload = WORKLOAD_COLLAB;
  made->options.room_users = 2;
  made->options.editors = 1;
  made->options.rate_per_s = 1000;
  made->options.payload_bytes = PAYLOAD_BYTES;
  sent = last_due_ns = 0;
  takes = UINT64_MAX;
  send_fails = false;
  made_crowd_open(made, transport);
  made->crowd.http = made_http_open(&http);
  assert_int_equal(writers_create(&made->crowd, &made->crowd.writers, NULL), STATUS_OK);
  made_crowd_users(made, 0);
  made_crowd_measure(made);
  user = &made->crowd.users[0];
  writers = made->crowd.writers;
  counters = &made->record.counters;
  post = &http.connections[0];
}

static inline int send_set_up(void **state) {
  (void)state;
  made = made_crowd_create();
  open_crowd(&sending, TRANSPORT_WEBSOCKET);
  return 0;
}

static inline int post_set_up(void **state) {
  (void)state;
  made = made_crowd_create();
  open_crowd(&posting, TRANSPORT_LONG_POLL);
  return 0;
}

static inline int tear_down(void **state) {
  (void)state;
  made_crowd_destroy(made);
  return 0;
}

static inline void make_ready(void) {
  user_connect(user);
  user_ready(user);
}

static inline void begin(void) {
  writers_begin(writers, clock_now_ns());
}

static inline void run_until_written(uint64_t count) {
  run_until_count(made->crowd.network.loop, &writers->written, count);
}

/* No more messages become due, so that the counts no longer change. */
static inline void stop_writing(void) {
  writers_end(writers);
}

static inline bool hear_answer(uint64_t seq) {
  char text[PUBLISH_ANSWER_BYTES_MAX];
  size_t bytes = publish_answer_encode(seq, text);
  return writer_answered(user, text, bytes, clock_now_ns());
}

/* The number of a text among its writer's messages. */
static inline uint64_t number_in(const char *text) {
  uint64_t writer = UINT64_MAX;
  uint64_t number = 0;
  const char *data = strstr(text, "\"data\":\"");
  assert_non_null(data);
  const struct message message = {.data = data + 8, .data_bytes = PAYLOAD_BYTES};
  assert_true(message_written_check(PAYLOAD_PATTERN, &message, &writer, &number));
  assert_int_equal(writer, 0);
  return number;
}

#endif
