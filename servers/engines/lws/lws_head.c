/* Reads the head of a request from libwebsockets. */
#include <stdio.h>
#include <string.h>

#include "common/wire/refusal.h"
#include "servers/engines/lws/lws.h"
#include "servers/wire/received_head.h"

static const char *method_name(int method) {
  static const char *const names[] = {
      [LWSHUMETH_GET] = "GET",         [LWSHUMETH_POST] = "POST",   [LWSHUMETH_OPTIONS] = "OPTIONS",
      [LWSHUMETH_PUT] = "PUT",         [LWSHUMETH_PATCH] = "PATCH", [LWSHUMETH_DELETE] = "DELETE",
      [LWSHUMETH_CONNECT] = "CONNECT", [LWSHUMETH_HEAD] = "HEAD"};
  bool named = method >= 0 && method < (int)(sizeof names / sizeof *names);
  return named && names[method] ? names[method] : "";
}

/* The library keeps the query in pieces, cut at its ampersands. False when it is too long. */
static bool read_query(struct lws *wsi, char *out, size_t capacity) {
  size_t used = 0;
  /* the total has a comma for each cut, so the joined query is never longer */
  if ((size_t)lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_URI_ARGS) >= capacity)
    return false;
  for (int i = 0;; i++) {
    size_t at = used + (i > 0);
    int bytes = at < capacity ? lws_hdr_copy_fragment(wsi, out + at, (int)(capacity - at),
                                                      WSI_TOKEN_HTTP_URI_ARGS, i)
                              : -1;
    if (bytes < 0)
      break;
    if (i > 0)
      out[used] = '&';
    used = at + (size_t)bytes;
  }
  out[used] = '\0';
  return true;
}

/* The argument of request_read, and the texts that it points into. */
struct head {
  struct request_text text;
  char path[REQUEST_TARGET_BYTES_MAX];
  char query[REQUEST_TARGET_BYTES_MAX];
  char version[16];
  char last_event_id[32];
  char values[REQUEST_HEAD_BYTES_MAX]; /* each with a NUL behind it */
  size_t used;
};

/* The value of a header; NULL where there is none, or an empty one. The library chains lines of the
 * same name as fragments. */
static const char *head_value(struct lws *wsi, struct head *head, enum lws_token_indexes token) {
  char *out = head->values + head->used;
  int bytes = lws_hdr_copy(wsi, out, (int)(sizeof head->values - head->used), token);
  if (bytes <= 0)
    return NULL;
  head->text.malformed |= strlen(out) < (size_t)bytes; /* it has a NUL in it */
  head->used += (size_t)bytes + 1;
  return out;
}

/* The same of a header that may stand there only once. */
static const char *head_single(struct lws *wsi, struct head *head, enum lws_token_indexes token) {
  head->text.repeated |= lws_hdr_fragment_length(wsi, token, 1) > 0;
  return head_value(wsi, head, token);
}

/* "1.1" of "HTTP/1.1". */
static const char *head_version(struct lws *wsi, char *out, size_t capacity) {
  static const char protocol[] = "HTTP/";
  if (lws_hdr_copy(wsi, out, (int)capacity, WSI_TOKEN_HTTP) <= 0 ||
      strncmp(out, protocol, sizeof protocol - 1) != 0)
    return NULL;
  return out + sizeof protocol - 1;
}

static int refused(int status, const char *text, const char **reason) {
  *reason = text;
  return status;
}

/* Method, path and query. 0, or the status to refuse with. */
static int head_target(struct lws *wsi, struct head *head, const char **reason) {
  char *uri = NULL;
  int uri_bytes = 0;
  int method = lws_http_get_uri_and_method(wsi, &uri, &uri_bytes);
  if (method < 0)
    return refused(400, "this is no request of HTTP/1.1", reason);
  if (uri_bytes >= (int)sizeof head->path || !read_query(wsi, head->query, sizeof head->query))
    return refused(414, REFUSAL_LONG_TARGET, reason);
  memcpy(head->path, uri, (size_t)uri_bytes);
  head->path[uri_bytes] = '\0';
  head->text.method = method_name(method);
  head->text.path = head->path;
  head->text.query = head->query;
  return 0;
}

