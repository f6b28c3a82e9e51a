/* Bayeux 1.0, the protocol of Faye and CometD
 * (https://docs.cometd.org, "The Bayeux Protocol Specification 1.0"; the names in quotes are its
 * sections).
 *
 * A conversation is a handshake, which gives a clientId; a subscription; and from then on one
 * /meta/connect that waits at the server ("Connect Request"): the next one follows its answer,
 * after the `interval` of the newest advice. Everything is arrays of JSON objects, in posts
 * ("long-polling") or in texts of a WebSocket. Messages for the application are those with `data`;
 * answers are those with `successful`. They may share an array with any answer ("Delivery").
 *
 * `advice` ("advice field") says how to go on, also within an object that has the transport's name:
 * `reconnect` retry: /meta/connect again; handshake: the clientId is void, begin anew; none: give
 * up. A negative `interval` is none, too. Where an answer failed, a retry waits a second at least.
 *
 * After a loss the old clientId is tried: a /meta/connect that asks for `timeout` 0 is answered at
 * once, with what was missed, or with the advice to begin anew. Servers keep a silent client's
 * messages for a while: Faye for twice its `timeout`, CometD for `maxInterval` (10 s).
 *
 * Publishing ("Publish"): over HTTP one post after the other, so that their order stays; over a
 * WebSocket at once, and the answers are told apart by `id`.
 *
 * Where the dialects differ:
 * - An unknown client is error 401 for Faye and 402 for CometD; the advice is the same.
 * - CometD gives a cookie with the handshake and does not know a client without it, so that a
 *   description says "cookies".
 * - Faye adds `clientId` to all answers and `advice` to all of /meta/connect; CometD gives advice
 *   with the handshake and when it changes, and may answer the first /meta/connect at once.
 * - Faye puts messages behind the answer to /meta/connect, CometD before it.
 * - Over a WebSocket, both send messages without an answer, Faye one in an array, CometD several.
 * - Acknowledgements are CometD's ("Message Acknowledgment Extension"): `ext` of the handshake says
 *   "ack", and that of each /meta/connect has the number of the newest batch that came. Faye
 * ignores it. Messages that were not acknowledged are sent again. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/answer_header.h"
#include "clients/protocols/conversation_text.h"
#include "clients/protocols/ordered_posts.h"
#include "clients/protocols/rows.h"
#include "common/base/clock.h"
#include "common/base/json_depth.h"
#include "common/base/whole.h"

enum { CODE_OK = 200, CLIENT_BYTES = 256, WORDS_BYTES = 200 };
enum { INTERVAL_MS_MAX = 24 * 3600 * 1000 };

/* Faye's client gives up a request after 1.2 times the server's time-out; so does this one. */
static const double patience = 1.2;
static const uint64_t pause_ns = NS_PER_S; /* before something that failed is tried again */

enum step { STEP_NONE, STEP_HANDSHAKE, STEP_SUBSCRIBE, STEP_CONNECT };

static const char *const step_names[] = {"answer", "handshake", "subscribe", "connect"};
static const char *const step_channels[] = {"", "/meta/handshake", "/meta/subscribe",
                                            "/meta/connect"};

enum reconnect { RECONNECT_RETRY, RECONNECT_HANDSHAKE, RECONNECT_NONE };

struct bayeux {
  char client[CLIENT_BYTES]; /* clientId; "": none */
  enum step asked;           /* what is waited for */
  enum step next;            /* what to do when woken */
  enum reconnect reconnect;
  double interval_ms, timeout_ms; /* of the newest advice */
  bool subscribed;                /* the client is, so that it can be resumed */
  bool connected;                 /* a connect of this client was answered well */
  bool resuming;                  /* the connect asks whether the client is still known */
  bool open;                      /* the WebSocket is */
  bool acknowledges;              /* the server agreed to acknowledgements */
  int64_t batch;                  /* the newest that came; 0: none */
  uint64_t id;                    /* of the newest step */
  uint64_t publication;           /* the number of the newest publication */
  uint64_t unanswered;            /* how many of them, the newest, have no outcome; WebSocket */
  bool delivered;                 /* the text that is being read had a message */
  struct ordered_posts posts;
};

