/* Phoenix's channels, messages of version 2 in JSON: its guide "Writing a Channels Client", and for
 * long polling, which the guide leaves out, Phoenix.Transports.LongPoll and the project's own
 * JavaScript client (phoenixframework/phoenix, lib/phoenix/transports/long_poll.ex and
 * assets/js/phoenix/longpoll.js, 1.7 and 1.8).
 *
 * A message is [join reference, reference, topic, event, payload]. A poll's answer always has the
 * status 200, and another one in its body: 410 begins a session, and ends one that had begun. */
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

#define JOIN_REFERENCE "1"

enum {
  HEARTBEAT_S_MAX = 3600,
  ANSWER_S = 10,    /* for the reply to joining, and to a post; the JavaScript client's timeout */
  POLL_S = 30,      /* for a poll, which the server answers within 10 s ("window_ms") */
  POSTED_MAX = 100, /* messages of a post; the server drops more */
  SESSION_BEGINS = 410,
};

enum phase { CLOSED, OPENING, JOINING, READY };

struct phoenix {
  enum phase phase;
  char *url;   /* of the transport */
  char *token; /* of the session of polls; NULL: it has not begun */
  char *topic;
  uint64_t heartbeat_s; /* 0: none */
  bool heartbeat_unanswered;
  bool handed_over; /* something of the poll that was answered */
  uint64_t next_reference;
  struct outcomes outcomes;
  struct gathered_posts posts;
};

static const struct protocol_option options[] = {
    {"topic", "room:{channel}", "the topic that a channel is"},
    {"params", "{{}}", "JSON object that is sent to join"},
    {"publish_event", "new_msg", "the event that a publisher pushes"},
    {"payload", "{{\"body\":\"{message}\"}}", "JSON object that it pushes"},
    {"publish_reply", "yes", "\"no\" where the server does not reply to it"},
    {"heartbeat_s", "30", "seconds between heartbeats on a WebSocket, 0 for none"},
    {NULL, NULL, NULL},
};

static struct phoenix *state_of(struct conversation *conversation) {
  return conversation->state;
}

static bool polls(const struct conversation *conversation) {
  return conversation->transport == TRANSPORT_LONG_POLL;
}

static void end(struct conversation *conversation) {
  struct phoenix *phoenix = state_of(conversation);
  phoenix->phase = CLOSED;
  gathered_posts_clear(&phoenix->posts);
  outcomes_end(conversation, &phoenix->outcomes);
}

#define FAIL(conversation, ...)                                          \
  do {                                                                   \
    end(conversation);                                                   \
    (conversation)->carrier->failed((conversation)->owner, __VA_ARGS__); \
  } while (0)

/* --- requests of long polling -------------------------------------------------------- */

/* The transport's URL, with the session's token if there is one. NULL without memory. */
static char *session_url(struct conversation *conversation) {
  const struct phoenix *phoenix = state_of(conversation);
  struct growing_text url = {.text = NULL};
  growing_text_add_text(&url, phoenix->url);
  if (phoenix->token) {
    char *query =
        conversation_text(conversation, "token={message}", TEMPLATE_URL, phoenix->token, NULL);
    growing_text_add_text(&url, strchr(phoenix->url, '?') ? "&" : "?");
    if (query)
      growing_text_add_text(&url, query);
    else
      url.failed = true;
    free(query);
  }
  return growing_text_take(&url);
}

static void request_send(struct conversation *conversation, enum protocol_lane lane,
                         struct protocol_request request) {
  char *url = session_url(conversation);
  if (!url) {
    FAIL(conversation, "send", "no memory for a request");
    return;
  }
  request.target = url;
  conversation->carrier->request(conversation->owner, lane, &request);
  free(url);
}

static void poll_send(struct conversation *conversation) {
  static const struct protocol_header accept = {"Accept", "application/json"};
  request_send(conversation, PROTOCOL_RECEIVES,
               (struct protocol_request){
                   .headers = &accept, .header_count = 1, .timeout_ns = POLL_S * NS_PER_S});
}

static void post_next(struct conversation *conversation) {
  static const struct protocol_header lines = {"Content-Type", "application/x-ndjson"};
  char *body = gathered_posts_next(&state_of(conversation)->posts, '\n', POSTED_MAX);
  if (!body)
    return;
  request_send(conversation, PROTOCOL_SENDS,
               (struct protocol_request){.method = "POST",
                                         .headers = &lines,
                                         .header_count = 1,
                                         .body = body,
                                         .body_bytes = strlen(body) - 1,
                                         .timeout_ns = ANSWER_S * NS_PER_S});
  free(body);
}

