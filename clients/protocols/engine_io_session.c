/* The state machine of a session: requests, packets, the heartbeat. */
#include "clients/protocols/engine_io_session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/conversation_text.h"
#include "clients/protocols/excerpt.h"
#include "common/base/json_depth.h"
#include "common/base/random.h"

enum {
  OPEN = '0',
  CLOSE = '1',
  PING = '2',
  PONG = '3',
  MESSAGE = '4',
  NOOP = '6',
  BASE64 = 'b',
  RECORD_SEPARATOR = 0x1e,
};
enum { OK = 200, SWITCHING_PROTOCOLS = 101, BAD_REQUEST = 400 };

#define MS UINT64_C(1000000)
static const uint64_t step_ns = 10000 * MS;
static const json_int_t times_ms_max = 1000000000;

/* Empties it, and keeps its memory. */
static void text_clear(struct growing_text *text) {
  text->bytes = 0;
  text->failed = false;
}

/* Removes the first bytes. */
static void text_drop(struct growing_text *text, size_t count) {
  text->bytes -= count;
  memmove(text->text, text->text + count, text->bytes + 1);
}

static struct engine_io *engine(struct conversation *conversation) {
  return conversation->state;
}

static bool by_websocket(const struct conversation *conversation) {
  return conversation->transport == TRANSPORT_WEBSOCKET;
}

/* --- the session's end --------------------------------------------------------------- */

static void session_end(struct conversation *conversation) {
  struct engine_io *session = engine(conversation);
  session->state = ENGINE_IO_CLOSED;
  session->ended++;
  session->posting = false;
  session->packet_count = 0;
  text_clear(&session->queue);
  conversation->carrier->wake(conversation->owner, UINT64_MAX);
  session->layer->ended(conversation);
}

void engine_io_fail(struct conversation *conversation, const char *step, const char *format, ...) {
  char reason[2 * EXCERPT_BYTES];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(reason, sizeof reason, format, arguments);
  va_end(arguments);
  session_end(conversation);
  conversation->carrier->failed(conversation->owner, step, "%s", reason);
}

void engine_io_lost(struct conversation *conversation) {
  if (engine(conversation)->state != ENGINE_IO_CLOSED)
    session_end(conversation);
}

void engine_io_release(struct conversation *conversation) {
  struct engine_io *session = engine(conversation);
  growing_text_release(&session->packet);
  growing_text_release(&session->queue);
  free(session->packets);
  session->packets = NULL;
  session->packet_count = session->packet_capacity = 0;
}

/* --- requests ------------------------------------------------------------------------ */

/* The `t` of engine.io-client: eight letters and digits, against caches. */
static void add_random(struct growing_text *target, struct random *random) {
  static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
  uint64_t number = random_next(random);
  growing_text_add_text(target, "&t=");
  for (int i = 0; i < 8; i++, number /= sizeof digits - 1)
    growing_text_add(target, &digits[number % (sizeof digits - 1)], 1);
}

/* The target of the next request, malloc'd; NULL without memory. */
static char *target_of(struct conversation *conversation) {
  const struct engine_io *session = engine(conversation);
  struct growing_text target = {.text = NULL};
  char *path = conversation_url(conversation, session->layer->path, NULL);
  if (!path)
    return NULL;
  growing_text_add_text(&target, path);
  growing_text_add_text(&target, strchr(path, '?') ? "&EIO=4&transport=" : "?EIO=4&transport=");
  growing_text_add_text(&target, by_websocket(conversation) ? "websocket" : "polling");
  free(path);
  if (!by_websocket(conversation))
    add_random(&target, conversation->random);
  if (session->state == ENGINE_IO_OPEN) {
    growing_text_add_text(&target, "&sid=");
    growing_text_add_text(&target, session->sid);
  }
  return growing_text_take(&target);
}

