/* The protocol `plain`: what a server's own language is, a description says step by step
 * (docs/targets.md). Hands what comes to its parts. */
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/plain_carrier.h"
#include "clients/protocols/plain_match.h"
#include "clients/protocols/plain_poll.h"
#include "clients/protocols/plain_posts.h"
#include "clients/protocols/plain_state.h"
#include "clients/protocols/plain_steps.h"
#include "clients/protocols/plain_talk.h"
#include "clients/protocols/rows.h"

/* target_load has read the rest. */
static enum status check(const struct conversation *conversation, struct error *error) {
  const json_t *url = json_object_get(conversation->description, "url");
  if (json_is_string(url))
    return STATUS_OK;
  return error_set(error, STATUS_USAGE, "%s needs a \"url\"",
                   transport_name((int)conversation->transport));
}

static void release(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  for (size_t i = 0; i < plain->post_count; i++)
    json_decref(plain->posts[i].captured);
  plain->post_count = 0;
  plain_poll_forget(plain);
  free(plain->say_left_ns);
  plain->say_left_ns = NULL;
  json_decref(plain->captured);
  plain->captured = NULL;
}

/* Begins to receive, once the steps are done. */
static void go_on(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  const struct transport_traits *traits = &transport_traits[conversation->transport];
  if (plain->phase != PLAIN_STEPS_DONE)
    return;
  plain->phase = PLAIN_RECEIVES;
  plain->readied = false;
  plain_say_begin(conversation);
  if (plain->phase == PLAIN_RECEIVES && traits->polls)
    plain_poll_begin(conversation);
  /* a short poll is answered at once, and then its cursor is known */
  if (plain->phase == PLAIN_RECEIVES && !traits->scheduled) {
    plain->readied = true;
    conversation->carrier->ready(conversation->owner);
  }
}

static void steps_begin(struct conversation *conversation) {
  plain_steps_begin(conversation);
  go_on(conversation);
}

static void open(struct conversation *conversation) {
  plain_close(conversation);
  plain_of(conversation)->begun_again = false;
  steps_begin(conversation);
}

static void post_answered(struct conversation *conversation, const struct protocol_answer *answer) {
  struct plain_post post = plain_post_take(conversation);
  if (post.kind == PLAIN_POST_STEP)
    plain_steps_answered(conversation, answer);
  else
    plain_talk_answered(conversation, &post, answer);
  plain_posts_go_on(conversation);
}

/* The stream has ended, or a poll, a step or a post was answered. */
static void answered(struct conversation *conversation, enum protocol_lane lane,
                     const struct protocol_answer *answer) {
  struct plain *plain = plain_of(conversation);
  bool receives = lane == PROTOCOL_RECEIVES;
  if (plain->phase == PLAIN_CLOSED)
    return;
  if (receives && plain->opened && transport_traits[conversation->transport].streams)
    plain_fail(conversation, "stream", "the server has ended the event stream");
  else if (!receives && plain->posting)
    post_answered(conversation, answer);
  else if (plain->phase == PLAIN_STEPS)
    plain_steps_answered(conversation, answer);
  else if (receives && plain->polling && plain_poll_answered(conversation, answer))
    steps_begin(conversation);
  go_on(conversation);
}

static void opened(struct conversation *conversation, const struct protocol_answer *answer) {
  if (plain_of(conversation)->phase == PLAIN_STEPS)
    plain_steps_opened(conversation, answer);
  go_on(conversation);
}

/* A message, or an event: for a reply, for a step, for a message of ours that waits for its
 * outcome, and for the application. */
static void input_take(struct conversation *conversation, struct plain_input *input) {
  struct plain *plain = plain_of(conversation);
  if (plain->phase == PLAIN_CLOSED)
    return;
  bool heartbeat = plain_heard(conversation, input);
  if (plain->phase != PLAIN_CLOSED && !heartbeat) {
    plain_publish_hear(conversation, input);
    conversation->carrier->received(conversation->owner, input->bytes, input->count);
    if (plain->phase == PLAIN_STEPS)
      plain_steps_input(conversation, input);
  }
  go_on(conversation);
}

static void event(struct conversation *conversation, const struct protocol_event *event) {
  struct plain *plain = plain_of(conversation);
  struct plain_input input = {
      .bytes = event->data ? event->data : "", .count = event->data_bytes, .event = event->name};
  if (event->id && *event->id && (!plain->cursor || strcmp(plain->cursor, event->id) != 0)) {
    free(plain->cursor);
    plain->cursor = strdup(event->id);
  }
  input_take(conversation, &input);
  plain_input_release(&input);
}

static void part_take(struct conversation *conversation, const char *bytes, size_t count) {
  struct plain_input input = {.bytes = bytes, .count = count};
  input_take(conversation, &input);
  plain_input_release(&input);
}

static void text(struct conversation *conversation, const char *bytes, size_t count, bool binary) {
  (void)binary;
  plain_split(conversation, bytes, count, part_take);
}

static void woken(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  if (!plain->armed)
    return;
  if (plain->phase == PLAIN_STEPS)
    plain_steps_woken(conversation);
  else if (plain->phase == PLAIN_RECEIVES)
    plain_say_woken(conversation);
  go_on(conversation);
}

static void poll(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  if (plain->phase == PLAIN_RECEIVES && !plain->polling)
    plain_poll_begin(conversation);
}

const struct protocol protocol_plain = {
    .name = "plain",
    .title = "as described",
    .offers = {[TRANSPORT_SHORT_POLL] = true,
               [TRANSPORT_LONG_POLL] = true,
               [TRANSPORT_SSE] = true,
               [TRANSPORT_WEBSOCKET] = true},
    .state_bytes = sizeof(struct plain),
    .check = check,
    .release = release,
    .open = open,
    .answered = answered,
    .opened = opened,
    .event = event,
    .text = text,
    .woken = woken,
    .poll = poll,
    .publish = plain_publish,
    .step = plain_steps_name,
    .lost = plain_close,
};
