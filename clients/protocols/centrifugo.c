/* Centrifugo's client protocol in JSON, version 2: its documents "Client protocol", "Server-Sent
 * Events (SSE), with bidirectional emulation" and "History and recovery"
 * (centrifugal.dev/docs/transports/client_protocol, …/sse, …/server/history_and_recovery), and
 * client.proto of github.com/centrifugal/protocol, which they call the source of truth.
 *
 * Commands and replies are lines of JSON, of which a WebSocket message or an event has one or more.
 * Over an event stream commands go by POST to /emulation, with the session and the node that the
 * first reply names. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/answer_header.h"
#include "clients/protocols/conversation_text.h"
#include "clients/protocols/gathered_posts.h"
#include "clients/protocols/json_said.h"
#include "clients/protocols/outcomes.h"
#include "clients/protocols/rows.h"
#include "common/base/clock.h"

enum {
  CONNECT_ID = 1,
  SUBSCRIBE_ID = 2,
  COMMANDS_MAX = 100,  /* of a post */
  ANSWER_S = 10,       /* for the replies to connect and subscribe */
  PING_LATE_S = 10,    /* a client of Centrifugo's own waits so long beyond the ping's period */
  PING_S_MAX = 100000, /* a period above is no period */
};

enum phase { CLOSED, OPENING, CONNECTING, SUBSCRIBING, READY };

struct centrifugo {
  enum phase phase;
  uint64_t ping_s; /* period of the server's pings; 0: none */
  bool pong;       /* they are to be answered */
  bool heard;      /* something came since the last look */
  bool recover;    /* the next subscription goes on behind epoch and offset */
  json_t *epoch, *offset;
  json_t *session, *node;
  uint64_t next_id;
  struct outcomes outcomes;
  struct gathered_posts posts;
};

static const struct protocol_option options[] = {
    {"channel", "{channel}", "the channel there, with its namespace if it has one"},
    {"token", "", "JSON Web Token of the user; empty: none"},
    {"subscription_token", "", "JSON Web Token of the subscription; empty: none"},
    {"recoverable", "no", "\"yes\" asks for recovery where the channel does not force it"},
    {"data", "\"{message}\"", "JSON that is published"},
    {NULL, NULL, NULL},
};

static struct centrifugo *state_of(struct conversation *conversation) {
  return conversation->state;
}

static bool streams(const struct conversation *conversation) {
  return conversation->transport == TRANSPORT_SSE;
}

static void end(struct conversation *conversation) {
  struct centrifugo *centrifugo = state_of(conversation);
  centrifugo->phase = CLOSED;
  gathered_posts_clear(&centrifugo->posts);
  outcomes_end(conversation, &centrifugo->outcomes);
}

#define FAIL(conversation, ...)                                          \
  do {                                                                   \
    end(conversation);                                                   \
    (conversation)->carrier->failed((conversation)->owner, __VA_ARGS__); \
  } while (0)

/* --- commands ------------------------------------------------------------------------ */

/* The post of what waits: {"session": …, "node": …, "data": "lines"}. */
static void post_next(struct conversation *conversation) {
  static const struct protocol_header json = {"Content-Type", "application/json"};
  struct centrifugo *centrifugo = state_of(conversation);
  char *lines = gathered_posts_next(&centrifugo->posts, '\n', COMMANDS_MAX);
  if (!lines)
    return;
  lines[strlen(lines) - 1] = '\0';
  char *body = json_said_text(json_pack("{sOsOss}", "session", centrifugo->session, "node",
                                        centrifugo->node, "data", lines));
  free(lines);
  if (!body) {
    FAIL(conversation, "send", "no memory for a command");
    return;
  }
  const struct protocol_request request = {.method = "POST",
                                           .target = "/emulation",
                                           .headers = &json,
                                           .header_count = 1,
                                           .body = body,
                                           .body_bytes = strlen(body)};
  conversation->carrier->request(conversation->owner, PROTOCOL_SENDS, &request);
  free(body);
}

/* Takes the reference. */
static void command_send(struct conversation *conversation, json_t *command) {
  struct centrifugo *centrifugo = state_of(conversation);
  char *line = json_said_text(command);
  if (!line) {
    FAIL(conversation, "send", "no memory for a command");
  } else if (streams(conversation)) {
    gathered_posts_add(&centrifugo->posts, line, '\n');
    post_next(conversation);
  } else {
    conversation->carrier->send(conversation->owner, line, strlen(line), false);
  }
  free(line);
}

/* The option's text; NULL where it is empty. */
static json_t *option_or_none(const struct conversation *conversation, const char *option) {
  char *text = conversation_text(conversation, conversation_option(conversation, option),
                                 TEMPLATE_TEXT, NULL, NULL);
  json_t *json = text && *text ? json_string(text) : NULL;
  free(text);
  return json;
}