/* 0, or the status to refuse with. */
static int head_last_event_id(struct lws *wsi, struct head *head, const char **reason) {
  static const char name[] = "last-event-id:";
  int bytes = lws_hdr_custom_length(wsi, name, sizeof name - 1);
  if (bytes >= (int)sizeof head->last_event_id)
    return refused(400, "Last-Event-ID takes a whole number", reason);
  head->last_event_id[0] = '\0';
  if (bytes > 0)
    lws_hdr_custom_copy(wsi, head->last_event_id, sizeof head->last_event_id, name,
                        sizeof name - 1);
  head->text.last_event_id = head->last_event_id;
  return 0;
}

static void head_headers(struct lws *wsi, struct head *head) {
  struct request_text *text = &head->text;
  text->version = head_version(wsi, head->version, sizeof head->version);
  text->host = head_single(wsi, head, WSI_TOKEN_HOST);
  text->origin = head_single(wsi, head, WSI_TOKEN_ORIGIN);
  text->authorization = head_single(wsi, head, WSI_TOKEN_HTTP_AUTHORIZATION);
  text->content_length = head_single(wsi, head, WSI_TOKEN_HTTP_CONTENT_LENGTH);
  text->transfer_encoding = head_single(wsi, head, WSI_TOKEN_HTTP_TRANSFER_ENCODING);
  text->accept_encoding = head_value(wsi, head, WSI_TOKEN_HTTP_ACCEPT_ENCODING);
  text->if_none_match = head_value(wsi, head, WSI_TOKEN_HTTP_IF_NONE_MATCH);
  text->expect = head_value(wsi, head, WSI_TOKEN_HTTP_EXPECT);
  text->upgrade = head_value(wsi, head, WSI_TOKEN_UPGRADE);
}

int connection_read_request(struct connection *connection, const char **reason) {
  const struct server *server = connection->engine->server;
  struct lws *wsi = connection->wsi;
  struct head head;
  head.text = (struct request_text){.method = NULL};
  head.used = 0;
  connection->request.route = ROUTE_NONE;
  int status = head_target(wsi, &head, reason);
  if (status == 0)
    status = head_last_event_id(wsi, &head, reason);
  if (status != 0)
    return status;
  head_headers(wsi, &head);
  return request_read(&head.text, &server->access, server->hub.channels, &connection->request,
                      reason);
}

/* --- the whole head, for a probe --------------------------------------------------- */

/* The lines of one header; the library's own text for its name is "name:". */
static void received_token_add(struct lws *wsi, enum lws_token_indexes token, const char *name,
                               struct growing_text *out) {
  char value[REQUEST_HEAD_BYTES_MAX];
  for (int i = 0; lws_hdr_fragment_length(wsi, token, i) > 0; i++)
    if (lws_hdr_copy_fragment(wsi, value, sizeof value, token, i) > 0)
      received_head_add(out, name, value);
}

/* The headers that the library has tokens for. Others of its tokens are methods, or begin with a
 * colon as in HTTP/2. */
static void received_tokens_add(struct lws *wsi, struct growing_text *out) {
  for (int token = 0; token < WSI_TOKEN_COUNT; token++) {
    char name[64];
    const char *text = (const char *)lws_token_to_string((enum lws_token_indexes)token);
    size_t bytes = text ? strlen(text) : 0;
    if (bytes < 2 || bytes >= sizeof name || *text == ':' || text[bytes - 1] != ':')
      continue;
    memcpy(name, text, bytes - 1);
    name[bytes - 1] = '\0';
    received_token_add(wsi, (enum lws_token_indexes)token, name, out);
  }
}

/* Headers that the library has no token for can only be asked for by name. */
static void received_others_add(struct lws *wsi, struct growing_text *out) {
  char value[REQUEST_HEAD_BYTES_MAX];
  for (const char *const *name = received_head_names; *name; name++) {
    char wanted[64];
    int bytes = snprintf(wanted, sizeof wanted, "%s:", *name);
    if (lws_hdr_custom_copy(wsi, value, sizeof value, wanted, bytes) > 0)
      received_head_add(out, *name, value);
  }
}

void connection_received_head(struct connection *connection, struct growing_text *out) {
  struct lws *wsi = connection->wsi;
  const char *reason = NULL;
  struct head head = {.text = {.method = NULL}};
  if (head_target(wsi, &head, &reason) != 0)
    return;
  head.text.version = head_version(wsi, head.version, sizeof head.version);
  received_head_begin(out, false, head.text.method, head.path, head.query, head.text.version);
  received_tokens_add(wsi, out);
  received_others_add(wsi, out);
}
