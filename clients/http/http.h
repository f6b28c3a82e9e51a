/* HTTP for many users on one loop, each with at most one request under way: over HTTP/1.1 each user
 * has a TCP connection of its own, over HTTP/2 (http_streams.c) some may share one. Our own
 * connections carry it (http_raw.c) or, so that a library's share in the figures can be seen,
 * libcurl (http_curl.c) or libwebsockets (http_lws.c). One thread. */
#ifndef CLIENTS_HTTP_HTTP_H
#define CLIENTS_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "clients/http/http_request.h"
#include "clients/http/http_settings.h"
#include "common/base/status.h"

struct http;
struct http_connection;

/* Once in the process, before http_create. */
enum status http_libraries_init(struct error *error);
void http_libraries_cleanup(void);

/* Prints a line for each library: its version, and options of its build. */
void http_libraries_print(FILE *out);

/* Contracts: each library has all its functions. The program calls it when it starts. */
void http_libraries_check(void);

enum status http_create(const struct http_settings *settings, struct http **out,
                        struct error *error);

/* Breaks off the requests that are under way, without `ended`, and hands the kept sockets to
 * sockets_close_softly. No connection may be used after it. */
void http_close(struct http *http);
void http_destroy(struct http *http); /* closes first; NULL is fine */

/* Makes the next connection; http_destroy releases it. */
enum status http_connection_create(struct http *http, const struct http_handler *handler,
                                   void *owner, struct http_connection **out, struct error *error);

/* From now on the connection's sockets connect from the address that is there then
 * (clients/net/user_address.h); the pointer outlives the connection. */
void http_set_address(struct http_connection *connection, const uint32_t *address);

/* Start a request. timeout_ms bounds the whole request; 0: no bound. False without memory, or where
 * the path has HTTP_PATH_BYTES_MAX bytes or more; `ended` is not called then. */
bool http_get(struct http_connection *connection, const char *path, long timeout_ms);

/* The body is copied. */
bool http_post(struct http_connection *connection, const char *path, const char *body,
               size_t body_bytes, long timeout_ms);

/* Starts any request. */
bool http_send(struct http_connection *connection, const struct http_request *request);

/* Opens an event stream again, with the Last-Event-ID that a browser sends then. */
bool http_get_again(struct http_connection *connection, const char *path, const char *last_id);

/* The connection's socket; -1 where it has none. */
int http_descriptor(const struct http_connection *connection);

/* Stop reading answers, of this request and of later ones, and go on. */
void http_pause(struct http_connection *connection);
void http_resume(struct http_connection *connection);

/* Breaks the request off without `ended`; its connection closes. */
void http_abort(struct http_connection *connection);

/* Asks for a WebSocket over HTTP/2 (RFC 8441), where settings.http2 is set: `head` is the
 * handshake's request as HTTP/1.1 writes it. The handler's head is told of the answer, as HTTP/1.1
 * would write it, its body of the bytes that come, and its `ended` of the end of the stream. False
 * without memory, or where the server takes none; `ended` is not called then. */
bool http_connect(struct http_connection *connection, const char *head, size_t head_bytes);

/* Sends bytes on it once the answer has come. False where it has ended, or without memory. */
bool http_write(struct http_connection *connection, const char *bytes, size_t count);
bool http_writes_wait(const struct http_connection *connection); /* bytes that have not gone out */

/* Ends our side of it once all bytes have gone out; `ended` is not called. */
void http_finish(struct http_connection *connection);

/* Brings the counts of the requests under way up to date: up_bytes and, of compressed answers,
 * down_bytes and saved_down_bytes. */
void http_settle(struct http *http);

#endif