static const struct protocol_option bayeux_options[] = {
    {"path", "/bayeux", "the server's path (\"mount\" of Faye, the servlet's of CometD)"},
    {"channel", "/{channel}", "the Bayeux channel, which begins with a slash"},
    {"ack", "no", "\"yes\" asks for CometD's acknowledgements, so that messages are sent again"},
    {.name = NULL},
};

static enum status bayeux_check(const struct conversation *conversation, struct error *error) {
  static const char *const answers[] = {"no", "yes", NULL};
  enum status status = conversation_option_check(conversation, "channel", TEMPLATE_TEXT, error);
  if (status == STATUS_OK)
    status = conversation_choice_check(conversation, "ack", answers, error);
  if (status != STATUS_OK)
    return status;
  if (*conversation_option(conversation, "channel") != '/')
    return error_set(error, STATUS_USAGE,
                     "option \"channel\": a Bayeux channel begins with a slash, as \"/{channel}\"");
  char *url = conversation_url(conversation, conversation_option(conversation, "path"), error);
  free(url);
  return url ? STATUS_OK : STATUS_USAGE;
}

static void bayeux_release(struct conversation *conversation) {
  struct bayeux *bayeux = conversation->state;
  ordered_posts_release(&bayeux->posts);
}

static const char *connection_type(const struct conversation *conversation) {
  return conversation->transport == TRANSPORT_WEBSOCKET ? "websocket" : "long-polling";
}

static bool uses_websocket(const struct conversation *conversation) {
  return conversation->transport == TRANSPORT_WEBSOCKET;
}

/* --- what is said ------------------------------------------------------------------ */

static void fail(struct conversation *conversation, enum step step, const char *what) {
  struct bayeux *bayeux = conversation->state;
  bayeux->asked = bayeux->next = STEP_NONE;
  conversation->carrier->failed(conversation->owner, step_names[step], "%s", what);
}

/* Posts a text on a lane; with a WebSocket the lane does not matter. */
static void text_say(struct conversation *conversation, enum protocol_lane lane, const char *text,
                     uint64_t timeout_ns) {
  static const struct protocol_header header = {"Content-Type", "application/json"};
  struct error error = {.text = ""};
  if (uses_websocket(conversation)) {
    conversation->carrier->send(conversation->owner, text, strlen(text), false);
    return;
  }
  char *url = conversation_url(conversation, conversation_option(conversation, "path"), &error);
  const struct protocol_request request = {.method = "POST",
                                           .target = url,
                                           .headers = &header,
                                           .header_count = 1,
                                           .body = text,
                                           .body_bytes = strlen(text),
                                           .timeout_ns = timeout_ns};
  if (url)
    conversation->carrier->request(conversation->owner, lane, &request);
  else
    fail(conversation, STEP_NONE, error.text);
  free(url);
}

/* "17" of a step, "p17" of a publication. */
static void id_add(json_t *message, const char *prefix, uint64_t number) {
  char text[32];
  snprintf(text, sizeof text, "%s%" PRIu64, prefix, number);
  json_object_set_new(message, "id", json_string(text));
}

/* The message in an array, malloc'd, and releases it; NULL without memory. */
static char *message_text(json_t *message) {
  json_t *array = json_pack("[o]", message);
  char *text = array ? json_dumps(array, JSON_COMPACT) : NULL;
  json_decref(array);
  return text;
}

/* A message of that step, without its own fields. */
static json_t *message_new(struct bayeux *bayeux, enum step step) {
  json_t *message = json_object();
  json_object_set_new(message, "channel", json_string(step_channels[step]));
  if (step != STEP_HANDSHAKE)
    json_object_set_new(message, "clientId", json_string(bayeux->client));
  return message;
}

static void step_ask(struct conversation *conversation, enum step step, json_t *message,
                     uint64_t timeout_ns) {
  struct bayeux *bayeux = conversation->state;
  id_add(message, "", ++bayeux->id);
  char *text = message_text(message);
  bayeux->asked = step;
  if (text)
    text_say(conversation, PROTOCOL_RECEIVES, text, timeout_ns);
  else
    fail(conversation, step, "no memory for a message");
  free(text);
}

