/* pushbench-server: a feed, served by four transports on one of three engines. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/output.h"
#include "common/base/traits.h"
#include "common/base/version.h"
#include "common/load/workload_schedule.h"
#include "common/wire/control_token.h"
#include "servers/control/commands.h"
#include "servers/control/server_faults.h"
#include "servers/control/server_report.h"
#include "servers/engines/engine.h"
#include "servers/wire/gzip.h"
#include "servers/wire/tls.h"

static const char usage[] =
    "usage: pushbench-server [--option value]...\n"
    "Publishes messages on schedule and serves them by short_poll, long_poll, sse and websocket.\n"
    "Example: pushbench-server --engine lws --listen 127.0.0.1:8080 --rate 10\n"
    "It prints a line of JSON when it is ready, and one with its counts when it ends (SIGTERM).\n"
    "An option's name may be cut short where that names one only; - and _ in it are the same;\n"
    "a switch is --name, --no-name, or --name on|off.\n"
    "\n";

static bool in_process(const struct server_options *options) {
  return engine_traits[options->engine].in_process;
}

static const char exit_codes[] = "\nExit codes: 0 ended as told, 2 usage, 3 environment (port, "
                                 "journal, file limit).\n";

static void raise_file_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
    return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
    log_warning("cannot raise the file limit: %s", strerror(errno));
}

/* The threads to come inherit the mask: only main takes the signals. */
static sigset_t block_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN); /* a journal that may not grow is an error, not the end */
  return signals;
}

static enum status entry_restore(void *context, const struct journal_entry *entry,
                                 struct error *error) {
  struct server *server = context;
  enum status status = hub_restore(&server->hub, entry, error);
  if (status == STATUS_OK && entry->origin == ORIGIN_PUBLISHER)
    status = publisher_restore(&server->publisher, entry, error);
  return status;
}

/* Goes on where the journal ends, if one is asked for. */
static enum status journal_begin(struct server *server, struct error *error) {
  if (server->options->journal[0] == '\0')
    return STATUS_OK;
  enum status status = journal_open(&server->journal, server->options->journal, error);
  if (status != STATUS_OK)
    return status;
  publisher_resume(&server->publisher, server->journal.epoch_ns);
  const struct journal_handler handler = {.restore = entry_restore, .context = server};
  status = journal_restore(&server->journal, &handler, error);
  if (status != STATUS_OK) {
    journal_close(&server->journal);
    return status;
  }
  server->publisher.journal = &server->journal;
  hub_keep_journal(&server->hub, &server->journal);
  return STATUS_OK;
}

/* Who may ask for what, and the token: given, or made here. */
static enum status access_open(struct server *server, const struct endpoint *endpoint,
                               struct error *error) {
  const struct server_options *options = server->options;
  const char *token = control_token_given(options->control_token);
  bool local = strncmp(endpoint->address, "127.", 4) == 0;
  if (*token == '\0' && !control_token_make(server->made_token))
    return error_set(error, STATUS_ENVIRONMENT, "no random bytes for a control token: %s",
                     strerror(errno));
  if (*token == '\0')
    token = server->made_token;
  if (!control_token_is_sound(token))
    return error_set(error, STATUS_USAGE,
                     "--control-token takes %d to %d letters, digits and -._~+/=",
                     CONTROL_TOKEN_BYTES_MIN, CONTROL_TOKEN_BYTES_MAX);
  server->access = (struct access){.allow_hosts = options->allow_host,
                                   .allow_origins = options->allow_origin,
                                   .token = token,
                                   .publish_takes_token = !local && !options->open_publish,
                                   .tls = options->tls};
  if (!local && !in_process(options))
    log_warning("whoever reaches %s can read all feeds%s; who has the control token can start, "
                "silence and ask for counts",
                options->listen, options->open_publish ? " and publish (--open-publish)" : "");
  return STATUS_OK;
}

/* At a terminal, what to type into another one. */
static void say_how_to_connect(const struct server *server, const char *address, uint16_t port) {
  if (isatty(STDOUT_FILENO))
    log_info("for a client: build/pushbench-client --transport sse --connect %s://%s:%u "
             "--control-token %s",
             server->options->tls ? "https" : "http",
             strcmp(address, "0.0.0.0") == 0 ? "127.0.0.1" : address, (unsigned)port,
             server->access.token);
}

/* Users in process answer nothing, and are not asked. */
static struct heartbeat_settings heartbeat_settings_of(const struct server_options *options) {
  bool asks = options->heartbeat_by != HEARTBEAT_BY_CLIENT && !in_process(options);
  return (struct heartbeat_settings){
      .kind = asks ? (enum heartbeat_kind)options->heartbeat : HEARTBEAT_OFF,
      .interval_ns = (uint64_t)options->heartbeat_interval_ms * NS_PER_MS,
      .timeout_ns = (uint64_t)options->heartbeat_timeout_ms * NS_PER_MS};
}

