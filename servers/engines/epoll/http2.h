/* HTTP/2 on a connection of the epoll engine (RFC 9113), by nghttp2, which does no I/O.
 *
 * Each stream is an exchange: its head is read as the HTTP/1.1 request that it stands for, and the
 * answer's head is that of HTTP/1.1 without its line and with names in small letters. So both
 * versions have one reader, one set of rules and one set of headers. Chunks wait with their stream
 * until the peer's windows let them go. The streams of a connection leave by one system call. */
#ifndef SERVERS_ENGINES_EPOLL_HTTP2_H
#define SERVERS_ENGINES_EPOLL_HTTP2_H

#include "common/base/growing_text.h"
#include "servers/engines/epoll/epoll.h"

enum { HTTP2_STREAMS_MAX = 100 }; /* of a connection, at a time: what nghttp2 and browsers expect */

struct nghttp2_session;

struct http2 {
  struct nghttp2_session *session;
  struct connection *connection;
  /* Writes what the streams have and the windows and the socket take; sessions that wait for that
   * go on. False when the connection was closed. */
  bool (*flush)(struct connection *connection);
  struct link closed; /* in loop->closed_http2 */
  struct link streams;
  /* Streams whose output is to be sent, is held back by windows or the socket, or was held back. */
  struct link sending, stalled, drained;
  struct link unflushed; /* in loop->unflushed */
  bool waits;            /* it is in there */
  bool flushing;
  bool taking;       /* nghttp2 is told of bytes: nothing can be flushed */
  size_t messages;   /* in what is being written */
  size_t body_bytes; /* of the requests that are not whole */
};

struct http2_stream {
  struct exchange exchange; /* the first member, for a cast */
  struct link in_connection;
  struct link in_list; /* of sending, stalled or drained, or in none */
  int32_t id;
  struct output output;
  char *method, *path, *authority; /* until the request is read; NULL before they came */
  char *protocol;                  /* of an extended CONNECT; likewise */
  struct growing_text lines;       /* the other headers, as lines of HTTP/1.1 */
  struct fragments body;
  bool too_long;      /* the head; the rest of it was not stored */
  bool body_too_long; /* likewise */
  bool has_length;    /* a header says how long the body is */
  bool asked;         /* the request is whole */
  bool answered;      /* the head of the answer was submitted */
  bool ends;          /* nothing follows what waits */
  bool blocked;       /* the last flush left something */
  bool over;
};

enum http2_preface { HTTP2_PREFACE_NONE, HTTP2_PREFACE_BEGUN, HTTP2_PREFACE_WHOLE };

/* Whether a connection's first bytes are the preface of HTTP/2. */
enum http2_preface http2_preface_of(const char *bytes, size_t count);

/* --- http2.c: a connection ------ */

/* Makes it one of HTTP/2; closed where it cannot. */
void http2_begin(struct connection *connection);

/* Takes bytes that came, the preface too, and writes what follows from them. */
void http2_take(struct connection *connection, const char *bytes, size_t count);

bool http2_flush(struct connection *connection); /* struct http2 has what it does */
void http2_flush_all(struct loop *loop);         /* those that have something to send */

/* Tells the peer that nothing more is answered, and ends it. WebSockets are closed before. */
void http2_end(struct connection *connection);

void http2_free_closed(struct loop *loop); /* those whose connections have closed */

/* --- http2_stream.c: an exchange of it ------ */

/* NULL without memory. */
struct http2_stream *http2_stream_create(struct connection *connection, int32_t id);
void http2_stream_list(struct http2_stream *stream, struct link *list); /* NULL: in none */
void http2_stream_end(struct http2_stream *stream);                     /* harmless when repeated */
void http2_stream_free(struct http2_stream *stream);                    /* after that */

/* Releases what was read of the request. */
void http2_stream_forget_request(struct http2_stream *stream);

/* Answers with a whole answer; NULL without memory. */
void http2_stream_answer(struct http2_stream *stream, struct chunk *chunk);

/* The peer has ended its side. Ends a WebSocket. */
void http2_stream_peer_ended(struct http2_stream *stream);

/* --- http2_request.c: the request of a stream ------ */

/* Adds a header; names of pseudo-headers begin with a colon. */
void http2_request_header(struct http2_stream *stream, const char *name, size_t name_bytes,
                          const char *value, size_t value_bytes);
void http2_request_body(struct http2_stream *stream, const char *bytes, size_t count);

/* Whether it asks for a WebSocket (RFC 8441), or has: it is whole with its head. */
bool http2_request_connects(const struct http2_stream *stream);

/* The request is whole: answers it, or opens its session. */
void http2_request_asked(struct http2_stream *stream);

#endif