static void handshake_ask(struct conversation *conversation) {
  struct bayeux *bayeux = conversation->state;
  json_t *message = message_new(bayeux, STEP_HANDSHAKE);
  *bayeux->client = '\0';
  bayeux->subscribed = false;
  bayeux->connected = false;
  bayeux->resuming = false;
  bayeux->acknowledges = false;
  bayeux->batch = 0;
  bayeux->reconnect = RECONNECT_RETRY;
  json_object_set_new(message, "version", json_string("1.0"));
  json_object_set_new(message, "supportedConnectionTypes",
                      json_pack("[s]", connection_type(conversation)));
  if (conversation_option_is(conversation, "ack", "yes"))
    json_object_set_new(message, "ext", json_pack("{s:b}", "ack", 1));
  step_ask(conversation, STEP_HANDSHAKE, message, 0);
}

static void subscribe_ask(struct conversation *conversation) {
  struct bayeux *bayeux = conversation->state;
  struct error error = {.text = ""};
  char *channel = conversation_text(conversation, conversation_option(conversation, "channel"),
                                    TEMPLATE_TEXT, NULL, &error);
  json_t *message = message_new(bayeux, STEP_SUBSCRIBE);
  json_object_set_new(message, "subscription", json_string(channel ? channel : ""));
  if (channel) {
    step_ask(conversation, STEP_SUBSCRIBE, message, 0);
  } else {
    json_decref(message);
    fail(conversation, STEP_SUBSCRIBE, error.text);
  }
  free(channel);
}

static void connect_ask(struct conversation *conversation) {
  struct bayeux *bayeux = conversation->state;
  json_t *message = message_new(bayeux, STEP_CONNECT);
  json_object_set_new(message, "connectionType", json_string(connection_type(conversation)));
  if (bayeux->resuming)
    json_object_set_new(message, "advice", json_pack("{s:i}", "timeout", 0));
  if (bayeux->acknowledges)
    json_object_set_new(message, "ext", json_pack("{s:I}", "ack", (json_int_t)bayeux->batch));
  step_ask(conversation, STEP_CONNECT, message,
           whole_of(patience * bayeux->timeout_ms * (double)NS_PER_MS));
}

/* --- how it goes on ---------------------------------------------------------------- */

static void step_take(struct conversation *conversation, enum step step) {
  if (step == STEP_HANDSHAKE)
    handshake_ask(conversation);
  else if (step == STEP_SUBSCRIBE)
    subscribe_ask(conversation);
  else if (step == STEP_CONNECT)
    connect_ask(conversation);
}

static void step_after(struct conversation *conversation, enum step step, uint64_t delay_ns) {
  struct bayeux *bayeux = conversation->state;
  bayeux->asked = STEP_NONE;
  if (delay_ns == 0) {
    step_take(conversation, step);
    return;
  }
  bayeux->next = step;
  conversation->carrier->wake(conversation->owner, delay_ns);
}

static void bayeux_woken(struct conversation *conversation) {
  struct bayeux *bayeux = conversation->state;
  enum step step = bayeux->next;
  bayeux->next = STEP_NONE;
  step_take(conversation, step);
}

static uint64_t interval_ns(const struct bayeux *bayeux) {
  return whole_of(bayeux->interval_ms * (double)NS_PER_MS);
}

static void publications_end(struct conversation *conversation);

/* Begins, with the old clientId where there is one. */
static void session_begin(struct conversation *conversation) {
  struct bayeux *bayeux = conversation->state;
  if (!bayeux->subscribed) {
    handshake_ask(conversation);
    return;
  }
  bayeux->resuming = true;
  connect_ask(conversation);
}

static void bayeux_open(struct conversation *conversation) {
  struct bayeux *bayeux = conversation->state;
  struct error error = {.text = ""};
  bayeux->asked = bayeux->next = STEP_NONE;
  bayeux->open = false;
  publications_end(conversation);
  ordered_posts_reopened(conversation, &bayeux->posts);
  if (!uses_websocket(conversation)) {
    session_begin(conversation);
    return;
  }
  char *url = conversation_url(conversation, conversation_option(conversation, "path"), &error);
  const struct protocol_request request = {.target = url};
  if (url)
    conversation->carrier->websocket(conversation->owner, &request, NULL);
  else
    fail(conversation, STEP_NONE, error.text);
  free(url);
}

