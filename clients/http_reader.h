/* Reads HTTP/1.1 answers from a stream of bytes, cut anywhere: one after the other, each a
 * head and a body whose length Content-Length or the connection's end says. Chunked bodies,
 * which our servers never send, are failures. No sockets. */
#ifndef CLIENTS_HTTP_READER_H
#define CLIENTS_HTTP_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HTTP_READER_HEAD_BYTES_MAX = 4096 };

enum http_reader_state {
  HTTP_READER_HEAD,   /* in the head */
  HTTP_READER_BODY,   /* `left` bytes of a body are to come */
  HTTP_READER_STREAM, /* a body that ends with the connection */
  HTTP_READER_FAILED, /* what came is no answer */
};

struct http_reader {
  enum http_reader_state state;
  char head[HTTP_READER_HEAD_BYTES_MAX]; /* as far as it has come */
  size_t head_bytes;
  int code;   /* of the newest head */
  bool keeps; /* by that head the connection may be used again */
  uint64_t left;
};

enum http_piece_kind {
  HTTP_PIECE_HEAD, /* a whole head, the empty line included */
  HTTP_PIECE_BODY, /* a part of the body */
  HTTP_PIECE_END,  /* the answer is complete; the next one may begin */
};

struct http_piece {
  enum http_piece_kind kind;
  const char *bytes;
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

#endif
