/* SignalR of ASP.NET Core, with its hub protocol in JSON: dotnet/aspnetcore,
 * src/SignalR/docs/specs/TransportProtocols.md and HubProtocol.md. ("Stateful reconnect" is not
 * asked for, so a new connection gets nothing of what was missed.)
 *
 * A record is a JSON object and the character 0x1e. Over event streams and long polls the user's
 * own records go by POST. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/answer_header.h"
#include "clients/protocols/conversation_text.h"
#include "clients/protocols/gathered_posts.h"
#include "clients/protocols/json_said.h"
#include "clients/protocols/option_number.h"
#include "clients/protocols/outcomes.h"
#include "clients/protocols/rows.h"
#include "common/base/clock.h"

#define SEPARATOR '\x1e'
#define JOIN_ID "0" /* messages have the numbers behind it */

enum {
  ANSWER_S = 10, /* for answers to posts, and to the handshake and the invocation that joins */
  POLL_S = 120,  /* for a poll; the server answers within 90 s */
  POSTED_MAX = 1000,
  PING_S_MAX = 3600,
  SILENT_PINGS =
      2, /* pings of ours between which nothing came: the server is gone. It pings, too */
};

/* "type" of a record. */
enum { INVOCATION = 1, COMPLETION = 3, PING = 6, CLOSE = 7 };

enum phase { CLOSED, NEGOTIATING, OPENING, HANDSHAKING, JOINING, READY };

struct signalr {
  enum phase phase;
  char *hub;   /* path and query */
  char *token; /* of the connection; NULL: none, which a WebSocket need not have */
  uint64_t ping_s;
  unsigned silent_pings;
  bool handed_over; /* something of the poll that was answered */
  uint64_t next_id;
  struct outcomes outcomes;
  struct gathered_posts posts;
};

static const struct protocol_option options[] = {
    {"join", "", "the hub's method that subscribes; empty: none is needed"},
    {"join_arguments", "[\"{channel}\"]", "JSON array of its arguments"},
    {"target", "", "the user's method that messages call; empty: any"},
    {"publish", "SendMessage", "the hub's method that publishes"},
    {"publish_arguments", "[\"{channel}\",\"{message}\"]", "JSON array of its arguments"},
    {"ping_s", "15", "seconds between pings of ours, 0 for none; long polls have none"},
    {"negotiate", "yes", "\"no\": a WebSocket opens at once"},
    {NULL, NULL, NULL},
};

static struct signalr *state_of(struct conversation *conversation) {
  return conversation->state;
}

static void end(struct conversation *conversation) {
  struct signalr *signalr = state_of(conversation);
  signalr->phase = CLOSED;
  gathered_posts_clear(&signalr->posts);
  outcomes_end(conversation, &signalr->outcomes);
}

#define FAIL(conversation, ...)                                          \
  do {                                                                   \
    end(conversation);                                                   \
    (conversation)->carrier->failed((conversation)->owner, __VA_ARGS__); \
  } while (0)

/* --- requests ------------------------------------------------------------------------ */

/* The hub's URL with something between its path and its query, and a parameter; NULL without
 * memory. */
static char *hub_url(const struct signalr *signalr, const char *behind_path,
                     const char *parameter) {
  struct growing_text url = {.text = NULL};
  size_t path = strcspn(signalr->hub, "?");
  growing_text_add(&url, signalr->hub, path);
  growing_text_add_text(&url, behind_path);
  growing_text_add_text(&url, signalr->hub + path);
  if (*parameter)
    growing_text_add_text(&url, signalr->hub[path] ? "&" : "?");
  growing_text_add_text(&url, parameter);
  return growing_text_take(&url);
}

/* The URL of the connection. */
static char *connection_url(struct conversation *conversation) {
  const struct signalr *signalr = state_of(conversation);
  if (!signalr->token)
    return hub_url(signalr, "", "");
  char *id = conversation_text(conversation, "id={message}", TEMPLATE_URL, signalr->token, NULL);
  char *url = id ? hub_url(signalr, "", id) : NULL;
  free(id);
  return url;
}