static void bayeux_opened(struct conversation *conversation, const struct protocol_answer *answer) {
  struct bayeux *bayeux = conversation->state;
  (void)answer;
  bayeux->open = true;
  session_begin(conversation);
}

static void bayeux_lost(struct conversation *conversation) {
  struct bayeux *bayeux = conversation->state;
  bayeux->open = false;
  publications_end(conversation);
  ordered_posts_lost(&bayeux->posts);
}

/* --- advice ------------------------------------------------------------------------ */

static void milliseconds_take(const json_t *advice, const char *name, double *ms) {
  const json_t *value = json_object_get(advice, name);
  if (json_is_number(value))
    *ms = json_number_value(value) < INTERVAL_MS_MAX ? json_number_value(value) : INTERVAL_MS_MAX;
}

static void advice_take(struct bayeux *bayeux, const json_t *advice) {
  const char *reconnect = json_string_value(json_object_get(advice, "reconnect"));
  if (reconnect && strcmp(reconnect, "handshake") == 0)
    bayeux->reconnect = RECONNECT_HANDSHAKE;
  else if (reconnect && strcmp(reconnect, "none") == 0)
    bayeux->reconnect = RECONNECT_NONE;
  else if (reconnect && strcmp(reconnect, "retry") == 0)
    bayeux->reconnect = RECONNECT_RETRY;
  milliseconds_take(advice, "interval", &bayeux->interval_ms);
  milliseconds_take(advice, "timeout", &bayeux->timeout_ms);
  if (bayeux->interval_ms < 0)
    bayeux->reconnect = RECONNECT_NONE;
  if (bayeux->interval_ms < 0 || bayeux->timeout_ms < 0)
    bayeux->interval_ms = bayeux->timeout_ms = 0;
}

/* "401:abc:Unknown client", or what there is. */
static const char *error_of(const json_t *message) {
  const char *error = json_string_value(json_object_get(message, "error"));
  return error && *error ? error : "the server gives no reason";
}

/* CometD's words about a client that comes without its cookie. */
static const char *hint_of(const char *error) {
  return strncmp(error, "402:", 4) == 0 ? " (has the description \"cookies\"?)" : "";
}

/* The step was not successful: what the advice says. */
static void refusal_follow(struct conversation *conversation, enum step step,
                           const json_t *message) {
  struct bayeux *bayeux = conversation->state;
  uint64_t delay_ns = interval_ns(bayeux) > pause_ns ? interval_ns(bayeux) : pause_ns;
  char what[WORDS_BYTES];
  bool advised = json_object_get(message, "advice") != NULL;
  bool was_known = bayeux->connected || bayeux->resuming;
  snprintf(what, sizeof what, "%.150s%s", error_of(message), hint_of(error_of(message)));
  if (advised && bayeux->reconnect == RECONNECT_HANDSHAKE)
    /* At once where a client has become unknown; otherwise the two would race in a circle. */
    step_after(conversation, STEP_HANDSHAKE, was_known ? 0 : delay_ns);
  else if (step == STEP_CONNECT && bayeux->reconnect == RECONNECT_RETRY)
    step_after(conversation, STEP_CONNECT, delay_ns);
  else
    fail(conversation, step, what);
}

/* --- publications over a WebSocket ------------------------------------------------- */

static void outcome_tell(struct conversation *conversation, enum protocol_published outcome) {
  struct bayeux *bayeux = conversation->state;
  bayeux->unanswered--;
  conversation->carrier->published(conversation->owner, outcome);
}

/* No answers can come any more. */
static void publications_end(struct conversation *conversation) {
  struct bayeux *bayeux = conversation->state;
  while (bayeux->unanswered > 0)
    outcome_tell(conversation, PROTOCOL_UNANSWERED);
}

