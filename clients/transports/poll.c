/* A message's time of receipt is that of the read that brought the end of the answer's body. Nearly
 * all bodies are one segment, which is one read. */
#include "clients/transports/poll.h"

#include <stdlib.h>
#include <string.h>

#include "clients/users/poll_ring.h"
#include "common/wire/poll_answer.h"

enum { POLL_BODY_BYTES_MAX = 64 << 20 };

static bool poll_body(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  struct user *user = owner;
  struct poll_state *poll = user->transport_state;
  poll->received_ns = receipt_ns;
  size_t needed = poll->body_bytes + count;
  if (needed > POLL_BODY_BYTES_MAX)
    return false;
  if (needed > poll->body_capacity) {
    size_t capacity = poll->body_capacity ? poll->body_capacity : 512;
    while (capacity < needed)
      capacity *= 2;
    char *body = realloc(poll->body, capacity);
    if (!body)
      return false;
    poll->body = body;
    poll->body_capacity = capacity;
  }
  memcpy(poll->body + poll->body_bytes, bytes, count);
  poll->body_bytes = needed;
  return true;
}

/* False where the body is no answer to a poll. */
static bool poll_read_answer(struct user *user) {
  struct poll_state *poll = user->transport_state;
  struct poll_answer_reader reader;
  struct message message;
  size_t text_bytes;
  size_t count = 0;
  if (!poll_answer_open(&reader, poll->body ? poll->body : "", poll->body_bytes))
    return false;
  while (poll_answer_next(&reader, &message, &text_bytes)) {
    subscriber_receive(&user->subscriber, &message, text_bytes, poll->received_ns);
    count++;
  }
  if (reader.failed)
    return false;
  user->crowd->record->counters.polls_answered++;
  user->crowd->record->counters.requests_empty += count == 0;
  if (reader.next > user->subscriber.cursor)
    user->subscriber.cursor = reader.next;
  return true;
}

static void poll_ended(void *owner, const struct http_outcome *outcome) {
  struct user *user = owner;
  struct poll_state *poll = user->transport_state;
  struct counters *counters = &user->crowd->record->counters;
  bool first = poll->first;
  poll_ring_catch_up(user->crowd);
  poll->outstanding = false;
  poll->first = false;
  bool empty = outcome->complete && outcome->code == HTTP_NOT_MODIFIED;
  bool good = empty || (outcome->complete && outcome->code == HTTP_OK);
  enum life_failure failure = outcome->failure;
  counters->polls_answered += empty;
  counters->requests_empty += empty;
  if (good && !empty && !poll_read_answer(user)) {
    good = false;
    failure = LIFE_PROTOCOL;
    counters->corrupted++;
    counters->requests_failed++;
  }
  if (!good) {
    counters->heartbeats_missed += outcome->timed_out && !first;
    if (outcome->unconnected && !first)
      user_connect_failed(user, failure);
    user_failed(user, failure);
    return;
  }
  if (first)
    user_ready(user);
  if (!user_active(user))
    return;
  if (poll->pending) {
    poll->pending = false;
    poll_send(user);
  } else if (!first || user->crowd->begun) {
    poll->kind->answered(user);
  }
}

static const struct http_handler poll_handler = {.body = poll_body, .ended = poll_ended};

enum status poll_user_init(struct user *user, const struct poll_kind *kind, struct error *error) {
  struct poll_state *poll = calloc(1, sizeof *poll);
  if (!poll)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for user %u", user->id);
  poll->kind = kind;
  enum status status =
      http_connection_create(user->crowd->http, &poll_handler, user, &poll->connection, error);
  if (status != STATUS_OK) {
    free(poll);
    return status;
  }
  http_set_address(poll->connection, &user->address);
  user->transport_state = poll;
  return STATUS_OK;
}

void poll_user_release(struct user *user) {
  struct poll_state *poll = user->transport_state;
  free(poll->body);
  free(poll);
}

static void poll_ask(struct user *user, const char *transport, long timeout_ms) {
  struct poll_state *poll = user->transport_state;
  char path[USER_PATH_BYTES];
  char header[USER_CURSOR_HEADER_BYTES];
  struct http_request request = {.path = path, .timeout_ms = timeout_ms};
  if (user->crowd->options->cursor == CURSOR_QUERY) {
    user_path(user, transport, path);
  } else {
    user_path_alone(user, transport, path);
    request.header = user_cursor_header(user, header);
  }
  poll->body_bytes = 0;
  poll->outstanding = true;
  if (!http_send(poll->connection, &request)) {
    poll->outstanding = false;
    user_failed(user, LIFE_OTHER);
  }
}

void poll_connect(struct user *user) {
  struct poll_state *poll = user->transport_state;
  poll->first = true;
  poll_ask(user, "short_poll", 0); /* user_connect's time-out ends it */
}

void poll_send(struct user *user) {
  struct poll_state *poll = user->transport_state;
  poll_ask(user, poll->kind->path, poll->kind->timeout_ms(user->crowd->options));
}

void poll_pause(struct user *user) {
  struct poll_state *poll = user->transport_state;
  http_pause(poll->connection);
}

void poll_resume(struct user *user) {
  struct poll_state *poll = user->transport_state;
  http_resume(poll->connection);
}

void poll_abandon(struct user *user) {
  user->crowd->record->counters.requests_failed++;
  poll_close(user);
}

int poll_descriptor(const struct user *user) {
  const struct poll_state *poll = user->transport_state;
  return http_descriptor(poll->connection);
}

void poll_close(struct user *user) {
  struct poll_state *poll = user->transport_state;
  http_abort(poll->connection);
  poll->outstanding = false;
}
