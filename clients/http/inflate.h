/* What zlib does here: inflates answers compressed by gzip, and inflates and deflates the messages
 * of permessage-deflate (RFC 7692), whose blocks end at a byte. */
#ifndef CLIENTS_HTTP_INFLATE_H
#define CLIENTS_HTTP_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

/* A stream that is inflated piece by piece. */
struct inflater;

enum inflate_format {
  INFLATE_GZIP,
  INFLATE_RAW, /* without head and tail */
};

/* `window_bits`: 8 to 15; of gzip always 15. NULL without memory. */
struct inflater *inflater_create(enum inflate_format format, int window_bits);
void inflater_destroy(struct inflater *inflater); /* NULL is fine */

/* Forgets what it has seen: another stream begins. */
void inflater_restart(struct inflater *inflater);

/* Inflates all the bytes, and hands the outcome over in pieces. False where they are not what they
 * should be, or where `take` says so, and then the stream is of no more use. */
bool inflater_give(struct inflater *inflater, const char *bytes, size_t count,
                   bool (*take)(void *owner, const char *bytes, size_t count), void *owner);

/* Whether the stream has come to the end that it says itself. */
bool inflater_ended(const struct inflater *inflater);

/* A stream of messages, each deflated to a whole number of bytes. */
struct deflater;

/* `keeps_window`: what was said before may be referred to. `window_bits`: 9 to 15. NULL without
 * memory. */
struct deflater *deflater_create(int window_bits, bool keeps_window);
void deflater_destroy(struct deflater *deflater); /* NULL is fine */

/* Deflates a message, without the four bytes that RFC 7692, section 7.2.1, takes away. The outcome
 * is valid until the next call. False without memory. */
bool deflater_take(struct deflater *deflater, const char *bytes, size_t count, const char **out,
                   size_t *out_bytes);

#endif
