/* Server-sent events (WHATWG HTML, section 9.2) as this suite uses them: one
 * message an event, "id: SEQ\ndata: TEXT\n\n"; a comment ":\n\n" keeps the
 * connection alive. */
#ifndef COMMON_WIRE_SSE_H
#define COMMON_WIRE_SSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SSE_OVERHEAD_BYTES_MAX = 48 };

/* Writes one event; returns its length, 0 when `capacity` does not suffice
 * (text_bytes + SSE_OVERHEAD_BYTES_MAX always does). */
size_t sse_encode(uint64_t seq, const char *text, size_t text_bytes, char *out, size_t capacity);

extern const char sse_comment[]; /* ":\n\n" */

enum { SSE_ID_BYTES = 256, SSE_NAME_BYTES = 64 };

/* An incremental reader: bytes may arrive cut anywhere. Follows the standard:
 * CR, LF or CR LF end a line, several data lines are joined by LF, fields that
 * are unknown are ignored, `id` and `retry` persist. */
struct sse_event {
  const char *name; /* "message" where the stream names none; valid until the next call, as data */
  const char *data;
  size_t data_bytes;
  const char *id; /* NUL-terminated, "" when none was seen */
};

struct sse_reader {
  char *line;
  size_t line_bytes, line_capacity;
  char *data;
  size_t data_bytes, data_capacity;
  char id[SSE_ID_BYTES];          /* of the last complete event: what to resume after */
  char id_pending[SSE_ID_BYTES];  /* of the event being read */
  char name[SSE_NAME_BYTES];      /* of the event being read; "": it has none so far */
  char name_read[SSE_NAME_BYTES]; /* of the complete one */
  uint64_t retry_ms;              /* after which a lost stream is to be opened again */
  bool retry_said;
  bool data_seen, after_cr, begun;
  uint64_t comments; /* comment lines seen */
  bool failed;       /* a line or an event was longer than SSE_BYTES_MAX, an id or a name did not
                      * fit, or no memory; what comes after is skipped */
};

enum { SSE_BYTES_MAX = 2 << 20 };

void sse_reader_init(struct sse_reader *reader);
void sse_reader_release(struct sse_reader *reader);

/* Forgets a partial event, as after a reconnection; keeps the id. */
void sse_reader_restart(struct sse_reader *reader);

/* Consumes bytes from *bytes until an event is complete (true) or they are used
 * up (false); advances both. */
bool sse_reader_next(struct sse_reader *reader, const char **bytes, size_t *count,
                     struct sse_event *out);

#endif