static json_t *connect_command(const struct conversation *conversation) {
  return json_pack("{sis{so*}}", "id", CONNECT_ID, "connect", "token",
                   option_or_none(conversation, "token"));
}

/* NULL after a failure. */
static char *channel_of(struct conversation *conversation) {
  struct error error = {""};
  char *channel = conversation_text(conversation, conversation_option(conversation, "channel"),
                                    TEMPLATE_TEXT, NULL, &error);
  if (!channel)
    FAIL(conversation, "description", "option \"channel\": %s", error.text);
  return channel;
}

static void answer_wait(struct conversation *conversation) {
  conversation->carrier->wake(conversation->owner, ANSWER_S * NS_PER_S);
}

static void subscribe(struct conversation *conversation) {
  struct centrifugo *centrifugo = state_of(conversation);
  char *channel = channel_of(conversation);
  if (!channel)
    return;
  bool asks = conversation_option_is(conversation, "recoverable", "yes");
  json_t *request = json_pack("{ssso*so*}", "channel", channel, "token",
                              option_or_none(conversation, "subscription_token"), "recoverable",
                              asks ? json_true() : NULL);
  free(channel);
  if (request && centrifugo->recover)
    json_object_update_new(request, json_pack("{sbsOsO}", "recover", true, "epoch",
                                              centrifugo->epoch, "offset", centrifugo->offset));
  answer_wait(conversation);
  centrifugo->phase = SUBSCRIBING;
  command_send(conversation, json_pack("{siso}", "id", SUBSCRIBE_ID, "subscribe", request));
}

/* --- replies ------------------------------------------------------------------------- */

static void ping_wait(struct conversation *conversation) {
  struct centrifugo *centrifugo = state_of(conversation);
  centrifugo->heard = false;
  conversation->carrier->wake(conversation->owner,
                              centrifugo->ping_s ? (centrifugo->ping_s + PING_LATE_S) * NS_PER_S
                                                 : UINT64_MAX);
}

static void become_ready(struct conversation *conversation) {
  state_of(conversation)->phase = READY;
  ping_wait(conversation);
  conversation->carrier->ready(conversation->owner);
}

static void value_set(json_t **value, json_t *given) {
  json_decref(*value);
  *value = json_incref(given);
}

static void connected(struct conversation *conversation, const json_t *result) {
  struct centrifugo *centrifugo = state_of(conversation);
  json_int_t ping_s = json_integer_value(json_object_get(result, "ping"));
  centrifugo->ping_s = ping_s > 0 && ping_s <= PING_S_MAX ? (uint64_t)ping_s : 0;
  centrifugo->pong = json_is_true(json_object_get(result, "pong"));
  value_set(&centrifugo->session, json_object_get(result, "session"));
  value_set(&centrifugo->node, json_object_get(result, "node"));
  if (streams(conversation) && (!centrifugo->session || !centrifugo->node)) {
    FAIL(conversation, "connect", "the reply names no session and node, where commands would go");
    return;
  }
  if (conversation->publishes)
    become_ready(conversation);
  else
    subscribe(conversation);
}

static void publication(struct conversation *conversation, const json_t *published) {
  json_t *offset = json_object_get(published, "offset");
  if (offset)
    value_set(&state_of(conversation)->offset, offset);
  json_t *data = json_object_get(published, "data");
  if (data)
    json_said_received(conversation, data);
}

/* What was missed comes with the reply. */
static void subscribed(struct conversation *conversation, json_t *result) {
  struct centrifugo *centrifugo = state_of(conversation);
  json_t *epoch = json_object_get(result, "epoch"), *offset = json_object_get(result, "offset");
  json_t *none = json_integer(0), *missed;
  size_t index;
  centrifugo->recover = json_is_true(json_object_get(result, "recoverable")) && epoch;
  value_set(&centrifugo->epoch, epoch);
  value_set(&centrifugo->offset, offset ? offset : none); /* a zero is left out */
  json_decref(none);
  become_ready(conversation);
  json_array_foreach(json_object_get(result, "publications"), index, missed) {
    publication(conversation, missed);
  }
}

static void refused(struct conversation *conversation, uint64_t id, const json_t *error) {
  static const char hint[] = "options \"token\", \"subscription_token\" and \"channel\"";
  json_int_t code = json_integer_value(json_object_get(error, "code"));
  const char *message = json_said_member(error, "message");
  if (id > SUBSCRIBE_ID)
    outcomes_set(conversation, &state_of(conversation)->outcomes, id, PROTOCOL_REFUSED);
  else
    FAIL(conversation, id == CONNECT_ID ? "connect" : "subscribe",
         "error %" JSON_INTEGER_FORMAT " \"%.100s\" (%s)", code, message, hint);
}