/* Servers answer in order; the outcome of what an answer skips is not known. */
static void publication_answered(struct conversation *conversation, const json_t *message) {
  struct bayeux *bayeux = conversation->state;
  const char *id = json_string_value(json_object_get(message, "id"));
  uint64_t oldest = bayeux->publication - bayeux->unanswered + 1;
  uint64_t number = id && *id == 'p' ? strtoull(id + 1, NULL, 10) : oldest;
  if (number < oldest || number > bayeux->publication)
    return;
  for (; oldest < number; oldest++)
    outcome_tell(conversation, PROTOCOL_UNANSWERED);
  bool successful = json_is_true(json_object_get(message, "successful"));
  outcome_tell(conversation, successful ? PROTOCOL_PUBLISHED : PROTOCOL_REFUSED);
}

/* --- answers ----------------------------------------------------------------------- */

static bool list_has(const json_t *list, const char *text) {
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *item = json_array_get(list, i);
    const char *value = json_string_value(item);
    if (value && strcmp(value, text) == 0)
      return true;
  }
  return false;
}

static void subscribe_answered(struct conversation *conversation) {
  struct bayeux *bayeux = conversation->state;
  bayeux->subscribed = true;
  conversation->carrier->ready(conversation->owner);
  connect_ask(conversation);
}

static void handshake_answered(struct conversation *conversation, const json_t *message) {
  struct bayeux *bayeux = conversation->state;
  const char *client = json_string_value(json_object_get(message, "clientId"));
  const json_t *types = json_object_get(message, "supportedConnectionTypes");
  char what[WORDS_BYTES];
  if (types && !list_has(types, connection_type(conversation))) {
    snprintf(what, sizeof what, "the server does not offer the connection type \"%s\"",
             connection_type(conversation));
    fail(conversation, STEP_HANDSHAKE, what);
    return;
  }
  if (!client || !*client || strlen(client) >= sizeof bayeux->client) {
    fail(conversation, STEP_HANDSHAKE, "the answer has no clientId");
    return;
  }
  snprintf(bayeux->client, sizeof bayeux->client, "%s", client);
  bayeux->acknowledges = conversation_option_is(conversation, "ack", "yes") &&
                         json_is_true(json_object_get(json_object_get(message, "ext"), "ack"));
  if (conversation->publishes)
    subscribe_answered(conversation);
  else
    subscribe_ask(conversation);
}

static void connect_answered(struct conversation *conversation, const json_t *message) {
  struct bayeux *bayeux = conversation->state;
  const json_t *batch = json_object_get(json_object_get(message, "ext"), "ack");
  if (json_is_integer(batch))
    bayeux->batch = json_integer_value(batch);
  if (bayeux->resuming)
    conversation->carrier->ready(conversation->owner);
  else if (uses_websocket(conversation))
    conversation->carrier->heartbeat(conversation->owner, true);
  bayeux->resuming = false;
  bayeux->connected = true;
  if (bayeux->reconnect == RECONNECT_NONE)
    fail(conversation, STEP_CONNECT, "the server's advice is not to connect again");
  else if (bayeux->reconnect == RECONNECT_HANDSHAKE)
    step_after(conversation, STEP_HANDSHAKE, interval_ns(bayeux));
  else
    step_after(conversation, STEP_CONNECT, interval_ns(bayeux));
}

/* An answer to what was asked last. */
static void step_answered(struct conversation *conversation, const json_t *message) {
  struct bayeux *bayeux = conversation->state;
  enum step step = bayeux->asked;
  if (!json_is_true(json_object_get(message, "successful")))
    refusal_follow(conversation, step, message);
  else if (step == STEP_HANDSHAKE)
    handshake_answered(conversation, message);
  else if (step == STEP_SUBSCRIBE)
    subscribe_answered(conversation);
  else
    connect_answered(conversation, message);
}

static void message_deliver(struct conversation *conversation, const json_t *data) {
  struct bayeux *bayeux = conversation->state;
  bayeux->delivered = true;
  if (json_is_string(data)) {
    conversation->carrier->received(conversation->owner, json_string_value(data),
                                    json_string_length(data));
    return;
  }
  char *text = json_dumps(data, JSON_COMPACT | JSON_ENCODE_ANY);
  if (text)
    conversation->carrier->received(conversation->owner, text, strlen(text));
  free(text);
}

