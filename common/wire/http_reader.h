/* Reads HTTP/1.1 answers from a stream of bytes that is cut anywhere. No sockets.
 *
 * An answer is a head and a body that ends as RFC 9112, section 6.3, says: by chunks, after
 * Content-Length bytes, or with the connection. Interim answers (1xx) are heads without a body.
 *
 * Strict: lines end in CR LF. Folded lines, names that are no tokens, two lengths that differ, a
 * length beside chunks, transfer codings other than "chunked", and everything that is longer than
 * the limits below are failures. */
#ifndef COMMON_WIRE_HTTP_READER_H
#define COMMON_WIRE_HTTP_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  /* of a head, and of a chunked body's trailer; servers and proxies send up to 8 KiB, and Node.js
   * takes 16 KiB */
  HTTP_READER_HEAD_BYTES_MAX = 16384,
  HTTP_READER_CHUNK_LINE_BYTES_MAX = 256, /* of a chunk's size and its extensions */
  HTTP_SWITCHING_PROTOCOLS = 101,
};

enum http_reader_state {
  HTTP_READER_HEAD,    /* in the head */
  HTTP_READER_BODY,    /* `left` bytes of a body, or of one chunk, are to come */
  HTTP_READER_CHUNK,   /* in the line of a chunk's size */
  HTTP_READER_TRAILER, /* after the last chunk */
  HTTP_READER_STREAM,  /* in a body that ends with the connection; after 101: no more HTTP */
  HTTP_READER_FAILED,  /* the bytes are no answer */
};

enum http_coding {
  HTTP_IDENTITY,
  HTTP_GZIP,
  HTTP_CODING_UNKNOWN,
};

struct http_reader {
  enum http_reader_state state;
  char *head; /* of a head that comes in pieces; NULL before there is one */
  size_t head_bytes, head_capacity;
  int code;                /* of the newest head */
  bool keeps;              /* the server keeps the connection after this answer */
  bool chunked;            /* the body comes in chunks */
  enum http_coding coding; /* Content-Encoding */
  uint64_t left;
  size_t line_bytes; /* read so far of a chunk's line, or of the trailer */
  uint8_t line_step; /* the place in it */
};

enum http_piece_kind {
  HTTP_PIECE_HEAD, /* a whole head, the empty line included */
  HTTP_PIECE_BODY, /* a part of the body */
  HTTP_PIECE_END,  /* the answer is complete; the next one may begin */
};

struct http_piece {
  enum http_piece_kind kind;
  const char *bytes; /* valid until the next call */
  size_t count;
};

void http_reader_init(struct http_reader *reader);

/* Begins with the first answer of another connection. A zeroed reader may begin so too. */
void http_reader_restart(struct http_reader *reader);

void http_reader_release(struct http_reader *reader);

/* Reads the next piece, and moves *bytes behind it. False when all is read, or when reader->state
 * is HTTP_READER_FAILED. */
bool http_reader_next(struct http_reader *reader, const char **bytes, size_t *count,
                      struct http_piece *piece);

/* Why the bytes are no answer, in words: once the state is HTTP_READER_FAILED. */
const char *http_reader_fault(const struct http_reader *reader);

/* Whether a part of an answer has come. */
bool http_reader_begun(const struct http_reader *reader);

/* Whether the answer is complete if the connection ends now. */
bool http_reader_ends(const struct http_reader *reader);

struct http_header {
  const char *name, *value; /* the value is without the blanks around it */
  size_t name_bytes, value_bytes;
};

/* The first header line of a head; NULL where the head's first line does not end. */
const char *http_headers_begin(const char *head, size_t head_bytes);

/* Reads the header line at *line, and moves it to the next. False at the empty line, and, with
 * *line NULL, at a line that is no header. */
bool http_header_next(const char **line, const char *end, struct http_header *out);

/* The value of the first header of that name in a whole head, without the spaces around it; NULL
 * where the head does not have it. *count: the number of lines with that name. */
const char *http_header_find(const char *head, size_t head_bytes, const char *name, size_t *bytes,
                             size_t *count);

#endif
