/* Makes JSON of lines of heads and of parameters. */
#include "servers/control/probe_answer.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "servers/wire/received_head.h"
#include "servers/wire/response_head.h"

/* Lines of the answer that the transports' answers do not all have: does the path let them pass? */
static const char own_lines[] = "Cache-Control: no-cache\r\n"
                                "X-Pushbench-Probe: sent\r\n";

/* The line at *at, which ends by a line feed, perhaps behind a carriage return, and moves behind
 * it. False at the end. */
static bool line_next(const char **at, const char *end, const char **line, size_t *bytes) {
  const char *feed = *at < end ? memchr(*at, '\n', (size_t)(end - *at)) : NULL;
  if (!feed)
    return false;
  *line = *at;
  *bytes = (size_t)(feed - *at);
  if (*bytes > 0 && (*line)[*bytes - 1] == '\r')
    --*bytes;
  *at = feed + 1;
  return true;
}

/* The lines "name: value" as a list of pairs. */
static json_t *headers_json(const char *at, const char *end) {
  static const char length[] = "Content-Length: ";
  json_t *headers = json_array();
  const char *line = NULL;
  size_t bytes = 0;
  while (line_next(&at, end, &line, &bytes)) {
    const char *colon = memmem(line, bytes, ": ", 2);
    if (!colon || strncasecmp(line, length, sizeof length - 1) == 0)
      continue;
    const char *value = colon + 2;
    json_array_append_new(headers, json_pack("[s%,s%]", line, (size_t)(colon - line), value,
                                             (size_t)(line + bytes - value)));
  }
  return headers;
}

static json_t *received_json(const char *at, const char *end) {
  const char *all = "", *line = "";
  size_t all_bytes = 0, line_bytes = 0;
  line_next(&at, end, &all, &all_bytes);
  line_next(&at, end, &line, &line_bytes);
  bool is_all =
      all_bytes == strlen(RECEIVED_HEAD_ALL) && memcmp(all, RECEIVED_HEAD_ALL, all_bytes) == 0;
  return json_pack("{s:b,s:s%,s:o}", "all", is_all, "line", line, line_bytes, "headers",
                   headers_json(at, end));
}

static json_t *settings_json(const struct server_options *options) {
  return json_pack("{s:f,s:I,s:I,s:I,s:b,s:I,s:b,s:b}", "rate_per_s", options->rate_per_s,
                   "channels", (json_int_t)options->channels, "hold_ms",
                   (json_int_t)options->hold_ms, "sse_keepalive_ms",
                   (json_int_t)options->sse_keepalive_ms, "keep_alive", options->keep_alive,
                   "keep_alive_timeout_ms", (json_int_t)options->keep_alive_timeout_ms, "heartbeat",
                   options->heartbeat != HEARTBEAT_OFF, "compression", options->compression);
}

/* The lines of a head behind its first. */
static json_t *head_json(const char *head, size_t bytes) {
  const char *first = NULL, *at = head;
  size_t first_bytes = 0;
  line_next(&at, head + bytes, &first, &first_bytes);
  return headers_json(at, head + bytes);
}

static struct chunk *answer_make(const struct server *server, const json_t *object) {
  char *text = json_dumps(object, JSON_COMPACT);
  struct chunk *chunk = text ? http_answer_with(200, "application/json", own_lines, text,
                                                strlen(text), server->options->keep_alive)
                             : NULL;
  free(text);
  return chunk;
}

struct chunk *probe_answer(const struct server *server, const char *head, size_t head_bytes) {
  char stream[HTTP_HEAD_BYTES_MAX];
  size_t stream_bytes = http_head_stream(&server->settings.style, stream);
  struct chunk *own =
      http_answer_with(200, "application/json", own_lines, "", 0, server->options->keep_alive);
  if (!own)
    return NULL;
  json_t *object =
      json_pack("{s:s,s:o,s:o,s:o,s:o}", "engine", engine_name(server->options->engine), "settings",
                settings_json(server->options), "received", received_json(head, head + head_bytes),
                "sent", head_json((const char *)own->bytes, own->bytes_count), "stream",
                head_json(stream, stream_bytes));
  chunk_drop(own);
  struct chunk *chunk = object ? answer_make(server, object) : NULL;
  json_decref(object);
  return chunk;
}