static void advices_take(struct conversation *conversation, const json_t *message) {
  const json_t *advice = json_object_get(message, "advice");
  if (!advice)
    return;
  advice_take(conversation->state, advice);
  advice_take(conversation->state, json_object_get(advice, connection_type(conversation)));
}

/* Takes what is no answer to a step: data, and outcomes over a WebSocket. */
static void message_take(struct conversation *conversation, const json_t *message) {
  const char *channel = json_string_value(json_object_get(message, "channel"));
  const json_t *data = json_object_get(message, "data");
  if (!channel)
    return;
  bool meta = strncmp(channel, "/meta/", 6) == 0;
  if (meta)
    advices_take(conversation, message);
  else if (json_object_get(message, "successful"))
    publication_answered(conversation, message);
  else if (data)
    message_deliver(conversation, data);
}

/* The answer to what was asked last; NULL: none. */
static const json_t *step_find(const struct bayeux *bayeux, const json_t *messages) {
  for (size_t i = 0; i < json_array_size(messages); i++) {
    const json_t *message = json_array_get(messages, i);
    const char *channel = json_string_value(json_object_get(message, "channel"));
    if (channel && bayeux->asked != STEP_NONE && strcmp(channel, step_channels[bayeux->asked]) == 0)
      return message;
  }
  return NULL;
}

/* The messages of a text, an array or a single one, as an array. NULL: it is no JSON, and `reason`
 * says why. */
static json_t *messages_parse(const char *bytes, size_t count, json_error_t *reason) {
  if (!json_depth_fits(bytes, count)) {
    snprintf(reason->text, sizeof reason->text, "it nests too deep");
    return NULL;
  }
  json_t *json = json_loadb(bytes, count, 0, reason);
  return json_is_object(json) ? json_pack("[o]", json) : json;
}

/* The same. NULL with the conversation failed. */
static json_t *messages_read(struct conversation *conversation, enum step step, const char *bytes,
                             size_t count) {
  char what[WORDS_BYTES];
  json_error_t reason = {.text = ""};
  json_t *messages = messages_parse(bytes, count, &reason);
  if (messages)
    return messages;
  snprintf(what, sizeof what, "\"%.*s\" is no JSON: %.80s", (int)(count < 60 ? count : 60), bytes,
           reason.text);
  fail(conversation, step, what);
  return NULL;
}

/* Takes all messages of a text, the answer to the last step in the end, since what follows it may
 * end the conversation. `polled`: the text answers a /meta/connect of long-polling. Returns whether
 * that step was answered. */
static bool messages_take(struct conversation *conversation, json_t *messages, bool polled) {
  struct bayeux *bayeux = conversation->state;
  const json_t *answer = step_find(bayeux, messages);
  bayeux->delivered = false;
  for (size_t i = 0; i < json_array_size(messages); i++)
    message_take(conversation, json_array_get(messages, i));
  if (polled)
    conversation->carrier->polled(conversation->owner, !bayeux->delivered);
  if (answer)
    step_answered(conversation, answer);
  return answer != NULL;
}

static void answer_fail(struct conversation *conversation, enum step step,
                        const struct protocol_answer *answer) {
  char words[ANSWER_WORDS_BYTES], what[WORDS_BYTES];
  answer_words(answer, words, sizeof words);
  snprintf(what, sizeof what, "%s%s", words,
           answer->code ? ": is \"path\" that of the Bayeux server?" : "");
  fail(conversation, step, what);
}

static void step_text(struct conversation *conversation, const struct protocol_answer *answer) {
  struct bayeux *bayeux = conversation->state;
  enum step step = bayeux->asked;
  if (answer->code != CODE_OK) {
    answer_fail(conversation, step, answer);
    return;
  }
  json_t *messages = messages_read(conversation, step, answer->body, answer->body_bytes);
  if (messages && !messages_take(conversation, messages, step == STEP_CONNECT)) {
    char what[WORDS_BYTES];
    snprintf(what, sizeof what, "the answer has none to %s", step_channels[step]);
    fail(conversation, step, what);
  }
  json_decref(messages);
}

