/* Watches a repeat's processes: takes the phases that they announce, samples the server, and
 * carries out the faults that are due. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/interrupt.h"
#include "bench/run/repeat_state.h"
#include "common/base/clock.h"
#include "common/base/whole.h"
#include "common/suite/options.h"

enum { SAMPLE_MS = 100 };

/* Memory is read from the time that the server is ready until the connect phase ends. */
static void memory_watch(struct repeat *repeat) {
  struct memory_reading before;
  if (repeat->phase == PHASE_CONNECT && memory_read(&repeat->server_tree, &before))
    memory_log_begin(&repeat->memory, &before,
                     cell_number(repeat->plan->cell, "streams_per_connection"), clock_now_ns());
  else
    memory_log_end(&repeat->memory);
}

/* Reads "phase measure at_ns=123", which may stand behind a prefix; -1 where the line says
 * something else. */
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

static struct placement placement_of(struct repeat *repeat) {
  return (struct placement){.server_cpu = repeat->plan->server_cpu,
                            .client_cpu = repeat->plan->client_cpu,
                            .server = &repeat->server_tree,
                            .link_cpu = repeat->plan->link_cpu,
                            .client = &repeat->client_tree,
                            .link = &repeat->link_tree,
                            .proxy = &repeat->proxy_tree};
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
    uint64_t start_ns = start ? strtoull(start + strlen(" start_ns="), NULL, 10) : at_ns;
    faults_begin(repeat, start_ns);
    measurement->has_start = edge_take(repeat, &measurement->start);
    measurement->proxy.has_start = proxy_sample(repeat, &measurement->proxy.start);
    interference_begin(&measurement->interference, &placement);
  } else if (phase == PHASE_DRAIN) {
    measurement->has_end = edge_take(repeat, &measurement->end);
    faults_end(repeat, at_ns);
    measurement->proxy.has_end = proxy_sample(repeat, &measurement->proxy.end);
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

/* A server of other people that was started again has other processes. */
static void restart_note(struct repeat *repeat) {
  const struct process *server = &repeat->server;
  if (repeat->plan->cell->target && !*repeat->other.url && server->out && strchr(server->out, '\n'))
    ready_read(repeat);
}

enum pump_end repeat_pump(struct repeat *repeat, repeat_goal *goal, uint64_t deadline_ns,
                          int interrupts_allowed) {
  for (;;) {
    process_poll(&repeat->client, phase_hear, repeat);
    process_poll(&repeat->server, phase_hear, repeat);
    process_poll(&repeat->link, NULL, NULL);
    process_poll(&repeat->proxy, NULL, NULL);
    restart_note(repeat);
    proxy_note(repeat);
    repeat_trees_follow(repeat);
    uint64_t now_ns = clock_now_ns();
    sample_if_due(repeat, now_ns);
    memory_log_read(&repeat->memory, &repeat->server_tree, now_ns);
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
                           {.fd = repeat->client.err_fd, .events = POLLIN},
                           {.fd = repeat->proxy.out_fd, .events = POLLIN},
                           {.fd = repeat->proxy.err_fd, .events = POLLIN},
                           {.fd = repeat->link.out_fd, .events = POLLIN},
                           {.fd = repeat->link.err_fd, .events = POLLIN}};
    poll(fds, sizeof fds / sizeof *fds, wait_ms(repeat, now_ns, deadline_ns));
  }
}

uint64_t deadline_after_s(double seconds) {
  return instant_after_ns(clock_now_ns(), whole_ns_of_s(seconds));
}
