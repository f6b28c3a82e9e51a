/* Control requests: what was published, start publishing, publish one message. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/message.h"
#include "servers/control.h"
#include "servers/http.h"
#include "servers/server.h"

/* The schedule counts from a little after the request, so that the first due time
 * is not in the past when the answer arrives. */
#define START_AHEAD_NS (50 * NS_PER_MS)

/* Takes the reference to `object`, which may be NULL (no memory). */
static struct chunk *answer_json(int status, json_t *object, bool keep_alive) {
  char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT);
  struct chunk *chunk =
      text == NULL ? NULL : http_answer(status, "application/json", text, strlen(text), keep_alive);
  free(text);
  json_decref(object);
  return chunk;
}

json_t *server_counters_json(const struct server_counters *counters) {
  json_t *object = json_object();
#define SERVER_COUNTER_MEMBER(name) \
  json_object_set_new(              \
      object, #name,                \
      json_integer((json_int_t)atomic_load_explicit(&counters->name, memory_order_relaxed)));
  SERVER_COUNTERS(SERVER_COUNTER_MEMBER)
#undef SERVER_COUNTER_MEMBER
  return object;
}

static json_t *stats_channel(struct feed *feed, const struct request *request) {
  uint64_t first = 0;
  uint64_t count = 0;
  feed_due_range(feed, request->from_ns, request->to_ns, &first, &count);
  return json_pack("{s:I,s:I,s:I,s:I}", "channel", (json_int_t)feed->channel, "newest",
                   (json_int_t)feed_newest(feed), "first", (json_int_t)first, "count",
                   (json_int_t)count);
}

static struct chunk *stats_answer(struct server *server, const struct request *request) {
  /* before the channels: what it says is published has then been counted */
  struct publisher_state state = publisher_state(&server->publisher);
  json_t *channels = json_array();
  for (uint64_t i = 0; i < server->hub.channels; i++)
    json_array_append_new(channels, stats_channel(hub_feed(&server->hub, i), request));
  return answer_json(200,
                     json_pack("{s:I,s:I,s:I,s:o,s:o}", "epoch_ns", (json_int_t)state.epoch_ns,
                               "published", (json_int_t)state.published, "published_until_ns",
                               (json_int_t)state.published_until_ns, "counters",
                               server_counters_json(&server->counters), "channels", channels),
                     server->options->keep_alive);
}

static struct chunk *start_answer(struct server *server, uint64_t now_ns) {
  uint64_t epoch_ns = publisher_begin(&server->publisher, now_ns + START_AHEAD_NS);
  return answer_json(200, json_pack("{s:I}", "epoch_ns", (json_int_t)epoch_ns),
                     server->options->keep_alive);
}

static struct chunk *publish_data(struct server *server, uint64_t channel, const json_t *body,
                                  uint64_t now_ns) {
  const json_t *data = json_object_get(body, "data");
  const json_t *due = json_object_get(body, "due_ns");
  size_t bytes = json_string_length(data);
  if (!json_is_string(data) || bytes > MESSAGE_DATA_BYTES_MAX)
    return http_refusal(400, "publish takes {\"data\":\"…\"}, data of at most 1 MiB");
  if (!message_data_plain(json_string_value(data), bytes))
    return http_refusal(400, "data takes printable ASCII without quote and backslash");
  if (due != NULL && (!json_is_integer(due) || json_integer_value(due) < 0))
    return http_refusal(400, "due_ns takes an instant in nanoseconds");

  uint64_t due_ns = due == NULL ? now_ns : (uint64_t)json_integer_value(due);
  uint64_t seq = 0;
  if (hub_publish(&server->hub, channel, ORIGIN_REQUEST, due_ns, now_ns, json_string_value(data),
                  bytes, &seq) != STATUS_OK)
    return http_refusal(503, "no memory for the message, or its journal cannot be written");
  return answer_json(200, json_pack("{s:I}", "seq", (json_int_t)seq), server->options->keep_alive);
}

static struct chunk *publish_answer(struct server *server, const struct request *request,
                                    const char *text, size_t text_bytes, uint64_t now_ns) {
  json_t *body = json_loadb(text, text_bytes, JSON_REJECT_DUPLICATES, NULL);
  struct chunk *chunk = json_is_object(body) ? publish_data(server, request->channel, body, now_ns)
                                             : http_refusal(400, "publish takes a JSON object");
  json_decref(body);
  return chunk;
}

struct chunk *control_answer(struct server *server, const struct request *request, const char *body,
                             size_t body_bytes, uint64_t now_ns) {
  COUNT(&server->counters, control_requests);
  switch (request->route) {
  case ROUTE_STATS:
    return stats_answer(server, request);
  case ROUTE_START:
    return start_answer(server, now_ns);
  case ROUTE_PUBLISH:
    return publish_answer(server, request, body, body_bytes, now_ns);
  default:
    return http_refusal(404, "not a control request");
  }
}
