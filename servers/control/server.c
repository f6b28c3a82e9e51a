/* Opens and closes the parts of a server. */
#include "servers/control/server.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/load/workload_schedule.h"
#include "servers/wire/gzip.h"
#include "servers/wire/tls.h"

static enum status entry_restore(void *context, const struct journal_entry *entry,
                                 struct error *error) {
  struct server *server = context;
  enum status status = hub_restore(&server->hub, entry, error);
  if (status == STATUS_OK && entry->origin == ORIGIN_PUBLISHER)
    status = publisher_restore(&server->shared->publisher, entry, error);
  return status;
}

/* Opens and restores the journal, if the options name one. */
static enum status journal_begin(struct server *server, struct error *error) {
  if (server->options->journal[0] == '\0')
    return STATUS_OK;
  enum status status = journal_open(&server->journal, server->options->journal, error);
  if (status != STATUS_OK)
    return status;
  publisher_resume(&server->shared->publisher, server->journal.epoch_ns);
  const struct journal_handler handler = {.restore = entry_restore, .context = server};
  status = journal_restore(&server->journal, &handler, error);
  if (status != STATUS_OK) {
    journal_close(&server->journal);
    return status;
  }
  server->shared->publisher.journal = &server->journal;
  hub_keep_journal(&server->hub, &server->journal);
  return STATUS_OK;
}

/* Users in process do not answer, so they get no pings. */
static struct heartbeat_settings heartbeat_settings_of(const struct server_options *options) {
  bool asks = options->heartbeat_by != HEARTBEAT_BY_CLIENT && !server_is_in_process(options);
  return (struct heartbeat_settings){
      .kind = asks ? (enum heartbeat_kind)options->heartbeat : HEARTBEAT_OFF,
      .interval_ns = (uint64_t)options->heartbeat_interval_ms * NS_PER_MS,
      .timeout_ns = (uint64_t)options->heartbeat_timeout_ms * NS_PER_MS};
}

/* The workload, and its trace if it has one. */
static enum status workload_open(struct server *server, struct error *error) {
  const struct server_options *options = server->options;
  bool traced = options->workload == WORKLOAD_TRACE;
  enum status status = STATUS_OK;
  if (traced && options->trace[0] == '\0')
    return error_set(error, STATUS_USAGE, "workload trace needs --trace FILE");
  if (traced)
    status = trace_load(options->trace, &server->trace, error);
  const struct workload_plan plan = {.kind = options->workload,
                                     .clients = options->clients,
                                     .channels = options->channels,
                                     .trace_channels = (int64_t)server->trace.channels,
                                     .room_users = options->room_users,
                                     .editors = options->editors,
                                     .payload_bytes = options->payload_bytes,
                                     .payload_bytes_max = options->payload_bytes_max};
  if (status == STATUS_OK)
    status = workload_make(&plan, &server->workload, error);
  if (status != STATUS_OK)
    trace_release(&server->trace);
  return status;
}

/* The schedule of the messages that the server itself publishes. */
static struct schedule_plan schedule_of(const struct server *server) {
  const struct server_options *options = server->options;
  const struct load_plan load = {.rate_per_s = options->rate_per_s,
                                 .arrival = (enum arrival)options->arrival,
                                 .burst_messages = (uint64_t)options->burst_messages,
                                 .payload_bytes = (uint64_t)options->payload_bytes,
                                 .payload_bytes_max = (uint64_t)options->payload_bytes_max,
                                 .seed = (uint64_t)options->seed};
  struct schedule_plan plan = workload_schedule_of_server(&server->workload, &load);
  plan.trace = server->trace.count > 0 ? &server->trace : NULL;
  return plan;
}

static uint64_t answer_bytes_max(const struct server_options *options) {
  if (!options->batching)
    return 0;
  return options->backlog_bytes > 0 ? (uint64_t)options->backlog_bytes : UINT64_MAX;
}