static void send_request(struct conversation *conversation, enum protocol_lane lane,
                         struct protocol_request request) {
  char *target = target_of(conversation);
  if (!target) {
    engine_io_fail(conversation, "request", "out of memory");
    return;
  }
  request.target = target;
  if (by_websocket(conversation))
    conversation->carrier->websocket(conversation->owner, &request, NULL);
  else
    conversation->carrier->request(conversation->owner, lane, &request);
  free(target);
}

static void poll_again(struct conversation *conversation) {
  engine(conversation)->handed = false;
  send_request(conversation, PROTOCOL_RECEIVES, (struct protocol_request){0});
}

void engine_io_begin(struct conversation *conversation, const struct engine_io_layer *layer) {
  struct engine_io *session = engine(conversation);
  session->layer = layer;
  session_end(conversation);
  session->state = ENGINE_IO_OPENING;
  engine_io_await(conversation, "open");
  poll_again(conversation);
}

/* --- packets that are sent ----------------------------------------------------------- */

/* How many of the packets that wait fit into one body, at least one. */
static size_t packets_that_fit(const struct engine_io *session, size_t *bytes, size_t *publishes) {
  size_t count = 0;
  *bytes = *publishes = 0;
  for (; count < session->packet_count; count++) {
    const struct engine_io_packet *packet = &session->packets[count];
    size_t separator = count > 0;
    if (count > 0 && *bytes + separator + packet->bytes > session->body_bytes_max)
      break;
    *bytes += separator + packet->bytes;
    *publishes += packet->publishes;
  }
  return count;
}

/* Posts what waits, unless a post is under way. */
static void post(struct conversation *conversation) {
  static const struct protocol_header headers[] = {{"Content-Type", "text/plain;charset=UTF-8"}};
  struct engine_io *session = engine(conversation);
  if (session->posting || session->packet_count == 0)
    return;
  size_t bytes;
  size_t count = packets_that_fit(session, &bytes, &session->posted_publishes);
  session->posting = true;
  session->packet_count -= count;
  memmove(session->packets, session->packets + count,
          session->packet_count * sizeof *session->packets);
  send_request(conversation, PROTOCOL_SENDS,
               (struct protocol_request){.method = "POST",
                                         .headers = headers,
                                         .header_count = 1,
                                         .body = session->queue.text,
                                         .body_bytes = bytes});
  if (session->state == ENGINE_IO_OPEN)
    text_drop(&session->queue, session->packet_count > 0 ? bytes + 1 : bytes);
}

static bool enqueue(struct engine_io *session, bool publishes) {
  static const char separator = RECORD_SEPARATOR;
  if (session->packet_count == session->packet_capacity) {
    size_t capacity = 2 * session->packet_capacity + 8;
    struct engine_io_packet *grown = realloc(session->packets, capacity * sizeof *grown);
    if (!grown)
      return false;
    session->packets = grown;
    session->packet_capacity = capacity;
  }
  if (session->packet_count > 0)
    growing_text_add(&session->queue, &separator, 1);
  growing_text_add(&session->queue, session->packet.text, session->packet.bytes);
  session->packets[session->packet_count++] =
      (struct engine_io_packet){.bytes = session->packet.bytes, .publishes = publishes};
  return !session->queue.failed;
}

static struct growing_text *packet_begin(struct conversation *conversation, char kind) {
  struct growing_text *packet = &engine(conversation)->packet;
  text_clear(packet);
  growing_text_add(packet, &kind, 1);
  return packet;
}

struct growing_text *engine_io_packet(struct conversation *conversation) {
  return packet_begin(conversation, MESSAGE);
}

void engine_io_send(struct conversation *conversation, bool publishes) {
  struct engine_io *session = engine(conversation);
  if (session->packet.failed || (!by_websocket(conversation) && !enqueue(session, publishes))) {
    engine_io_fail(conversation, "send", "out of memory");
    return;
  }
  if (!by_websocket(conversation)) {
    post(conversation);
    return;
  }
  conversation->carrier->send(conversation->owner, session->packet.text, session->packet.bytes,
                              false);
  if (publishes)
    session->layer->sent(conversation, 1, PROTOCOL_UNANSWERED);
}

