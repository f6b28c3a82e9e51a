/* One request after the other, so that the server gets the messages of a connection in order. */
#include "clients/foreign/publish_request.h"

#include <stdlib.h>
#include <string.h>

#include "clients/protocols/conversation_text.h"
#include "clients/protocols/ordered_posts.h"
#include "common/base/clock.h"
#include "documents/template.h"

static const uint64_t ANSWER_TIMEOUT_NS = 10 * NS_PER_S;

static struct ordered_posts *posts_of(struct conversation *conversation) {
  return conversation->state;
}

/* The headers of the description; their values are malloc'd. Returns how many. */
static size_t headers_make(const struct conversation *conversation, const char *text,
                           struct protocol_header headers[static PROTOCOL_HEADERS_MAX]) {
  json_t *given = json_object_get(conversation->description, "headers");
  const char *name;
  const json_t *value;
  size_t count = 0;
  json_object_foreach(given, name, value) {
    if (count == PROTOCOL_HEADERS_MAX)
      break;
    char *expanded =
        conversation_text(conversation, json_string_value(value), TEMPLATE_HEADER, text, NULL);
    if (expanded)
      headers[count++] = (struct protocol_header){name, expanded};
  }
  return count;
}

static bool post_send(struct conversation *conversation, const char *text) {
  const json_t *description = conversation->description;
  const char *body = json_string_value(json_object_get(description, "body"));
  char *target =
      conversation_text(conversation, json_string_value(json_object_get(description, "url")),
                        TEMPLATE_URL, text, NULL);
  char *sent =
      conversation_text(conversation, body ? body : "{message}", TEMPLATE_TEXT, text, NULL);
  struct protocol_header headers[PROTOCOL_HEADERS_MAX];
  size_t count = headers_make(conversation, text, headers);
  const char *method = json_string_value(json_object_get(description, "method"));
  if (target && sent) {
    const struct protocol_request request = {
        .method = method ? method : "POST",
        .target = target,
        .headers = headers,
        .header_count = count,
        .body = sent,
        .body_bytes = strlen(sent),
        .timeout_ns = ANSWER_TIMEOUT_NS,
    };
    conversation->carrier->request(conversation->owner, PROTOCOL_SENDS, &request);
  }
  bool good = target && sent;
  for (size_t i = 0; i < count; i++)
    free((char *)(uintptr_t)headers[i].value);
  free(target);
  free(sent);
  return good;
}

/* 200 to 299, unless the description lists the statuses. */
static enum protocol_published outcome_of(const struct conversation *conversation,
                                          const struct protocol_answer *answer) {
  const json_t *codes = json_object_get(conversation->description, "published");
  if (answer->code == 0)
    return PROTOCOL_UNANSWERED;
  if (!codes)
    return published_by_status(answer);
  for (size_t i = 0; i < json_array_size(codes); i++)
    if (json_integer_value(json_array_get(codes, i)) == answer->code)
      return PROTOCOL_PUBLISHED;
  return PROTOCOL_REFUSED;
}

static void request_open(struct conversation *conversation) {
  posts_of(conversation)->send = post_send;
  conversation->carrier->ready(conversation->owner);
}

static void request_publish(struct conversation *conversation, const char *text, size_t bytes) {
  ordered_posts_add(conversation, posts_of(conversation), text, bytes);
}

static void request_answered(struct conversation *conversation, enum protocol_lane lane,
                             const struct protocol_answer *answer) {
  (void)lane;
  ordered_posts_answered(conversation, posts_of(conversation), outcome_of(conversation, answer));
}

static void request_release(struct conversation *conversation) {
  ordered_posts_release(posts_of(conversation));
}

const struct protocol publish_request = {
    .name = "request",
    .title = "a request for each message",
    .state_bytes = sizeof(struct ordered_posts),
    .release = request_release,
    .open = request_open,
    .answered = request_answered,
    .publish = request_publish,
};