static void negotiate(struct conversation *conversation) {
  struct signalr *signalr = state_of(conversation);
  char *url = hub_url(signalr, "/negotiate", "negotiateVersion=1");
  if (!url) {
    FAIL(conversation, "negotiate", "no memory for the request");
    return;
  }
  signalr->phase = NEGOTIATING;
  conversation->carrier->request(
      conversation->owner, PROTOCOL_SENDS,
      &(struct protocol_request){
          .method = "POST", .target = url, .body = "", .timeout_ns = ANSWER_S * NS_PER_S});
  free(url);
}

/* Opens what the transport is, or polls. */
static void transport_open(struct conversation *conversation) {
  static const struct protocol_header accept = {"Accept", "text/event-stream"};
  char *url = connection_url(conversation);
  struct protocol_request request = {.target = url};
  if (!url) {
    FAIL(conversation, "connect", "no memory for the request");
  } else if (conversation->transport == TRANSPORT_WEBSOCKET) {
    conversation->carrier->websocket(conversation->owner, &request, NULL);
  } else if (conversation->transport == TRANSPORT_SSE) {
    request.headers = &accept;
    request.header_count = 1;
    conversation->carrier->stream(conversation->owner, &request);
  } else {
    request.timeout_ns = POLL_S * NS_PER_S;
    conversation->carrier->request(conversation->owner, PROTOCOL_RECEIVES, &request);
  }
  free(url);
}

static void post_next(struct conversation *conversation) {
  static const struct protocol_header text = {"Content-Type", "text/plain;charset=UTF-8"};
  struct signalr *signalr = state_of(conversation);
  char *body = gathered_posts_next(&signalr->posts, SEPARATOR, POSTED_MAX);
  char *url = body ? connection_url(conversation) : NULL;
  if (url)
    conversation->carrier->request(conversation->owner, PROTOCOL_SENDS,
                                   &(struct protocol_request){.method = "POST",
                                                              .target = url,
                                                              .headers = &text,
                                                              .header_count = 1,
                                                              .body = body,
                                                              .body_bytes = strlen(body),
                                                              .timeout_ns = ANSWER_S * NS_PER_S});
  else if (body)
    FAIL(conversation, "send", "no memory for a request");
  free(url);
  free(body);
}

/* --- records of ours ----------------------------------------------------------------- */

/* Takes the reference, which may be NULL. */
static void record_send(struct conversation *conversation, json_t *record) {
  static const char separator[] = {SEPARATOR, '\0'};
  struct growing_text out = {.text = NULL};
  char *text = record ? json_said_text(record) : NULL;
  if (!text) {
    FAIL(conversation, "send", "no memory for a record");
  } else if (conversation->transport != TRANSPORT_WEBSOCKET) {
    gathered_posts_add(&state_of(conversation)->posts, text, SEPARATOR);
    post_next(conversation);
  } else {
    growing_text_add_text(&out, text);
    growing_text_add_text(&out, separator);
    if (out.failed)
      FAIL(conversation, "send", "no memory for a record");
    else
      conversation->carrier->send(conversation->owner, out.text, out.bytes, false);
  }
  growing_text_release(&out);
  free(text);
}

static json_t *invocation(const struct conversation *conversation, const char *id,
                          const char *method, const char *arguments, const char *message) {
  return json_pack("{sissssso}", "type", INVOCATION, "invocationId", id, "target",
                   conversation_option(conversation, method), "arguments",
                   json_said_option(conversation, arguments, message));
}

static void step_begin(struct conversation *conversation, enum phase phase) {
  state_of(conversation)->phase = phase;
  conversation->carrier->wake(conversation->owner, ANSWER_S * NS_PER_S);
}

static void handshake(struct conversation *conversation) {
  step_begin(conversation, HANDSHAKING);
  record_send(conversation, json_pack("{sssi}", "protocol", "json", "version", 1));
}

