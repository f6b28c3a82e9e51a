/* pushbench-server: a feed, served by each transport on one of the engines. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/output.h"
#include "common/base/traits.h"
#include "common/base/version.h"
#include "common/suite/fault.h"
#include "common/suite/manual.h"
#include "servers/control/commands.h"
#include "servers/control/replicas.h"
#include "servers/control/server_faults.h"
#include "servers/control/server_report.h"
#include "servers/engines/endpoint.h"
#include "servers/engines/engine.h"
#include "servers/wire/gzip.h"
#include "servers/wire/request.h"
#include "servers/wire/tls.h"

static const struct manual manual = {
    .program = "pushbench-server",
    .purpose = "a feed, served by each transport on one of the engines",
    .arguments = "[--option value]...",
    .text =
        "Publishes messages on schedule and serves them by each transport, at the path of its\n"
        "name. It prints a line of JSON when it is ready, and one with its counts when it ends\n"
        "(SIGTERM).",
    .example = "  pushbench-server --engine lws --listen 127.0.0.1:8080 --rate 10",
    .options_note = OPTIONS_NOTE,
    .options = server_options_table,
    .exits = (const struct manual_exit[]){{0, "ended as told"},
                                          {2, "usage"},
                                          {3, "environment (port, journal, file limit)"},
                                          {0, NULL}},
};

/* The limit that holds then; UINT64_MAX where it cannot be read. */
static uint64_t raise_file_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return UINT64_MAX;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
    log_warning("cannot raise the file limit: %s", strerror(errno));
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

/* All threads inherit the mask, so that only main takes the signals. */
static sigset_t block_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGCHLD); /* of several processes, one that has ended */
  pthread_sigmask(SIG_BLOCK, &signals, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN); /* a journal that may not grow is an error, not the end */
  return signals;
}

/* On a terminal: the command of a client, in the same folder as this program. */
static void say_how_to_connect(const struct server *server, const char *address, uint16_t port) {
  size_t folder_bytes = strlen(program_invocation_name) - strlen(program_invocation_short_name);
  if (isatty(STDOUT_FILENO))
    log_info("for a client: %.*spushbench-client --transport sse --connect %s://%s:%u "
             "--control-token %s",
             (int)folder_bytes, program_invocation_name, server->options->tls ? "https" : "http",
             strcmp(address, "0.0.0.0") == 0 ? "127.0.0.1" : address, (unsigned)port,
             server->access.token);
}

/* A process of several. */
struct serving {
  struct server server;
  struct server_options *options;
  struct endpoint endpoint;
  sigset_t signals;
  struct replicas *replicas; /* NULL: it is the only one */
  struct engine_state *engine;
  uint16_t port;
};

static enum status serve_until_told(struct serving *serving, struct error *error) {
  struct server *server = &serving->server;
  if (serving->options->publish_start == PUBLISH_START_NOW || server->journal.epoch_ns != 0)
    publisher_begin(&server->shared->publisher, clock_now_ns());
  struct server_faults faults = {.server = server, .port = serving->port};
  commands_wait(&serving->signals, serving->options->commands ? server_faults_command : NULL,
                &faults);
  return replicas_look(serving->replicas, error);
}

/* What the server needs before its engine starts. */
static enum status parts_open(struct serving *serving, struct error *error) {
  struct server *server = &serving->server;
  const struct server_options *options = serving->options;
  enum status status = STATUS_OK;
  if (options->http_version == HTTP_2 && options->engine != ENGINE_EPOLL)
    return error_set(error, STATUS_USAGE, "http_version 2 is spoken by the engine epoll, not by %s",
                     engine_traits[options->engine].name);
  hub_set_payload_kind(&server->hub, (enum payload_kind)options->payload_kind);
  if (options->tls && !server_is_in_process(options))
    status = tls_context_create(options, &server->tls, error);
  const char *plain_frames = engine_traits[options->engine].plain_frames;
  if (options->compression && plain_frames)
    log_warning("WebSockets are not compressed: %s", plain_frames);
  if (status == STATUS_OK && options->compression)
    status = gzip_create(&server->gzip, error);
  hub_compress(&server->hub, server->gzip);
  if (status == STATUS_OK)
    status = server_open_access(server, serving->endpoint.address, error);
  return status;
}

static enum status engine_start(struct serving *serving, struct error *error) {
  const struct engine *engine = engine_of((enum engine_kind)serving->options->engine);
  enum status status = engine->start(&serving->server, &serving->engine, &serving->port, error);
  if (status == STATUS_OK)
    atomic_store(&serving->server.port, serving->port);
  return status;
}

