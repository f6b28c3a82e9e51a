/* A repeat's server: started, waited for, ended. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "bench/base/folder.h"
#include "bench/base/interrupt.h"
#include "bench/base/json_read.h"
#include "bench/run/repeat_state.h"
#include "common/base/clock.h"
#include "common/base/traits.h"
#include "common/wire/control_token.h"

enum {
  READY_MS = 20000,     /* longest that a server may take to listen */
  END_GRACE_MS = 15000, /* from SIGTERM to SIGKILL */
};

json_t *line_with(const char *text, const char *member) {
  for (const char *line = text; line && *line;) {
    size_t bytes = strcspn(line, "\n");
    json_t *document = json_read_text(line, bytes, 0, NULL);
    if (json_object_get(document, member))
      return document;
    json_decref(document);
    line += bytes + (line[bytes] == '\n');
  }
  return NULL;
}

static bool server_is_ready(const struct repeat *repeat) {
  return repeat->server.reaped || (repeat->server.out && strchr(repeat->server.out, '\n'));
}

static bool server_has_ended(const struct repeat *repeat) {
  return repeat->server.reaped;
}

static enum status program_start(struct repeat *repeat, enum program program, const char *log,
                                 const char *const *own, struct error *error) {
  const struct repeat_plan *plan = repeat->plan;
  bool is_server = program == PROGRAM_SERVER;
  struct arguments arguments = {0};
  struct path log_path = path_of("%s/%s", plan->folder, log);
  struct process_plan start = {
      .program = is_server ? plan->server_program : plan->client_program,
      .cpu = is_server ? plan->server_cpu : plan->client_cpu,
      .log_path = log_path.text,
      .variable = *repeat->control_token ? repeat->control_token : NULL,
      .hears = faults_have(repeat, is_server ? FAULT_BY_SERVER : FAULT_BY_CLIENT),
  };
  if (!*log_path.text)
    return error_set(error, STATUS_ENVIRONMENT, "%.200s: the path is too long", plan->folder);
  enum status status =
      arguments_make(&arguments, program, start.program, plan->cell, plan->certificate, own, error);
  if (status == STATUS_OK) {
    start.arguments = arguments.texts;
    status = process_start(is_server ? &repeat->server : &repeat->client, &start, error);
  }
  arguments_release(&arguments);
  return status;
}

enum status server_start(struct repeat *repeat, struct error *error) {
  char log[32] = "server.log";
  struct path journal = path_of("%s/journal.tsv", repeat->plan->folder);
  const char *own[16] = {NULL};
  size_t count = 0;
  if (repeat->server_starts++ > 0)
    snprintf(log, sizeof log, "server-%u.log", repeat->server_starts);
  if (!cell_in_process(repeat->plan->cell)) {
    own[count++] = "listen";
    own[count++] = *repeat->address ? repeat->address : "127.0.0.1:0";
    own[count++] = "publish_start";
    own[count++] = "request";
  }
  if (faults_have_kind(repeat, FAULT_KILL_SERVER)) {
    own[count++] = "journal";
    own[count++] = journal.text;
  }
  if (faults_have(repeat, FAULT_BY_SERVER)) {
    own[count++] = "commands";
    own[count++] = "on";
  }
  return program_start(repeat, PROGRAM_SERVER, log, own, error);
}

enum status client_start(struct repeat *repeat, struct error *error) {
  char faults[FAULTS_MAX * FAULT_TEXT_BYTES];
  char connect[80];
  const char *own[16] = {NULL};
  size_t count = 0;
  snprintf(connect, sizeof connect, "%s://%s",
           cell_speaks_tls(repeat->plan->cell) ? "https" : "http", repeat->address);
  faults_text(repeat, faults);
  own[count++] = "connect";
  own[count++] = connect;
  if (*faults) {
    own[count++] = "faults";
    own[count++] = faults;
  }
  if (faults_have(repeat, FAULT_BY_CLIENT)) {
    own[count++] = "commands";
    own[count++] = "on";
  }
  return program_start(repeat, PROGRAM_CLIENT, "client.log", own, error);
}

double reaped_cpu_s(const struct process *process) {
  const struct rusage *usage = &process->usage;
  return (double)usage->ru_utime.tv_sec + (double)usage->ru_utime.tv_usec / 1e6 +
         (double)usage->ru_stime.tv_sec + (double)usage->ru_stime.tv_usec / 1e6;
}

/* Reads where the server listens. */
static void ready_read(struct repeat *repeat) {
  json_t *ready = line_with(repeat->server.out, "ready");
  const char *host = json_string_value(json_object_get(ready, "host"));
  const char *token = json_string_value(json_object_get(ready, "control_token"));
  json_int_t port = json_integer_value(json_object_get(ready, "port"));
  if (token)
    snprintf(repeat->control_token, sizeof repeat->control_token, CONTROL_TOKEN_VARIABLE "=%.*s",
             CONTROL_TOKEN_BYTES_MAX, token);
  if (host && port > 0 && port <= 65535)
    snprintf(repeat->address, sizeof repeat->address, "%.40s:%d", host, (int)port);
  else
    failure_set(repeat, "the server did not say where it listens: see server.log");
  json_decref(ready);
}

enum status server_begin(struct repeat *repeat, struct error *error) {
  enum status status = server_start(repeat, error);
  if (status != STATUS_OK || cell_in_process(repeat->plan->cell))
    return status;
  enum pump_end end = repeat_pump(repeat, server_is_ready, deadline_after_s(READY_MS / 1e3), 0);
  if (end == PUMP_INTERRUPTED)
    return STATUS_INTERRUPTED;
  if (end == PUMP_DEADLINE)
    failure_set(repeat, "the server was not ready after %.0f s: see server.log", READY_MS / 1e3);
  else if (repeat->server.reaped)
    failure_of(repeat, "server", &repeat->server, "server.log");
  else
    ready_read(repeat);
  repeat->measurement.has_ready = edge_take(repeat, &repeat->measurement.ready);
  return STATUS_OK;
}

void server_end(struct repeat *repeat) {
  struct process *server = &repeat->server;
  if (!server->started)
    return;
  process_signal(server, interrupt_count() > 1);
  if (repeat_pump(repeat, server_has_ended, deadline_after_s(END_GRACE_MS / 1e3), 1) != PUMP_GOAL) {
    process_signal(server, true);
    repeat_pump(repeat, server_has_ended, deadline_after_s(1), INT_MAX);
    failure_set(repeat, "the server did not end in %.0f s and was killed", END_GRACE_MS / 1e3);
  }
  if (server->reaped) {
    repeat->measurement.server_cpu_whole_s = reaped_cpu_s(server) + repeat->cpu_carried_s;
    if (WIFSIGNALED(server->wait_status))
      failure_of(repeat, "server", server, "server.log");
  }
}