static void ping_wait(struct conversation *conversation) {
  uint64_t seconds = state_of(conversation)->ping_s;
  bool none = seconds == 0 || conversation->transport == TRANSPORT_LONG_POLL;
  conversation->carrier->wake(conversation->owner, none ? UINT64_MAX : seconds * NS_PER_S);
}

/* --- records of the server ----------------------------------------------------------- */

static void become_ready(struct conversation *conversation) {
  state_of(conversation)->phase = READY;
  ping_wait(conversation);
  conversation->carrier->ready(conversation->owner);
}

static void handshake_answered(struct conversation *conversation, const json_t *record) {
  if (json_object_get(record, "error")) {
    FAIL(conversation, "handshake", "%.200s", json_said_member(record, "error"));
  } else if (conversation->publishes || !*conversation_option(conversation, "join")) {
    become_ready(conversation);
  } else {
    step_begin(conversation, JOINING);
    record_send(conversation, invocation(conversation, JOIN_ID, "join", "join_arguments", NULL));
  }
}

static void invocation_came(struct conversation *conversation, const json_t *record) {
  const char *target = conversation_option(conversation, "target");
  const json_t *arguments = json_object_get(record, "arguments");
  if (conversation->publishes || !arguments ||
      (*target && strcmp(json_said_member(record, "target"), target) != 0))
    return;
  state_of(conversation)->handed_over = true;
  json_said_received(conversation,
                     json_array_size(arguments) == 1 ? json_array_get(arguments, 0) : arguments);
}

static void completion_came(struct conversation *conversation, const json_t *record) {
  struct signalr *signalr = state_of(conversation);
  const char *id = json_said_member(record, "invocationId");
  const json_t *error = json_object_get(record, "error");
  if (strcmp(id, JOIN_ID) != 0)
    outcomes_set(conversation, &signalr->outcomes, strtoull(id, NULL, 10),
                 error ? PROTOCOL_REFUSED : PROTOCOL_PUBLISHED);
  else if (signalr->phase == JOINING && !error)
    become_ready(conversation);
  else if (signalr->phase == JOINING)
    FAIL(conversation, "join",
         "\"%.60s\" is refused: %.160s (options \"join\", "
         "\"join_arguments\")",
         conversation_option(conversation, "join"), json_said_member(record, "error"));
}

static void record_came(struct conversation *conversation, const char *bytes, size_t count) {
  json_t *record = json_said_read(bytes, count);
  json_int_t type = json_integer_value(json_object_get(record, "type"));
  if (!json_is_object(record))
    FAIL(conversation, "read", "no JSON object: \"%.*s\"", (int)(count < 80 ? count : 80), bytes);
  else if (state_of(conversation)->phase == HANDSHAKING)
    handshake_answered(conversation, record);
  else if (type == INVOCATION)
    invocation_came(conversation, record);
  else if (type == COMPLETION)
    completion_came(conversation, record);
  else if (type == PING)
    conversation->carrier->heartbeat(conversation->owner, false);
  else if (type == CLOSE)
    FAIL(conversation, "receive", "the server ends the connection: \"%.160s\"",
         json_said_member(record, "error"));
  json_decref(record);
}

static void records_came(struct conversation *conversation, const char *bytes, size_t count) {
  struct signalr *signalr = state_of(conversation);
  signalr->silent_pings = 0;
  while (count > 0 && signalr->phase >= HANDSHAKING) {
    const char *record_end = memchr(bytes, SEPARATOR, count);
    if (!record_end) {
      FAIL(conversation, "read", "a record without its end: \"%.*s\"",
           (int)(count < 80 ? count : 80), bytes);
      return;
    }
    size_t record = (size_t)(record_end - bytes);
    record_came(conversation, bytes, record);
    bytes += record + 1;
    count -= record + 1;
  }
}

/* --- the conversation ---------------------------------------------------------------- */