/* The outcome that the messages tell of a publication. */
static enum protocol_published outcome_of(const json_t *messages) {
  for (size_t i = 0; i < json_array_size(messages); i++) {
    const json_t *message = json_array_get(messages, i);
    const char *channel = json_string_value(json_object_get(message, "channel"));
    const json_t *successful = json_object_get(message, "successful");
    if (channel && successful && strncmp(channel, "/meta/", 6) != 0)
      return json_is_true(successful) ? PROTOCOL_PUBLISHED : PROTOCOL_REFUSED;
  }
  return PROTOCOL_UNANSWERED;
}

static void post_text(struct conversation *conversation, const struct protocol_answer *answer) {
  struct bayeux *bayeux = conversation->state;
  enum protocol_published outcome = published_by_status(answer);
  json_t *messages = NULL;
  json_error_t reason;
  if (answer->code == CODE_OK) {
    messages = messages_parse(answer->body, answer->body_bytes, &reason);
    outcome = outcome_of(messages);
  }
  for (size_t i = 0; i < json_array_size(messages); i++)
    message_take(conversation, json_array_get(messages, i));
  json_decref(messages);
  ordered_posts_answered(conversation, &bayeux->posts, outcome);
}

static void bayeux_answered(struct conversation *conversation, enum protocol_lane lane,
                            const struct protocol_answer *answer) {
  if (lane == PROTOCOL_SENDS)
    post_text(conversation, answer);
  else if (uses_websocket(conversation))
    answer_fail(conversation, STEP_NONE, answer);
  else
    step_text(conversation, answer);
}

static void bayeux_text(struct conversation *conversation, const char *bytes, size_t count,
                        bool binary) {
  struct bayeux *bayeux = conversation->state;
  (void)binary;
  json_t *messages = messages_read(conversation, bayeux->asked, bytes, count);
  if (messages)
    messages_take(conversation, messages, false);
  json_decref(messages);
}

/* --- publishing -------------------------------------------------------------------- */

/* The text of a publication, malloc'd; NULL without memory. */
static char *publication_text(struct conversation *conversation, const char *text) {
  struct bayeux *bayeux = conversation->state;
  char *channel = conversation_text(conversation, conversation_option(conversation, "channel"),
                                    TEMPLATE_TEXT, NULL, NULL);
  json_t *message = json_pack("{s:s*, s:s}", "channel", channel, "data", text);
  free(channel);
  if (*bayeux->client)
    json_object_set_new(message, "clientId", json_string(bayeux->client));
  id_add(message, "p", ++bayeux->publication);
  return message_text(message);
}

static bool post_send(struct conversation *conversation, const char *text) {
  char *body = publication_text(conversation, text);
  bool sent = body != NULL;
  if (sent)
    text_say(conversation, PROTOCOL_SENDS, body, 0);
  free(body);
  return sent;
}

static void frame_send(struct conversation *conversation, const char *text) {
  struct bayeux *bayeux = conversation->state;
  if (!bayeux->open) { /* then nothing else waits for its outcome */
    conversation->carrier->published(conversation->owner, PROTOCOL_REFUSED);
    return;
  }
  char *body = publication_text(conversation, text);
  bayeux->unanswered++;
  if (body) /* else the next answer skips it */
    text_say(conversation, PROTOCOL_SENDS, body, 0);
  free(body);
}

static void bayeux_publish(struct conversation *conversation, const char *text, size_t bytes) {
  struct bayeux *bayeux = conversation->state;
  bayeux->posts.send = post_send;
  if (uses_websocket(conversation))
    frame_send(conversation, text);
  else
    ordered_posts_add(conversation, &bayeux->posts, text, bytes);
}

const struct protocol protocol_bayeux = {
    .name = "bayeux",
    .title = "Bayeux 1.0 (Faye, CometD)",
    .offers = {[TRANSPORT_LONG_POLL] = true, [TRANSPORT_WEBSOCKET] = true},
    .options = bayeux_options,
    .state_bytes = sizeof(struct bayeux),
    .check = bayeux_check,
    .release = bayeux_release,
    .open = bayeux_open,
    .answered = bayeux_answered,
    .opened = bayeux_opened,
    .text = bayeux_text,
    .woken = bayeux_woken,
    .publish = bayeux_publish,
    .lost = bayeux_lost,
};
