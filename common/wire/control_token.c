/* Makes and reads control tokens. */
#include "common/wire/control_token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

const char *control_token_given(const char *parameter) {
  const char *variable = getenv(CONTROL_TOKEN_VARIABLE);
  if (*parameter != '\0' || !variable)
    return parameter;
  return variable;
}

bool control_token_is_sound(const char *token) {
  size_t bytes = strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                               "0123456789-._~+/=");
  return token[bytes] == '\0' && bytes >= CONTROL_TOKEN_BYTES_MIN &&
         bytes <= CONTROL_TOKEN_BYTES_MAX;
}

bool control_token_make(char *out) {
  unsigned char random[CONTROL_TOKEN_MADE_BYTES / 2];
  if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
    return false;
  for (size_t i = 0; i < sizeof random; i++)
    snprintf(out + 2 * i, 3, "%02x", random[i]);
  return true;
}