/* --- packets that come --------------------------------------------------------------- */

void engine_io_received(struct conversation *conversation, const char *bytes, size_t count) {
  engine(conversation)->handed = true;
  conversation->carrier->received(conversation->owner, bytes, count);
}

void engine_io_await(struct conversation *conversation, const char *step) {
  struct engine_io *session = engine(conversation);
  session->step = step;
  conversation->carrier->wake(conversation->owner, step ? step_ns : session->silence_ns);
}

/* The sid as it stands in a query (RFC 3986, section 2.3). */
static bool sid_take(struct engine_io *session, const char *sid) {
  size_t used = 0;
  session->sid[0] = '\0';
  if (!sid)
    return false;
  for (; *sid && used + sizeof "%00" <= sizeof session->sid; sid++) {
    unsigned char c = (unsigned char)*sid;
    bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                 strchr("-._~", c);
    used += (size_t)snprintf(session->sid + used, sizeof session->sid - used,
                             plain ? "%c" : "%%%02X", c);
  }
  return used > 0 && *sid == '\0';
}

static bool time_ms(const json_t *handshake, const char *name, uint64_t *out) {
  const json_t *value = json_object_get(handshake, name);
  json_int_t ms = json_integer_value(value);
  *out = (uint64_t)ms;
  return json_is_integer(value) && ms > 0 && ms <= times_ms_max;
}

static bool handshake_take(struct engine_io *session, const json_t *handshake) {
  uint64_t interval_ms, timeout_ms;
  json_int_t payload = json_integer_value(json_object_get(handshake, "maxPayload"));
  if (!sid_take(session, json_string_value(json_object_get(handshake, "sid"))) ||
      !time_ms(handshake, "pingInterval", &interval_ms) ||
      !time_ms(handshake, "pingTimeout", &timeout_ms))
    return false;
  session->silence_ns = (interval_ms + timeout_ms) * MS;
  session->body_bytes_max = payload > 0 ? (size_t)payload : SIZE_MAX;
  return true;
}

static void open_take(struct conversation *conversation, const char *bytes, size_t count) {
  struct engine_io *session = engine(conversation);
  json_t *handshake = json_depth_fits(bytes, count) ? json_loadb(bytes, count, 0, NULL) : NULL;
  bool good = session->state == ENGINE_IO_OPENING && handshake_take(session, handshake);
  json_decref(handshake);
  if (!good) {
    engine_io_fail(conversation, "open", "the server's open packet is wrong or unexpected: %s",
                   excerpt_of(bytes, count).text);
    return;
  }
  session->state = ENGINE_IO_OPEN;
  engine_io_await(conversation, session->layer->first_step);
  session->layer->opened(conversation);
}

static void ping_take(struct conversation *conversation) {
  struct engine_io *session = engine(conversation);
  conversation->carrier->heartbeat(conversation->owner, false);
  if (!session->step)
    conversation->carrier->wake(conversation->owner, session->silence_ns);
  packet_begin(conversation, PONG);
  engine_io_send(conversation, false);
}

static void packet_take(struct conversation *conversation, const char *bytes, size_t count) {
  struct engine_io *session = engine(conversation);
  char kind = '\0';
  if (count > 0)
    kind = *bytes;
  if (kind == OPEN)
    open_take(conversation, bytes + 1, count - 1);
  else if (kind == CLOSE)
    engine_io_fail(conversation, "session", "the server has closed the session");
  else if (kind == PING && session->state == ENGINE_IO_OPEN)
    ping_take(conversation);
  else if (kind == MESSAGE && session->state == ENGINE_IO_OPEN)
    session->layer->message(conversation, bytes + 1, count - 1);
  else if ((kind != NOOP && kind != BASE64) || session->state != ENGINE_IO_OPEN)
    engine_io_fail(conversation, session->state == ENGINE_IO_OPEN ? "message" : "open",
                   "the server sent no packet of Engine.IO 4 here: \"%s\"",
                   excerpt_of(bytes, count).text);
}

