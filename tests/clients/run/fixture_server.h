/* A small pushbench-server on the client's loop: polls, publishing by users, /start and /stats, and
 * refusals that the test asks for. */
#ifndef TESTS_CLIENTS_RUN_FIXTURE_SERVER_H
#define TESTS_CLIENTS_RUN_FIXTURE_SERVER_H

#include "tests/clients/fixture_peer.h"

#include <inttypes.h>

#include "common/base/clock_identity.h"
#include "common/wire/message.h"

enum {
  SERVER_CONNECTIONS_MAX = 64,
  SERVER_MESSAGES_MAX = 512,
  SERVER_REQUEST_BYTES = 2048,
  SERVER_ANSWER_BYTES = 128 << 10,
  SERVER_DATA_BYTES = 16,
};

struct made_server;

struct server_connection {
  struct made_server *server;
  int socket;
  struct loop_io *io; /* NULL without a connection */
  char request[SERVER_REQUEST_BYTES];
  size_t bytes;
  char held[SERVER_REQUEST_BYTES]; /* a user's text that is not yet published; "" without one */
};

struct server_message {
  uint64_t due_ns;
  char data[SERVER_DATA_BYTES];
};

struct made_server {
  struct loop *loop;
  struct target target;
  int listener;
  struct loop_io *io;
  struct server_connection connections[SERVER_CONNECTIONS_MAX];
  size_t connection_count; /* open and closed ones */
  struct server_message messages[SERVER_MESSAGES_MAX];
  size_t message_count;
  uint64_t epoch_ns; /* 0 until /start */

  /* set by the test */
  uint64_t spacing_ns;  /* between the messages that it publishes itself; 0 for none */
  size_t published;     /* the total number of these */
  size_t withheld_from; /* the first message that no user receives; 0 for none */
  int stats_code, start_code, poll_code;
  uint64_t
      publishes_from_stats; /* the first request of /stats at which it publishes users' texts */
  size_t behind_for;        /* answers of /stats that do not report everything as published */
  bool anonymous;           /* does not name its clock */

  uint64_t stats_asked, starts_asked, polls_asked, publishes_asked;
  void (*polled)(struct made_server *server); /* called before a poll is answered; may be NULL */
};

/* --- answers --------------------------------------------------------------------------- */

static inline void server_answer_send(const struct server_connection *connection, int code,
                                      const char *body) {
  static char answer[SERVER_ANSWER_BYTES];
  int bytes = snprintf(answer, sizeof answer, "HTTP/1.1 %d x\r\nContent-Length: %zu\r\n\r\n%s",
                       code, strlen(body), body);
  assert_in_range(bytes, 1, sizeof answer - 1);
  assert_int_equal(send(connection->socket, answer, (size_t)bytes, MSG_NOSIGNAL), bytes);
}

static inline void server_message_add(struct made_server *server, uint64_t due_ns,
                                      const char *data) {
  assert_true(server->message_count < SERVER_MESSAGES_MAX);
  struct server_message *message = &server->messages[server->message_count++];
  message->due_ns = due_ns;
  if (data)
    memcpy(message->data, data, SERVER_DATA_BYTES);
  else
    message_data_fill(PAYLOAD_PATTERN, message->data, SERVER_DATA_BYTES, 0, server->message_count);
}

/* The number after the first such mark in the text. */
static inline uint64_t server_number(const char *text, const char *mark) {
  const char *at = strstr(text, mark);
  assert_non_null(at);
  return strtoull(at + strlen(mark), NULL, 10);
}

/* Publishes the messages that are due by now. */
static inline void server_publish(struct made_server *server, uint64_t now_ns) {
  if (server->epoch_ns == 0 || server->spacing_ns == 0)
    return;
  while (server->message_count < server->published) {
    uint64_t due_ns = server->epoch_ns + (server->message_count + 1) * server->spacing_ns;
    if (due_ns > now_ns)
      return;
    server_message_add(server, due_ns, NULL);
  }
}

static inline void server_stats(struct made_server *server,
                                const struct server_connection *connection) {
  char body[SERVER_REQUEST_BYTES], clock[256] = "";
  uint64_t count = 0, first = 0, last = 0, now_ns = clock_now_ns();
  uint64_t from_ns = server_number(connection->request, "from_ns=");
  uint64_t to_ns = server_number(connection->request, "to_ns=");
  const struct clock_identity own = clock_identity_read();
  server->stats_asked++;
  server_publish(server, now_ns);
  for (size_t i = 0; i < server->message_count; i++) {
    uint64_t due_ns = server->messages[i].due_ns;
    if (due_ns < from_ns || due_ns >= to_ns)
      continue;
    first = first ? first : i + 1;
    last = i + 1;
    count++;
  }
  if (!server->anonymous)
    snprintf(clock, sizeof clock,
             "\"clock\":{\"boot_id\":\"%s\",\"time_namespace\":%" PRIu64 ",\"now_ns\":%" PRIu64
             "},",
             own.boot_id, own.time_namespace, now_ns);
  snprintf(body, sizeof body,
           "{%s\"epoch_ns\":%" PRIu64 ",\"published_until_ns\":%" PRIu64
           ",\"channels\":[{\"channel\":0,\"newest\":%zu,\"count\":%" PRIu64 ",\"first\":%" PRIu64
           ",\"last\":%" PRIu64 "}]}",
           clock, server->epoch_ns, server->stats_asked <= server->behind_for ? 1 : now_ns,
           server->message_count, count, first, last);
  server_answer_send(connection, server->stats_code, body);
}

