/* Runs a server and a client for one cell, watches both, and ends both. */
#include "bench/repeat.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "bench/arguments.h"
#include "bench/cell_document.h"
#include "bench/interrupt.h"
#include "bench/machine.h"
#include "bench/process.h"
#include "bench/repeat_files.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/options.h"
#include "common/transports.h"

enum {
  SAMPLE_MS = 100,
  READY_MS = 20000,     /* longest that a server may take to listen */
  END_GRACE_MS = 15000, /* from SIGTERM to SIGKILL */
};

struct repeat {
  const struct repeat_plan *plan;
  struct process server, client;
  struct measurement measurement;
  struct samples samples;
  enum phase phase;
  uint64_t sample_due_ns;
  char connect[64]; /* the server's address, as the client takes it */
};

typedef bool repeat_goal(const struct repeat *repeat);

enum pump_end { PUMP_GOAL, PUMP_DEADLINE, PUMP_INTERRUPTED };

/* ---- watching ---- */

static void sample_keep(struct repeat *repeat, const struct sample *sample) {
  struct samples *samples = &repeat->samples;
  struct measurement *measurement = &repeat->measurement;
  if (sample->rss_peak_bytes > measurement->rss_peak_bytes)
    measurement->rss_peak_bytes = sample->rss_peak_bytes;
  if (sample->threads > measurement->threads_peak)
    measurement->threads_peak = sample->threads;
  if (samples->count == samples->capacity) {
    size_t capacity = samples->capacity ? 2 * samples->capacity : 256;
    struct phased_sample *grown = realloc(samples->items, capacity * sizeof *grown);
    if (!grown)
      return;
    samples->items = grown;
    samples->capacity = capacity;
  }
  samples->items[samples->count++] =
      (struct phased_sample){.sample = *sample, .phase = repeat->phase};
}

static bool edge_take(struct repeat *repeat, struct edge *edge) {
  if (repeat->server.pid <= 0 || !edge_read(repeat->server.pid, edge))
    return false;
  sample_keep(repeat, &edge->sample);
  return true;
}

static void sample_if_due(struct repeat *repeat, uint64_t now_ns) {
  struct sample sample;
  if (now_ns < repeat->sample_due_ns)
    return;
  repeat->sample_due_ns = now_ns + SAMPLE_MS * NS_PER_MS;
  if (repeat->server.pid > 0 && sample_read(repeat->server.pid, &sample))
    sample_keep(repeat, &sample);
  if (repeat->plan->on_tick)
    repeat->plan->on_tick(repeat->plan->context, now_ns);
}

/* Reads "phase measure at_ns=123", behind whatever stands in front of it; -1 when
 * the line says something else. */
static int phase_of(const char *line, uint64_t *at_ns) {
  const char *word = strstr(line, "phase ");
  const char *number = strstr(line, " at_ns=");
  char name[16];
  if (!word || !number || number <= word)
    return -1;
  word += strlen("phase ");
  snprintf(name, sizeof name, "%.*s", (int)(number - word), word);
  *at_ns = strtoull(number + strlen(" at_ns="), NULL, 10);
  return option_choice(PHASE_CHOICES, name);
}

/* One meter on the server's processor, one on the client's where that is another. */
static void noise_begin(struct repeat *repeat) {
  const struct repeat_plan *plan = repeat->plan;
  struct measurement *measurement = &repeat->measurement;
  bool apart = plan->client_cpu >= 0 && plan->cell->engine != ENGINE_NULL;
  int cpu = plan->server_cpu >= 0 ? plan->server_cpu : processors_allowed().first;
  bool started = noise_start(&measurement->noise_server, cpu) &&
                 (!apart || noise_start(&measurement->noise_client, plan->client_cpu));
  if (!started)
    log_warning("no memory or thread for the noise meter");
}

static void noise_end(struct repeat *repeat) {
  noise_stop(&repeat->measurement.noise_server);
  noise_stop(&repeat->measurement.noise_client);
}

static void phase_hear(void *context, const char *line) {
  struct repeat *repeat = context;
  struct measurement *measurement = &repeat->measurement;
  uint64_t at_ns;
  int phase = phase_of(line, &at_ns);
  if (phase < 0)
    return;
  repeat->phase = (enum phase)phase;
  if (phase == PHASE_MEASURE) {
    repeat->samples.window_start_ns = at_ns;
    measurement->has_start = edge_take(repeat, &measurement->start);
    noise_begin(repeat);
  } else if (phase == PHASE_DRAIN) {
    measurement->has_end = edge_take(repeat, &measurement->end);
    noise_end(repeat);
  }
}

