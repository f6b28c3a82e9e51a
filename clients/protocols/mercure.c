/* The Mercure protocol (https://mercure.rocks/spec, draft-dunglas-mercure-07 and -08; the names in
 * quotes are its sections).
 *
 * - "Subscription": an event stream of the hub, whose query names the topic: `topic` for hubs
 * before 1.0 (draft 07), `match` for 1.0 (draft 08).
 * - "Authorization": a JWT in the header Authorization. Only private updates need one of
 *   subscribers, unless the hub says so; publishers need one.
 * - "Reconciliation": after a loss the id of the newest event goes back as Last-Event-ID, and the
 * hub sends what came since, as far as it has kept it. How far it has is in the answer's
 *   Last-Event-ID; users are not told, the ledger counts what is missing.
 * - "Publication": a form by POST, `topic` and `data`, answered 2xx with the update's id. Nobody
 * says that posts that overlap keep their order, so they do not overlap. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/answer_header.h"
#include "clients/protocols/conversation_text.h"
#include "clients/protocols/ordered_posts.h"
#include "clients/protocols/rows.h"

enum { CODE_OK = 200, CODE_UNAUTHORIZED = 401, CODE_FORBIDDEN = 403 };
enum { ID_BYTES = 512, TOKEN_HEADER_BYTES = 4096 };

struct mercure {
  char id[ID_BYTES]; /* of the newest event; "": none yet */
  struct ordered_posts posts;
};

static const struct protocol_option mercure_options[] = {
    {"path", "/.well-known/mercure", "the hub's path"},
    {"topic", "{channel}", "the topic, usually a URL"},
    {"match", "topic",
     "the query's name of the topic: \"topic\" before Mercure 1.0, else \"match\""},
    {"subscribe_token", "", "JWT of subscribers; none: the hub takes them without"},
    {"publish_token", "", "JWT of publishers; none: the description's headers have it"},
    {.name = NULL},
};

/* It may be a secret, so the text that is sent is measured, not the option's. */
static enum status token_check(const struct conversation *conversation, const char *name,
                               struct error *error) {
  enum status status = conversation_option_check(conversation, name, TEMPLATE_HEADER, error);
  if (status != STATUS_OK)
    return status;
  char *token = conversation_text(conversation, conversation_option(conversation, name),
                                  TEMPLATE_HEADER, NULL, NULL);
  bool fits = token && strlen(token) < TOKEN_HEADER_BYTES / 2;
  free(token);
  return fits ? STATUS_OK
              : error_set(error, STATUS_USAGE, "option \"%s\" has %d bytes or more", name,
                          TOKEN_HEADER_BYTES / 2);
}

static enum status mercure_check(const struct conversation *conversation, struct error *error) {
  static const char *const matches[] = {"topic", "match", NULL};
  enum status status = conversation_choice_check(conversation, "match", matches, error);
  if (status == STATUS_OK)
    status = conversation_option_check(conversation, "topic", TEMPLATE_TEXT, error);
  if (status == STATUS_OK)
    status = token_check(conversation, "subscribe_token", error);
  if (status == STATUS_OK)
    status = token_check(conversation, "publish_token", error);
  if (status != STATUS_OK)
    return status;
  char *url = conversation_url(conversation, conversation_option(conversation, "path"), error);
  free(url);
  return url ? STATUS_OK : STATUS_USAGE;
}

static void mercure_release(struct conversation *conversation) {
  struct mercure *mercure = conversation->state;
  ordered_posts_release(&mercure->posts);
}

/* --- what is said ------------------------------------------------------------------ */

/* "topic=https%3A%2F%2F…", and "&data=…" where there is a message; malloc'd, NULL without memory.
 */
static char *topic_field(const struct conversation *conversation, const char *name,
                         const char *message) {
  char *topic = conversation_text(conversation, conversation_option(conversation, "topic"),
                                  TEMPLATE_TEXT, NULL, NULL);
  char *encoded =
      topic ? conversation_text(conversation, "{message}", TEMPLATE_URL, topic, NULL) : NULL;
  char *data = message
                   ? conversation_text(conversation, "&data={message}", TEMPLATE_URL, message, NULL)
                   : NULL;
  struct growing_text field = {.text = NULL};
  growing_text_add_text(&field, name);
  growing_text_add_text(&field, "=");
  growing_text_add_text(&field, encoded ? encoded : "");
  growing_text_add_text(&field, data ? data : "");
  bool whole = encoded && (data || !message);
  free(topic);
  free(encoded);
  free(data);
  char *text = growing_text_take(&field);
  if (whole)
    return text;
  free(text);
  return NULL;
}

/* The headers of a request: one of its own, the token where there is one, and the cursor. */
struct headers {
  struct protocol_header lines[3];
  size_t count;
  char authorization[TOKEN_HEADER_BYTES];
};

static void headers_begin(struct headers *headers, const struct conversation *conversation,
                          const char *token_option, const char *name, const char *value) {
  struct error error = {.text = ""};
  char *token = conversation_text(conversation, conversation_option(conversation, token_option),
                                  TEMPLATE_HEADER, NULL, &error);
  headers->lines[0] = (struct protocol_header){name, value};
  headers->count = 1;
  if (token && *token) {
    snprintf(headers->authorization, sizeof headers->authorization, "Bearer %s", token);
    headers->lines[headers->count++] =
        (struct protocol_header){"Authorization", headers->authorization};
  }
  free(token);
}

