/* HTTP on connections of our own. */
#include <stdlib.h>

#include "clients/http/http_library.h"
#include "clients/http/write_queue.h"
#include "clients/net/connection.h"
#include "common/base/clock.h"
#include "common/deflate/inflate.h"
#include "common/wire/http_reader.h"

struct raw_connection {
  const struct http_library *library;
  struct raw_http *http;
  const struct http_handler *handler;
  void *owner;
  struct connection connection;
  uint64_t opened;    /* connections so far */
  uint64_t opened_ns; /* when the newest one was begun */
  uint64_t asked_ns;  /* when it could send its first request; 0 once that is answered */
  uint64_t answers;   /* on the newest connection */
  bool under_way;
  bool written; /* the request under way is written */
  bool once;    /* it must not be repeated once it is sent */
  bool counted; /* the request under way is in counters.requests */
  bool sent;    /* this one is written, not only an earlier one on the connection */
  struct write_queue_entry unwritten;
  struct request_text request;
  uint64_t deadline_ns; /* of the request; 0: none */
  uint64_t give_up_ns;  /* of the attempt to connect; 0: it is over */
  struct loop_timer *timer;
  struct http_reader reader;
  struct inflater *inflater; /* of the answer that is being read; NULL: it is not compressed */
  uint64_t inflated_bytes;   /* of the piece that is being read */
};

struct raw_http {
  const struct http_library *library;
  struct http_settings settings;
  struct connections *connections;
  struct request_writer writer;
  struct raw_connection *users;
  size_t user_count;
  struct inflater *inflater; /* a spare one; NULL: in use, or not made yet */
  uint64_t received_ns;      /* when the bytes that are being read were received */
  bool receiving;            /* bytes are being read */
  struct write_queue *queue; /* of requests that follow an answer at once */
  bool closing;
};

static struct raw_http *http_of(struct http *http) {
  return (struct raw_http *)(void *)http;
}

static struct raw_connection *raw_of(struct http_connection *connection) {
  return (struct raw_connection *)(void *)connection;
}

/* --- time --------------------------------------------------------------------------- */

/* The earlier of the two limits; 0: there is none. */
static uint64_t limit_ns_of(const struct raw_connection *raw) {
  if (raw->deadline_ns == 0 || raw->give_up_ns == 0)
    return raw->deadline_ns + raw->give_up_ns;
  return raw->deadline_ns < raw->give_up_ns ? raw->deadline_ns : raw->give_up_ns;
}

/* The end of a request does not stop the timer, which would cost more than one call in vain. */
static void timer_set(struct raw_connection *raw) {
  uint64_t limit_ns = limit_ns_of(raw);
  if (limit_ns)
    loop_timer_at(raw->timer, limit_ns);
}

/* --- the end of a request ------------------------------------------------------------ */

/* Keeps the inflater for the next answer that needs one. */
static void inflater_put_back(struct raw_connection *raw) {
  if (!raw->inflater)
    return;
  if (raw->http->inflater)
    inflater_destroy(raw->inflater);
  else
    raw->http->inflater = raw->inflater;
  raw->inflater = NULL;
}

/* Gives the connection up. `wanted`: we have no more use for it. */
static void raw_leave(struct raw_connection *raw, bool wanted) {
  inflater_put_back(raw);
  if (!raw->connection.established) {
    connection_leave(&raw->connection);
    return;
  }
  http_count_closed(&raw->http->settings, connection_leave(&raw->connection), wanted);
}

static void unwritten_forget(struct raw_connection *raw) {
  write_queue_remove(raw->http->queue, &raw->unwritten);
}

static void request_ended(struct raw_connection *raw, const struct http_outcome *outcome) {
  raw->under_way = false;
  unwritten_forget(raw);
  raw->deadline_ns = 0;
  http_count_request(&raw->http->settings, &raw->counted);
  if (!outcome->complete || (!http_code_is_good(outcome->code) && !raw->http->settings.foreign))
    raw->http->settings.counters->requests_failed++;
  raw->handler->ended(raw->owner, outcome);
}

