/* One request at a time, on a connection of its own. */
#include "clients/http/server_calls.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/http/http.h"
#include "clients/http/server_calls_kind.h"
#include "common/wire/control_token.h"

enum { CONTROL_TIMEOUT_MS = 5000, CONTROL_BODY_BYTES_MAX = 64 << 20 };

struct http_calls {
  struct server_calls calls; /* first */
  struct http *http;
  struct http_connection *connection;
  struct sockets sockets;
  struct counters counters;
  struct tls *tls; /* NULL without */
  char *body;
  size_t body_bytes, body_capacity;
  struct server_answer answer;
  bool (*read)(const char *text, size_t bytes, struct server_answer *out);
  const struct server_answer_handler *handler;
  void *owner;
  bool under_way;
};

static struct http_calls *http_calls_of(struct server_calls *calls) {
  return (struct http_calls *)(void *)calls;
}

/* An answer whose text is for people. */
static bool control_read_anything(const char *text, size_t bytes, struct server_answer *out) {
  (void)text;
  (void)bytes;
  (void)out;
  return true;
}

static bool control_body(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  (void)receipt_ns;
  struct http_calls *calls = owner;
  size_t needed = calls->body_bytes + count;
  if (needed > CONTROL_BODY_BYTES_MAX)
    return false;
  if (needed > calls->body_capacity) {
    char *body = realloc(calls->body, 2 * needed);
    if (!body)
      return false;
    calls->body = body;
    calls->body_capacity = 2 * needed;
  }
  memcpy(calls->body + calls->body_bytes, bytes, count);
  calls->body_bytes = needed;
  return true;
}

static const char *control_refusal(int code) {
  return code == 401   ? "the server wants its control token: give --control-token what its "
                         "ready line says"
         : code == 421 ? "the server does not go by this name: connect by its address, or give it "
                         "--allow-host"
                       : "refused";
}

static void control_ended(void *owner, const struct http_outcome *outcome) {
  struct http_calls *calls = owner;
  calls->under_way = false;
  if (!outcome->complete)
    calls->handler->answered(calls->owner, NULL, outcome->reason);
  else if (outcome->code != 200)
    calls->handler->answered(calls->owner, NULL, control_refusal(outcome->code));
  else if (!calls->body || !calls->read(calls->body, calls->body_bytes, &calls->answer))
    calls->handler->answered(calls->owner, NULL,
                             "not the answer of a pushbench-server "
                             "with as many channels");
  else
    calls->handler->answered(calls->owner, &calls->answer, NULL);
}

static const struct http_handler control_http_handler = {.body = control_body,
                                                         .ended = control_ended};

/* `body`: of a POST; NULL: a GET. */
static void http_calls_ask(struct http_calls *calls, const char *path, const char *body,
                           bool (*read)(const char *text, size_t bytes,
                                        struct server_answer *out)) {
  const struct server_answer_handler *handler = calls->handler;
  calls->read = read;
  calls->body_bytes = 0;
  calls->under_way = true;
  bool started = body ? http_post(calls->connection, path, body, strlen(body), CONTROL_TIMEOUT_MS)
                      : http_get(calls->connection, path, CONTROL_TIMEOUT_MS);
  if (started)
    return;
  calls->under_way = false;
  handler->answered(calls->owner, NULL, "no memory");
}

static void http_calls_start(struct server_calls *handle,
                             const struct server_answer_handler *handler, void *owner) {
  struct http_calls *calls = http_calls_of(handle);
  calls->handler = handler;
  calls->owner = owner;
  http_calls_ask(calls, "/start", "", server_answer_read_start);
}

static void http_calls_stats(struct server_calls *handle, uint64_t from_ns, uint64_t to_ns,
                             const struct server_answer_handler *handler, void *owner) {
  struct http_calls *calls = http_calls_of(handle);
  char path[96];
  snprintf(path, sizeof path, "/stats?from_ns=%" PRIu64 "&to_ns=%" PRIu64, from_ns, to_ns);
  calls->handler = handler;
  calls->owner = owner;
  http_calls_ask(calls, path, NULL, server_answer_read_stats);
}

static void http_calls_silence(struct server_calls *handle, const char *ports,
                               const struct server_answer_handler *handler, void *owner) {
  struct http_calls *calls = http_calls_of(handle);
  if (calls->under_way) {
    handler->answered(owner, NULL, "another request is under way");
    return;
  }
  calls->handler = handler;
  calls->owner = owner;
  http_calls_ask(calls, "/silence", ports, control_read_anything);
}

static void http_calls_destroy(struct server_calls *handle) {
  struct http_calls *calls = http_calls_of(handle);
  http_destroy(calls->http);
  tls_destroy(calls->tls);
  sockets_release(&calls->sockets);
  free(calls->answer.channels);
  free(calls->body);
  free(calls);
}

static const struct server_calls_kind http_kind = {
    .start = http_calls_start,
    .stats = http_calls_stats,
    .silence = http_calls_silence,
    .destroy = http_calls_destroy,
};

enum status server_calls_create(struct loop *loop, const struct target *target,
                                const struct client_options *options, size_t channel_count,
                                struct server_calls **out, struct error *error) {
  struct http_calls *calls = calloc(1, sizeof *calls);
  if (!calls)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the requests to the server");
  calls->calls.kind = &http_kind;
  enum status status = sockets_init(&calls->sockets, loop, sockets_capacity(), error);
  if (status != STATUS_OK)
    goto out;
  calls->answer.channel_count = channel_count;
  calls->answer.channels = calloc(channel_count, sizeof *calls->answer.channels);
  if (!calls->answer.channels) {
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for %zu channels", channel_count);
    goto out;
  }
  if (target->tls)
    status = tls_create(options->tls_ca, options->tls_resume, &calls->counters, &calls->tls, error);
  if (status != STATUS_OK)
    goto out;
  const struct http_settings settings = {
      .network = {.loop = loop,
                  .target = target,
                  .sockets = &calls->sockets,
                  .tls = calls->tls,
                  .nodelay = true,
                  .connect_timeout_ms = CONTROL_TIMEOUT_MS},
      .connections = 1,
      .keep_alive = true,
      .style = {.authority = target->authority,
                .token = control_token_given(options->control_token)},
      .counters = &calls->counters,
  };
  status = http_create(&settings, &calls->http, error);
  if (status == STATUS_OK)
    status = http_connection_create(calls->http, &control_http_handler, calls, &calls->connection,
                                    error);
out:
  if (status == STATUS_OK)
    *out = &calls->calls;
  else
    http_calls_destroy(&calls->calls);
  return status;
}
