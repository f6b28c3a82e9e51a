/* A queue. */
#include "clients/protocols/plain_posts.h"

#include <stdio.h>
#include <string.h>

#include "clients/protocols/plain_carrier.h"
#include "clients/protocols/plain_request.h"

void plain_posts_go_on(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  const struct plain_post *post = &plain->posts[0];
  struct error error = {""};
  if (plain->posting || plain->post_count == 0)
    return;
  const struct plain_sent sent = {.as = PLAIN_REQUEST,
                                  .lane = PROTOCOL_SENDS,
                                  .object = post->request,
                                  .captured = post->captured,
                                  .timeout_s = post->timeout_s};
  plain->posting = true;
  if (plain_send_request(conversation, &sent, &error) != STATUS_OK)
    plain_fail(conversation, post->name, error.text);
}

void plain_post_add(struct conversation *conversation, const json_t *request,
                    enum plain_post_kind kind, const char *name, double timeout_s) {
  struct plain *plain = plain_of(conversation);
  if (plain->post_count == PLAIN_POSTS_MAX) {
    plain_fail(conversation, name, "requests come faster than the server answers them");
    return;
  }
  struct plain_post *post = &plain->posts[plain->post_count++];
  *post = (struct plain_post){.kind = kind,
                              .request = request,
                              .captured = json_copy(plain->captured),
                              .timeout_s = timeout_s};
  snprintf(post->name, sizeof post->name, "%s", name);
  plain_posts_go_on(conversation);
}

struct plain_post plain_post_take(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  struct plain_post first = plain->posts[0];
  plain->posting = false;
  plain->post_count--;
  memmove(plain->posts, plain->posts + 1, plain->post_count * sizeof *plain->posts);
  json_decref(first.captured);
  first.captured = NULL;
  return first;
}
