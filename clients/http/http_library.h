/* The interface of a library that carries the users' HTTP, and the counts that all have in common.
 */
#ifndef CLIENTS_HTTP_HTTP_LIBRARY_H
#define CLIENTS_HTTP_HTTP_LIBRARY_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/http/http_request.h"
#include "clients/http/http_settings.h"
#include "common/base/status.h"

struct http;
struct http_connection;

/* The functions of clients/http/http.h, by the same names. A library's own struct http and
 * struct http_connection begin with a pointer to its table. */
struct http_library {
  enum status (*create)(const struct http_settings *settings, struct http **out,
                        struct error *error);
  void (*close)(struct http *http);
  void (*destroy)(struct http *http);
  enum status (*connection_create)(struct http *http, const struct http_handler *handler,
                                   void *owner, struct http_connection **out, struct error *error);
  bool (*start)(struct http_connection *connection, const struct http_request *request);
  void (*set_address)(struct http_connection *connection, const uint32_t *address);
  int (*descriptor)(const struct http_connection *connection);
  void (*set_paused)(struct http_connection *connection, bool paused);
  void (*abort)(struct http_connection *connection);
  void (*settle)(struct http *http);

  /* WebSockets over HTTP/2; NULL where the library speaks none. */
  bool (*connect)(struct http_connection *connection, const char *head, size_t bytes);
  bool (*write)(struct http_connection *connection, const char *bytes, size_t count);
  bool (*writes_wait)(const struct http_connection *connection);
  void (*finish)(struct http_connection *connection);

  /* The library's state in the process; NULL where it has none. */
  enum status (*init)(struct error *error);
  void (*cleanup)(void);

  const char *(*version)(void); /* and options of its build; NULL: our own code */
};

/* http_<name> of each. */
#define LIBRARY_DECLARATION(KIND, name, ...) extern const struct http_library http_##name;
CLIENT_LIBRARIES(LIBRARY_DECLARATION)
#undef LIBRARY_DECLARATION

/* HTTP/2 on connections of our own. */
extern const struct http_library http_streams;

/* Contract: the library has all functions that it needs. */
void http_library_check(const struct http_library *library);

/* A request has been sent, or has failed before; *counted: whether it is in the count already. One
 * that we give up before it is sent is none: the server never hears of it. */
void http_count_request(const struct http_settings *settings, bool *counted);

/* Whether an answer with that status is what was asked for. */
bool http_code_is_good(int code);

/* A connection's socket begins to connect. */
void http_count_attempted(const struct http_settings *settings, uint64_t at_ns);

/* It is connected, connect_ns later; its user had `number` connections before. */
void http_count_opened(const struct http_settings *settings, uint64_t number, uint64_t connect_ns);

/* A connection has ended or is given up; `wanted`: we had no more use for it. */
void http_count_closed(const struct http_settings *settings, enum life_end end, bool wanted);

#endif