static enum status signalr_check(const struct conversation *conversation, struct error *error) {
  static const char *const answers[] = {"yes", "no", NULL};
  enum status status = json_said_option_check(conversation, "join_arguments", JSON_ARRAY, error);
  if (status == STATUS_OK)
    status = json_said_option_check(conversation, "publish_arguments", JSON_ARRAY, error);
  if (status == STATUS_OK)
    status = option_number_check(conversation, "ping_s", PING_S_MAX, error);
  if (status == STATUS_OK)
    status = conversation_choice_check(conversation, "negotiate", answers, error);
  return status;
}

static void texts_free(struct signalr *signalr) {
  free(signalr->hub);
  free(signalr->token);
  signalr->hub = signalr->token = NULL;
}

static void signalr_open(struct conversation *conversation) {
  struct signalr *signalr = state_of(conversation);
  struct error error = {""};
  end(conversation);
  texts_free(signalr);
  signalr->silent_pings = 0;
  signalr->next_id = 1;
  signalr->ping_s = option_number(conversation, "ping_s", PING_S_MAX);
  signalr->hub = conversation_url(conversation, "/hub", &error);
  if (!signalr->hub) {
    FAIL(conversation, "description", "%s", error.text);
  } else if (conversation->transport == TRANSPORT_WEBSOCKET &&
             conversation_option_is(conversation, "negotiate", "no")) {
    signalr->phase = OPENING;
    transport_open(conversation);
  } else {
    negotiate(conversation);
  }
}

static const char *transport_word(enum transport_kind transport) {
  return transport == TRANSPORT_WEBSOCKET ? "WebSockets"
         : transport == TRANSPORT_SSE     ? "ServerSentEvents"
                                          : "LongPolling";
}

/* Whether the server has the transport; also where it does not say which it has. */
static bool transport_offered(const struct conversation *conversation, const json_t *answer) {
  const json_t *offered = json_object_get(answer, "availableTransports"), *one;
  size_t index;
  json_array_foreach(offered, index, one) {
    if (strcmp(json_said_member(one, "transport"), transport_word(conversation->transport)) == 0)
      return true;
  }
  return !offered;
}

/* Servers of version 0 have a connectionId alone. */
static void negotiated(struct conversation *conversation, const json_t *answer) {
  struct signalr *signalr = state_of(conversation);
  const char *token = json_said_member(answer, "connectionToken");
  if (!*token)
    token = json_said_member(answer, "connectionId");
  if (json_object_get(answer, "error")) {
    FAIL(conversation, "negotiate", "%.200s", json_said_member(answer, "error"));
  } else if (json_object_get(answer, "url")) {
    FAIL(conversation, "negotiate", "the server sends its users to %.200s: describe that one",
         json_said_member(answer, "url"));
  } else if (!transport_offered(conversation, answer)) {
    FAIL(conversation, "negotiate", "the server does not offer %s",
         transport_word(conversation->transport));
  } else if (!*token || !(signalr->token = strdup(token))) {
    FAIL(conversation, "negotiate", "the answer names no connection");
  } else {
    signalr->phase = OPENING;
    transport_open(conversation);
  }
}

static void negotiate_answered(struct conversation *conversation,
                               const struct protocol_answer *answer) {
  char words[ANSWER_WORDS_BYTES];
  json_t *body = answer->code == 200 ? json_said_read(answer->body, answer->body_bytes) : NULL;
  if (json_is_object(body))
    negotiated(conversation, body);
  else
    FAIL(conversation, "negotiate", "%s%s (\"url\" of the transport)",
         answer_words(answer, words, sizeof words),
         answer->code == 200 ? ", and its body is no JSON object" : "");
  json_decref(body);
}

/* The first poll is answered at once, without a body, when the connection is there: so the
 * project's JavaScript client has it (LongPollingTransport). */
static void poll_answered(struct conversation *conversation, const struct protocol_answer *answer) {
  struct signalr *signalr = state_of(conversation);
  bool first = signalr->phase == OPENING;
  signalr->handed_over = false;
  records_came(conversation, answer->body, answer->body_bytes);
  if (signalr->phase == CLOSED)
    return;
  if (!first)
    conversation->carrier->polled(conversation->owner, !signalr->handed_over);
  transport_open(conversation);
  if (first && signalr->phase != CLOSED)
    handshake(conversation);
}

