/* The table of the libraries, and the calls to the one that is chosen. */
#include "clients/http/http.h"

#include "clients/http/http_library.h"

#define LIBRARY_LINE(KIND, name, ...) [CLIENT_LIBRARY_##KIND] = &http_##name,
static const struct http_library *const libraries[CLIENT_LIBRARY_COUNT] = {
    CLIENT_LIBRARIES(LIBRARY_LINE)};

void http_libraries_check(void) {
  for (int i = 0; i < CLIENT_LIBRARY_COUNT; i++)
    http_library_check(libraries[i]);
  http_library_check(&http_streams);
}

enum status http_libraries_init(struct error *error) {
  enum status status = STATUS_OK;
  for (int i = 0; i < CLIENT_LIBRARY_COUNT && status == STATUS_OK; i++)
    if (libraries[i]->init)
      status = libraries[i]->init(error);
  return status;
}

void http_libraries_cleanup(void) {
  for (int i = 0; i < CLIENT_LIBRARY_COUNT; i++)
    if (libraries[i]->cleanup)
      libraries[i]->cleanup();
}

void http_libraries_print(FILE *out) {
  for (int i = 0; i < CLIENT_LIBRARY_COUNT; i++)
    if (libraries[i]->version)
      fprintf(out, "%s\n", libraries[i]->version());
}

/* `object`: a struct http or a struct http_connection. */
static const struct http_library *library_of(const void *object) {
  return *(const struct http_library *const *)object;
}

enum status http_create(const struct http_settings *settings, struct http **out,
                        struct error *error) {
  const struct http_library *library =
      settings->http2 ? &http_streams : libraries[settings->library];
  return library->create(settings, out, error);
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

void http_set_address(struct http_connection *connection, const uint32_t *address) {
  library_of(connection)->set_address(connection, address);
}

bool http_send(struct http_connection *connection, const struct http_request *request) {
  return library_of(connection)->start(connection, request);
}

bool http_get(struct http_connection *connection, const char *path, long timeout_ms) {
  const struct http_request request = {.path = path, .timeout_ms = timeout_ms};
  return http_send(connection, &request);
}

bool http_post(struct http_connection *connection, const char *path, const char *body,
               size_t body_bytes, long timeout_ms) {
  const struct http_request request = {
      .path = path, .timeout_ms = timeout_ms, .body = body, .body_bytes = body_bytes};
  return http_send(connection, &request);
}

bool http_get_again(struct http_connection *connection, const char *path, const char *last_id) {
  char header[HTTP_HEADER_BYTES];
  snprintf(header, sizeof header, "Last-Event-ID: %s", last_id);
  const struct http_request request = {.path = path, .header = header};
  return http_send(connection, &request);
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

bool http_connect(struct http_connection *connection, const char *head, size_t head_bytes) {
  return library_of(connection)->connect(connection, head, head_bytes);
}

bool http_write(struct http_connection *connection, const char *bytes, size_t count) {
  return library_of(connection)->write(connection, bytes, count);
}

bool http_writes_wait(const struct http_connection *connection) {
  return library_of(connection)->writes_wait(connection);
}

void http_finish(struct http_connection *connection) {
  library_of(connection)->finish(connection);
}

void http_settle(struct http *http) {
  library_of(http)->settle(http);
}
