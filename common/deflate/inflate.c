/* Calls of zlib. */
#include "common/deflate/inflate.h"

#include <stdlib.h>
#include <zlib.h>

enum {
  GZIP_BITS = 15 + 16, /* by 16 more zlib knows that it is gzip */
  LEVEL = 1,           /* of deflated messages, as in libwebsockets */
  TAIL_BYTES = 4,      /* 00 00 ff ff, the end of a flush */
  SPARE_BYTES = 8,     /* for the flush, which deflateBound leaves out */
};

struct inflater {
  z_stream stream;
  bool ended;
};

struct deflater {
  z_stream stream;
  bool keeps_window;
  char *out;
  size_t capacity;
};

/* --- inflating ----------------------------------------------------------------------- */

struct inflater *inflater_create(enum inflate_format format, int window_bits) {
  struct inflater *inflater = calloc(1, sizeof *inflater);
  if (inflater &&
      inflateInit2(&inflater->stream, format == INFLATE_GZIP ? GZIP_BITS : -window_bits) != Z_OK) {
    free(inflater);
    return NULL;
  }
  return inflater;
}

void inflater_destroy(struct inflater *inflater) {
  if (!inflater)
    return;
  inflateEnd(&inflater->stream);
  free(inflater);
}

void inflater_restart(struct inflater *inflater) {
  inflateReset(&inflater->stream);
  inflater->ended = false;
}

bool inflater_give(struct inflater *inflater, const char *bytes, size_t count,
                   bool (*take)(void *owner, const char *bytes, size_t count), void *owner) {
  z_stream *stream = &inflater->stream;
  char piece[INFLATE_PIECE_BYTES];
  stream->next_in = (Bytef *)bytes;
  stream->avail_in = (uInt)count;
  if (inflater->ended)
    return count == 0;
  do {
    stream->next_out = (Bytef *)piece;
    stream->avail_out = sizeof piece;
    int result = inflate(stream, Z_SYNC_FLUSH);
    size_t made = sizeof piece - stream->avail_out;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
      return false;
    if (made > 0 && !take(owner, piece, made))
      return false;
    inflater->ended = result == Z_STREAM_END;
    if (result == Z_BUF_ERROR && made == 0)
      break;
  } while (!inflater->ended && (stream->avail_in > 0 || stream->avail_out == 0));
  return stream->avail_in == 0;
}

bool inflater_give_message(struct inflater *inflater, const char *bytes, size_t count,
                           bool keeps_window,
                           bool (*take)(void *owner, const char *bytes, size_t count),
                           void *owner) {
  static const char tail[TAIL_BYTES] = {0, 0, (char)0xff, (char)0xff};
  bool good = inflater_give(inflater, bytes, count, take, owner) &&
              (inflater->ended || inflater_give(inflater, tail, sizeof tail, take, owner));
  if (inflater->ended || !keeps_window)
    inflater_restart(inflater);
  return good;
}

bool inflater_ended(const struct inflater *inflater) {
  return inflater->ended;
}

/* --- deflating ----------------------------------------------------------------------- */

struct deflater *deflater_create(int window_bits, int memory_level, bool keeps_window) {
  struct deflater *deflater = calloc(1, sizeof *deflater);
  if (!deflater)
    return NULL;
  deflater->keeps_window = keeps_window;
  if (deflateInit2(&deflater->stream, LEVEL, Z_DEFLATED, -window_bits, memory_level,
                   Z_DEFAULT_STRATEGY) == Z_OK)
    return deflater;
  free(deflater);
  return NULL;
}

void deflater_destroy(struct deflater *deflater) {
  if (!deflater)
    return;
  deflateEnd(&deflater->stream);
  free(deflater->out);
  free(deflater);
}

bool deflater_take(struct deflater *deflater, const char *bytes, size_t count, const char **out,
                   size_t *out_bytes) {
  z_stream *stream = &deflater->stream;
  size_t needed = deflateBound(stream, (uLong)count) + SPARE_BYTES;
  if (needed > deflater->capacity) {
    char *grown = realloc(deflater->out, needed);
    if (!grown)
      return false;
    deflater->out = grown;
    deflater->capacity = needed;
  }
  stream->next_in = (Bytef *)bytes;
  stream->avail_in = (uInt)count;
  stream->next_out = (Bytef *)deflater->out;
  stream->avail_out = (uInt)deflater->capacity;
  if (deflate(stream, Z_SYNC_FLUSH) != Z_OK || stream->avail_out == 0)
    return false;
  *out = deflater->out;
  *out_bytes = deflater->capacity - stream->avail_out - TAIL_BYTES;
  if (!deflater->keeps_window)
    deflateReset(stream);
  return true;
}
