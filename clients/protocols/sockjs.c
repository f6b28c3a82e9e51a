/* SockJS, with an application that speaks by plain texts. The source of each rule is the protocol,
 * version 0.3.3 (https://github.com/sockjs/sockjs-protocol, sockjs-protocol-0.3.3.py), whose
 * sections are named here:
 *
 * - "Session URLs": PATH/SERVER/SESSION/TRANSPORT, of which we make up the two in the middle.
 * - "Protocol and framing": the server says o (open), h (heartbeat), a[…] (texts) and c[…] (close).
 *   It opens a new session at an identifier that it does not know (any more); a second o means that
 *   the session was lost, as for sockjs-client.
 * - "XhrPolling": POST …/xhr is answered by one frame with a line feed; POST …/xhr_send takes an
 * array of texts, and is answered 204, or 404 where there is no such session.
 * - "EventSource": each event is a frame. The server ends the stream after so many bytes, and the
 *   next one goes on with the session.
 * - "WebSocket protocols": each message is a frame; what we send is an array of texts.
 *
 * As sockjs-client does, we send one post at a time, with all texts that wait, and nothing tells us
 * that a silent server is dead. GET PATH/info, by which that client chooses a transport, is left
 * out. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/conversation_text.h"
#include "clients/protocols/excerpt.h"
#include "clients/protocols/rows.h"
#include "clients/protocols/text_talk.h"
#include "common/base/json_depth.h"
#include "common/base/random.h"

enum sockjs_state { SOCKJS_CLOSED, SOCKJS_OPENING, SOCKJS_OPEN };

struct sockjs {
  enum sockjs_state state;
  const char *step; /* what is awaited; NULL: nothing */
  unsigned ended;   /* sessions so far */
  char *url;        /* up to the session */
  bool handed;      /* the poll had something for the application */
  bool framed;      /* the stream had a frame */
  struct text_talk talk;
  struct growing_text queue; /* texts that wait for the post under way, as JSON, with commas */
  size_t queued_publishes, posted_publishes;
  bool posting;
};

enum { OK = 200, NO_CONTENT = 204, NOT_FOUND = 404, SWITCHING_PROTOCOLS = 101 };
enum { OPEN = 'o', HEARTBEAT = 'h', ARRAY = 'a', CLOSE = 'c' };
static const char default_path[] = "/sockjs"; /* without a slash at its end */
static const uint64_t step_ns = UINT64_C(10000000000);

static struct sockjs *session_of(struct conversation *conversation) {
  return conversation->state;
}

static bool by_websocket(const struct conversation *conversation) {
  return conversation->transport == TRANSPORT_WEBSOCKET;
}

/* --- the session's beginning and end --------------------------------------------------- */

static void session_end(struct conversation *conversation) {
  struct sockjs *session = session_of(conversation);
  session->state = SOCKJS_CLOSED;
  session->ended++;
  session->posting = false;
  session->queued_publishes = 0;
  session->queue.bytes = 0;
  session->queue.failed = false;
  conversation->carrier->wake(conversation->owner, UINT64_MAX);
  outcomes_end(conversation, &session->talk.outcomes);
}

static void fail(struct conversation *conversation, const char *step, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void fail(struct conversation *conversation, const char *step, const char *format, ...) {
  char reason[2 * EXCERPT_BYTES];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(reason, sizeof reason, format, arguments);
  va_end(arguments);
  session_end(conversation);
  conversation->carrier->failed(conversation->owner, step, "%s", reason);
}

static void answer_fail(struct conversation *conversation, const char *step,
                        const struct protocol_answer *answer) {
  fail(conversation, step, "%s%s",
       answer->code == NOT_FOUND ? "the server does not know the session (any more), or the path: "
                                 : "",
       excerpt_of_answer(answer).text);
}

static void lost(struct conversation *conversation) {
  if (session_of(conversation)->state != SOCKJS_CLOSED)
    session_end(conversation);
}

static void release(struct conversation *conversation) {
  struct sockjs *session = session_of(conversation);
  text_talk_release(&session->talk);
  growing_text_release(&session->queue);
  free(session->url);
  session->url = NULL;
}

/* "/123/abcdefgh": a server's number and a session's name, as sockjs-client makes them. */
static void add_identifiers(struct growing_text *url, struct random *random) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
  char identifiers[16];
  uint64_t number = random_next(random);
  int used = snprintf(identifiers, sizeof identifiers, "/%03u/", (unsigned)(number % 1000));
  growing_text_add(url, identifiers, (size_t)used);
  number = random_next(random);
  for (int i = 0; i < 8; i++, number /= sizeof letters - 1)
    growing_text_add(url, &letters[number % (sizeof letters - 1)], 1);
}