struct server_shared *server_shared_create(const char *control_token) {
  void *memory = mmap(NULL, sizeof(struct server_shared), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return NULL;
  struct server_shared *shared = memory;
  bool given = *control_token_given(control_token ? control_token : "") != '\0';
  if (!given && !control_token_make(shared->made_token)) {
    server_shared_destroy(shared);
    return NULL;
  }
  return shared;
}

void server_shared_destroy(struct server_shared *shared) {
  if (shared)
    munmap(shared, sizeof *shared);
}

static void publishing_release(struct server *server) {
  if (server->replica)
    return;
  if (server->shared->publisher.journal)
    journal_close(&server->journal);
  publisher_release(&server->shared->publisher);
}

void server_close(struct server *server) {
  publishing_release(server);
  if (server->owns_shared)
    server_shared_destroy(server->shared);
  hub_release(&server->hub);
  heartbeat_times_release(&server->heartbeats);
  trace_release(&server->trace);
  tls_context_release(server->tls);
  gzip_destroy(server->gzip);
}

/* The publisher's thread, and the journal. */
static enum status publishing_begin(struct server *server, struct error *error) {
  const struct schedule_plan plan = schedule_of(server);
  if (server->replica)
    return STATUS_OK;
  enum status status = publisher_start(&server->shared->publisher, &server->hub, &plan, error);
  if (status != STATUS_OK)
    return status;
  status = journal_begin(server, error);
  if (status != STATUS_OK) {
    publisher_stop(&server->shared->publisher);
    publishing_release(server);
  }
  return status;
}

enum status server_open(struct server *server, const struct server_options *options,
                        struct error *error) {
  struct server_shared *shared = server_shared_create(options->control_token);
  if (!shared)
    return error_set(error, STATUS_ENVIRONMENT, "no memory, or no random bytes for a token");
  enum status status = server_open_shared(server, options, shared, false, error);
  if (status != STATUS_OK)
    server_shared_destroy(shared);
  else
    server->owns_shared = true;
  return status;
}

enum status server_open_shared(struct server *server, const struct server_options *options,
                               struct server_shared *shared, bool replica, struct error *error) {
  *server = (struct server){
      .options = options,
      .shared = shared,
      .replica = replica,
      .settings = {.hold_ns = (uint64_t)options->hold_ms * NS_PER_MS,
                   .sse_keepalive_ns = (uint64_t)options->sse_keepalive_ms * NS_PER_MS,
                   .answer_bytes_max = answer_bytes_max(options),
                   .backlog = {.bytes = (uint64_t)options->backlog_bytes,
                               .policy = (enum backlog_policy)options->backlog_policy},
                   .style = {.headers = (enum response_headers)options->response_headers,
                             .keep_alive = options->keep_alive},
                   .heartbeat = heartbeat_settings_of(options)},
  };
  enum status status = workload_open(server, error);
  if (status != STATUS_OK)
    return status;
  if (heartbeat_times_init(&server->heartbeats) != STATUS_OK) {
    trace_release(&server->trace);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a histogram");
  }
  uint64_t channels = server->workload.channels;
  status =
      hub_init(&server->hub, channels, (size_t)options->history_messages, &server->settings.style);
  if (status != STATUS_OK) {
    error_set(error, status, "no memory for %" PRIu64 " channels with a history of %lld messages",
              channels, (long long)options->history_messages);
    goto fail_hub;
  }
  server->hub.closed_to_users = options->server_processes > 1;
  status = publishing_begin(server, error);
  if (status == STATUS_OK)
    return STATUS_OK;
  hub_release(&server->hub);
fail_hub:
  heartbeat_times_release(&server->heartbeats);
  trace_release(&server->trace);
  return status;
}

enum status server_open_access(struct server *server, const char *address, struct error *error) {
  const struct server_options *options = server->options;
  const char *token = control_token_given(options->control_token);
  bool local = strncmp(address, "127.", 4) == 0;
  if (*token == '\0')
    token = server->shared->made_token;
  if (!control_token_is_sound(token))
    return error_set(error, STATUS_USAGE,
                     "--control-token takes %d to %d letters, digits and -._~+/=",
                     CONTROL_TOKEN_BYTES_MIN, CONTROL_TOKEN_BYTES_MAX);
  server->access = (struct access){.allow_hosts = options->allow_host,
                                   .allow_origins = options->allow_origin,
                                   .token = token,
                                   .publish_takes_token = !local && !options->open_publish,
                                   .tls = options->tls};
  if (!local && !server_is_in_process(options) && !server->replica)
    log_warning("whoever reaches %s can read all feeds%s; who has the control token can start, "
                "silence and ask for counts",
                options->listen, options->open_publish ? " and publish (--open-publish)" : "");
  return STATUS_OK;
}

void server_open_session(struct server *server, const struct request *request,
                         struct session *session) {
  session_open(session, transport_of(request->transport), &server->settings, &server->hub,
               request->channel, request->has_after, request->after);
  session->answers = (enum answer_kind)((request->gzip ? ANSWER_GZIP : 0) |
                                        (request->conditional ? ANSWER_ETAG : 0));
  session->listens_only = request->listens_only;
}