/* With advice where one side speaks TLS and the other does not. */
static const char *failure_words(const struct raw_connection *raw, enum life_failure failure) {
  const struct tls *tls = raw->http->settings.network.tls;
  if (tls && failure == LIFE_TLS && *tls_failure(tls))
    return tls_failure(tls);
  if (!tls && (failure == LIFE_CLOSED || failure == LIFE_RESET))
    return raw->answers > 0 ? "the connection ended without an answer"
                            : "the connection ended without an answer; if the server speaks TLS, "
                              "--connect https://...";
  if (failure == LIFE_PROTOCOL && raw->reader.state == HTTP_READER_FAILED)
    return http_reader_fault(&raw->reader);
  return life_failure_names[failure];
}

/* `connected`: there was a connection. */
static void request_failed(struct raw_connection *raw, bool connected, enum life_failure failure) {
  const struct http_outcome outcome = {.unconnected = !connected,
                                       .timed_out = connected && failure == LIFE_TIMEOUT,
                                       .reason = failure_words(raw, failure),
                                       .failure = failure};
  request_ended(raw, &outcome);
}

static void request_complete(struct raw_connection *raw) {
  const struct http_outcome outcome = {
      .complete = true, .code = raw->reader.code, .reason = "", .failure = LIFE_STATUS};
  raw->answers++;
  if (!raw->http->settings.keep_alive || !raw->reader.keeps)
    raw_leave(raw, false);
  request_ended(raw, &outcome);
}

static void request_break_off(struct raw_connection *raw, enum life_failure failure) {
  raw_leave(raw, false);
  request_failed(raw, raw->written, failure);
}

static void raw_timed_out(void *owner) {
  struct raw_connection *raw = owner;
  uint64_t limit_ns = limit_ns_of(raw);
  if (raw->under_way && limit_ns > 0 && clock_now_ns() >= limit_ns)
    request_break_off(raw, LIFE_TIMEOUT);
  else if (raw->under_way)
    timer_set(raw);
}

/* --- requests ------------------------------------------------------------------------ */

/* Begins to connect. An attempt that fails at once ends the request as a later failure does. */
static void raw_connect(struct raw_connection *raw) {
  const struct http_settings *settings = &raw->http->settings;
  int error_number = 0;
  raw->opened_ns = clock_now_ns();
  raw->asked_ns = 0;
  raw->answers = 0;
  raw->written = raw->sent = false;
  unwritten_forget(raw);
  http_reader_restart(&raw->reader);
  http_count_attempted(settings, raw->opened_ns);
  if (!connection_open(&raw->connection, &error_number)) {
    request_failed(raw, false, life_failure_of(error_number));
    return;
  }
  raw->give_up_ns = raw->opened_ns + (uint64_t)settings->network.connect_timeout_ms * NS_PER_MS;
  timer_set(raw);
}

/* A kept connection that ends before a byte of the answer is opened anew, as libcurl does: the
 * server may have closed it when the request was on its way. Not for a request that must not be
 * repeated, if it was sent. */
static void request_again(struct raw_connection *raw, enum life_failure failure) {
  bool repeats = !(raw->once && raw->sent);
  if (repeats && raw->answers > 0 && !http_reader_begun(&raw->reader))
    raw_connect(raw);
  else
    request_failed(raw, true, failure);
}

static void request_send(struct raw_connection *raw) {
  struct counters *counters = raw->http->settings.counters;
  const struct request_text *request = &raw->request;
  size_t bytes = request->head_bytes + request->body_bytes;
  if (!connection_send(&raw->connection, request->bytes, bytes)) {
    raw_leave(raw, false);
    request_again(raw, LIFE_RESET);
    return;
  }
  raw->written = raw->sent = true;
  http_count_request(&raw->http->settings, &raw->counted);
  counters->up_bytes += bytes;
  counters->head_up_bytes += request->head_bytes;
  if (!raw->http->settings.foreign)
    counters->payload_up_bytes += request->body_bytes;
}

static void unwritten_write(void *owner) {
  request_send(owner);
}

static bool raw_http_start(struct http_connection *handle, const struct http_request *request) {
  struct raw_connection *raw = raw_of(handle);
  if (!request_write(&raw->http->writer, request, 0, &raw->request))
    return false;
  raw->under_way = true;
  raw->once = request->once;
  raw->sent = raw->counted = false;
  raw->deadline_ns =
      request->timeout_ms ? clock_now_ns() + (uint64_t)request->timeout_ms * NS_PER_MS : 0;
  if (raw->connection.descriptor < 0) {
    raw_connect(raw);
  } else {
    timer_set(raw);
    if (raw->http->receiving)
      write_queue_add(raw->http->queue, &raw->unwritten);
    else
      request_send(raw);
  }
  return true;
}

