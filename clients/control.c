/* The program's own requests. */
#include "clients/control.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/http.h"
#include "common/control_token.h"
#include "common/json_depth.h"

enum { CONTROL_TIMEOUT_MS = 5000, CONTROL_BODY_BYTES_MAX = 64 << 20 };

struct control {
  struct http *http;
  struct http_connection *connection;
  struct sockets sockets;
  struct counters counters;
  struct tls *tls; /* NULL without */
  char *body;
  size_t body_bytes, body_capacity;
  struct control_answer answer;
  bool (*read)(const char *text, size_t bytes, struct control_answer *out);
  const struct control_handler *handler;
  void *owner;
  bool under_way;
};

static bool member_read(const json_t *object, const char *name, uint64_t *out) {
  const json_t *value = json_object_get(object, name);
  if (!json_is_integer(value) || json_integer_value(value) < 0)
    return false;
  *out = (uint64_t)json_integer_value(value);
  return true;
}

static bool channel_read(const json_t *object, struct control_answer *out) {
  uint64_t number;
  struct control_channel channel;
  if (!member_read(object, "channel", &number) || number >= out->channel_count ||
      !member_read(object, "newest", &channel.newest) ||
      !member_read(object, "count", &channel.count) ||
      !member_read(object, "first", &channel.first) ||
      !member_read(object, "last", &channel.last) || channel.first > channel.last)
    return false;
  out->channels[number] = channel;
  return true;
}

/* A server need not name its clock; one that does, names it well. */
static bool clock_read(const json_t *object, struct control_answer *out) {
  const char *boot_id = json_string_value(json_object_get(object, "boot_id"));
  size_t bytes = boot_id ? strlen(boot_id) : 0;
  out->clock_said = object && !json_is_null(object);
  if (!out->clock_said)
    return true;
  if (!boot_id || bytes > CLOCK_BOOT_ID_BYTES ||
      !member_read(object, "time_namespace", &out->clock.time_namespace) ||
      !member_read(object, "now_ns", &out->clock_now_ns))
    return false;
  memcpy(out->clock.boot_id, boot_id, bytes + 1);
  return true;
}

bool control_read_stats(const char *text, size_t bytes, struct control_answer *out) {
  json_t *document = json_depth_fits(text, bytes) ? json_loadb(text, bytes, 0, NULL) : NULL;
  const json_t *channels = json_object_get(document, "channels");
  bool good = member_read(document, "epoch_ns", &out->epoch_ns) &&
              member_read(document, "published_until_ns", &out->published_until_ns) &&
              clock_read(json_object_get(document, "clock"), out) && json_is_array(channels) &&
              json_array_size(channels) == out->channel_count;
  for (size_t i = 0; good && i < out->channel_count; i++)
    good = channel_read(json_array_get(channels, i), out);
  json_decref(document);
  return good;
}

bool control_read_start(const char *text, size_t bytes, struct control_answer *out) {
  json_t *document = json_depth_fits(text, bytes) ? json_loadb(text, bytes, 0, NULL) : NULL;
  bool good = member_read(document, "epoch_ns", &out->epoch_ns);
  json_decref(document);
  return good;
}

/* What it says is for people. */
static bool control_read_anything(const char *text, size_t bytes, struct control_answer *out) {
  (void)text;
  (void)bytes;
  (void)out;
  return true;
}

static bool control_body(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  (void)receipt_ns;
  struct control *control = owner;
  size_t needed = control->body_bytes + count;
  if (needed > CONTROL_BODY_BYTES_MAX)
    return false;
  if (needed > control->body_capacity) {
    char *body = realloc(control->body, 2 * needed);
    if (!body)
      return false;
    control->body = body;
    control->body_capacity = 2 * needed;
  }
  memcpy(control->body + control->body_bytes, bytes, count);
  control->body_bytes = needed;
  return true;
}

static const char *control_refusal(int code) {
  return code == 401   ? "the server wants its control token: give --control-token what its ready "
                         "line says"
         : code == 421 ? "the server does not go by this name: connect by its address, or give it "
                         "--allow-host"
                       : "refused";
}

