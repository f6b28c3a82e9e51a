/* What a library has to do that carries the users' HTTP, and what is the same in all: see
 * clients/http/http.h. */
#ifndef CLIENTS_HTTP_HTTP_LIBRARY_H
#define CLIENTS_HTTP_HTTP_LIBRARY_H

#include "clients/http/http.h"

struct http_request {
  const char *path;
  long timeout_ms;
  const char *body; /* of a POST; NULL for a GET */
  size_t body_bytes;
  const char *last_id; /* of a Last-Event-ID; NULL for none */
};

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
  int (*descriptor)(const struct http_connection *connection);
  void (*set_paused)(struct http_connection *connection, bool paused);
  void (*abort)(struct http_connection *connection);
  void (*settle)(struct http *http);
  const char *(*version)(void); /* of the library, and what it was built with; NULL without one */
};

/* Contract: it has all of them; it may do without a version. */
void http_library_check(const struct http_library *library);

/* http_<name> of each. */
#define LIBRARY_DECLARATION(KIND, name, ...) extern const struct http_library http_##name;
CLIENT_LIBRARIES(LIBRARY_DECLARATION)
#undef LIBRARY_DECLARATION

/* The profile's lines of a request for a path of that length. Returns their length. */
size_t http_request_lines(const struct request_style *style, size_t path_bytes, char *out,
                          size_t capacity);

/* A connection's socket begins to connect. */
void http_count_attempted(const struct http_settings *settings, uint64_t at_ns);

/* It is connected, connect_ns after that; `number`: of how many before. */
void http_count_opened(const struct http_settings *settings, uint64_t number, uint64_t connect_ns);

/* One that was connected is given up, or has ended; `wanted`, if we do not need it any
 * more. */
void http_count_closed(const struct http_settings *settings, enum life_end end, bool wanted);

#endif
