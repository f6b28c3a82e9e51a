/* What the files of the civetweb engine share: a thread per connection.
 *
 * A worker thread serves one connection for as long as that lives, idle times and
 * held polls included; handlers block. A WebSocket's worker reads, so each WebSocket
 * has a second thread that writes: a reader that stalls then holds up nobody else.
 * A handler that waits does not learn that its client has left until it writes. */
#ifndef SERVERS_ENGINES_CIVETWEB_CIVETWEB_H
#define SERVERS_ENGINES_CIVETWEB_CIVETWEB_H

#include <civetweb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "servers/control/server.h"
#include "servers/engines/civetweb/request_watchdog.h"
#include "servers/engines/civetweb/write_watchdog.h"
#include "servers/wire/request.h"

struct engine_state {
  struct server *server;
  struct mg_context *context;
  uint16_t port;
  pthread_mutex_t opening; /* held until it is open */
  atomic_bool open;        /* the port is known, the handlers are set */
  atomic_bool stopping;
  atomic_uint websockets; /* whose handlers have not ended */
  struct write_watchdog write_watchdog;
  struct request_watchdog request_watchdog;
};

/* --- civetweb_write.c: any thread --------------------------------------------------- */

/* Consumes the chunk; NULL is none. False: it could not be written. */
bool civetweb_write(struct server *server, struct mg_connection *connection, struct chunk *chunk);

/* The same of a WebSocket, unless `closing` is set: who sets it and then writes a close frame
 * has nothing written behind that. */
bool civetweb_write_unless(struct server *server, struct mg_connection *connection,
                           struct chunk *chunk, const atomic_bool *closing);

/* Says what the session has to say until it ends, its peer is gone or it is cancelled.
 * Returns the number of messages handed out. */
uint64_t civetweb_drive(struct engine_state *engine, struct mg_connection *connection,
                        struct session *session, const atomic_bool *cancelled);

/* --- civetweb_request.c ------------------------------------------------------------- */

void civetweb_open_session(struct engine_state *engine, const struct request *request,
                           struct session *session);

/* Reads the head, as request_read; the answer to what is refused is for the caller. */
int civetweb_read_request(const struct mg_connection *connection, struct request *out,
                          const char **reason);

/* Answers, and ends the connection. */
void civetweb_refuse(struct mg_connection *connection, const struct request *request, int status,
                     const char *reason);

/* The library's callbacks. */
void civetweb_on_open(const struct mg_connection *connection);
int civetweb_on_request(struct mg_connection *connection);
int civetweb_on_error(struct mg_connection *connection, int status, const char *text);
void civetweb_on_close(const struct mg_connection *connection);

/* --- civetweb_websocket.c ----------------------------------------------------------- */

/* Whether the library would take the request for a handshake. */
bool civetweb_wants_websocket(const struct mg_connection *connection);

/* Answers one that is no good opening handshake, and returns the status. 0: it is good. */
int civetweb_refuse_handshake(struct engine_state *engine, struct mg_connection *connection);

void civetweb_handle_websockets(struct engine_state *engine);

#endif