/* Asks for URL/suffix. */
static void ask(struct conversation *conversation, enum protocol_lane lane, const char *suffix,
                struct protocol_request request) {
  const struct protocol_carrier *carrier = conversation->carrier;
  char *target;
  if (asprintf(&target, "%s/%s", session_of(conversation)->url, suffix) < 0) {
    fail(conversation, "request", "out of memory");
    return;
  }
  request.target = target;
  if (by_websocket(conversation))
    carrier->websocket(conversation->owner, &request, NULL);
  else if (conversation->transport == TRANSPORT_SSE && lane == PROTOCOL_RECEIVES)
    carrier->stream(conversation->owner, &request);
  else
    carrier->request(conversation->owner, lane, &request);
  free(target);
}

/* Opens what the server's frames come by: the WebSocket, the next poll, the next stream. */
static void receive_again(struct conversation *conversation) {
  struct sockjs *session = session_of(conversation);
  session->handed = session->framed = false;
  if (by_websocket(conversation))
    ask(conversation, PROTOCOL_RECEIVES, "websocket", (struct protocol_request){0});
  else if (conversation->transport == TRANSPORT_SSE)
    ask(conversation, PROTOCOL_RECEIVES, "eventsource", (struct protocol_request){0});
  else
    ask(conversation, PROTOCOL_RECEIVES, "xhr",
        (struct protocol_request){.method = "POST", .body = ""});
}

static void await(struct conversation *conversation, const char *step) {
  session_of(conversation)->step = step;
  conversation->carrier->wake(conversation->owner, step ? step_ns : UINT64_MAX);
}

static void begin(struct conversation *conversation) {
  struct sockjs *session = session_of(conversation);
  struct growing_text url = {.text = NULL};
  session_end(conversation);
  char *path = conversation_url(conversation, default_path, NULL);
  growing_text_add_text(&url, path ? path : "");
  add_identifiers(&url, conversation->random);
  free(session->url);
  session->url = growing_text_take(&url);
  session->state = SOCKJS_OPENING;
  if (path && session->url) {
    await(conversation, "open");
    receive_again(conversation);
  } else {
    fail(conversation, "open", "out of memory");
  }
  free(path);
}

/* --- texts that are sent --------------------------------------------------------------- */

static void post(struct conversation *conversation) {
  static const struct protocol_header headers[] = {{"Content-Type", "text/plain"}};
  struct sockjs *session = session_of(conversation);
  char *body;
  if (session->posting || session->queue.bytes == 0)
    return;
  int bytes = asprintf(&body, "[%s]", session->queue.text);
  if (bytes < 0) {
    fail(conversation, "send", "out of memory");
    return;
  }
  session->posting = true;
  session->posted_publishes = session->queued_publishes;
  session->queued_publishes = 0;
  session->queue.bytes = 0;
  ask(conversation, PROTOCOL_SENDS, "xhr_send",
      (struct protocol_request){.method = "POST",
                                .headers = headers,
                                .header_count = 1,
                                .body = body,
                                .body_bytes = (size_t)bytes});
  free(body);
}

/* What became of texts that published, where no answer of the application will tell. */
static void publishes_set(struct conversation *conversation, size_t count,
                          enum protocol_published outcome) {
  struct text_talk *talk = &session_of(conversation)->talk;
  if (text_talk_answered(talk) && outcome != PROTOCOL_REFUSED)
    return;
  for (size_t i = 0; i < count; i++)
    outcomes_set_oldest(conversation, &talk->outcomes, outcome);
}

static void send_by_websocket(struct conversation *conversation, const char *json) {
  char *message;
  int bytes = asprintf(&message, "[%s]", json);
  if (bytes < 0) {
    fail(conversation, "send", "out of memory");
    return;
  }
  conversation->carrier->send(conversation->owner, message, (size_t)bytes, false);
  free(message);
}

