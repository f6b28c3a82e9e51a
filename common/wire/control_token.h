/* The secret that what steers a server is asked for. The server makes it, or is given it, and
 * tells it in its ready line; the client is given it. On a command line everybody on the host can
 * read it, in an environment only the same user. */
#ifndef COMMON_WIRE_CONTROL_TOKEN_H
#define COMMON_WIRE_CONTROL_TOKEN_H

#include <stdbool.h>

/* The environment's variable, for what no parameter says. */
#define CONTROL_TOKEN_VARIABLE "PUSHBENCH_CONTROL_TOKEN"

enum {
  CONTROL_TOKEN_BYTES_MIN = 16,
  CONTROL_TOKEN_BYTES_MAX = 128,
  CONTROL_TOKEN_MADE_BYTES = 32, /* hexadecimal digits of 128 random bits */
};

/* The parameter's text, or the variable's where it is empty; "" without either. */
const char *control_token_given(const char *parameter);

/* Of a length in range, of letters, digits and -._~+/= (RFC 6750). */
bool control_token_is_sound(const char *token);

/* Fills `out`, of CONTROL_TOKEN_MADE_BYTES + 1. False where the kernel has no random bytes. */
bool control_token_make(char *out);

#endif
