/* The client's end of a TLS connection to a server that sends arbitrary bytes: records are counted,
 * and no data is received. The first byte of the input says where it is split. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "clients/net/tls_stream.h"
#include "tests/fuzz/target.h"

/* A record is counted as soon as its head is complete. */
enum { RECORD_BYTES_MAX = 5 + UINT16_MAX };

static void output_drop(void *owner, const char *bytes, size_t count) {
  *(uint64_t *)owner += bytes && count;
}

static void stream_read(struct tls *tls, const struct counters *counters, const uint8_t *data,
                        size_t size, size_t piece_bytes) {
  uint64_t written = 0;
  struct tls_session session = {.session = NULL};
  const struct tls_output output = {.write = output_drop, .owner = &written};
  struct tls_stream *stream = tls_stream_create(tls, "127.0.0.1", &session, output);
  enum tls_progress progress = TLS_PROGRESS_WAITS;
  uint64_t before = counters->tls_down_bytes;
  if (!stream || tls_stream_handshake(stream) != TLS_PROGRESS_WAITS || written == 0)
    abort();
  for (size_t at = 0; at < size && progress == TLS_PROGRESS_WAITS; at += piece_bytes) {
    size_t left = size - at;
    tls_stream_give(stream, (const char *)data + at, left < piece_bytes ? left : piece_bytes);
    progress = tls_stream_handshake(stream);
  }
  if (progress == TLS_PROGRESS_DONE || counters->tls_down_bytes - before > size + RECORD_BYTES_MAX)
    abort(); /* data without our keys, or records longer than the input */
  tls_stream_end(stream);
  tls_stream_destroy(stream);
  tls_session_release(&session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct counters counters;
  static struct tls *tls; /* kept, since making it reads the system's certificates */
  struct error error;
  if (size < 2)
    return 0;
  if (!tls && tls_create("", true, &counters, &tls, &error) != STATUS_OK)
    abort();
  stream_read(tls, &counters, data + 1, size - 1, (size_t)data[0] + 1);
  return 0;
}
