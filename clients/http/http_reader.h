/* Reads HTTP/1.1 answers from a stream of bytes, cut anywhere: one after the other, each a
 * head and a body that ends as RFC 9112 says (section 6.3): by chunks, after Content-Length
 * bytes, or with the connection. Interim answers (1xx) are heads without a body. No sockets.
 *
 * Strict: lines end in CR LF; folded lines, names that are no tokens, two lengths that differ,
 * a length beside chunks, and codings of the transfer other than "chunked" are failures, and so
 * is what is longer than the limits below. */
#ifndef CLIENTS_HTTP_HTTP_READER_H
#define CLIENTS_HTTP_HTTP_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  HTTP_READER_HEAD_BYTES_MAX = 4096,      /* of a head, and of a chunked body's trailer */
  HTTP_READER_CHUNK_LINE_BYTES_MAX = 256, /* of a chunk's size and its extensions */
  HTTP_SWITCHING_PROTOCOLS = 101,
};

enum http_reader_state {
  HTTP_READER_HEAD,    /* in the head */
  HTTP_READER_BODY,    /* `left` bytes of a body, or of one chunk, are to come */
  HTTP_READER_CHUNK,   /* in the line of a chunk's size */
  HTTP_READER_TRAILER, /* behind the last chunk */
  HTTP_READER_STREAM,  /* a body that ends with the connection; or, after 101, no HTTP any more */
  HTTP_READER_FAILED,  /* what came is no answer */
};

enum http_coding {
  HTTP_IDENTITY,
  HTTP_GZIP,
  HTTP_CODING_UNKNOWN,
};

struct http_reader {
  enum http_reader_state state;
  char head[HTTP_READER_HEAD_BYTES_MAX]; /* as far as it has come, where it came in pieces */
  size_t head_bytes;
  int code;                /* of the newest head */
  bool keeps;              /* by that head the connection may be used again */
  bool chunked;            /* the body is */
  enum http_coding coding; /* Content-Encoding */
  uint64_t left;
  size_t line_bytes; /* of the chunk's line, or of the trailer, so far */
  uint8_t line_step; /* where in such a line */
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

/* Takes the next piece out of the bytes, which are moved on. False when they are used up,
 * or when reader->state is HTTP_READER_FAILED. */
bool http_reader_next(struct http_reader *reader, const char **bytes, size_t *count,
                      struct http_piece *piece);

/* Bytes of an unfinished answer are there. */
bool http_reader_begun(const struct http_reader *reader);

/* Whether an answer is complete because the connection has ended now. */
bool http_reader_ends(const struct http_reader *reader);

/* The value of the first header of that name in a whole head, without the spaces around it; NULL
 * when the head does not have it. *count: how many lines have that name. */
const char *http_header_find(const char *head, size_t head_bytes, const char *name, size_t *bytes,
                             size_t *count);

/* Whether a value that is a list has that token, in any case of letters. */
bool http_list_has(const char *value, size_t bytes, const char *token);

#endif
