/* One zlib stream at the default level, which is reset for each answer. */
#include "servers/wire/gzip.h"

#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>

enum { WINDOW_BITS = 15, GZIP_FORMAT = 16, MEMORY_LEVEL = 8 };

struct gzip {
  pthread_mutex_t lock;
  z_stream stream;
};

enum status gzip_create(struct gzip **out, struct error *error) {
  struct gzip *gzip = calloc(1, sizeof *gzip);
  if (!gzip || deflateInit2(&gzip->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
                            WINDOW_BITS + GZIP_FORMAT, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
    free(gzip);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for compression");
  }
  pthread_mutex_init(&gzip->lock, NULL);
  *out = gzip;
  return STATUS_OK;
}

void gzip_destroy(struct gzip *gzip) {
  if (!gzip)
    return;
  deflateEnd(&gzip->stream);
  pthread_mutex_destroy(&gzip->lock);
  free(gzip);
}

size_t gzip_pack(struct gzip *gzip, const void *in, size_t in_bytes, void *out, size_t capacity) {
  pthread_mutex_lock(&gzip->lock);
  z_stream *stream = &gzip->stream;
  deflateReset(stream);
  stream->next_in = (Bytef *)in;
  stream->avail_in = (uInt)in_bytes;
  stream->next_out = out;
  stream->avail_out = (uInt)capacity;
  size_t packed = deflate(stream, Z_FINISH) == Z_STREAM_END ? capacity - stream->avail_out : 0;
  pthread_mutex_unlock(&gzip->lock);
  return packed;
}