/* False where the session has ended meanwhile. */
static bool body_take(struct conversation *conversation, const char *bytes, size_t count) {
  const struct engine_io *session = engine(conversation);
  unsigned ended = session->ended;
  const char *end = bytes + count;
  for (const char *at = bytes; session->ended == ended;) {
    const char *separator = memchr(at, RECORD_SEPARATOR, (size_t)(end - at));
    packet_take(conversation, at, (size_t)((separator ? separator : end) - at));
    if (!separator)
      break;
    at = separator + 1;
  }
  return session->ended == ended;
}

/* --- what the carrier tells ---------------------------------------------------------- */

static bool expired(const struct protocol_answer *answer) {
  static const char unknown_sid[] = "\"code\":1,";
  return answer->code == BAD_REQUEST && answer->body &&
         memmem(answer->body, answer->body_bytes, unknown_sid, sizeof unknown_sid - 1);
}

static void answer_fail(struct conversation *conversation, const char *step,
                        const struct protocol_answer *answer) {
  engine_io_fail(conversation, step, "%s%s",
                 expired(answer) ? "the server does not know the session (any more): " : "",
                 excerpt_of_answer(answer).text);
}

static void posted(struct conversation *conversation, const struct protocol_answer *answer) {
  struct engine_io *session = engine(conversation);
  if (!session->posting)
    return;
  unsigned ended = session->ended;
  session->posting = false;
  session->layer->sent(conversation, session->posted_publishes,
                       answer->code == OK  ? PROTOCOL_PUBLISHED
                       : answer->code == 0 ? PROTOCOL_UNANSWERED
                                           : PROTOCOL_REFUSED);
  if (session->ended != ended)
    return;
  if (answer->code == OK)
    post(conversation);
  else
    answer_fail(conversation, "post", answer);
}

void engine_io_answered(struct conversation *conversation, enum protocol_lane lane,
                        const struct protocol_answer *answer) {
  static const char nothing[] = "";
  struct engine_io *session = engine(conversation);
  if (session->state == ENGINE_IO_CLOSED)
    return;
  if (lane == PROTOCOL_SENDS) {
    posted(conversation, answer);
    return;
  }
  bool polled = session->state == ENGINE_IO_OPEN;
  if (by_websocket(conversation) || answer->code != OK) {
    answer_fail(conversation, polled ? "poll" : "open", answer);
    return;
  }
  if (!body_take(conversation, answer->body ? answer->body : nothing, answer->body_bytes))
    return;
  if (polled)
    conversation->carrier->polled(conversation->owner, !session->handed);
  poll_again(conversation);
}

void engine_io_opened(struct conversation *conversation, const struct protocol_answer *answer) {
  if (engine(conversation)->state != ENGINE_IO_CLOSED && answer->code != SWITCHING_PROTOCOLS)
    answer_fail(conversation, "open", answer);
}

void engine_io_text(struct conversation *conversation, const char *bytes, size_t count,
                    bool binary) {
  if (engine(conversation)->state != ENGINE_IO_CLOSED && !binary)
    packet_take(conversation, bytes, count);
}

void engine_io_woken(struct conversation *conversation) {
  const struct engine_io *session = engine(conversation);
  if (session->state == ENGINE_IO_CLOSED)
    return;
  if (session->step)
    engine_io_fail(conversation, session->step, "the server has not answered within %u s",
                   (unsigned)(step_ns / (1000 * MS)));
  else
    engine_io_fail(conversation, "heartbeat", "no ping of the server came within %u ms",
                   (unsigned)(session->silence_ns / MS));
}

enum status engine_io_check(const struct conversation *conversation,
                            const struct engine_io_layer *layer, struct error *error) {
  char *path = conversation_url(conversation, layer->path, error);
  if (!path)
    return STATUS_USAGE;
  enum status status = STATUS_OK;
  if (*path != '/')
    status = error_set(error, STATUS_USAGE,
                       "\"url\" of the transport: \"%.60s\" does not begin with a slash", path);
  free(path);
  return status;
}
