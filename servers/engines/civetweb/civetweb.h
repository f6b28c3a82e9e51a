/* The state of the civetweb engine, and the functions that its files share: a thread for each
 * connection.
 *
 * A worker thread serves one connection until it closes, idle times and held polls included: the
 * library's callbacks block. A WebSocket's worker waits for frames, so a second thread waits for
 * messages and writes them. A callback that waits for messages notices that its client has left
 * only when it writes. */
#ifndef SERVERS_ENGINES_CIVETWEB_CIVETWEB_H
#define SERVERS_ENGINES_CIVETWEB_CIVETWEB_H

#include <civetweb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/growing_text.h"
#include "servers/control/server.h"
#include "servers/engines/civetweb/request_watchdog.h"
#include "servers/engines/civetweb/write_watchdog.h"
#include "servers/wire/request.h"

struct engine_state {
  struct server *server;
  struct mg_context *context;
  uint16_t port;
  pthread_mutex_t opening; /* held until `open` is set */
  atomic_bool open;        /* the port is known, the handlers are set */
  atomic_bool stopping;
  atomic_uint websockets; /* that were let in and have not ended */
  struct write_watchdog write_watchdog;
  struct request_watchdog request_watchdog;
};

static inline struct engine_state *civetweb_engine_of(const struct mg_connection *connection) {
  return mg_get_user_data(mg_get_context(connection));
}

/* The peer's port. */
static inline uint16_t civetweb_peer_of(const struct mg_connection *connection) {
  return (uint16_t)mg_get_request_info(connection)->remote_port;
}

/* --- civetweb_write.c: any thread --------------------------------------------------- */

/* Consumes the chunk; NULL is none. False when it could not be written. */
bool civetweb_write(struct server *server, struct mg_connection *connection, struct chunk *chunk);

/* The same for a WebSocket, and false once `closing` is set: nothing may follow a close frame, so
 * `closing` is set before that is written. */
bool civetweb_write_unless(struct server *server, struct mg_connection *connection,
                           struct chunk *chunk, const atomic_bool *closing);

/* Counts a refused request, and makes the library close its connection after the callback. */
void civetweb_end_refused(struct mg_connection *connection);

/* Whether that was done. */
bool civetweb_was_refused(const struct mg_connection *connection);

/* The same with an answer. */
void civetweb_refuse(struct mg_connection *connection, const struct request *request, int status,
                     const char *reason);

/* Writes the session's chunks until the session ends, the peer is gone or *cancelled is set.
 * Returns the number of messages handed out. */
uint64_t civetweb_drive(struct engine_state *engine, struct mg_connection *connection,
                        struct session *session, const atomic_bool *cancelled);

/* --- civetweb_head.c ---------------------------------------------------------------- */

/* Returns 0, or the status to refuse with and *reason. */
int civetweb_read_request(const struct mg_connection *connection, struct request *out,
                          const char **reason);

/* The status and *reason for a request that the library rejects with the text `error`: those of
 * request_read if the library has cut the head up before, else those of request_unreadable. */
int civetweb_read_failed_request(const struct mg_connection *connection, const char *error,
                                 struct request *out, const char **reason);

/* Writes the head of the request (servers/wire/received_head.h). */
void civetweb_received_head(const struct mg_connection *connection, struct growing_text *out);

/* --- civetweb_websocket.c ----------------------------------------------------------- */

/* Whether the library would take the request for a handshake. */
bool civetweb_wants_websocket(const struct mg_connection *connection);

/* Answers a handshake that is malformed, and returns the status; 0 for a good one. */
int civetweb_refuse_handshake(struct engine_state *engine, struct mg_connection *connection);

void civetweb_handle_websockets(struct engine_state *engine);

/* Once the connection is at its end; nothing happens where it has no WebSocket (any more): the
 * library calls the handler of the end only where the answer to the handshake could be sent. */
void civetweb_end_websocket(const struct mg_connection *connection);

/* --- civetweb_request.c: the library's callbacks ------------------------------------ */

void civetweb_on_open(const struct mg_connection *connection);
int civetweb_on_request(struct mg_connection *connection);
int civetweb_on_error(struct mg_connection *connection, int status, const char *text);
void civetweb_on_close(const struct mg_connection *connection);

#endif