static void control_ended(void *owner, const struct http_outcome *outcome) {
  struct control *control = owner;
  control->under_way = false;
  if (!outcome->complete)
    control->handler->answered(control->owner, NULL, outcome->reason);
  else if (outcome->code != 200)
    control->handler->answered(control->owner, NULL, control_refusal(outcome->code));
  else if (!control->body || !control->read(control->body, control->body_bytes, &control->answer))
    control->handler->answered(control->owner, NULL,
                               "not the answer of a pushbench-server "
                               "with as many channels");
  else
    control->handler->answered(control->owner, &control->answer, NULL);
}

static const struct http_handler control_http_handler = {.body = control_body,
                                                         .ended = control_ended};

enum status control_create(struct loop *loop, const struct target *target,
                           const struct client_options *options, size_t channel_count,
                           struct control **out, struct error *error) {
  struct control *control = calloc(1, sizeof(*control));
  if (!control)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the control connection");
  enum status status = sockets_init(&control->sockets, loop, sockets_capacity(), error);
  if (status != STATUS_OK)
    goto out;
  control->answer.channel_count = channel_count;
  control->answer.channels = calloc(channel_count, sizeof(*control->answer.channels));
  if (!control->answer.channels) {
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for %zu channels", channel_count);
    goto out;
  }
  if (target->tls)
    status =
        tls_create(options->tls_ca, options->tls_resume, &control->counters, &control->tls, error);
  if (status != STATUS_OK)
    goto out;
  const struct http_settings settings = {
      .loop = loop,
      .target = target,
      .connections = 1,
      .shard_users = 1,
      .keep_alive = true,
      .style = {.authority = target->authority,
                .token = control_token_given(options->control_token)},
      .nodelay = true,
      .connect_timeout_ms = CONTROL_TIMEOUT_MS,
      .counters = &control->counters,
      .sockets = &control->sockets,
      .tls = control->tls,
  };
  status = http_create(&settings, &control->http, error);
  if (status == STATUS_OK)
    status = http_connection_create(control->http, &control_http_handler, control,
                                    &control->connection, error);
out:
  if (status == STATUS_OK)
    *out = control;
  else
    control_destroy(control);
  return status;
}

void control_destroy(struct control *control) {
  if (!control)
    return;
  http_destroy(control->http);
  tls_destroy(control->tls);
  sockets_release(&control->sockets);
  free(control->answer.channels);
  free(control->body);
  free(control);
}

/* `body` as of request_start. */
static void control_ask(struct control *control, const char *path, const char *body,
                        bool (*read)(const char *text, size_t bytes, struct control_answer *out)) {
  const struct control_handler *handler = control->handler;
  control->read = read;
  control->body_bytes = 0;
  control->under_way = true;
  bool started = body ? http_post(control->connection, path, body, strlen(body), CONTROL_TIMEOUT_MS)
                      : http_get(control->connection, path, CONTROL_TIMEOUT_MS);
  if (started)
    return;
  control->under_way = false;
  handler->answered(control->owner, NULL, "no memory");
}

void control_start(struct control *control, const struct control_handler *handler, void *owner) {
  control->handler = handler;
  control->owner = owner;
  control_ask(control, "/start", "", control_read_start);
}

void control_stats(struct control *control, uint64_t from_ns, uint64_t to_ns,
                   const struct control_handler *handler, void *owner) {
  char path[96];
  snprintf(path, sizeof(path), "/stats?from_ns=%" PRIu64 "&to_ns=%" PRIu64, from_ns, to_ns);
  control->handler = handler;
  control->owner = owner;
  control_ask(control, path, NULL, control_read_stats);
}

void control_silence(struct control *control, const char *ports,
                     const struct control_handler *handler, void *owner) {
  if (control->under_way) {
    handler->answered(owner, NULL, "another request is under way");
    return;
  }
  control->handler = handler;
  control->owner = owner;
  control_ask(control, "/silence", ports, control_read_anything);
}
