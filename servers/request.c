/* Reads what a request asks for. */
#include "servers/request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct route {
  const char *method;
  const char *path;
  enum request_route route;
};

static const struct route routes[] = {
    {"GET", "/short_poll", ROUTE_SHORT_POLL},
    {"GET", "/long_poll", ROUTE_LONG_POLL},
    {"GET", "/sse", ROUTE_SSE},
    {"GET", "/websocket", ROUTE_WEBSOCKET},
    {"GET", "/stats", ROUTE_STATS},
    {"POST", "/start", ROUTE_START},
    {"POST", "/publish", ROUTE_PUBLISH},
    {"POST", "/silence", ROUTE_SILENCE},
};

/* Digits only, no sign, at most 2^64 - 1, ended by `end`. */
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

static const struct route *route_find(const struct request_text *text, int *status,
                                      const char **reason) {
  bool path_known = false;
  for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
    if (strcmp(routes[i].path, text->path) != 0)
      continue;
    path_known = true;
    if (strcmp(routes[i].method, text->method) == 0)
      return &routes[i];
  }
  *status = path_known ? 405 : 404;
  *reason = path_known ? "this path does not take that method"
                       : "no such path; try /short_poll, /long_poll, /sse, /websocket or /stats";
  return NULL;
}

struct key {
  const char *name;
  uint64_t *value;
  bool *given;
};

/* One "name=value" of the query. An unknown name is passed over. */
static bool query_pair(const char *pair, size_t length, const struct key *keys, size_t count) {
  const char *equals = memchr(pair, '=', length);
  size_t name_bytes = equals == NULL ? length : (size_t)(equals - pair);
  for (size_t i = 0; i < count; i++) {
    if (strlen(keys[i].name) != name_bytes || memcmp(keys[i].name, pair, name_bytes) != 0)
      continue;
    if (equals == NULL || !number_read(equals + 1, length - name_bytes - 1, keys[i].value))
      return false;
    if (keys[i].given != NULL)
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
  while (query != NULL && *query != '\0') {
    size_t length = strcspn(query, "&");
    if (!query_pair(query, length, keys, sizeof keys / sizeof keys[0]))
      return false;
    query += length;
    query += *query == '&';
  }
  return true;
}

/* Whether gzip is among the encodings, and not refused ("gzip;q=0"). */
static bool takes_gzip(const char *accepted) {
  while (accepted != NULL && *accepted != '\0') {
    accepted += strspn(accepted, ", \t");
    size_t length = strcspn(accepted, ",");
    if (strcspn(accepted, ",; \t") == strlen("gzip") &&
        strncasecmp(accepted, "gzip", strlen("gzip")) == 0) {
      const char *weight = memmem(accepted, length, "q=", strlen("q="));
      return weight == NULL || strtod(weight + 2, NULL) > 0;
    }
    accepted += length;
  }
  return false;
}

int request_read(const struct request_text *text, uint64_t channels, struct request *out,
                 const char **reason) {
  int status = 0;
  const struct route *route = route_find(text, &status, reason);
  out->route = route == NULL ? ROUTE_NONE : route->route;
  if (route == NULL)
    return status;

  struct request made = {
      .route = route->route, .to_ns = UINT64_MAX, .gzip = takes_gzip(text->accept_encoding)};
  if (!query_read(text->query, &made)) {
    *reason = "channel, after, from_ns and to_ns take a whole number";
    return 400;
  }
  if (made.channel >= channels) {
    *reason = "no such channel";
    return 404;
  }
  const char *last_id = text->last_event_id;
  if (route->route == ROUTE_SSE && last_id != NULL && *last_id != '\0') {
    if (!number_read(last_id, strlen(last_id), &made.after)) {
      *reason = "Last-Event-ID takes a whole number";
      return 400;
    }
    made.has_after = true;
  }
  *out = made;
  return 0;
}