static int wait_ms(const struct repeat *repeat, uint64_t now_ns, uint64_t deadline_ns) {
  uint64_t until_ns = deadline_ns < repeat->sample_due_ns ? deadline_ns : repeat->sample_due_ns;
  return until_ns > now_ns ? (int)((until_ns - now_ns) / NS_PER_MS) + 1 : 0;
}

/* Watches both processes until the goal, the deadline or the user's wish. */
static enum pump_end repeat_pump(struct repeat *repeat, repeat_goal *goal, uint64_t deadline_ns,
                                 int interrupts_allowed) {
  for (;;) {
    process_poll(&repeat->client, phase_hear, repeat);
    process_poll(&repeat->server, phase_hear, repeat);
    uint64_t now_ns = clock_now_ns();
    sample_if_due(repeat, now_ns);
    if (goal(repeat))
      return PUMP_GOAL;
    if (interrupt_count() > interrupts_allowed)
      return PUMP_INTERRUPTED;
    if (now_ns >= deadline_ns)
      return PUMP_DEADLINE;
    struct pollfd fds[] = {{.fd = repeat->server.out_fd, .events = POLLIN},
                           {.fd = repeat->server.err_fd, .events = POLLIN},
                           {.fd = repeat->client.out_fd, .events = POLLIN},
                           {.fd = repeat->client.err_fd, .events = POLLIN}};
    poll(fds, sizeof fds / sizeof *fds, wait_ms(repeat, now_ns, deadline_ns));
  }
}

static uint64_t deadline_after_s(double seconds) {
  return clock_now_ns() + (uint64_t)(seconds * (double)NS_PER_S);
}

/* ---- what failed, in words ---- */

/* The first reason stays: what follows is its consequence. */
static __attribute__((format(printf, 2, 3))) void failure_set(struct repeat *repeat,
                                                              const char *format, ...) {
  va_list arguments;
  if (*repeat->measurement.failure)
    return;
  va_start(arguments, format);
  vsnprintf(repeat->measurement.failure, sizeof repeat->measurement.failure, format, arguments);
  va_end(arguments);
}

static void failure_of(struct repeat *repeat, const char *who, const struct process *process,
                       const char *log) {
  char ending[128];
  process_ending(process, ending, sizeof ending);
  failure_set(repeat, "the %s %s: see %s", who, ending, log);
}

/* ---- the server ---- */

