/* The name of a message that servers of other people carry: "pb1a2b3c4d.0.17.9f3a", its run,
 * channel, number and check. It is found by search in whatever a server makes of it, and has only
 * letters, digits and dots, which no JSON, HTML, URL or form escapes. When the message was due and
 * sent is not in it: the publisher knows that by the number. */
#ifndef COMMON_WIRE_TOKEN_H
#define COMMON_WIRE_TOKEN_H

#include <stddef.h>
#include <stdint.h>

enum { TOKEN_BYTES_MAX = 2 + 8 + 1 + 20 + 1 + 20 + 1 + 4 };

struct token {
  uint32_t run; /* tells runs apart: a server may still hold messages of one before */
  uint64_t channel, number;
};

/* Writes it without a NUL; returns its length. */
size_t token_write(const struct token *token, char out[static TOKEN_BYTES_MAX]);

enum token_found {
  TOKEN_NONE,
  TOKEN_WHOLE,
  TOKEN_DAMAGED, /* its begin was there, and the rest is cut off or does not fit its check */
};

/* Looks for the first token; *end is the offset behind it, or behind the begin of a damaged one. */
enum token_found token_find(const char *bytes, size_t count, struct token *out, size_t *end);

#endif