static void stream_ask(struct conversation *conversation, const char *url) {
  struct mercure *mercure = conversation->state;
  struct headers headers;
  headers_begin(&headers, conversation, "subscribe_token", "Accept", "text/event-stream");
  if (*mercure->id)
    headers.lines[headers.count++] = (struct protocol_header){"Last-Event-ID", mercure->id};
  const struct protocol_request request = {
      .target = url, .headers = headers.lines, .header_count = headers.count};
  conversation->carrier->stream(conversation->owner, &request);
}

static void mercure_open(struct conversation *conversation) {
  struct mercure *mercure = conversation->state;
  struct error error = {.text = "no memory for the URL"};
  ordered_posts_reopened(conversation, &mercure->posts);
  if (conversation->publishes) {
    conversation->carrier->ready(conversation->owner);
    return;
  }
  char *path = conversation_url(conversation, conversation_option(conversation, "path"), &error);
  char *query = topic_field(conversation, conversation_option(conversation, "match"), NULL);
  struct growing_text url = {.text = NULL};
  growing_text_add_text(&url, path ? path : "");
  growing_text_add_text(&url, path && strchr(path, '?') ? "&" : "?");
  growing_text_add_text(&url, query ? query : "");
  char *target = growing_text_take(&url);
  if (path && query && target)
    stream_ask(conversation, target);
  else
    conversation->carrier->failed(conversation->owner, "subscribe", "%s", error.text);
  free(target);
  free(query);
  free(path);
}

/* --- what comes back --------------------------------------------------------------- */

static void mercure_opened(struct conversation *conversation,
                           const struct protocol_answer *answer) {
  (void)answer;
  conversation->carrier->ready(conversation->owner);
}

static void mercure_event(struct conversation *conversation, const struct protocol_event *event) {
  struct mercure *mercure = conversation->state;
  size_t bytes = strlen(event->id);
  if (bytes > 0 && bytes < sizeof mercure->id)
    memcpy(mercure->id, event->id, bytes + 1);
  conversation->carrier->received(conversation->owner, event->data, event->data_bytes);
}

static const char *advice_of(int code) {
  switch (code) {
  case 400:
    return "does the hub know the topic by the name that the option \"match\" gives?";
  case CODE_UNAUTHORIZED:
    return "the hub wants a JWT: see the option \"subscribe_token\"";
  case CODE_FORBIDDEN:
    return "the JWT does not allow this topic: see the option \"subscribe_token\"";
  default:
    return "is \"path\" that of the hub?";
  }
}

static void stream_fail(struct conversation *conversation, const struct protocol_answer *answer) {
  char words[ANSWER_WORDS_BYTES];
  answer_words(answer, words, sizeof words);
  if (answer->code == CODE_OK)
    conversation->carrier->failed(conversation->owner, "stream", "the hub has ended the stream");
  else if (answer->code == 0)
    conversation->carrier->failed(conversation->owner, "stream", "%s", words);
  else
    conversation->carrier->failed(conversation->owner, "stream", "%s: %s", words,
                                  advice_of(answer->code));
}

static void mercure_answered(struct conversation *conversation, enum protocol_lane lane,
                             const struct protocol_answer *answer) {
  struct mercure *mercure = conversation->state;
  if (lane == PROTOCOL_SENDS)
    ordered_posts_answered(conversation, &mercure->posts, published_by_status(answer));
  else
    stream_fail(conversation, answer);
}

static void mercure_lost(struct conversation *conversation) {
  struct mercure *mercure = conversation->state; /* the cursor stays */
  ordered_posts_lost(&mercure->posts);
}

/* --- publishing -------------------------------------------------------------------- */

static bool post_send(struct conversation *conversation, const char *text) {
  struct headers headers;
  char *url = conversation_url(conversation, conversation_option(conversation, "path"), NULL);
  char *body = topic_field(conversation, "topic", text);
  headers_begin(&headers, conversation, "publish_token", "Content-Type",
                "application/x-www-form-urlencoded");
  const struct protocol_request request = {.method = "POST",
                                           .target = url,
                                           .headers = headers.lines,
                                           .header_count = headers.count,
                                           .body = body,
                                           .body_bytes = body ? strlen(body) : 0};
  bool whole = url && body;
  if (whole)
    conversation->carrier->request(conversation->owner, PROTOCOL_SENDS, &request);
  free(body);
  free(url);
  return whole;
}

static void mercure_publish(struct conversation *conversation, const char *text, size_t bytes) {
  struct mercure *mercure = conversation->state;
  mercure->posts.send = post_send;
  ordered_posts_add(conversation, &mercure->posts, text, bytes);
}

const struct protocol protocol_mercure = {
    .name = "mercure",
    .title = "Mercure",
    .offers = {[TRANSPORT_SSE] = true},
    .options = mercure_options,
    .state_bytes = sizeof(struct mercure),
    .check = mercure_check,
    .release = mercure_release,
    .open = mercure_open,
    .answered = mercure_answered,
    .opened = mercure_opened,
    .event = mercure_event,
    .publish = mercure_publish,
    .lost = mercure_lost,
};
