/* One function for each route. */
#include "servers/control/control.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/clock_identity.h"
#include "common/wire/publish.h"
#include "documents/parts.h"
#include "servers/control/dead_peers.h"
#include "servers/control/probe_answer.h"
#include "servers/transports/publish.h"
#include "servers/wire/response_head.h"

/* The schedule begins a little after the request, so that the first due time is not in the past
 * when the answer arrives. */
#define START_AHEAD_NS (50 * NS_PER_MS)

/* Takes the reference to `object`, which may be NULL (no memory). */
static struct chunk *answer_json(int status, json_t *object, bool keep_alive) {
  char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
  struct chunk *chunk =
      text ? http_answer(status, "application/json", text, strlen(text), keep_alive) : NULL;
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

json_t *server_clock_json(void) {
  const struct clock_identity clock = clock_identity_read();
  return clock_identity_json(&clock);
}

static json_t *stats_channel(struct feed *feed, const struct request *request) {
  struct feed_due due = feed_due(feed, request->from_ns, request->to_ns);
  return json_pack("{s:I,s:I,s:I,s:I,s:I}", "channel", (json_int_t)feed->channel, "newest",
                   (json_int_t)feed_newest(feed), "count", (json_int_t)due.count, "first",
                   (json_int_t)due.first, "last", (json_int_t)due.last);
}

/* A replica is some microseconds behind the publisher. */
static void feeds_catch_up(struct server *server, uint64_t published) {
  enum { TRIES_MAX = 10000 };
  const struct timespec while_behind = {.tv_nsec = 100 * NS_PER_US};
  for (int tries = 0; server->replica && tries < TRIES_MAX; tries++) {
    if (hub_published(&server->hub) >= published)
      return;
    nanosleep(&while_behind, NULL);
  }
}

static struct chunk *stats_answer(struct server *server, const struct request *request,
                                  uint64_t now_ns) {
  /* read before the channels, so that they have counted all that it calls published */
  struct publisher_state state = publisher_state(&server->shared->publisher);
  feeds_catch_up(server, state.published);
  json_t *channels = json_array();
  json_t *clock = server_clock_json();
  json_object_set_new(clock, "now_ns", json_integer((json_int_t)now_ns));
  for (uint64_t i = 0; i < server->hub.channels; i++)
    json_array_append_new(channels, stats_channel(hub_feed(&server->hub, i), request));
  return answer_json(
      200,
      json_pack("{s:o,s:I,s:I,s:I,s:o,s:o}", "clock", clock, "epoch_ns", (json_int_t)state.epoch_ns,
                "published", (json_int_t)hub_published(&server->hub), "published_until_ns",
                (json_int_t)state.published_until_ns, "counters",
                server_counters_json(&server->shared->counters), "channels", channels),
      server->options->keep_alive);
}

static struct chunk *start_answer(struct server *server, uint64_t now_ns) {
  uint64_t epoch_ns = publisher_begin(&server->shared->publisher, now_ns + START_AHEAD_NS);
  return answer_json(200, json_pack("{s:I}", "epoch_ns", (json_int_t)epoch_ns),
                     server->options->keep_alive);
}

static struct chunk *publish_answer(struct server *server, const struct request *request,
                                    const char *text, size_t text_bytes, uint64_t now_ns) {
  const char *reason = NULL;
  char answer[PUBLISH_ANSWER_BYTES_MAX];
  uint64_t seq = 0;
  int status =
      publish_text(&server->hub, request->channel, text, text_bytes, now_ns, &seq, &reason);
  server_count_publish(&server->shared->counters, status == 0);
  if (status != 0)
    return http_refusal(status, reason, server->options->keep_alive);
  size_t answer_bytes = publish_answer_encode(seq, answer);
  return http_answer(200, "application/json", answer, answer_bytes, server->options->keep_alive);
}

static struct chunk *silence_answer(struct server *server, const char *text, size_t bytes) {
  const char *reason = NULL;
  uint64_t silenced = 0;
  if (server->options->server_processes > 1)
    return http_refusal(501, "a server of several processes silences no connections",
                        server->options->keep_alive);
  int status =
      dead_peers_silence((uint16_t)atomic_load(&server->port), text, bytes, &silenced, &reason);
  if (status != 0)
    return http_refusal(status, reason, server->options->keep_alive);
  return answer_json(200, json_pack("{s:I}", "silenced", (json_int_t)silenced),
                     server->options->keep_alive);
}

struct chunk *control_answer(struct server *server, const struct request *request, const char *body,
                             size_t body_bytes, uint64_t now_ns) {
  if (request->route == ROUTE_PUBLISH)
    COUNT(&server->shared->counters, publishes_posted);
  else
    COUNT(&server->shared->counters, control_requests);
  switch (request->route) {
  case ROUTE_STATS:
    return stats_answer(server, request, now_ns);
  case ROUTE_START:
    return start_answer(server, now_ns);
  case ROUTE_PUBLISH:
    return publish_answer(server, request, body, body_bytes, now_ns);
  case ROUTE_SILENCE:
    return silence_answer(server, body, body_bytes);
  case ROUTE_PROBE:
    return probe_answer(server, body, body_bytes);
  default:
    return http_refusal(404, "not a control request", false);
  }
}