/* --- messages of ours ---------------------------------------------------------------- */

/* Takes the reference, which may be NULL. */
static void message_send(struct conversation *conversation, json_t *message) {
  char *text = message ? json_said_text(message) : NULL;
  if (!text) {
    FAIL(conversation, "send", "no memory for a message");
  } else if (polls(conversation)) {
    gathered_posts_add(&state_of(conversation)->posts, text, '\n');
    post_next(conversation);
  } else {
    conversation->carrier->send(conversation->owner, text, strlen(text), false);
  }
  free(text);
}

static void join(struct conversation *conversation) {
  struct phoenix *phoenix = state_of(conversation);
  phoenix->phase = JOINING;
  conversation->carrier->wake(conversation->owner, ANSWER_S * NS_PER_S);
  message_send(conversation, json_pack("[sssso]", JOIN_REFERENCE, JOIN_REFERENCE, phoenix->topic,
                                       "phx_join", json_said_option(conversation, "params", NULL)));
}

/* Polls need no heartbeat: each shows that its user is there. */
static void heartbeat_wait(struct conversation *conversation) {
  uint64_t seconds = polls(conversation) ? 0 : state_of(conversation)->heartbeat_s;
  conversation->carrier->wake(conversation->owner, seconds ? seconds * NS_PER_S : UINT64_MAX);
}

/* --- messages of the server ---------------------------------------------------------- */

static void joined(struct conversation *conversation) {
  state_of(conversation)->phase = READY;
  heartbeat_wait(conversation);
  conversation->carrier->ready(conversation->owner);
}

static void join_refused(struct conversation *conversation, json_t *response) {
  char *text = json_said_text(json_incref(response));
  FAIL(conversation, "join", "topic \"%.80s\" is refused: %.120s (options \"topic\", \"params\")",
       state_of(conversation)->topic, text ? text : "");
  free(text);
}

static void reply_came(struct conversation *conversation, const char *reference,
                       const json_t *payload) {
  struct phoenix *phoenix = state_of(conversation);
  bool ok = strcmp(json_said_member(payload, "status"), "ok") == 0;
  if (strcmp(reference, JOIN_REFERENCE) != 0) {
    outcomes_set(conversation, &phoenix->outcomes, strtoull(reference, NULL, 10),
                 ok ? PROTOCOL_PUBLISHED : PROTOCOL_REFUSED);
  } else if (phoenix->phase == JOINING) {
    if (ok)
      joined(conversation);
    else
      join_refused(conversation, json_object_get(payload, "response"));
  }
}

static void application_came(struct conversation *conversation, const json_t *payload) {
  if (conversation->publishes) /* it had to join to push, and need not receive */
    return;
  state_of(conversation)->handed_over = true;
  json_said_received(conversation, payload);
}

static void event_came(struct conversation *conversation, const char *event, const char *reference,
                       const json_t *payload) {
  if (strcmp(event, "phx_reply") == 0)
    reply_came(conversation, reference, payload);
  else if (strcmp(event, "phx_error") == 0 || strcmp(event, "phx_close") == 0)
    FAIL(conversation, "receive", "the server ends the channel (%s)", event);
  else
    application_came(conversation, payload);
}

static void message_came(struct conversation *conversation, const char *bytes, size_t count) {
  struct phoenix *phoenix = state_of(conversation);
  json_t *message = json_said_read(bytes, count);
  const char *reference = json_string_value(json_array_get(message, 1));
  const char *topic = json_string_value(json_array_get(message, 2));
  const char *event = json_string_value(json_array_get(message, 3));
  const json_t *payload = json_array_get(message, 4);
  if (!topic || !event || !payload) {
    FAIL(conversation, "read",
         "no message of version 2: \"%.*s\" (\"url\" of the transport: vsn=2.0.0)",
         (int)(count < 80 ? count : 80), bytes);
  } else if (strcmp(topic, phoenix->topic) == 0) {
    event_came(conversation, event, reference ? reference : "", payload);
  } else if (strcmp(topic, "phoenix") == 0 && phoenix->heartbeat_unanswered) {
    phoenix->heartbeat_unanswered = false;
    conversation->carrier->heartbeat(conversation->owner, true);
  }
  json_decref(message);
}

