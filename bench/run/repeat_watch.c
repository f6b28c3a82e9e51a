/* How a repeat's processes are watched: what they say, what they cost, and until when. */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/interrupt.h"
#include "bench/run/repeat_state.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/traits.h"
#include "common/base/whole.h"
#include "common/suite/options.h"

enum { SAMPLE_MS = 100 };

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
    if (!grown) {
      failure_set(repeat, "no memory for the samples of the server");
      return;
    }
    samples->items = grown;
    samples->capacity = capacity;
  }
  samples->items[samples->count++] =
      (struct phased_sample){.sample = *sample, .phase = repeat->phase};
}

bool edge_take(struct repeat *repeat, struct edge *edge) {
  if (repeat->server.pid <= 0 || !edge_read(repeat->server.pid, edge))
    return false;
  edge->sample.cpu_s += repeat->cpu_carried_s;
  sample_keep(repeat, &edge->sample);
  return true;
}

static void sample_if_due(struct repeat *repeat, uint64_t now_ns) {
  struct sample sample;
  if (now_ns < repeat->sample_due_ns)
    return;
  repeat->sample_due_ns = now_ns + SAMPLE_MS * NS_PER_MS;
  if (repeat->server.pid > 0 && sample_read(repeat->server.pid, &sample)) {
    sample.cpu_s += repeat->cpu_carried_s;
    sample_keep(repeat, &sample);
  }
  if (repeat->plan->on_tick)
    repeat->plan->on_tick(repeat->plan->context, now_ns);
}

/* From the server's being ready to the end of the connect phase. */
static void memory_watch(struct repeat *repeat) {
  struct memory_reading before;
  if (repeat->phase == PHASE_CONNECT && memory_read(repeat->server.pid, &before))
    memory_log_begin(&repeat->memory, &before, clock_now_ns());
  else
    memory_log_end(&repeat->memory);
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

static struct placement placement_of(const struct repeat *repeat) {
  return (struct placement){.server_cpu = repeat->plan->server_cpu,
                            .client_cpu = repeat->plan->client_cpu,
                            .server_pid = repeat->server.pid,
                            .client_pid = repeat->client.pid};
}

static void phase_hear(void *context, const char *line) {
  struct repeat *repeat = context;
  struct measurement *measurement = &repeat->measurement;
  const struct placement placement = placement_of(repeat);
  uint64_t at_ns;
  int phase = phase_of(line, &at_ns);
  if (phase < 0)
    return;
  repeat->phase = (enum phase)phase;
  memory_watch(repeat);
  if (phase == PHASE_MEASURE) {
    const char *start = strstr(line, " start_ns=");
    repeat->samples.window_start_ns = at_ns;
    faults_begin(repeat, start ? strtoull(start + strlen(" start_ns="), NULL, 10) : at_ns);
    measurement->has_start = edge_take(repeat, &measurement->start);
    interference_begin(&measurement->interference, &placement);
  } else if (phase == PHASE_DRAIN) {
    measurement->has_end = edge_take(repeat, &measurement->end);
    interference_end(&measurement->interference, &placement);
  }
}

static int wait_ms(const struct repeat *repeat, uint64_t now_ns, uint64_t deadline_ns) {
  uint64_t until_ns = deadline_ns < repeat->sample_due_ns ? deadline_ns : repeat->sample_due_ns;
  uint64_t fault_ns = fault_clock_due_ns(&repeat->faults);
  until_ns = fault_ns < until_ns ? fault_ns : until_ns;
  if (repeat->memory.begun && repeat->memory.due_ns < until_ns)
    until_ns = repeat->memory.due_ns;
  return until_ns > now_ns ? (int)((until_ns - now_ns) / NS_PER_MS) + 1 : 0;
}

enum pump_end repeat_pump(struct repeat *repeat, repeat_goal *goal, uint64_t deadline_ns,
                          int interrupts_allowed) {
  for (;;) {
    process_poll(&repeat->client, phase_hear, repeat);
    process_poll(&repeat->server, phase_hear, repeat);
    uint64_t now_ns = clock_now_ns();
    sample_if_due(repeat, now_ns);
    memory_log_read(&repeat->memory, repeat->server.pid, now_ns);
    faults_act(repeat, now_ns);
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

uint64_t deadline_after_s(double seconds) {
  return instant_after_ns(clock_now_ns(), whole_ns_of_s(seconds));
}

/* ---- what failed, in words ---- */

void failure_set(struct repeat *repeat, const char *format, ...) {
  va_list arguments;
  if (*repeat->measurement.failure)
    return;
  va_start(arguments, format);
  vsnprintf(repeat->measurement.failure, sizeof repeat->measurement.failure, format, arguments);
  va_end(arguments);
}

/* What a program's last line says of why it ended; NULL for nothing. */
static const char *reason_said(const char *line) {
  const char *error = strstr(line, "error: ");
  return error ? error + strlen("error: ") : strstr(line, LOG_BROKEN_CONTRACT ": ");
}

void failure_of(struct repeat *repeat, const char *who, const struct process *process,
                const char *log) {
  char ending[128];
  const char *said = reason_said(process->line);
  process_ending(process, ending, sizeof ending);
  failure_set(repeat, "the %s %s: %s%s", who, ending, said ? said : "see ", said ? "" : log);
}