/* --- answers ------------------------------------------------------------------------- */

static bool inflated_take(void *owner, const char *bytes, size_t count) {
  struct raw_connection *raw = owner;
  raw->inflated_bytes += count;
  return raw->under_way && raw->handler->body(raw->owner, bytes, count, raw->http->received_ns);
}

/* False where the body cannot be inflated, or where the owner refuses it. */
static bool body_take(struct raw_connection *raw, const char *bytes, size_t count) {
  if (!raw->inflater)
    return raw->handler->body(raw->owner, bytes, count, raw->http->received_ns);
  raw->inflated_bytes = 0;
  bool good = inflater_give(raw->inflater, bytes, count, inflated_take, raw);
  raw->http->settings.counters->saved_down_bytes += raw->inflated_bytes - count;
  return good;
}

/* False for an answer that we cannot read. */
static bool head_take(struct raw_connection *raw, const struct http_piece *piece) {
  struct raw_http *http = raw->http;
  if (raw->reader.code == HTTP_SWITCHING_PROTOCOLS || raw->reader.coding == HTTP_CODING_UNKNOWN)
    return false;
  if (raw->reader.state == HTTP_READER_HEAD) /* an interim answer */
    return true;
  if (raw->reader.coding == HTTP_GZIP) {
    raw->inflater = http->inflater ? http->inflater : inflater_create(INFLATE_GZIP, 15);
    http->inflater = NULL;
    if (!raw->inflater)
      return false;
    inflater_restart(raw->inflater);
    if (http->settings.compressed)
      *http->settings.compressed = true;
  }
  if (raw->handler->head)
    raw->handler->head(raw->owner, raw->reader.code, piece->bytes, piece->count);
  return true;
}

static void answer_end(struct raw_connection *raw) {
  bool whole = !raw->inflater || inflater_ended(raw->inflater);
  inflater_put_back(raw);
  if (whole)
    request_complete(raw);
  else
    request_break_off(raw, LIFE_PROTOCOL);
}

static void piece_take(struct raw_connection *raw, const struct http_piece *piece) {
  switch (piece->kind) {
  case HTTP_PIECE_HEAD:
    raw->http->settings.counters->head_down_bytes += piece->count;
    if (!head_take(raw, piece))
      request_break_off(raw, LIFE_PROTOCOL);
    break;
  case HTTP_PIECE_BODY:
    if (!body_take(raw, piece->bytes, piece->count) && raw->under_way)
      request_break_off(raw, LIFE_PROTOCOL);
    break;
  case HTTP_PIECE_END:
    answer_end(raw);
    break;
  }
}

static void raw_received(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  struct raw_connection *raw = owner;
  const struct http_settings *settings = &raw->http->settings;
  uint32_t generation = raw->connection.generation;
  struct http_piece piece;
  settings->counters->down_bytes += count;
  if (raw->asked_ns && settings->life)
    life_answered(settings->life, receipt_ns - raw->asked_ns);
  raw->asked_ns = 0;
  raw->http->received_ns = receipt_ns;
  raw->http->receiving = true;
  while (raw->connection.generation == generation && raw->under_way &&
         http_reader_next(&raw->reader, &bytes, &count, &piece))
    piece_take(raw, &piece);
  raw->http->receiving = false;
  if (raw->connection.generation != generation)
    return;
  if (!raw->under_way && count > 0) /* an answer without a request */
    raw_leave(raw, false);
  else if (raw->reader.state == HTTP_READER_FAILED)
    request_break_off(raw, LIFE_PROTOCOL);
}

/* --- connections --------------------------------------------------------------------- */

static void raw_established(void *owner) {
  struct raw_connection *raw = owner;
  http_count_opened(&raw->http->settings, raw->opened++, clock_now_ns() - raw->opened_ns);
}

static void raw_open(void *owner) {
  struct raw_connection *raw = owner;
  raw->asked_ns = clock_now_ns();
  raw->give_up_ns = 0;
  if (raw->under_way)
    request_send(raw);
}

static void raw_ended(void *owner, const struct connection_end *end) {
  struct raw_connection *raw = owner;
  bool complete = end->failure == LIFE_CLOSED && http_reader_ends(&raw->reader);
  if (end->established)
    http_count_closed(&raw->http->settings, end->by, raw->http->closing);
  if (raw->under_way && complete)
    answer_end(raw);
  else if (raw->under_way && raw->written)
    request_again(raw, end->failure);
  else if (raw->under_way)
    request_failed(raw, false, end->failure);
  inflater_put_back(raw);
}

