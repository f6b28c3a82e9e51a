/* Route, head, access and target, in the order of docs/design.md. */
#include "servers/wire/request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/contract.h"
#include "common/wire/refusal.h"

/* A feed's path is the name of its transport. */
static const struct route feed_route = {ROUTE_FEED, NULL, "GET", ACCESS_READ};

const struct route control_routes[CONTROL_ROUTES] = {
    {ROUTE_STATS, "/stats", "GET", ACCESS_CONTROL},
    {ROUTE_START, "/start", "POST", ACCESS_CONTROL},
    {ROUTE_PUBLISH, "/publish", "POST", ACCESS_PUBLISH},
    {ROUTE_SILENCE, "/silence", "POST", ACCESS_CONTROL},
    {ROUTE_PROBE, "/probe", "GET", ACCESS_CONTROL},
};

/* Digits only, without a sign, at most 2^64 - 1. */
static bool number_read(const char *text, size_t length, uint64_t *out) {
  uint64_t value = 0;
  if (length == 0)
    return false;
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9')
      return false;
    uint64_t digit = (uint64_t)(text[i] - '0');
    if (value > (UINT64_MAX - digit) / 10)
      return false;
    value = value * 10 + digit;
  }
  *out = value;
  return true;
}

static const char *const methods[] = {"GET", "POST",  "HEAD",   "OPTIONS",
                                      "PUT", "PATCH", "DELETE", "CONNECT"};

static bool method_is_known(const char *method) {
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
    if (strcmp(methods[i], method) == 0)
      return true;
  return false;
}

void routes_check(const struct route table[static CONTROL_ROUTES]) {
  for (int i = 0; i < CONTROL_ROUTES; i++) {
    const struct route *route = &table[i];
    CONTRACT(route->path);
    CONTRACT_OF(route->path, (int)route->route == ROUTE_STATS + i);
    CONTRACT_OF(route->path, *route->path == '/' && transport_named(route->path + 1) < 0);
    CONTRACT_OF(route->path, route->method && method_is_known(route->method));
    CONTRACT_OF(route->path, route->need != ACCESS_READ);
    for (int before = 0; before < i; before++)
      CONTRACT_OF(route->path, strcmp(table[before].path, route->path) != 0);
  }
}

static int refused(int status, const char *text, const char **reason) {
  *reason = text;
  return status;
}

