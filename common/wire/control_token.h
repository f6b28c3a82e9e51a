/* The secret that a request needs to steer a server, as /start and /stats do. The server makes it,
 * or is given it, and prints it in its ready line; the client is given it. Everybody on the host
 * can read a command line, only the same user an environment. */
#ifndef COMMON_WIRE_CONTROL_TOKEN_H
#define COMMON_WIRE_CONTROL_TOKEN_H

#include <stdbool.h>

/* The environment variable that is read where the parameter is empty. */
#define CONTROL_TOKEN_VARIABLE "PUSHBENCH_CONTROL_TOKEN"

enum {
  CONTROL_TOKEN_BYTES_MIN = 16,
  CONTROL_TOKEN_BYTES_MAX = 128,
  CONTROL_TOKEN_MADE_BYTES = 32, /* hexadecimal digits of 128 random bits */
};

/* The parameter's text, or the variable's where it is empty; "" without either. */
const char *control_token_given(const char *parameter);

/* Whether its length is in range, and it is of letters, digits and -._~+/= (RFC 6750). */
bool control_token_is_sound(const char *token);

/* Fills `out`, CONTROL_TOKEN_MADE_BYTES + 1 bytes. False where the kernel has no random bytes. */
bool control_token_make(char *out);

#endif