static const struct connection_handler raw_handler = {
    .established = raw_established,
    .open = raw_open,
    .received = raw_received,
    .ended = raw_ended,
};

static void raw_http_set_paused(struct http_connection *handle, bool paused) {
  connection_set_paused(&raw_of(handle)->connection, paused);
}

static int raw_http_descriptor(const struct http_connection *handle) {
  const struct raw_connection *raw = (const struct raw_connection *)(const void *)handle;
  return raw->connection.established ? raw->connection.descriptor : -1;
}

/* --- making and ending --------------------------------------------------------------- */

static void raw_http_abort(struct http_connection *handle) {
  struct raw_connection *raw = raw_of(handle);
  if (!raw->under_way)
    return;
  raw->under_way = false;
  unwritten_forget(raw);
  raw->deadline_ns = 0;
  raw_leave(raw, true);
}

static void raw_http_close(struct http *handle) {
  struct raw_http *http = http_of(handle);
  if (http->closing)
    return;
  http->closing = true;
  for (size_t i = 0; i < http->user_count; i++) {
    struct raw_connection *raw = &http->users[i];
    raw->under_way = false;
    unwritten_forget(raw);
    raw_leave(raw, true);
  }
}

static void raw_http_destroy(struct http *handle) {
  struct raw_http *http = http_of(handle);
  raw_http_close(handle);
  for (size_t i = 0; i < http->user_count; i++) {
    connection_release(&http->users[i].connection);
    loop_timer_destroy(http->users[i].timer);
    request_text_release(&http->users[i].request);
    http_reader_release(&http->users[i].reader);
  }
  request_writer_release(&http->writer);
  inflater_destroy(http->inflater);
  connections_destroy(http->connections);
  write_queue_destroy(http->queue);
  free(http->users);
  free(http);
}

static enum status raw_http_create(const struct http_settings *settings, struct http **out,
                                   struct error *error) {
  struct raw_http *http = calloc(1, sizeof *http);
  struct raw_connection *users = calloc(settings->connections, sizeof *users);
  if (!http || !users) {
    free(http);
    free(users);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for %zu HTTP connections",
                     settings->connections);
  }
  http->library = &http_raw;
  http->settings = *settings;
  http->users = users;
  http->writer.style = settings->style;
  http->writer.accepts_gzip = settings->compression;
  http->queue = write_queue_create(settings->network.loop, unwritten_write);
  enum status status = STATUS_OK;
  if (!http->queue)
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for %zu HTTP connections",
                       settings->connections);
  if (status == STATUS_OK)
    status = connections_create(&settings->network, &http->connections, error);
  if (status != STATUS_OK) {
    raw_http_destroy((struct http *)(void *)http);
    return status;
  }
  *out = (struct http *)(void *)http;
  return STATUS_OK;
}

static enum status raw_http_connection_create(struct http *handle,
                                              const struct http_handler *handler, void *owner,
                                              struct http_connection **out, struct error *error) {
  struct raw_http *http = http_of(handle);
  struct raw_connection *raw = &http->users[http->user_count];
  *raw = (struct raw_connection){
      .library = &http_raw, .http = http, .handler = handler, .owner = owner};
  raw->unwritten.owner = raw;
  raw->timer = loop_timer_create(http->settings.network.loop, raw_timed_out, raw);
  if (!raw->timer)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for an HTTP connection");
  connection_init(&raw->connection, http->connections, &raw_handler, raw);
  http->user_count++;
  *out = (struct http_connection *)(void *)raw;
  return STATUS_OK;
}

static void raw_http_set_address(struct http_connection *handle, const uint32_t *address) {
  raw_of(handle)->connection.address = address;
}

/* Everything is counted when it is written or read. */
static void raw_http_settle(struct http *http) {
  (void)http;
}

const struct http_library http_raw = {
    .create = raw_http_create,
    .close = raw_http_close,
    .destroy = raw_http_destroy,
    .connection_create = raw_http_connection_create,
    .start = raw_http_start,
    .set_address = raw_http_set_address,
    .descriptor = raw_http_descriptor,
    .set_paused = raw_http_set_paused,
    .abort = raw_http_abort,
    .settle = raw_http_settle,
};