/* --- polls --------------------------------------------------------------------------- */

static void messages_came(struct conversation *conversation, const json_t *messages) {
  struct phoenix *phoenix = state_of(conversation);
  const json_t *message;
  size_t index;
  phoenix->handed_over = false;
  json_array_foreach(messages, index, message) {
    if (phoenix->phase == CLOSED)
      return;
    const char *text = json_string_value(message);
    message_came(conversation, text ? text : "", json_string_length(message));
  }
  if (phoenix->phase == CLOSED)
    return;
  conversation->carrier->polled(conversation->owner, !phoenix->handed_over);
  poll_send(conversation);
}

static void session_begins(struct conversation *conversation, const char *token) {
  struct phoenix *phoenix = state_of(conversation);
  phoenix->token = strdup(token);
  if (!*token || !phoenix->token) {
    FAIL(conversation, "connect", "the answer has no token");
    return;
  }
  poll_send(conversation);
  if (phoenix->phase != CLOSED)
    join(conversation);
}

static void poll_answered(struct conversation *conversation, const json_t *body) {
  struct phoenix *phoenix = state_of(conversation);
  json_int_t status = json_integer_value(json_object_get(body, "status"));
  if (status == SESSION_BEGINS && !phoenix->token)
    session_begins(conversation, json_said_member(body, "token"));
  else if (phoenix->token && (status == 200 || status == 204))
    messages_came(conversation, json_object_get(body, "messages"));
  else
    FAIL(conversation, phoenix->token ? "poll" : "connect", "status %" JSON_INTEGER_FORMAT "%s",
         status,
         status == SESSION_BEGINS ? ": the session is gone"
         : status == 403          ? ": forbidden"
                                  : " in the answer's body");
}

static void post_answered(struct conversation *conversation, const json_t *body) {
  json_int_t status = json_integer_value(json_object_get(body, "status"));
  if (status != 200) {
    FAIL(conversation, "send", "status %" JSON_INTEGER_FORMAT " in the answer's body", status);
    return;
  }
  state_of(conversation)->posts.asked = false;
  post_next(conversation);
}

/* --- the conversation ---------------------------------------------------------------- */

static enum status phoenix_check(const struct conversation *conversation, struct error *error) {
  static const char *const answers[] = {"yes", "no", NULL};
  enum status status = conversation_option_check(conversation, "topic", TEMPLATE_TEXT, error);
  if (status == STATUS_OK)
    status = json_said_option_check(conversation, "params", JSON_OBJECT, error);
  if (status == STATUS_OK)
    status = json_said_option_check(conversation, "payload", JSON_OBJECT, error);
  if (status == STATUS_OK)
    status = conversation_choice_check(conversation, "publish_reply", answers, error);
  if (status == STATUS_OK)
    status = option_number_check(conversation, "heartbeat_s", HEARTBEAT_S_MAX, error);
  return status;
}

static void texts_free(struct phoenix *phoenix) {
  free(phoenix->url);
  free(phoenix->token);
  free(phoenix->topic);
  phoenix->url = phoenix->token = phoenix->topic = NULL;
}

static void phoenix_open(struct conversation *conversation) {
  struct phoenix *phoenix = state_of(conversation);
  struct error error = {""};
  end(conversation);
  texts_free(phoenix);
  phoenix->heartbeat_unanswered = false;
  phoenix->heartbeat_s = option_number(conversation, "heartbeat_s", HEARTBEAT_S_MAX);
  phoenix->next_reference = 2; /* behind JOIN_REFERENCE */
  phoenix->topic = conversation_text(conversation, conversation_option(conversation, "topic"),
                                     TEMPLATE_TEXT, NULL, &error);
  phoenix->url = phoenix->topic
                     ? conversation_url(conversation,
                                        polls(conversation) ? "/socket/longpoll?vsn=2.0.0"
                                                            : "/socket/websocket?vsn=2.0.0",
                                        &error)
                     : NULL;
  if (!phoenix->url) {
    FAIL(conversation, "description", "%s", error.text);
    return;
  }
  phoenix->phase = OPENING;
  if (polls(conversation))
    poll_send(conversation);
  else
    conversation->carrier->websocket(conversation->owner,
                                     &(struct protocol_request){.target = phoenix->url}, NULL);
}

