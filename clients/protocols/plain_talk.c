/* Sends by description, and knows the answers. */
#include "clients/protocols/plain_talk.h"

#include <stdlib.h>
#include <string.h>

#include "clients/protocols/plain_carrier.h"
#include "clients/protocols/plain_posts.h"
#include "clients/protocols/plain_request.h"
#include "common/base/whole.h"

static const double post_timeout_s = 10;

static const json_t *list_of(const struct conversation *conversation, const char *name) {
  return json_object_get(conversation->description, name);
}

void plain_talk_answered(struct conversation *conversation, const struct plain_post *post,
                         const struct protocol_answer *answer) {
  if (!plain_good(answer))
    plain_fail(conversation, post->name, excerpt_of_answer(answer).text);
  else if (post->kind == PLAIN_POST_SAY)
    conversation->carrier->heartbeat(conversation->owner, true);
}

/* ---- what is said ---- */

/* Sends "send", or begins "request"; nothing where the object has neither. */
static void talk(struct conversation *conversation, const json_t *object,
                 enum plain_post_kind kind) {
  const char *name = kind == PLAIN_POST_SAY ? "say" : "reply";
  const json_t *request = json_object_get(object, "request");
  const json_t *body = json_object_get(object, "send");
  struct error error = {""};
  if (request)
    plain_post_add(conversation, request, kind, name, post_timeout_s);
  if (!body)
    return;
  char *text = plain_body(conversation, body, NULL, &error);
  if (text)
    conversation->carrier->send(conversation->owner, text, strlen(text), false);
  else
    plain_fail(conversation, name, error.text);
  free(text);
}

static uint64_t period_ns(const json_t *say) {
  return whole_ns_of_s(json_number_value(json_object_get(say, "every_s")));
}

/* The timer runs for the one that is due first. */
static void say_arm(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  size_t count = json_array_size(list_of(conversation, "say"));
  plain->say_wake_ns = UINT64_MAX;
  for (size_t i = 0; i < count; i++)
    if (plain->say_left_ns[i] < plain->say_wake_ns)
      plain->say_wake_ns = plain->say_left_ns[i];
  if (count > 0)
    plain_arm(conversation, plain->say_wake_ns);
}

void plain_say_begin(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  const json_t *list = list_of(conversation, "say");
  size_t count = json_array_size(list);
  free(plain->say_left_ns);
  plain->say_left_ns = count > 0 ? calloc(count, sizeof *plain->say_left_ns) : NULL;
  if (count > 0 && !plain->say_left_ns) {
    plain_fail(conversation, "say", "no memory");
    return;
  }
  for (size_t i = 0; i < count; i++)
    plain->say_left_ns[i] = period_ns(json_array_get(list, i));
  say_arm(conversation);
}

void plain_say_woken(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  const json_t *list = list_of(conversation, "say");
  for (size_t i = 0; plain->phase == PLAIN_RECEIVES && i < json_array_size(list); i++) {
    plain->say_left_ns[i] -= plain->say_wake_ns;
    if (plain->say_left_ns[i] > 0)
      continue;
    plain->say_left_ns[i] = period_ns(json_array_get(list, i));
    talk(conversation, json_array_get(list, i), PLAIN_POST_SAY);
  }
  plain->armed = false;
  if (plain->phase == PLAIN_RECEIVES)
    say_arm(conversation);
}

/* ---- what is heard ---- */

/* Whether it is only a heartbeat. */
static bool replied(struct conversation *conversation, struct plain_input *input,
                    const json_t *reply) {
  struct plain *plain = plain_of(conversation);
  bool message = json_is_true(json_object_get(reply, "message"));
  struct error error = {""};
  if (plain_capture(input, json_object_get(reply, "capture"), plain->captured, &error) !=
      STATUS_OK) {
    plain_fail(conversation, "reply", error.text);
    return true;
  }
  talk(conversation, reply, PLAIN_POST_REPLY);
  if (!message && plain->phase != PLAIN_CLOSED)
    conversation->carrier->heartbeat(conversation->owner, false);
  return !message;
}

bool plain_heard(struct conversation *conversation, struct plain_input *input) {
  const json_t *replies = list_of(conversation, "replies");
  const json_t *says = list_of(conversation, "say");
  for (size_t i = 0; i < json_array_size(replies); i++) {
    const json_t *reply = json_array_get(replies, i);
    if (plain_input_fits(conversation, input, json_object_get(reply, "to")))
      return replied(conversation, input, reply);
  }
  for (size_t i = 0; i < json_array_size(says); i++)
    if (plain_input_fits(conversation, input, json_object_get(json_array_get(says, i), "answer"))) {
      conversation->carrier->heartbeat(conversation->owner, true);
      return true;
    }
  return false;
}

/* ---- publishing ---- */

void plain_publish(struct conversation *conversation, const char *text, size_t bytes) {
  struct plain *plain = plain_of(conversation);
  const json_t *publish = list_of(conversation, "publish");
  struct error error = {""};
  char *message = strndup(text, bytes);
  char *body = message && plain->phase == PLAIN_RECEIVES
                   ? plain_body(conversation, json_object_get(publish, "send"), message, &error)
                   : NULL;
  plain->outstanding++;
  if (body)
    conversation->carrier->send(conversation->owner, body, strlen(body), false);
  if (!body && *error.text)
    plain_fail(conversation, "publish", error.text);
  else if (!body || !json_object_get(publish, "published"))
    plain_outcome(conversation, PROTOCOL_UNANSWERED);
  free(body);
  free(message);
}

void plain_publish_hear(struct conversation *conversation, struct plain_input *input) {
  const json_t *publish = list_of(conversation, "publish");
  if (plain_of(conversation)->outstanding == 0)
    return;
  if (plain_input_fits(conversation, input, json_object_get(publish, "refused")))
    plain_outcome(conversation, PROTOCOL_REFUSED);
  else if (plain_input_fits(conversation, input, json_object_get(publish, "published")))
    plain_outcome(conversation, PROTOCOL_PUBLISHED);
}
