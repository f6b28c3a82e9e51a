/* Connecting, bytes, and ends. */
#include "clients/http/http_streams_connection.h"

#include <string.h>

#include "clients/http/http_streams_request.h"
#include "clients/http/http_streams_session.h"
#include "common/base/clock.h"

enum { GATHERED_BYTES = 1 << 16 };

/* --- bytes --------------------------------------------------------------------------- */

/* Gathers the frames that wait, and sends them by one call. */
void shared_write(void *owner) {
  static char gathered[GATHERED_BYTES];
  struct http2_connection *shared = owner;
  size_t used = 0;
  for (;;) {
    const uint8_t *frame = NULL;
    ssize_t bytes = shared->session ? nghttp2_session_mem_send(shared->session, &frame) : 0;
    if (used > 0 && (bytes <= 0 || used + (size_t)bytes > sizeof gathered)) {
      shared_counters(shared)->up_bytes += used;
      if (!connection_send(&shared->connection, gathered, used))
        return; /* its end follows */
      used = 0;
    }
    if (bytes <= 0)
      return;
    memcpy(gathered + used, frame, (size_t)bytes);
    session_count_sent(shared, frame, (size_t)bytes);
    used += (size_t)bytes;
  }
}

void shared_write_soon(struct http2_connection *shared) {
  if (shared->http->receiving)
    write_queue_add(shared->http->queue, &shared->unwritten);
  else
    shared_write(shared);
}

/* --- the end ------------------------------------------------------------------------- */

void shared_leave(struct http2_connection *shared, bool wanted) {
  write_queue_remove(shared->http->queue, &shared->unwritten);
  if (shared->reading)
    shared->retired = shared->session;
  else
    nghttp2_session_del(shared->session);
  shared->session = NULL;
  shared->give_up_ns = 0;
  if (!shared->connection.established) {
    connection_leave(&shared->connection);
    return;
  }
  http_count_closed(&shared->http->settings, connection_leave(&shared->connection), wanted);
}

/* All requests that are under way on it fail. Those that begin meanwhile go to the next one. */
static void requests_fail(struct http2_connection *shared, bool connected,
                          enum life_failure failure) {
  for (size_t i = 0; i < shared->user_count; i++)
    shared->users[i].id = -shared->users[i].under_way;
  for (size_t i = 0; i < shared->user_count; i++)
    if (shared->users[i].id == -1)
      stream_failed(&shared->users[i], connected, failure);
}

/* --- connecting, and what comes -------------------------------------------------------- */

void shared_connect(struct http2_connection *shared) {
  const struct http_settings *settings = &shared->http->settings;
  int error_number = 0;
  shared->opened_ns = clock_now_ns();
  shared->asked_ns = 0;
  shared->spoken = shared->settled = false;
  shared->requests_sent = 0;
  http_count_attempted(settings, shared->opened_ns);
  if (!connection_open(&shared->connection, &error_number)) {
    requests_fail(shared, false, life_failure_of(error_number));
    return;
  }
  shared->give_up_ns =
      shared->opened_ns + (uint64_t)settings->network.connect_timeout_ms * NS_PER_MS;
  loop_timer_at(shared->timer, shared->give_up_ns);
}

static void on_established(void *owner) {
  struct http2_connection *shared = owner;
  http_count_opened(&shared->http->settings, shared->opened++, clock_now_ns() - shared->opened_ns);
}

static void on_open(void *owner) {
  struct http2_connection *shared = owner;
  shared->asked_ns = clock_now_ns();
  shared->give_up_ns = 0;
  bool good = session_begin(shared);
  for (size_t i = 0; i < shared->user_count && good; i++) {
    struct stream *stream = &shared->users[i];
    good = !stream->under_way || stream->connects || stream_submit(stream);
  }
  if (good) {
    shared_write(shared);
    return;
  }
  shared_leave(shared, false);
  requests_fail(shared, true, LIFE_OTHER);
}

static void on_received(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  struct http2_connection *shared = owner;
  struct streams_http *http = shared->http;
  uint32_t generation = shared->connection.generation;
  shared_counters(shared)->down_bytes += count;
  if (shared->asked_ns && http->settings.life)
    life_answered(http->settings.life, receipt_ns - shared->asked_ns);
  shared->asked_ns = 0;
  http->received_ns = receipt_ns;
  http->receiving = shared->reading = true;
  ssize_t taken = nghttp2_session_mem_recv(shared->session, (const uint8_t *)bytes, count);
  http->receiving = shared->reading = false;
  nghttp2_session_del(shared->retired);
  shared->retired = NULL;
  if (shared->connection.generation != generation || !shared->session)
    return;
  bool over = !nghttp2_session_want_read(shared->session);
  if (taken < 0 || over) {
    shared_leave(shared, false);
    requests_fail(shared, true, LIFE_PROTOCOL);
  } else if (nghttp2_session_want_write(shared->session)) {
    shared_write_soon(shared);
  }
}

static void on_ended(void *owner, const struct connection_end *end) {
  struct http2_connection *shared = owner;
  bool open = shared->session != NULL;
  bool other = open && shared->asked_ns == 0 && !shared->spoken; /* it spoke something else */
  write_queue_remove(shared->http->queue, &shared->unwritten);
  nghttp2_session_del(shared->session);
  shared->session = NULL;
  shared->give_up_ns = 0;
  if (end->established)
    http_count_closed(&shared->http->settings, end->by, shared->http->closing);
  requests_fail(shared, open, other ? LIFE_PROTOCOL : end->failure);
}

static const struct connection_handler shared_handler = {
    .established = on_established,
    .open = on_open,
    .received = on_received,
    .ended = on_ended,
};

/* --- life ---------------------------------------------------------------------------- */

static void connect_timed_out(void *owner) {
  struct http2_connection *shared = owner;
  if (shared->give_up_ns == 0)
    return;
  if (clock_now_ns() < shared->give_up_ns) {
    loop_timer_at(shared->timer, shared->give_up_ns);
    return;
  }
  shared_leave(shared, false);
  requests_fail(shared, false, LIFE_TIMEOUT);
}

struct http2_connection *shared_create(struct streams_http *http) {
  struct http2_connection *shared = &http->shared[http->shared_count];
  *shared = (struct http2_connection){.http = http, .users = &http->users[http->user_count]};
  shared->unwritten.owner = shared;
  shared->timer = loop_timer_create(http->settings.network.loop, connect_timed_out, shared);
  if (!shared->timer)
    return NULL;
  connection_init(&shared->connection, http->connections, &shared_handler, shared);
  http->shared_count++;
  return shared;
}