int request_unreadable(const char *method, const char **reason) {
  static const char token[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                              "!#$%&'*+-.^_`|~";
  bool is_token = method && *method != '\0' && method[strspn(method, token)] == '\0';
  if (is_token && strcmp(method, "PRI") == 0)
    return refused(505, "this speaks HTTP/1.1 and HTTP/1.0", reason);
  if (is_token && !method_is_known(method))
    return refused(501, "no such method", reason);
  return refused(400, "this is no request of HTTP/1.1", reason);
}

/* The length of the body: that of Content-Length, or 0 without one. */
static int body_read(const struct request_text *text, struct request *out, const char **reason) {
  bool posted = strcmp(text->method, "POST") == 0;
  const char *length = text->content_length;
  if (text->transfer_encoding && length)
    return refused(400, "Content-Length and Transfer-Encoding contradict each other", reason);
  if (text->transfer_encoding)
    return refused(411, "a body needs a Content-Length; no Transfer-Encoding is understood",
                   reason);
  if (!length)
    return posted ? refused(411, "a POST needs a Content-Length", reason) : 0;
  size_t digits = strspn(length, "0123456789");
  if (digits == 0 || length[digits + strspn(length + digits, " \t")] != '\0')
    return refused(400, "Content-Length takes a whole number", reason);
  if (!number_read(length, digits, &out->body_bytes) || out->body_bytes > REQUEST_BODY_BYTES_MAX)
    return refused(413, REFUSAL_LONG_BODY, reason);
  if (out->body_bytes > 0 && !posted)
    return refused(400, "only a POST has a body", reason);
  return 0;
}

/* The rules that do not depend on the route. */
static int head_read(const struct request_text *text, struct request *out, const char **reason) {
  if (text->malformed || !text->version)
    return refused(400, "this is no request of HTTP/1.1", reason);
  bool is_1_1 = strcmp(text->version, "1.1") == 0;
  if (!is_1_1 && strcmp(text->version, "1.0") != 0)
    return refused(505, "this speaks HTTP/1.1 and HTTP/1.0", reason);
  if (!method_is_known(text->method))
    return refused(501, "no such method", reason);
  if (text->repeated)
    return refused(400, "a header that says one thing stands there twice", reason);
  if (is_1_1 && !text->host)
    return refused(400, "a request needs a Host", reason);
  int status = body_read(text, out, reason);
  if (status != 0)
    return status;
  if (text->expect)
    return refused(417, "nothing is promised beforehand: send the body at once", reason);
  if (text->upgrade && strcasecmp(text->upgrade, "websocket") != 0)
    return refused(403, "the only upgrade is to WebSocket", reason);
  return 0;
}

bool request_is_control(const struct request *request) {
  return request->route != ROUTE_NONE && request->route != ROUTE_FEED;
}

bool request_is_probe(const struct request *request) {
  return request->route == ROUTE_PROBE;
}

const struct transport_traits *request_transport(const struct request *request) {
  return request->route == ROUTE_FEED ? &transport_traits[request->transport] : NULL;
}

static const struct route *route_of_path(const char *path, struct request *out) {
  for (int i = 0; i < CONTROL_ROUTES; i++)
    if (strcmp(control_routes[i].path, path) == 0)
      return &control_routes[i];
  int transport = *path == '/' ? transport_named(path + 1) : -1;
  if (transport < 0)
    return NULL;
  out->transport = (enum transport_kind)transport;
  return &feed_route;
}

static const struct route *route_find(const struct request_text *text, struct request *out,
                                      int *status, const char **reason) {
  const struct route *route = route_of_path(text->path, out);
  if (route && strcmp(route->method, text->method) == 0)
    return route;
  *status = route != NULL ? 405 : 404;
  *reason = route != NULL ? "this path does not take that method"
                          : "no such path: feeds are at /sse and the other transports' names";
  return NULL;
}

struct key {
  const char *name;
  uint64_t *value;
  bool *given;
};

/* One "name=value" of the query. An unknown name is ignored. */
static bool query_pair(const char *pair, size_t length, const struct key *keys, size_t count) {
  const char *equals = memchr(pair, '=', length);
  size_t name_bytes = equals ? (size_t)(equals - pair) : length;
  for (size_t i = 0; i < count; i++) {
    if (strlen(keys[i].name) != name_bytes || memcmp(keys[i].name, pair, name_bytes) != 0)
      continue;
    if (!equals || !number_read(equals + 1, length - name_bytes - 1, keys[i].value))
      return false;
    if (keys[i].given)
      *keys[i].given = true;
  }
  return true;
}

static bool query_read(const char *query, struct request *out) {
  const struct key keys[] = {
      {"channel", &out->channel, NULL},
      {"after", &out->after, &out->has_after},
      {"from_ns", &out->from_ns, NULL},
      {"to_ns", &out->to_ns, NULL},
  };
  while (query && *query != '\0') {
    size_t length = strcspn(query, "&");
    if (!query_pair(query, length, keys, sizeof keys / sizeof *keys))
      return false;
    query += length;
    query += *query == '&';
  }
  return true;
}

/* Whether gzip is among the encodings and not excluded ("gzip;q=0"). */
static bool takes_gzip(const char *accepted) {
  while (accepted && *accepted != '\0') {
    accepted += strspn(accepted, ", \t");
    size_t length = strcspn(accepted, ",");
    if (strcspn(accepted, ",; \t") == strlen("gzip") &&
        strncasecmp(accepted, "gzip", strlen("gzip")) == 0) {
      const char *weight = memmem(accepted, length, "q=", strlen("q="));
      return !weight || strtod(weight + 2, NULL) > 0;
    }
    accepted += length;
  }
  return false;
}

/* A cursor may stand in a header: of streams as a browser sends it, and of polls. False, and
 * *reason, where it is none. */
static bool cursor_read(const struct request_text *text, const struct transport_traits *traits,
                        struct request *out, const char **reason) {
  const char *last_id = text->last_event_id ? text->last_event_id : "";
  const char *tag = traits->polls && text->if_none_match ? text->if_none_match : "";
  size_t tag_bytes = strlen(tag);
  if (*last_id != '\0' && !number_read(last_id, strlen(last_id), &out->after)) {
    *reason = "Last-Event-ID takes a whole number";
    return false;
  }
  out->has_after |= *last_id != '\0';
  if (tag_bytes == 0)
    return true;
  out->has_after = out->conditional = true;
  if (tag_bytes < 3 || *tag != '"' || tag[tag_bytes - 1] != '"' ||
      !number_read(tag + 1, tag_bytes - 2, &out->after)) {
    *reason = "If-None-Match takes the ETag of an answer";
    return false;
  }
  return true;
}

/* The query, and the headers that add to it. */
static int target_read(const struct request_text *text, uint64_t channels, struct request *out,
                       const char **reason) {
  if (!query_read(text->query, out))
    return refused(400, "channel, after, from_ns and to_ns take a whole number", reason);
  if (out->channel >= channels)
    return refused(404, "no such channel", reason);
  const struct transport_traits *traits = request_transport(out);
  if (traits && !traits->framed && !cursor_read(text, traits, out, reason))
    return 400;
  if (text->upgrade && !(traits && traits->framed))
    return refused(400, "the only upgrade is to WebSocket, at /websocket", reason);
  return 0;
}

int request_read(const struct request_text *text, const struct access *access, uint64_t channels,
                 struct request *out, const char **reason) {
  const struct access_claims claims = {
      .host = text->host, .origin = text->origin, .authorization = text->authorization};
  struct request made = {.to_ns = UINT64_MAX, .gzip = takes_gzip(text->accept_encoding)};
  const char *route_reason = NULL;
  int route_status = 0;
  const struct route *route = route_find(text, &made, &route_status, &route_reason);
  out->route = made.route = route ? route->route : ROUTE_NONE;
  int status = head_read(text, &made, reason);
  if (status == 0)
    status = access_check(access, &claims, route ? route->need : ACCESS_READ, reason);
  if (status == 0 && !route)
    return refused(route_status, route_reason, reason);
  if (status == 0)
    status = target_read(text, channels, &made, reason);
  if (status != 0)
    return status;
  made.listens_only = access->publish_takes_token && !access_has_token(access, &claims);
  *out = made;
  return 0;
}
