/* One request after the other, so that the server gets the messages of a connection in order. The
 * request is written as those of `plain` are. */
#include "clients/foreign/publish_request.h"

#include "clients/protocols/ordered_posts.h"
#include "clients/protocols/plain_request.h"

static const double timeout_s_fallback = 10;

struct publish_requests {
  struct plain plain; /* first: for the values of templates */
  struct ordered_posts posts;
};

static struct ordered_posts *posts_of(struct conversation *conversation) {
  struct publish_requests *state = conversation->state;
  return &state->posts;
}

static bool post_send(struct conversation *conversation, const char *text) {
  struct error error = {""};
  const json_t *timeout = json_object_get(conversation->description, "timeout_s");
  const struct plain_sent sent = {
      .as = PLAIN_REQUEST,
      .lane = PROTOCOL_SENDS,
      .object = conversation->description,
      .message = text,
      .method = "POST",
      .timeout_s = timeout ? json_number_value(timeout) : timeout_s_fallback,
  };
  return plain_send_request(conversation, &sent, &error) == STATUS_OK;
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
    .state_bytes = sizeof(struct publish_requests),
    .release = request_release,
    .open = request_open,
    .answered = request_answered,
    .publish = request_publish,
};
