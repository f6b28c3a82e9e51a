/* A queue of texts in one piece of memory. */
#include "clients/protocols/ordered_posts.h"

#include <string.h>

enum { SUCCESS_MIN = 200, SUCCESS_MAX = 299 };

void ordered_posts_release(struct ordered_posts *posts) {
  growing_text_release(&posts->waiting);
}

static void outcome_tell(struct conversation *conversation, enum protocol_published outcome) {
  conversation->carrier->published(conversation->owner, outcome);
}

/* Takes the oldest text out. */
static void oldest_drop(struct ordered_posts *posts) {
  posts->begin += strlen(posts->waiting.text + posts->begin) + 1;
  if (posts->begin < posts->waiting.bytes)
    return;
  posts->begin = 0;
  posts->waiting.bytes = 0;
}

/* Sends the oldest text, or tells that those without memory are refused. */
static void oldest_send(struct conversation *conversation, struct ordered_posts *posts) {
  while (posts->waiting.bytes > 0) {
    posts->asked = true;
    if (posts->send(conversation, posts->waiting.text + posts->begin))
      return;
    posts->asked = false;
    oldest_drop(posts);
    outcome_tell(conversation, PROTOCOL_REFUSED);
  }
  for (; posts->dropped > 0; posts->dropped--)
    outcome_tell(conversation, PROTOCOL_REFUSED);
}

/* Forgets what was sent, before the memory grows without need. */
static void waiting_compact(struct ordered_posts *posts) {
  if (posts->begin <= posts->waiting.bytes / 2)
    return;
  memmove(posts->waiting.text, posts->waiting.text + posts->begin,
          posts->waiting.bytes - posts->begin);
  posts->waiting.bytes -= posts->begin;
  posts->begin = 0;
}

void ordered_posts_add(struct conversation *conversation, struct ordered_posts *posts,
                       const char *text, size_t bytes) {
  waiting_compact(posts);
  size_t before = posts->waiting.bytes;
  growing_text_add(&posts->waiting, text, bytes);
  growing_text_add(&posts->waiting, "", 1);
  if (posts->waiting.failed || posts->dropped > 0) {
    posts->waiting.bytes = before;
    posts->waiting.failed = false;
    posts->dropped++;
  }
  if (!posts->asked)
    oldest_send(conversation, posts);
}

void ordered_posts_answered(struct conversation *conversation, struct ordered_posts *posts,
                            enum protocol_published outcome) {
  if (!posts->asked)
    return;
  posts->asked = false;
  oldest_drop(posts);
  outcome_tell(conversation, outcome);
  oldest_send(conversation, posts);
}

enum protocol_published published_by_status(const struct protocol_answer *answer) {
  if (answer->code == 0)
    return PROTOCOL_UNANSWERED;
  return answer->code >= SUCCESS_MIN && answer->code <= SUCCESS_MAX ? PROTOCOL_PUBLISHED
                                                                    : PROTOCOL_REFUSED;
}