static inline void server_start(struct made_server *server,
                                const struct server_connection *connection) {
  char body[64];
  server->starts_asked++;
  if (server->epoch_ns == 0)
    server->epoch_ns = clock_now_ns() + 100 * NS_PER_MS;
  snprintf(body, sizeof body, "{\"epoch_ns\":%" PRIu64 "}", server->epoch_ns);
  server_answer_send(connection, server->start_code, body);
}

static inline void server_poll(struct made_server *server,
                               const struct server_connection *connection) {
  static char body[SERVER_ANSWER_BYTES / 2];
  uint64_t after = server_number(connection->request, "&after=");
  server->polls_asked++;
  if (server->polled)
    server->polled(server);
  server_publish(server, clock_now_ns());
  size_t shown = server->message_count;
  if (server->withheld_from > 0 && shown >= server->withheld_from)
    shown = server->withheld_from - 1;
  size_t bytes = (size_t)snprintf(body, sizeof body, "{\"next\":%zu,\"messages\":[", shown);
  for (size_t i = (size_t)after; i < shown; i++) {
    const struct server_message *of = &server->messages[i];
    const struct message message = {.seq = i + 1,
                                    .due_ns = of->due_ns,
                                    .sent_ns = of->due_ns,
                                    .data = of->data,
                                    .data_bytes = SERVER_DATA_BYTES};
    if (i > after)
      body[bytes++] = ',';
    bytes += message_encode(&message, body + bytes, sizeof body - bytes - 3);
  }
  memcpy(body + bytes, "]}", 3);
  server_answer_send(connection, server->poll_code, body);
}

static inline void server_take_written(struct made_server *server,
                                       const struct server_connection *connection,
                                       const char *request) {
  char body[64];
  const char *data = strstr(request, "{\"data\":\"");
  assert_non_null(data);
  server->publishes_asked++;
  server_message_add(server, server_number(data, "\"due_ns\":"), data + 9);
  snprintf(body, sizeof body, "{\"seq\":%zu}", server->message_count);
  server_answer_send(connection, 200, body);
}

/* Publishes the texts that were held back. */
static inline void server_publish_held(struct made_server *server) {
  for (size_t i = 0; i < server->connection_count; i++) {
    struct server_connection *connection = &server->connections[i];
    if (connection->io && connection->held[0] != '\0')
      server_take_written(server, connection, connection->held);
    connection->held[0] = '\0';
  }
}

/* --- connections -------------------------------------------------------------------------- */

/* The length of the first request; 0 while it is incomplete. */
static inline size_t server_request_bytes(const struct server_connection *connection) {
  size_t body_bytes = 0;
  const char *end = strstr(connection->request, "\r\n\r\n");
  const char *length = strstr(connection->request, "Content-Length: ");
  if (!end)
    return 0;
  if (length && length < end)
    body_bytes = (size_t)server_number(length, "Content-Length: ");
  size_t whole = (size_t)(end - connection->request) + 4 + body_bytes;
  return whole <= connection->bytes ? whole : 0;
}

static inline void server_request(struct made_server *server,
                                  struct server_connection *connection) {
  const char *text = connection->request;
  if (strncmp(text, "GET /stats", 10) == 0) {
    server_stats(server, connection);
    if (server->stats_asked >= server->publishes_from_stats)
      server_publish_held(server);
  } else if (strncmp(text, "POST /start", 11) == 0)
    server_start(server, connection);
  else if (strncmp(text, "POST /publish", 13) == 0 &&
           server->stats_asked < server->publishes_from_stats)
    memcpy(connection->held, text, connection->bytes + 1);
  else if (strncmp(text, "POST /publish", 13) == 0)
    server_take_written(server, connection, text);
  else
    server_poll(server, connection);
}

static inline void server_connection_end(struct server_connection *connection) {
  if (!connection->io)
    return;
  loop_io_destroy(connection->io);
  connection->io = NULL;
  close(connection->socket);
}

static inline void server_readable(void *owner, unsigned events) {
  struct server_connection *connection = owner;
  size_t room = sizeof connection->request - 1 - connection->bytes;
  (void)events;
  ssize_t got = recv(connection->socket, connection->request + connection->bytes, room, 0);
  if (got <= 0) {
    server_connection_end(connection);
    return;
  }
  connection->bytes += (size_t)got;
  connection->request[connection->bytes] = '\0';
  size_t whole;
  while (connection->io && (whole = server_request_bytes(connection)) > 0) {
    server_request(connection->server, connection);
    connection->bytes -= whole;
    memmove(connection->request, connection->request + whole, connection->bytes + 1);
  }
}

static inline void server_accept(void *owner, unsigned events) {
  struct made_server *server = owner;
  (void)events;
  int socket = accept(server->listener, NULL, NULL);
  assert_true(socket >= 0);
  assert_true(server->connection_count < SERVER_CONNECTIONS_MAX);
  struct server_connection *connection = &server->connections[server->connection_count++];
  *connection = (struct server_connection){.server = server, .socket = socket};
  connection->io = loop_io_create(server->loop, socket, server_readable, connection);
  loop_io_set(connection->io, LOOP_READ);
}

/* Listens; connections wait until server_serve. */
static inline void server_listen(struct made_server *server) {
  server->stats_code = server->start_code = server->poll_code = 200;
  server->listener = loopback_listen();
  server->target = peer_target(server->listener);
}

static inline void server_serve(struct made_server *server, struct loop *loop) {
  server->loop = loop;
  server->io = loop_io_create(loop, server->listener, server_accept, server);
  loop_io_set(server->io, LOOP_READ);
}

/* Call this before the loop is destroyed. */
static inline void server_close(struct made_server *server) {
  for (size_t i = 0; i < server->connection_count; i++)
    server_connection_end(&server->connections[i]);
  loop_io_destroy(server->io);
  close(server->listener);
}

#endif
