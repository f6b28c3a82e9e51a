/* Inflates answers that are compressed by gzip, and inflates and deflates the messages of
 * permessage-deflate (RFC 7692), by zlib. */
#ifndef COMMON_DEFLATE_INFLATE_H
#define COMMON_DEFLATE_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

enum { INFLATE_PIECE_BYTES = 16 << 10 }; /* the most that `take` gets at once */

/* A stream that is inflated piece by piece. */
struct inflater;

enum inflate_format {
  INFLATE_GZIP,
  INFLATE_RAW, /* without a head and a tail */
};

/* `window_bits`: 8 to 15; of gzip always 15. NULL without memory. */
struct inflater *inflater_create(enum inflate_format format, int window_bits);
void inflater_destroy(struct inflater *inflater); /* NULL is fine */

/* Begins another stream. */
void inflater_restart(struct inflater *inflater);

/* Inflates all the bytes, and hands the result to `take` in pieces. False where they are wrong, or
 * where `take` returns false; the stream is of no more use then. */
bool inflater_give(struct inflater *inflater, const char *bytes, size_t count,
                   bool (*take)(void *owner, const char *bytes, size_t count), void *owner);

/* Inflates a whole message, with the four bytes at its end that RFC 7692, section 7.2.1, removes.
 * `keeps_window`: the next one may refer to it. As inflater_give. */
bool inflater_give_message(struct inflater *inflater, const char *bytes, size_t count,
                           bool keeps_window,
                           bool (*take)(void *owner, const char *bytes, size_t count), void *owner);

/* Whether the end of the compressed stream has been read. */
bool inflater_ended(const struct inflater *inflater);

/* A stream of messages, each deflated to a whole number of bytes. */
struct deflater;

enum { DEFLATE_MEMORY_LEVEL = 8 }; /* zlib's own */

/* `keeps_window`: a message may refer to earlier ones. `window_bits`: 9 to 15; `memory_level`: 1 to
 * 9. NULL without memory. */
struct deflater *deflater_create(int window_bits, int memory_level, bool keeps_window);
void deflater_destroy(struct deflater *deflater); /* NULL is fine */

/* Deflates a message, without the last four bytes, which RFC 7692, section 7.2.1, removes. The
 * result is valid until the next call. False without memory. */
bool deflater_take(struct deflater *deflater, const char *bytes, size_t count, const char **out,
                   size_t *out_bytes);

#endif
