/* Texts that a user posts beside the request by which it receives: one post at a time, which has
 * all that came while the one before it was on its way. Each text ends with a separator. Pure. */
#ifndef CLIENTS_PROTOCOLS_GATHERED_POSTS_H
#define CLIENTS_PROTOCOLS_GATHERED_POSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/growing_text.h"

struct gathered_posts {
  struct growing_text waiting;
  bool asked; /* a post is on its way */
};

void gathered_posts_clear(struct gathered_posts *posts);

/* Adds a text and the separator, which is not in it. */
void gathered_posts_add(struct gathered_posts *posts, const char *text, char separator);

/* The body of the post that is due now, malloc'd: at most so many texts, the last with its
 * separator too. NULL: none is due, or there is no memory. */
char *gathered_posts_next(struct gathered_posts *posts, char separator, size_t most);

#endif