static void engine_stop(struct serving *serving) {
  if (serving->engine)
    engine_of((enum engine_kind)serving->options->engine)->stop(serving->engine);
}

/* The first process, or the only one. */
static enum status serve_first(struct serving *serving, struct error *error) {
  struct server *server = &serving->server;
  const struct server_options *options = serving->options;
  if (serving->replicas)
    server->hub.relay =
        (struct hub_relay){.hand_on = replicas_hand_on, .context = serving->replicas};
  enum status status = parts_open(serving, error);
  if (status == STATUS_OK)
    status = engine_start(serving, error);
  publisher_prepared(&server->shared->publisher);
  if (status == STATUS_OK)
    status = replicas_listen(serving->replicas, serving->port, error);
  if (status != STATUS_OK) {
    publisher_stop(&server->shared->publisher);
    engine_stop(serving);
    return status;
  }
  status = report_ready(server, serving->endpoint.address, serving->port, error);
  if (status == STATUS_OK && !server_is_in_process(options))
    say_how_to_connect(server, serving->endpoint.address, serving->port);
  if (status == STATUS_OK)
    status = serve_until_told(serving, error);
  publisher_stop(&server->shared->publisher);
  struct dead_peers_state queues = dead_peers_read(serving->port);
  replicas_end(serving->replicas);
  serving->replicas = NULL;
  engine_stop(serving);
  report_counts(server, &queues);
  return status;
}

/* Another process: its counts are the first one's too. */
static enum status serve_replica(struct serving *serving, struct error *error) {
  if (!replicas_await_port(serving->replicas, &serving->port))
    return STATUS_OK;
  enum status status = parts_open(serving, error);
  if (status == STATUS_OK)
    status = engine_start(serving, error);
  if (status != STATUS_OK)
    return status;
  replicas_say_listening(serving->replicas);
  replicas_follow(serving->replicas, &serving->server.hub);
  engine_stop(serving);
  return STATUS_OK;
}

static enum status serve(struct server_options *options, uint64_t file_limit, struct error *error) {
  struct serving serving = {.options = options, .signals = block_signals()};
  enum status status = endpoint_read(options->listen, &serving.endpoint, error);
  if (status == STATUS_OK)
    status = replicas_count(options, file_limit, error);
  if (status != STATUS_OK)
    return status;
  struct server_shared *shared = server_shared_create(options->control_token);
  if (!shared)
    return error_set(error, STATUS_ENVIRONMENT, "no memory, or no random bytes for a token");
  status = replicas_start((uint32_t)options->server_processes, &serving.replicas, error);
  bool first = replicas_is_first(serving.replicas);
  if (status == STATUS_OK)
    status = server_open_shared(&serving.server, options, shared, !first, error);
  if (status == STATUS_OK) {
    status = first ? serve_first(&serving, error) : serve_replica(&serving, error);
    server_close(&serving.server);
  }
  replicas_end(serving.replicas);
  server_shared_destroy(shared);
  return status;
}

static void print_versions(void) {
  char version[VERSION_BYTES];
  printf("pushbench-server %s\n", version_text(&build_this, version));
  if (*version_kind())
    printf("built %s\n", version_kind());
  for (int kind = 0; kind < ENGINE_COUNT; kind++)
    if (!engine_traits[kind].in_process)
      printf("%s\n", engine_of((enum engine_kind)kind)->version());
}

static void tables_check(void) {
  traits_check();
  options_check(server_options_table);
  fault_kinds_check(fault_kinds);
  routes_check(control_routes);
  transports_check();
  engines_check();
}

int main(int argc, char **argv) {
  struct server_options options = {0};
  struct error error = {{0}};
  enum options_asked asked = OPTIONS_ASKED_RUN;
  log_program("pushbench-server");
  tables_check();

  enum status status = options_parse(server_options_table, &options, argc, argv, &asked, &error);
  if (status == STATUS_OK && asked == OPTIONS_ASKED_VERSION) {
    print_versions();
  } else if (status == STATUS_OK && asked != OPTIONS_ASKED_RUN) {
    manual_write(&manual, asked, stdout);
  } else if (status == STATUS_OK) {
    status = serve(&options, raise_file_limit(), &error);
  }
  status = output_finish(status, &error);
  if (status != STATUS_OK)
    log_error("%s", error.text);
  return (int)status;
}