/* Sends a text, which it takes: an array with it, or with it among others. */
static void send_text(struct conversation *conversation, struct growing_text *text,
                      bool publishes) {
  struct sockjs *session = session_of(conversation);
  json_t *string = text->failed ? NULL : json_stringn(text->text, text->bytes);
  char *json = string ? json_dumps(string, JSON_ENCODE_ANY) : NULL;
  json_decref(string);
  growing_text_release(text);
  if (!json) {
    fail(conversation, "send", "out of memory, or no UTF-8");
  } else if (by_websocket(conversation)) {
    send_by_websocket(conversation, json);
    publishes_set(conversation, publishes, PROTOCOL_UNANSWERED);
  } else {
    if (session->queue.bytes > 0)
      growing_text_add_text(&session->queue, ",");
    growing_text_add_text(&session->queue, json);
    session->queued_publishes += publishes;
    post(conversation);
  }
  free(json);
}

static void publish(struct conversation *conversation, const char *message, size_t bytes) {
  struct sockjs *session = session_of(conversation);
  struct growing_text text = {.text = NULL};
  if (session->state != SOCKJS_OPEN) {
    conversation->carrier->published(conversation->owner, PROTOCOL_UNANSWERED);
    return;
  }
  text_talk_publish(conversation, &session->talk, &text, message, bytes);
  send_text(conversation, &text, true);
}

/* --- frames that come ------------------------------------------------------------------ */

static void ready(struct conversation *conversation) {
  await(conversation, NULL);
  conversation->carrier->ready(conversation->owner);
}

static void open_take(struct conversation *conversation) {
  struct sockjs *session = session_of(conversation);
  struct growing_text join = {.text = NULL};
  unsigned ended = session->ended;
  if (session->state == SOCKJS_OPEN) {
    fail(conversation, "session", "the server has lost the session, and opened another");
    return;
  }
  session->state = SOCKJS_OPEN;
  await(conversation, "join");
  text_talk_begin(conversation, &session->talk, &join);
  if (join.bytes > 0 || join.failed)
    send_text(conversation, &join, false);
  if (session->ended == ended && !session->talk.joining)
    ready(conversation);
}

static void text_take(struct conversation *conversation, const char *bytes, size_t count) {
  struct sockjs *session = session_of(conversation);
  switch (text_talk_hear(conversation, &session->talk, bytes, count)) {
  case TEXT_TALK_JOINED:
    ready(conversation);
    break;
  case TEXT_TALK_REFUSED:
    fail(conversation, "join", "the server refused: %s", excerpt_of(bytes, count).text);
    break;
  case TEXT_TALK_OTHER:
    session->handed = true;
    conversation->carrier->received(conversation->owner, bytes, count);
    break;
  case TEXT_TALK_ANSWER:
    break;
  }
}

/* Whether it is an array of texts. */
static bool is_texts(const json_t *array) {
  for (size_t i = 0; i < json_array_size(array); i++)
    if (!json_is_string(json_array_get(array, i)))
      return false;
  return json_is_array(array);
}

static void frame_fail(struct conversation *conversation, const char *bytes, size_t count) {
  fail(conversation, session_of(conversation)->state == SOCKJS_OPEN ? "message" : "open",
       "the server sent no frame of SockJS here: \"%s\"", excerpt_of(bytes, count).text);
}

static void array_take(struct conversation *conversation, const char *bytes, size_t count) {
  const struct sockjs *session = session_of(conversation);
  unsigned ended = session->ended;
  json_t *array = json_depth_fits(bytes + 1, count - 1)
                      ? json_loadb(bytes + 1, count - 1, JSON_ALLOW_NUL, NULL)
                      : NULL;
  if (!is_texts(array))
    frame_fail(conversation, bytes, count);
  for (size_t i = 0; session->ended == ended && i < json_array_size(array); i++) {
    const json_t *text = json_array_get(array, i);
    text_take(conversation, json_string_value(text), json_string_length(text));
  }
  json_decref(array);
}

static void frame_take(struct conversation *conversation, const char *bytes, size_t count) {
  struct sockjs *session = session_of(conversation);
  char kind = '\0';
  if (count > 0)
    kind = *bytes;
  session->framed = true;
  if (kind == OPEN && count == 1)
    open_take(conversation);
  else if (kind == HEARTBEAT && count == 1)
    conversation->carrier->heartbeat(conversation->owner, false);
  else if (kind == ARRAY && session->state == SOCKJS_OPEN)
    array_take(conversation, bytes, count);
  else if (kind == CLOSE)
    fail(conversation, "session", "the server has closed the session: %s",
         excerpt_of(bytes + 1, count - 1).text);
  else
    frame_fail(conversation, bytes, count);
}

