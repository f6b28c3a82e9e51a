/* Server-sent events: one request, whose answer does not end. A stream that was lost is opened
 * again as a browser does it: by the same request, with the last event's id in Last-Event-ID.
 *
 * A message's time of receipt is that of the read that brought the end of its event. */
#include "common/wire/sse.h"

#include <stdlib.h>

#include "clients/http/http.h"
#include "clients/transports/transports.h"
#include "clients/users/heartbeat.h"
#include "clients/users/user_states.h"

struct sse_state {
  struct http_connection *connection;
  struct sse_reader reader;
};

static void sse_head(void *owner, int code, const char *head, size_t head_bytes) {
  (void)head, (void)head_bytes;
  if (code == 200)
    user_ready(owner);
}

static bool sse_body(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  struct user *user = owner;
  struct sse_state *sse = user->transport_state;
  uint64_t comments = sse->reader.comments;
  struct sse_event event;
  heartbeat_hear(user, receipt_ns);
  while (sse_reader_next(&sse->reader, &bytes, &count, &event))
    subscriber_receive_text(&user->subscriber, event.data, event.data_bytes, receipt_ns);
  user->crowd->record->counters.heartbeats_received += sse->reader.comments - comments;
  if (sse->reader.failed)
    user->crowd->record->counters.corrupted++;
  return !sse->reader.failed;
}

/* A stream is not to end, so that even a complete answer is a loss. */
static void sse_ended(void *owner, const struct http_outcome *outcome) {
  struct user *user = owner;
  bool ended = outcome->complete && outcome->code == 200;
  if (ended)
    user->crowd->record->counters.requests_failed++;
  user_failed(user, ended ? LIFE_CLOSED : outcome->failure);
}

static const struct http_handler sse_handler = {
    .head = sse_head, .body = sse_body, .ended = sse_ended};

static enum status sse_user_init(struct user *user, struct error *error) {
  struct sse_state *sse = calloc(1, sizeof *sse);
  if (!sse)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for user %u", user->id);
  enum status status =
      http_connection_create(user->crowd->http, &sse_handler, user, &sse->connection, error);
  if (status != STATUS_OK) {
    free(sse);
    return status;
  }
  sse_reader_init(&sse->reader);
  http_set_address(sse->connection, &user->address);
  user->transport_state = sse;
  return STATUS_OK;
}

static void sse_user_release(struct user *user) {
  struct sse_state *sse = user->transport_state;
  sse_reader_release(&sse->reader);
  free(sse);
}

static void sse_connect(struct user *user) {
  struct sse_state *sse = user->transport_state;
  char path[USER_PATH_BYTES];
  user_path_first(user, "sse", path);
  sse_reader_restart(&sse->reader);
  bool started = sse->reader.id[0] ? http_get_again(sse->connection, path, sse->reader.id)
                                   : http_get(sse->connection, path, 0);
  if (!started)
    user_failed(user, LIFE_OTHER);
}

static int sse_descriptor(const struct user *user) {
  const struct sse_state *sse = user->transport_state;
  return http_descriptor(sse->connection);
}

static void sse_abandon(struct user *user) {
  struct sse_state *sse = user->transport_state;
  user->crowd->record->counters.requests_failed++;
  http_abort(sse->connection);
}

static void sse_drop(struct user *user) {
  struct sse_state *sse = user->transport_state;
  http_abort(sse->connection);
  user->crowd->record->counters.connections_closed++;
  user_failed(user, LIFE_DEAD);
}

static void sse_pause(struct user *user) {
  struct sse_state *sse = user->transport_state;
  http_pause(sse->connection);
}

static void sse_resume(struct user *user) {
  struct sse_state *sse = user->transport_state;
  http_resume(sse->connection);
}

static void sse_close(struct user *user) {
  struct sse_state *sse = user->transport_state;
  http_abort(sse->connection);
}

const struct transport sse_transport = {
    .name = "sse",
    .http = true,
    .user_init = sse_user_init,
    .user_release = sse_user_release,
    .connect = sse_connect,
    .descriptor = sse_descriptor,
    .drop = sse_drop,
    .abandon = sse_abandon,
    .pause = sse_pause,
    .resume = sse_resume,
    .close = sse_close,
};
