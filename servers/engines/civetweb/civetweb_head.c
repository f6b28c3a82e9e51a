/* Reads the head of a request from civetweb. */
#include <string.h>
#include <strings.h>

#include "common/wire/refusal.h"
#include "servers/engines/civetweb/civetweb.h"
#include "servers/wire/received_head.h"

/* The header's first value that is not empty; NULL where there is none. */
static const char *header_value(const struct mg_request_info *info, const char *name,
                                bool *repeated) {
  const char *value = NULL;
  for (int i = 0; i < info->num_headers; i++) {
    if (strcasecmp(info->http_headers[i].name, name) != 0)
      continue;
    if (value && repeated)
      *repeated = true;
    if (!value && *info->http_headers[i].value != '\0')
      value = info->http_headers[i].value;
  }
  return value;
}

/* Whether a line that ends with this text, and before `next`, ends with CR and LF. */
static bool ends_with_crlf(const char *text, const char *next) {
  return next - (text + strlen(text)) >= 2;
}

/* Whether each line has the form "name: value", ends with CR and LF, and was read by the library.
 *
 * The library cuts the head up in place: it puts a NUL behind each name, and one in place of each
 * byte of a line end. It accepts blanks before the colon. At a line that begins with a blank, and
 * after MG_MAX_HEADERS lines, it stops and does not report that: the remaining lines, perhaps with
 * a Content-Length, are lost. Where a line ends with LF alone, that cannot be told from the end of
 * the head, behind which lie the bytes of an earlier request. */
static bool head_is_whole(const struct mg_request_info *info) {
  const char *line = info->http_version;
  for (int i = 0; i < info->num_headers; i++) {
    const struct mg_header *header = &info->http_headers[i];
    if (!ends_with_crlf(line, header->name))
      return false;
    line = header->value;
    const char *behind_colon = header->name + strlen(header->name) + 1;
    if (header->value > behind_colon && *behind_colon == '\0')
      return false; /* two NULs: blanks stood before the colon */
  }
  if (info->num_headers == 0 || info->num_headers >= MG_MAX_HEADERS)
    return info->num_headers == 0;
  const struct mg_header *last = &info->http_headers[info->num_headers - 1];
  const char *rest = last->value + strlen(last->value) + 1;
  rest += *rest == '\0'; /* a line end of two bytes has two NULs */
  return *rest == '\r' || *rest == '\n' || *rest == '\0';
}

static int read_head(const struct mg_connection *connection, const char *path, struct request *out,
                     const char **reason) {
  const struct server *server = civetweb_engine_of(connection)->server;
  const struct mg_request_info *info = mg_get_request_info(connection);
  struct request_text text = {.method = info->request_method,
                              .path = path,
                              .query = info->query_string,
                              .version = info->http_version,
                              .malformed = !head_is_whole(info)};
  text.host = header_value(info, "Host", &text.repeated);
  text.origin = header_value(info, "Origin", &text.repeated);
  text.authorization = header_value(info, "Authorization", &text.repeated);
  text.content_length = header_value(info, "Content-Length", &text.repeated);
  text.transfer_encoding = header_value(info, "Transfer-Encoding", &text.repeated);
  text.accept_encoding = header_value(info, "Accept-Encoding", NULL);
  text.last_event_id = header_value(info, "Last-Event-ID", NULL);
  text.if_none_match = header_value(info, "If-None-Match", NULL);
  text.expect = header_value(info, "Expect", NULL);
  text.upgrade = header_value(info, "Upgrade", NULL);
  out->route = ROUTE_NONE;
  if (info->num_headers >= MG_MAX_HEADERS) {
    *reason = "the head has too many lines";
    return 431;
  }
  if (strlen(text.path) >= REQUEST_TARGET_BYTES_MAX ||
      (text.query && strlen(text.query) >= REQUEST_TARGET_BYTES_MAX)) {
    *reason = REFUSAL_LONG_TARGET;
    return 414;
  }
  return request_read(&text, &server->access, server->hub.channels, out, reason);
}

int civetweb_read_request(const struct mg_connection *connection, struct request *out,
                          const char **reason) {
  return read_head(connection, mg_get_request_info(connection)->local_uri, out, reason);
}

int civetweb_read_failed_request(const struct mg_connection *connection, const char *error,
                                 struct request *out, const char **reason) {
  const struct mg_request_info *info = mg_get_request_info(connection);
  if (strcmp(error, "Invalid URI") == 0) {
    *reason = REQUEST_TARGET_REASON;
    return REQUEST_TARGET_REFUSED;
  }
  bool cut_up = info->http_version && info->num_headers > 0;
  int status = cut_up ? read_head(connection, info->request_uri, out, reason) : 0;
  return status != 0 ? status : request_unreadable(info->request_method, reason);
}

void civetweb_received_head(const struct mg_connection *connection, struct growing_text *out) {
  const struct mg_request_info *info = mg_get_request_info(connection);
  received_head_begin(out, true, info->request_method, info->local_uri, info->query_string,
                      info->http_version);
  for (int i = 0; i < info->num_headers; i++)
    received_head_add(out, info->http_headers[i].name, info->http_headers[i].value);
}