/* Takes the frames of a poll's answer, each with a line feed. */
static void poll_take(struct conversation *conversation, const char *bytes, size_t count) {
  const struct sockjs *session = session_of(conversation);
  unsigned ended = session->ended;
  bool polled = session->state == SOCKJS_OPEN;
  const char *end = bytes + count;
  if (count == 0)
    frame_fail(conversation, bytes, count);
  for (const char *at = bytes; session->ended == ended && at < end;) {
    const char *feed = memchr(at, '\n', (size_t)(end - at));
    frame_take(conversation, at, (size_t)((feed ? feed : end) - at));
    at = feed ? feed + 1 : end;
  }
  if (session->ended != ended)
    return;
  if (polled)
    conversation->carrier->polled(conversation->owner, !session->handed);
  receive_again(conversation);
}

/* --- what the carrier tells ------------------------------------------------------------ */

static void posted(struct conversation *conversation, const struct protocol_answer *answer) {
  struct sockjs *session = session_of(conversation);
  unsigned ended = session->ended;
  bool taken = answer->code == NO_CONTENT || answer->code == OK;
  if (!session->posting)
    return;
  session->posting = false;
  publishes_set(conversation, session->posted_publishes,
                taken               ? PROTOCOL_PUBLISHED
                : answer->code == 0 ? PROTOCOL_UNANSWERED
                                    : PROTOCOL_REFUSED);
  if (session->ended != ended)
    return;
  if (taken)
    post(conversation);
  else
    answer_fail(conversation, "post", answer);
}

static void stream_ended(struct conversation *conversation) {
  if (session_of(conversation)->framed)
    receive_again(conversation);
  else
    fail(conversation, "stream", "the server has ended the stream without a frame");
}

static void answered(struct conversation *conversation, enum protocol_lane lane,
                     const struct protocol_answer *answer) {
  static const char nothing[] = "";
  const struct sockjs *session = session_of(conversation);
  bool opening = session->state == SOCKJS_OPENING;
  if (session->state == SOCKJS_CLOSED)
    return;
  if (lane == PROTOCOL_SENDS)
    posted(conversation, answer);
  else if (answer->code != OK || by_websocket(conversation))
    answer_fail(conversation, opening ? "open" : "receive", answer);
  else if (conversation->transport == TRANSPORT_SSE)
    stream_ended(conversation);
  else
    poll_take(conversation, answer->body ? answer->body : nothing, answer->body_bytes);
}

static void opened(struct conversation *conversation, const struct protocol_answer *answer) {
  int expected = by_websocket(conversation) ? SWITCHING_PROTOCOLS : OK;
  if (session_of(conversation)->state != SOCKJS_CLOSED && answer->code != expected)
    answer_fail(conversation, "open", answer);
}

static void event_came(struct conversation *conversation, const struct protocol_event *event) {
  if (session_of(conversation)->state != SOCKJS_CLOSED)
    frame_take(conversation, event->data, event->data_bytes);
}

static void message_came(struct conversation *conversation, const char *bytes, size_t count,
                         bool binary) {
  if (session_of(conversation)->state != SOCKJS_CLOSED && !binary)
    frame_take(conversation, bytes, count);
}

static void woken(struct conversation *conversation) {
  const struct sockjs *session = session_of(conversation);
  if (session->state != SOCKJS_CLOSED && session->step)
    fail(conversation, session->step, "the server has not answered within %u s",
         (unsigned)(step_ns / 1000000000));
}

static enum status check(const struct conversation *conversation, struct error *error) {
  char *path = conversation_url(conversation, default_path, error);
  if (!path)
    return STATUS_USAGE;
  size_t bytes = strlen(path);
  enum status status = text_talk_check(conversation, error);
  if (bytes > 0 && (*path != '/' || path[bytes - 1] == '/'))
    status = error_set(
        error, STATUS_USAGE,
        "\"url\" of the transport: \"%.60s\" does not begin with a slash, or ends with one", path);
  free(path);
  return status;
}

static const struct protocol_option options[] = {
    TEXT_TALK_OPTIONS,
    {0},
};

const struct protocol protocol_sockjs = {
    .name = "sockjs",
    .title = "SockJS",
    .offers = {[TRANSPORT_LONG_POLL] = true, [TRANSPORT_SSE] = true, [TRANSPORT_WEBSOCKET] = true},
    .options = options,
    .state_bytes = sizeof(struct sockjs),
    .check = check,
    .release = release,
    .open = begin,
    .answered = answered,
    .opened = opened,
    .event = event_came,
    .text = message_came,
    .woken = woken,
    .publish = publish,
    .lost = lost,
};
