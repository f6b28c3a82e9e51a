/* A buffer of texts. */
#include "clients/protocols/gathered_posts.h"

#include <string.h>

void gathered_posts_clear(struct gathered_posts *posts) {
  growing_text_release(&posts->waiting);
  posts->asked = false;
}

void gathered_posts_add(struct gathered_posts *posts, const char *text, char separator) {
  growing_text_add_text(&posts->waiting, text);
  growing_text_add(&posts->waiting, &separator, 1);
}

char *gathered_posts_next(struct gathered_posts *posts, char separator, size_t most) {
  struct growing_text *waiting = &posts->waiting;
  if (posts->asked || waiting->bytes == 0 || waiting->failed)
    return NULL;
  size_t bytes = 0;
  for (size_t count = 0; count < most && bytes < waiting->bytes; count++) {
    const char *end = memchr(waiting->text + bytes, separator, waiting->bytes - bytes);
    bytes = (size_t)(end + 1 - waiting->text);
  }
  char *body = strndup(waiting->text, bytes);
  if (!body)
    return NULL;
  waiting->bytes -= bytes;
  memmove(waiting->text, waiting->text + bytes, waiting->bytes);
  posts->asked = true;
  return body;
}