static void reply_came(struct conversation *conversation, uint64_t id, const json_t *reply) {
  struct centrifugo *centrifugo = state_of(conversation);
  const json_t *error = json_object_get(reply, "error");
  json_t *connection = json_object_get(reply, "connect");
  json_t *subscription = json_object_get(reply, "subscribe");
  if (error)
    refused(conversation, id, error);
  else if (connection && id == CONNECT_ID && centrifugo->phase == CONNECTING)
    connected(conversation, connection);
  else if (subscription && id == SUBSCRIBE_ID && centrifugo->phase == SUBSCRIBING)
    subscribed(conversation, subscription);
  else
    outcomes_set(conversation, &centrifugo->outcomes, id, PROTOCOL_PUBLISHED);
}

/* What the server says by itself. Joining and leaving are nothing to us. */
static void push_came(struct conversation *conversation, const json_t *push) {
  const json_t *published = json_object_get(push, "pub");
  const json_t *message = json_object_get(push, "message");
  const json_t *ended = json_object_get(push, "disconnect");
  const char *step = ended ? "connect" : "subscribe";
  if (published)
    publication(conversation, published);
  if (message && json_object_get(message, "data"))
    json_said_received(conversation, json_object_get(message, "data"));
  if (!ended)
    ended = json_object_get(push, "unsubscribe");
  if (ended)
    FAIL(conversation, step, "the server ends it: %" JSON_INTEGER_FORMAT " \"%.100s\"",
         json_integer_value(json_object_get(ended, "code")), json_said_member(ended, "reason"));
}

/* An empty reply is a ping, which an empty command answers. */
static void ping_came(struct conversation *conversation) {
  conversation->carrier->heartbeat(conversation->owner, false);
  if (state_of(conversation)->pong)
    command_send(conversation, json_object());
}

static void line_came(struct conversation *conversation, const char *bytes, size_t count) {
  json_t *line = json_said_read(bytes, count);
  const json_t *push = json_object_get(line, "push");
  json_int_t id = json_integer_value(json_object_get(line, "id"));
  if (!json_is_object(line))
    FAIL(conversation, "read", "no JSON object: \"%.*s\"", (int)(count < 80 ? count : 80), bytes);
  else if (push)
    push_came(conversation, push);
  else if (id > 0)
    reply_came(conversation, (uint64_t)id, line);
  else
    ping_came(conversation);
  json_decref(line);
}

static void lines_came(struct conversation *conversation, const char *bytes, size_t count) {
  struct centrifugo *centrifugo = state_of(conversation);
  centrifugo->heard = true;
  while (count > 0 && centrifugo->phase != CLOSED) {
    const char *line_end = memchr(bytes, '\n', count);
    size_t line = line_end ? (size_t)(line_end - bytes) : count;
    if (line > 0)
      line_came(conversation, bytes, line);
    size_t taken = line_end ? line + 1 : line;
    bytes += taken;
    count -= taken;
  }
}

/* --- the conversation ---------------------------------------------------------------- */

static enum status centrifugo_check(const struct conversation *conversation, struct error *error) {
  static const char *const answers[] = {"no", "yes", NULL};
  enum status status = conversation_option_check(conversation, "channel", TEMPLATE_TEXT, error);
  if (status == STATUS_OK)
    status = conversation_option_check(conversation, "token", TEMPLATE_TEXT, error);
  if (status == STATUS_OK)
    status = conversation_option_check(conversation, "subscription_token", TEMPLATE_TEXT, error);
  if (status == STATUS_OK)
    status = conversation_choice_check(conversation, "recoverable", answers, error);
  if (status == STATUS_OK)
    status = json_said_option_check(conversation, "data", -1, error);
  return status;
}

/* An event stream is asked for with the command that connects. */
static char *stream_url(struct conversation *conversation, const char *url) {
  char *command = json_said_text(connect_command(conversation));
  char *query =
      command ? conversation_text(conversation, "cf_connect={message}", TEMPLATE_URL, command, NULL)
              : NULL;
  struct growing_text out = {.text = NULL};
  free(command);
  if (!query)
    return NULL;
  growing_text_add_text(&out, url);
  growing_text_add_text(&out, strchr(url, '?') ? "&" : "?");
  growing_text_add_text(&out, query);
  free(query);
  return growing_text_take(&out);
}

static void stream_open(struct conversation *conversation, const char *url) {
  static const struct protocol_header accept = {"Accept", "text/event-stream"};
  char *target = stream_url(conversation, url);
  if (!target) {
    FAIL(conversation, "connect", "no memory for the request");
    return;
  }
  conversation->carrier->stream(
      conversation->owner,
      &(struct protocol_request){.target = target, .headers = &accept, .header_count = 1});
  free(target);
}