static void signalr_answered(struct conversation *conversation, enum protocol_lane lane,
                             const struct protocol_answer *answer) {
  struct signalr *signalr = state_of(conversation);
  const char *step = lane == PROTOCOL_SENDS      ? "send"
                     : signalr->phase == OPENING ? "connect"
                                                 : "receive";
  char words[ANSWER_WORDS_BYTES];
  if (signalr->phase == CLOSED)
    return;
  if (signalr->phase == NEGOTIATING) {
    negotiate_answered(conversation, answer);
  } else if (lane == PROTOCOL_SENDS && answer->code == 200) {
    signalr->posts.asked = false;
    post_next(conversation);
  } else if (lane == PROTOCOL_RECEIVES && answer->code == 200 &&
             conversation->transport == TRANSPORT_LONG_POLL) {
    poll_answered(conversation, answer);
  } else {
    FAIL(conversation, step, "%s%s", answer_words(answer, words, sizeof words),
         answer->code == 204   ? ": the server ends the connection"
         : answer->code == 404 ? ": the server knows no such connection"
                               : "");
  }
}

static void signalr_opened(struct conversation *conversation,
                           const struct protocol_answer *answer) {
  (void)answer;
  handshake(conversation);
}

static void signalr_text(struct conversation *conversation, const char *bytes, size_t count,
                         bool binary) {
  (void)binary;
  records_came(conversation, bytes, count);
}

static void signalr_event(struct conversation *conversation, const struct protocol_event *event) {
  records_came(conversation, event->data, event->data_bytes);
}

static void signalr_woken(struct conversation *conversation) {
  struct signalr *signalr = state_of(conversation);
  if (signalr->phase == HANDSHAKING)
    FAIL(conversation, "handshake", "no answer within %d s", ANSWER_S);
  else if (signalr->phase == JOINING)
    FAIL(conversation, "join", "no answer within %d s", ANSWER_S);
  if (signalr->phase != READY)
    return;
  if (++signalr->silent_pings > SILENT_PINGS) {
    FAIL(conversation, "heartbeat", "nothing came for %" PRIu64 " s",
         SILENT_PINGS * signalr->ping_s);
    return;
  }
  record_send(conversation, json_pack("{si}", "type", PING));
  ping_wait(conversation);
}

static void signalr_publish(struct conversation *conversation, const char *text, size_t bytes) {
  struct signalr *signalr = state_of(conversation);
  char id[24];
  (void)bytes;
  if (signalr->phase != READY) {
    conversation->carrier->published(conversation->owner, PROTOCOL_REFUSED); /* it was not sent */
    return;
  }
  uint64_t number = signalr->next_id++;
  snprintf(id, sizeof id, "%" PRIu64, number);
  outcomes_add(conversation, &signalr->outcomes, number);
  record_send(conversation, invocation(conversation, id, "publish", "publish_arguments", text));
}

static void signalr_lost(struct conversation *conversation) {
  end(conversation);
}

static void signalr_release(struct conversation *conversation) {
  struct signalr *signalr = state_of(conversation);
  texts_free(signalr);
  outcomes_release(&signalr->outcomes);
  gathered_posts_clear(&signalr->posts);
}

const struct protocol protocol_signalr = {
    .name = "signalr",
    .title = "SignalR (JSON hub protocol)",
    .offers = {[TRANSPORT_LONG_POLL] = true, [TRANSPORT_SSE] = true, [TRANSPORT_WEBSOCKET] = true},
    .options = options,
    .state_bytes = sizeof(struct signalr),
    .check = signalr_check,
    .release = signalr_release,
    .open = signalr_open,
    .answered = signalr_answered,
    .opened = signalr_opened,
    .event = signalr_event,
    .text = signalr_text,
    .woken = signalr_woken,
    .publish = signalr_publish,
    .lost = signalr_lost,
};
