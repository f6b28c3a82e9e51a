/* The parameters of permessage-deflate (RFC 7692, section 7.1), in an offer or in its answer. Pure.
 */
#ifndef COMMON_DEFLATE_DEFLATE_PARAMETERS_H
#define COMMON_DEFLATE_DEFLATE_PARAMETERS_H

#include <stdbool.h>
#include <stddef.h>

#define DEFLATE_EXTENSION "permessage-deflate"

enum {
  DEFLATE_WINDOW_BITS_MAX = 15,
  DEFLATE_WINDOW_BITS_MIN = 8,
  DEFLATE_BITS_MIN = 9, /* zlib 1.2.9 and later cannot deflate into a window of 2^8 bytes */
  DEFLATE_BITS_NOT_GIVEN = 0,
  DEFLATE_BITS_OPEN = -1, /* the parameter stands there without a value */
};

struct deflate_parameters {
  bool server_forgets, client_forgets; /* …_no_context_takeover */
  int server_window_bits;              /* …_max_window_bits: 8 to 15, or DEFLATE_BITS_NOT_GIVEN */
  int client_window_bits;              /* the same, or DEFLATE_BITS_OPEN */
};

/* Reads "permessage-deflate; …". False where it is another extension, or has a parameter that is
 * unknown, malformed, or stands there twice. */
bool deflate_parameters_read(const char *text, size_t bytes, struct deflate_parameters *out);

#endif