static void centrifugo_open(struct conversation *conversation) {
  struct centrifugo *centrifugo = state_of(conversation);
  struct error error = {""};
  end(conversation);
  char *url = conversation_url(
      conversation, streams(conversation) ? "/connection/sse" : "/connection/websocket", &error);
  if (!url) {
    FAIL(conversation, "description", "%s", error.text);
    return;
  }
  centrifugo->phase = OPENING;
  centrifugo->next_id = SUBSCRIBE_ID + 1;
  if (streams(conversation))
    stream_open(conversation, url);
  else
    conversation->carrier->websocket(conversation->owner, &(struct protocol_request){.target = url},
                                     NULL);
  free(url);
}

static void centrifugo_opened(struct conversation *conversation,
                              const struct protocol_answer *answer) {
  (void)answer;
  state_of(conversation)->phase = CONNECTING;
  answer_wait(conversation);
  if (!streams(conversation))
    command_send(conversation, connect_command(conversation));
}

static void centrifugo_answered(struct conversation *conversation, enum protocol_lane lane,
                                const struct protocol_answer *answer) {
  struct centrifugo *centrifugo = state_of(conversation);
  const char *step = centrifugo->phase == READY ? "receive" : "connect";
  char words[ANSWER_WORDS_BYTES];
  if (centrifugo->phase == CLOSED)
    return;
  if (lane == PROTOCOL_RECEIVES) {
    FAIL(conversation, step, "%s (\"url\" of the transport)",
         answer_words(answer, words, sizeof words));
  } else if (answer->code < 200 || answer->code > 299) {
    FAIL(conversation, "send", "POST /emulation: %s", answer_words(answer, words, sizeof words));
  } else {
    centrifugo->posts.asked = false;
    post_next(conversation);
  }
}

static void centrifugo_text(struct conversation *conversation, const char *bytes, size_t count,
                            bool binary) {
  (void)binary;
  lines_came(conversation, bytes, count);
}

static void centrifugo_event(struct conversation *conversation,
                             const struct protocol_event *event) {
  lines_came(conversation, event->data, event->data_bytes);
}

/* A reply, or the server's ping, is late. */
static void centrifugo_woken(struct conversation *conversation) {
  struct centrifugo *centrifugo = state_of(conversation);
  if (centrifugo->phase == CONNECTING)
    FAIL(conversation, "connect", "no reply within %d s", ANSWER_S);
  else if (centrifugo->phase == SUBSCRIBING)
    FAIL(conversation, "subscribe", "no reply within %d s", ANSWER_S);
  else if (centrifugo->phase == READY && centrifugo->heard)
    ping_wait(conversation);
  else if (centrifugo->phase == READY)
    FAIL(conversation, "heartbeat", "nothing came for %" PRIu64 " s, and a ping was due",
         centrifugo->ping_s + PING_LATE_S);
}

static void centrifugo_publish(struct conversation *conversation, const char *text, size_t bytes) {
  struct centrifugo *centrifugo = state_of(conversation);
  (void)bytes;
  json_t *data = json_said_option(conversation, "data", text);
  char *channel = data ? channel_of(conversation) : NULL;
  if (centrifugo->phase != READY || !channel) {
    json_decref(data);
    conversation->carrier->published(conversation->owner, PROTOCOL_REFUSED); /* it was not sent */
  } else {
    uint64_t id = centrifugo->next_id++;
    outcomes_add(conversation, &centrifugo->outcomes, id);
    command_send(conversation, json_pack("{sIs{ssso}}", "id", (json_int_t)id, "publish", "channel",
                                         channel, "data", data));
  }
  free(channel);
}

static void centrifugo_lost(struct conversation *conversation) {
  end(conversation);
}

static void centrifugo_release(struct conversation *conversation) {
  struct centrifugo *centrifugo = state_of(conversation);
  json_decref(centrifugo->epoch);
  json_decref(centrifugo->offset);
  json_decref(centrifugo->session);
  json_decref(centrifugo->node);
  outcomes_release(&centrifugo->outcomes);
  gathered_posts_clear(&centrifugo->posts);
}

const struct protocol protocol_centrifugo = {
    .name = "centrifugo",
    .title = "Centrifugo (JSON)",
    .offers = {[TRANSPORT_SSE] = true, [TRANSPORT_WEBSOCKET] = true},
    .options = options,
    .state_bytes = sizeof(struct centrifugo),
    .check = centrifugo_check,
    .release = centrifugo_release,
    .open = centrifugo_open,
    .answered = centrifugo_answered,
    .opened = centrifugo_opened,
    .event = centrifugo_event,
    .text = centrifugo_text,
    .woken = centrifugo_woken,
    .publish = centrifugo_publish,
    .lost = centrifugo_lost,
};
