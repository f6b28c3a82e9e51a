/* Words about what a server said, for a line of text. Pure. */
#ifndef CLIENTS_PROTOCOLS_EXCERPT_H
#define CLIENTS_PROTOCOLS_EXCERPT_H

#include <stddef.h>

#include "clients/protocols/protocol.h"

enum { EXCERPT_BYTES = 160 };

struct excerpt {
  char text[EXCERPT_BYTES];
};

/* The first bytes, with a dot for each that is no printable ASCII, and an ellipsis where more
 * follow. */
struct excerpt excerpt_of(const char *bytes, size_t count);

/* "HTTP 400 {"code":1,…", or why there is no answer: "timed out". */
struct excerpt excerpt_of_answer(const struct protocol_answer *answer);

#endif