/* The line of standard output that has the member, parsed; a new reference. */
static json_t *line_with(const char *text, const char *member) {
  for (const char *line = text; line && *line;) {
    size_t bytes = strcspn(line, "\n");
    json_t *document = json_loadb(line, bytes, 0, NULL);
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

static enum status program_start(struct repeat *repeat, struct process *process,
                                 enum program program, const char *log, struct error *error) {
  const struct repeat_plan *plan = repeat->plan;
  bool is_server = program == PROGRAM_SERVER;
  struct arguments arguments = {0};
  char log_path[PATH_MAX];
  struct process_plan start = {
      .program = is_server ? plan->server_program : plan->client_program,
      .cpu = is_server ? plan->server_cpu : plan->client_cpu,
      .log_path = log_path,
  };
  if (snprintf(log_path, sizeof log_path, "%s/%s", plan->folder, log) >= (int)sizeof log_path)
    return error_set(error, STATUS_ENVIRONMENT, "%.200s: the path is too long", plan->folder);
  enum status status =
      arguments_make(&arguments, program, start.program, plan->cell, repeat->connect, error);
  if (status == STATUS_OK) {
    start.arguments = arguments.texts;
    status = process_start(process, &start, error);
  }
  arguments_release(&arguments);
  return status;
}

/* Reads where the server listens. */
static void ready_read(struct repeat *repeat) {
  json_t *ready = line_with(repeat->server.out, "ready");
  const char *host = json_string_value(json_object_get(ready, "host"));
  json_int_t port = json_integer_value(json_object_get(ready, "port"));
  if (host && port > 0 && port <= 65535)
    snprintf(repeat->connect, sizeof repeat->connect, "http://%.40s:%d", host, (int)port);
  else
    failure_set(repeat, "the server did not say where it listens: see server.log");
  json_decref(ready);
}

/* STATUS_OK also when it failed: `failure` then says why. */
static enum status server_begin(struct repeat *repeat, struct error *error) {
  enum status status = program_start(repeat, &repeat->server, PROGRAM_SERVER, "server.log", error);
  if (status != STATUS_OK || repeat->plan->cell->engine == ENGINE_NULL)
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

/* Asks it to end, insists, and reads its counts. */
static void server_end(struct repeat *repeat) {
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
    const struct rusage *usage = &server->usage;
    repeat->measurement.server_cpu_whole_s =
        (double)usage->ru_utime.tv_sec + (double)usage->ru_utime.tv_usec / 1e6 +
        (double)usage->ru_stime.tv_sec + (double)usage->ru_stime.tv_usec / 1e6;
    if (WIFSIGNALED(server->wait_status))
      failure_of(repeat, "server", server, "server.log");
  }
}

/* ---- the users ---- */

/* The null engine prints its users' document and then waits to be ended. */
static bool null_users_are_done(const struct process *server) {
  const char *document = server->out ? strstr(server->out, "\"delivered\"") : NULL;
  return document && strchr(document, '\n');
}

static bool users_are_done(const struct repeat *repeat) {
  if (repeat->plan->cell->engine == ENGINE_NULL)
    return repeat->server.reaped || null_users_are_done(&repeat->server);
  return repeat->server.reaped || repeat->client.reaped;
}

/* Lets the client, or the null engine, run to its end. */
static enum status users_run(struct repeat *repeat, struct error *error) {
  const struct cell *cell = repeat->plan->cell;
  bool in_process = cell->engine == ENGINE_NULL;
  double deadline_s = cell_deadline_s(cell);
  struct process *users = in_process ? &repeat->server : &repeat->client;
  if (!in_process) {
    enum status status =
        program_start(repeat, &repeat->client, PROGRAM_CLIENT, "client.log", error);
    if (status != STATUS_OK)
      return status;
  }
  enum pump_end end = repeat_pump(repeat, users_are_done, deadline_after_s(deadline_s), 0);
  if (end == PUMP_INTERRUPTED)
    return STATUS_INTERRUPTED;
  if (end == PUMP_DEADLINE)
    failure_set(repeat, "the users were not done after %.0f s and were ended", deadline_s);
  else if (!in_process && !users->reaped)
    failure_of(repeat, "server", &repeat->server, "server.log");
  return STATUS_OK;
}

/* ---- the result ---- */

/* Exit code 1 is "measured, but a check failed": the verdict's matter. */
static bool ended_with_result(const struct process *process) {
  return process->reaped && WIFEXITED(process->wait_status) &&
         (WEXITSTATUS(process->wait_status) == STATUS_OK ||
          WEXITSTATUS(process->wait_status) == STATUS_CHECK);
}

static json_t *users_document(struct repeat *repeat) {
  bool in_process = repeat->plan->cell->engine == ENGINE_NULL;
  const struct process *users = in_process ? &repeat->server : &repeat->client;
  json_t *document = NULL;
  if (in_process)
    document = line_with(users->out, "delivered");
  else if (users->out)
    document = json_loadb(users->out, users->out_bytes, 0, NULL);
  if (users->reaped && !ended_with_result(users) && !json_object_get(document, "error"))
    failure_of(repeat, in_process ? "server" : "client", users,
               in_process ? "server.log" : "client.log");
  if (!document && users->reaped)
    failure_set(repeat, "the users' program printed no result: see its log");
  return document;
}

static enum status result_write(struct repeat *repeat, json_t **document, struct error *error) {
  struct measurement *measurement = &repeat->measurement;
  measurement->client = users_document(repeat);
  measurement->server = line_with(repeat->server.out, "counters");
  json_t *made = cell_document(measurement);
  enum status status = made
                           ? repeat_files_write(repeat->plan->folder, made, &repeat->samples, error)
                           : error_set(error, STATUS_ENVIRONMENT, "no memory for a result");
  json_decref(measurement->client);
  json_decref(measurement->server);
  if (status == STATUS_OK)
    *document = made;
  else
    json_decref(made);
  return status;
}

enum status repeat_run(const struct repeat_plan *plan, json_t **document, struct error *error) {
  struct repeat repeat = {
      .plan = plan,
      .server = PROCESS_NONE,
      .client = PROCESS_NONE,
      .measurement = {.experiment = plan->experiment,
                      .cell = plan->cell,
                      .repeat = plan->repeat,
                      .server_cpu = plan->server_cpu,
                      .client_cpu = plan->client_cpu,
                      .server_cpu_whole_s = NAN},
  };
  enum status status = server_begin(&repeat, error);
  if (status == STATUS_OK && !*repeat.measurement.failure)
    status = users_run(&repeat, error);
  if (status == STATUS_OK && repeat.client.started && !repeat.client.reaped) {
    process_signal(&repeat.client, false);
    repeat_pump(&repeat, server_has_ended, deadline_after_s(0.2), 0);
  }
  server_end(&repeat);
  noise_end(&repeat);
  if (status == STATUS_OK && interrupt_count() > 0)
    status = STATUS_INTERRUPTED;
  if (status == STATUS_INTERRUPTED)
    error_set(error, status, "interrupted");
  if (status == STATUS_OK)
    status = result_write(&repeat, document, error);
  process_release(&repeat.client);
  process_release(&repeat.server);
  noise_release(&repeat.measurement.noise_client);
  noise_release(&repeat.measurement.noise_server);
  free(repeat.samples.items);
  return status;
}