static void phoenix_opened(struct conversation *conversation,
                           const struct protocol_answer *answer) {
  (void)answer;
  join(conversation);
}

/* An answer to a poll or a post, or what came instead of a WebSocket. */
static void phoenix_answered(struct conversation *conversation, enum protocol_lane lane,
                             const struct protocol_answer *answer) {
  const char *step = lane == PROTOCOL_SENDS          ? "send"
                     : state_of(conversation)->token ? "poll"
                                                     : "connect";
  char words[ANSWER_WORDS_BYTES];
  if (state_of(conversation)->phase == CLOSED)
    return;
  json_t *body = answer->code == 200 ? json_said_read(answer->body, answer->body_bytes) : NULL;
  if (!polls(conversation) || !json_is_object(body))
    FAIL(conversation, step, "%s%s (\"url\" of the transport)",
         answer_words(answer, words, sizeof words),
         answer->code == 200 ? ", and its body is no JSON object" : "");
  else if (lane == PROTOCOL_SENDS)
    post_answered(conversation, body);
  else
    poll_answered(conversation, body);
  json_decref(body);
}

/* Payloads that are binary come in binary frames, with their topic before them. */
static void phoenix_text(struct conversation *conversation, const char *bytes, size_t count,
                         bool binary) {
  enum phase phase = state_of(conversation)->phase;
  if (phase == CLOSED)
    return;
  if (!binary)
    message_came(conversation, bytes, count);
  else if (phase == READY && !conversation->publishes)
    conversation->carrier->received(conversation->owner, bytes, count);
}

static void phoenix_woken(struct conversation *conversation) {
  struct phoenix *phoenix = state_of(conversation);
  if (phoenix->phase == JOINING)
    FAIL(conversation, "join", "no reply within %d s", ANSWER_S);
  if (phoenix->phase != READY)
    return;
  if (phoenix->heartbeat_unanswered) {
    FAIL(conversation, "heartbeat", "no reply within %" PRIu64 " s", phoenix->heartbeat_s);
    return;
  }
  phoenix->heartbeat_unanswered = true;
  message_send(conversation, json_pack("[nsss{}]", "heartbeat", "phoenix", "heartbeat"));
  heartbeat_wait(conversation);
}

static void phoenix_publish(struct conversation *conversation, const char *text, size_t bytes) {
  struct phoenix *phoenix = state_of(conversation);
  char reference[24];
  (void)bytes;
  json_t *payload =
      phoenix->phase == READY ? json_said_option(conversation, "payload", text) : NULL;
  if (!payload) {
    conversation->carrier->published(conversation->owner, PROTOCOL_REFUSED); /* it was not sent */
    return;
  }
  uint64_t number = phoenix->next_reference++;
  snprintf(reference, sizeof reference, "%" PRIu64, number);
  outcomes_add(conversation, &phoenix->outcomes, number);
  message_send(conversation,
               json_pack("[ssssO]", JOIN_REFERENCE, reference, phoenix->topic,
                         conversation_option(conversation, "publish_event"), payload));
  json_decref(payload);
  if (conversation_option_is(conversation, "publish_reply", "no"))
    outcomes_set(conversation, &phoenix->outcomes, number, PROTOCOL_UNANSWERED);
}

/* The JavaScript client, too, begins a new session then. */
static void phoenix_lost(struct conversation *conversation) {
  end(conversation);
}

static void phoenix_release(struct conversation *conversation) {
  struct phoenix *phoenix = state_of(conversation);
  texts_free(phoenix);
  outcomes_release(&phoenix->outcomes);
  gathered_posts_clear(&phoenix->posts);
}

const struct protocol protocol_phoenix = {
    .name = "phoenix",
    .title = "Phoenix channels (version 2, JSON)",
    .offers = {[TRANSPORT_LONG_POLL] = true, [TRANSPORT_WEBSOCKET] = true},
    .options = options,
    .state_bytes = sizeof(struct phoenix),
    .check = phoenix_check,
    .release = phoenix_release,
    .open = phoenix_open,
    .answered = phoenix_answered,
    .opened = phoenix_opened,
    .text = phoenix_text,
    .woken = phoenix_woken,
    .publish = phoenix_publish,
    .lost = phoenix_lost,
};
