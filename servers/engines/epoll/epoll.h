/* The state of the epoll engine, its connections, and the functions that its files share.
 *
 * A loop is a thread with its own listening socket and connections. All of it is that thread's,
 * except `dirty_channels`, `wake` and `told_to_stop`. A session writes as soon as its channel has a
 * message or its deadline passes, all that waits in one system call. What the socket does not take
 * stays with the connection by reference, and the session continues when it has gone out. New
 * messages stay in the feed meanwhile: a session's cursor is its queue. */
#ifndef SERVERS_ENGINES_EPOLL_EPOLL_H
#define SERVERS_ENGINES_EPOLL_EPOLL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/container.h"
#include "common/base/growing_text.h"
#include "common/base/random.h"
#include "common/wire/websocket_reader.h"
#include "servers/control/server.h"
#include "servers/engines/dirty_channels.h"
#include "servers/engines/epoll/deadlines.h"
#include "servers/engines/epoll/output.h"
#include "servers/engines/epoll/stream.h"
#include "servers/engines/serving_order.h"
#include "servers/wire/deflate_offer.h"
#include "servers/wire/fragments.h"
#include "servers/wire/request.h"
#include "servers/wire/request_head.h"

enum { LOOP_READ_BYTES = 1 << 16 };

/* What a descriptor of the loop stands for. */
struct source {
  void (*ready)(struct source *source, uint32_t events);
};

struct loop {
  struct server *server;
  int descriptor; /* of epoll */
  pthread_t thread;
  struct source accepting;
  int listener;
  bool accept_failed; /* at the last attempt */
  struct deadline accept_again;
  struct source waking;
  int wake; /* an eventfd */
  atomic_bool told_to_stop;
  bool stopping;
  struct deadline stop_deadline;
  bool ended;
  struct deadlines deadlines;
  struct link connections;        /* those that are open */
  struct link closed;             /* freed at the end of a round: an event may still name one */
  struct link unflushed;          /* connections of HTTP/2 whose streams have something to send */
  struct link closed_streams;     /* of HTTP/2; freed as connections are */
  struct link closed_http2;       /* of connections that have closed; likewise */
  struct serving_order *channels; /* the sessions of each */
  struct random random;           /* draws where rounds of serving begin */
  struct dirty_channels dirty_channels;
  char read[LOOP_READ_BYTES];              /* what was read last */
  char record[STREAM_RECORD_BYTES];        /* of TLS, that is written now */
  uint8_t gathered[OUTPUT_GATHERED_BYTES]; /* frames of HTTP/2 that leave together */
};

enum connection_state {
  CONNECTION_ASKED,   /* a head is awaited, or a body */
  CONNECTION_ANSWERS, /* a whole answer goes out; another request may follow */
  CONNECTION_SERVES,  /* a session: a poll, a stream or a WebSocket */
  CONNECTION_STREAMS, /* HTTP/2: each of its streams is an exchange */
  CONNECTION_ENDS,    /* the last bytes go out */
  CONNECTION_LINGERS, /* our side is shut down: the peer ends its side */
  CONNECTION_CLOSED,
};

struct exchange;

/* Where an exchange writes: to its connection, or to its stream of HTTP/2. */
struct exchange_writer {
  bool (*is_blocked)(const struct exchange *exchange);

  /* Adds a chunk to those that leave together. False when nothing can be written any more: the
   * connection was closed, or the stream. */
  bool (*put)(struct exchange *exchange, struct chunk *chunk);

  /* Writes where much is gathered. False likewise. */
  bool (*write_much)(struct exchange *exchange);

  /* Writes what was gathered; over HTTP/2, at the end of the round, what was gathered for all
   * streams of the connection. False likewise. */
  bool (*write)(struct exchange *exchange);

  uint64_t (*unsent_bytes)(const struct exchange *exchange); /* beside the connection's */
  void (*drop)(struct exchange *exchange);                   /* the peer is dead, or too slow */
  void (*answered)(struct exchange *exchange); /* the session has ended with a whole answer */

  /* Nothing more is put: writes what was, and then ends the stream, or as epoll_end. */
  void (*end)(struct exchange *exchange, bool lingers);
};

/* A request, and the session that it asks for. A connection of HTTP/1.1 has one at a time; over
 * HTTP/2 each stream is one, and the connection's own has nothing but a deadline. */
struct exchange {
  struct link in_channel; /* of its channel's order, while `joined`; the first member, for a cast */
  struct connection *connection;
  const struct exchange_writer *writer;
  struct deadline deadline; /* of a session, a request or an idle kept connection */
  struct request request;
  struct session session;
  struct websocket *websocket; /* NULL without */
  uint64_t answer_messages;    /* in the answer under way */
  bool joined;                 /* the session is open */
};

struct connection {
  struct exchange exchange;
  struct source source;
  struct link in_loop; /* of loop->connections, later of loop->closed */
  struct loop *loop;
  struct stream stream;
  struct output output;
  struct fragments input;                               /* what was read and not yet used */
  struct http2 *http2;                                  /* NULL over HTTP/1.1 */
  void (*close_streams)(struct connection *connection); /* of HTTP/2; NULL over HTTP/1.1 */
  uint32_t watched;                                     /* events of epoll */
  enum connection_state state;
  bool blocked;     /* the socket took less than was written last */
  bool request_due; /* a first head or a body has to come before the deadline */
  bool awaits_body;
  bool keeps;   /* another request may follow this one */
  bool lingers; /* after the last bytes it waits for the peer's end */
};

