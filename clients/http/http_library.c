/* The table of the libraries that carry HTTP, and the way to each. */
#include "clients/http/http_library.h"

#include <string.h>

#include "common/base/clock.h"
#include "common/base/contract.h"

#define LIBRARY_LINE(KIND, name, ...) [CLIENT_LIBRARY_##KIND] = &http_##name,
static const struct http_library *const libraries[CLIENT_LIBRARY_COUNT] = {
    CLIENT_LIBRARIES(LIBRARY_LINE)};

void http_library_check(const struct http_library *library) {
  CONTRACT(library->create && library->close && library->destroy && library->settle);
  CONTRACT(library->connection_create && library->start && library->abort);
  CONTRACT(library->descriptor && library->set_paused);
}

void http_libraries_check(void) {
  for (int i = 0; i < CLIENT_LIBRARY_COUNT; i++)
    http_library_check(libraries[i]);
}

void http_libraries_print(FILE *out) {
  for (int i = 0; i < CLIENT_LIBRARY_COUNT; i++)
    if (libraries[i]->version)
      fprintf(out, "%s\n", libraries[i]->version());
}

/* Of a struct http or a struct http_connection. */
static const struct http_library *library_of(const void *object) {
  return *(const struct http_library *const *)object;
}

enum status http_create(const struct http_settings *settings, struct http **out,
                        struct error *error) {
  return libraries[settings->library]->create(settings, out, error);
}

void http_close(struct http *http) {
  library_of(http)->close(http);
}

void http_destroy(struct http *http) {
  if (http)
    library_of(http)->destroy(http);
}

enum status http_connection_create(struct http *http, const struct http_handler *handler,
                                   void *owner, struct http_connection **out, struct error *error) {
  return library_of(http)->connection_create(http, handler, owner, out, error);
}

bool http_get(struct http_connection *connection, const char *path, long timeout_ms) {
  const struct http_request request = {.path = path, .timeout_ms = timeout_ms};
  return library_of(connection)->start(connection, &request);
}

bool http_post(struct http_connection *connection, const char *path, const char *body,
               size_t body_bytes, long timeout_ms) {
  const struct http_request request = {
      .path = path, .timeout_ms = timeout_ms, .body = body, .body_bytes = body_bytes};
  return library_of(connection)->start(connection, &request);
}

bool http_get_again(struct http_connection *connection, const char *path, const char *last_id) {
  const struct http_request request = {.path = path, .last_id = last_id};
  return library_of(connection)->start(connection, &request);
}

int http_descriptor(const struct http_connection *connection) {
  return library_of(connection)->descriptor(connection);
}

void http_pause(struct http_connection *connection) {
  library_of(connection)->set_paused(connection, true);
}

void http_resume(struct http_connection *connection) {
  library_of(connection)->set_paused(connection, false);
}

void http_abort(struct http_connection *connection) {
  library_of(connection)->abort(connection);
}

void http_settle(struct http *http) {
  library_of(http)->settle(http);
}

/* --- what is the same in all ------------------------------------------------------ */

size_t http_request_lines(const struct request_style *style, size_t path_bytes, char *out,
                          size_t capacity) {
  static const char own[] = "GET  HTTP/1.1\r\nHost: \r\n\r\n";
  size_t own_bytes = sizeof own - 1 + path_bytes + strlen(style->authority);
  return headers_request(style, own_bytes, out, capacity);
}

void http_count_attempted(const struct http_settings *settings, uint64_t at_ns) {
  settings->counters->connections_attempted++;
  if (settings->series)
    series_add(settings->series, SERIES_ATTEMPTED, at_ns);
}

void http_count_opened(const struct http_settings *settings, uint64_t number, uint64_t connect_ns) {
  settings->counters->connections_opened++;
  settings->counters->connections_reopened += number > 0 && settings->keep_alive;
  if (settings->series)
    series_add(settings->series, SERIES_OPENED, clock_now_ns());
  if (settings->life)
    life_established(settings->life, connect_ns);
}

void http_count_closed(const struct http_settings *settings, enum life_end end, bool wanted) {
  if (!wanted)
    settings->counters->connections_closed++;
  if (settings->life)
    settings->life->ended[end]++;
}