static void server_close(struct server *server) {
  if (server->publisher.journal != NULL)
    journal_close(&server->journal);
  publisher_release(&server->publisher);
  hub_release(&server->hub);
  heartbeat_times_release(&server->heartbeats);
  trace_release(&server->trace);
  tls_context_release(server->tls);
  gzip_destroy(server->gzip);
}

/* Who publishes what to whom, and the recording of it where there is one. */
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
                                     .payload_bytes = options->payload_bytes};
  if (status == STATUS_OK)
    status = workload_make(&plan, &server->workload, error);
  if (status != STATUS_OK)
    trace_release(&server->trace);
  return status;
}

/* What the server publishes of itself. */
static struct schedule_plan schedule_of(const struct server *server) {
  const struct server_options *options = server->options;
  const struct load_plan load = {.rate_per_s = options->rate_per_s,
                                 .arrival = (enum arrival)options->arrival,
                                 .burst_messages = (uint64_t)options->burst_messages,
                                 .payload_bytes = (uint64_t)options->payload_bytes,
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

static enum status server_open(struct server *server, const struct server_options *options,
                               struct error *error) {
  *server = (struct server){
      .options = options,
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
  const struct schedule_plan plan = schedule_of(server);
  status = publisher_start(&server->publisher, &server->hub, &plan, error);
  if (status != STATUS_OK)
    goto fail_publisher;
  status = journal_begin(server, error);
  if (status != STATUS_OK) {
    publisher_stop(&server->publisher);
    server_close(server);
  }
  return status;

fail_publisher:
  hub_release(&server->hub);
fail_hub:
  heartbeat_times_release(&server->heartbeats);
  trace_release(&server->trace);
  return status;
}

static void serve_until_told(struct server *server, const sigset_t *signals, uint16_t port) {
  if (server->options->publish_start == PUBLISH_START_NOW || server->journal.epoch_ns != 0)
    publisher_begin(&server->publisher, clock_now_ns());
  struct server_faults faults = {.server = server, .port = port};
  commands_wait(signals, server->options->commands ? server_faults_hear : NULL, &faults);
}

static enum status serve(const struct server_options *options, struct error *error) {
  sigset_t signals = block_signals();
  struct server server;
  struct engine_state *state = NULL;
  uint16_t port = 0;
  struct endpoint endpoint;
  enum status status = endpoint_read(options->listen, &endpoint, error);
  if (status == STATUS_OK)
    status = server_open(&server, options, error);
  if (status != STATUS_OK)
    return status;

  const struct engine *engine = engine_of((enum engine_kind)options->engine);
  hub_fill_with(&server.hub, (enum payload_kind)options->payload_kind);
  if (options->tls && !in_process(options))
    status = tls_context_create(options, &server.tls, error);
  const char *plain_frames = engine_traits[options->engine].plain_frames;
  if (options->compression && plain_frames)
    log_warning("WebSockets are not compressed: %s", plain_frames);
  if (status == STATUS_OK && options->compression)
    status = gzip_create(&server.gzip, error);
  hub_compress(&server.hub, server.gzip);
  if (status == STATUS_OK)
    status = access_open(&server, &endpoint, error);
  if (status == STATUS_OK)
    status = engine->start(&server, &state, &port, error);
  if (status != STATUS_OK) {
    publisher_stop(&server.publisher);
    server_close(&server);
    return status;
  }
  atomic_store(&server.port, port);
  status = report_ready(&server, endpoint.address, port, error);
  if (status == STATUS_OK && !in_process(options))
    say_how_to_connect(&server, endpoint.address, port);
  if (status == STATUS_OK)
    serve_until_told(&server, &signals, port);
  publisher_stop(&server.publisher);
  struct dead_peers_state queues = dead_peers_read(port);
  engine->stop(state);
  report_counts(&server, &queues);
  server_close(&server);
  return status;
}

static void print_versions(void) {
  char version[VERSION_BYTES];
  printf("pushbench-server %s\n%s\n%s\n", version_text(&BUILD_THIS, version), lws_engine.version(),
         civetweb_engine.version());
}

int main(int argc, char **argv) {
  struct server_options options = {0};
  struct error error = {{0}};
  enum options_asked asked = OPTIONS_ASKED_RUN;
  log_program("pushbench-server");

  enum status status = options_parse(server_options_table, &options, argc, argv, &asked, &error);
  if (status == STATUS_OK && asked == OPTIONS_ASKED_HELP) {
    fputs(usage, stdout);
    options_help(server_options_table, stdout);
    fputs(exit_codes, stdout);
  } else if (status == STATUS_OK && asked == OPTIONS_ASKED_VERSION) {
    print_versions();
  } else if (status == STATUS_OK) {
    raise_file_limit();
    status = serve(&options, &error);
  }
  status = output_finish(status, &error);
  if (status != STATUS_OK)
    log_error("%s", error.text);
  return (int)status;
}