struct websocket {
  struct websocket_reader reader;
  struct deflate_agreement deflate;
  struct deflater *deflater; /* NULL before the first compressed message */
  struct inflater *inflater;
  struct fragments inflated; /* the text of the compressed message that is read */
  struct chunk *pong;        /* to the newest ping that came while the output was blocked */
};

/* --- epoll_connection.c: connections, and what they write ------ */

/* Watches a descriptor for events of epoll. False when it cannot. */
bool loop_add(struct loop *loop, int descriptor, struct source *source, uint32_t events);
void loop_change(struct loop *loop, int descriptor, struct source *source, uint32_t events);

/* Makes a connection of an accepted socket, which it takes. NULL without memory. */
struct connection *epoll_open(struct loop *loop, int descriptor);

/* Ends the session and closes at once; epoll_free follows at the end of the loop's round.
 * Harmless when repeated. With epoll_abort the kernel drops what it holds for the peer, which
 * may never read it. */
void epoll_close(struct connection *connection);
void epoll_abort(struct connection *connection);
void epoll_free(struct connection *connection);

/* Ends the session and its deadline; nothing more is written for it. Harmless when repeated. */
void epoll_leave(struct exchange *exchange);

/* The same after a whole answer, which was not abandoned. */
void epoll_end_session(struct exchange *exchange);

void epoll_count_handed_out(struct exchange *exchange, size_t messages, size_t bytes);

/* Adds to the output; takes the reference. False, and it is closed, without memory or for NULL. */
bool epoll_put(struct connection *connection, struct chunk *chunk);

/* Writes what the socket takes. False when the connection was closed. */
bool epoll_write(struct connection *connection);

/* Nothing more is served. Writes the output, and then ends the connection. `lingers`: the peer may
 * still send, and a reset for that must not make it lose what it has not read yet. */
void epoll_end(struct connection *connection, bool lingers);

/* The output of a connection that ends is empty. */
void epoll_finish(struct connection *connection);

void epoll_set_deadline(struct exchange *exchange, uint64_t until_ns);

/* Watches for what the connection's state needs. */
void epoll_watch(struct connection *connection);

/* --- epoll_frames.c: what a WebSocket sends ------ */

/* NULL without memory. */
struct websocket *websocket_create(const struct deflate_agreement *deflate);
void websocket_free(struct websocket *websocket); /* NULL is fine */

/* The next pong or reply, a reference for the caller; NULL when there is none. */
struct chunk *websocket_reply(struct exchange *exchange);

/* Takes a reference to a frame and gives one to what is sent for it: a compressed frame where that
 * was agreed. NULL without memory. */
struct chunk *websocket_packed(struct exchange *exchange, struct chunk *frame);

/* --- epoll_session.c ------ */

extern const struct exchange_writer connection_writer;

/* Opens the session that exchange->request asks for. */
void epoll_open_session(struct exchange *exchange);

/* Steps the session until it waits, and writes what it has. True when its answer is complete and
 * has gone out, over HTTP/2 into its stream. The connection may be closed. */
bool epoll_drive(struct exchange *exchange);

/* --- epoll_websocket.c ------ */

/* Answers a handshake that was checked, and opens the session. */
void websocket_accept(struct exchange *exchange, const struct request_head *head);

/* Takes bytes of frames, which it may change, while exchange->joined. */
void websocket_take(struct exchange *exchange, const char *bytes, size_t count);

/* Begins the closing handshake; nothing follows the close frame. */
void websocket_begin_close(struct exchange *exchange, uint16_t close_code, const char *reason);

/* --- epoll_request.c ------ */

/* Begins the time-out of a first head, or of a body. */
void request_await(struct connection *connection, bool body);

/* Takes bytes that were read, which it may change. */
void request_take(struct connection *connection, char *bytes, size_t count);

/* The poll's answer has gone out: the next request may be there already. */
void request_answered(struct connection *connection);

/* The request has not come whole in time. */
void request_time_out(struct connection *connection);

/* --- epoll_check.c: requests of both versions ------ */

/* Reads a head into exchange->request. Returns 0, or the status to refuse with and *reason. */
int request_check(struct exchange *exchange, const struct request_head *head, const char **reason);

/* Counts the refusal, and makes its answer. NULL without memory. */
struct chunk *request_refusal(struct exchange *exchange, int status, const char *reason);

/* The head as a probe is told it; `version`: "1.1". */
void request_head_write(const struct request_head *head, const char *version,
                        struct growing_text *out);

/* --- epoll_events.c: what happens to connections ------ */

void epoll_adopt(struct loop *loop, int descriptor); /* a new one was accepted */
void epoll_serve(struct exchange *exchange);         /* its channel has a message */
void epoll_stop(struct connection *connection);      /* the server stops */

/* --- epoll_loop.c ------ */

/* Makes a loop that serves the connections of `listener`, which it takes. `number`: of the loop,
 * from 0 on. NULL without memory or descriptors, and *error. */
struct loop *loop_create(struct server *server, int listener, int number, struct error *error);

bool loop_start(struct loop *loop); /* its thread; false when it cannot */

/* Ends all connections in an orderly way, and the thread. */
void loop_stop(struct loop *loop);

void loop_destroy(struct loop *loop); /* NULL is fine */

/* There is a new message. Any thread. */
void loop_published(struct loop *loop, uint64_t channel);

#endif
