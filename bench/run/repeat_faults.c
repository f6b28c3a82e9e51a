/* Carries out the faults of a repeat. The server's process is killed, stopped and started from
 * here; faults of sockets are left to the programs, which are told on their standard inputs. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bench/run/repeat_state.h"
#include "common/base/clock.h"

enum { REAP_MS = 2000 }; /* longest that a killed server may take to be gone */

static void link_tell(struct repeat *repeat, const char *what, uint64_t at_ns) {
  char line[64];
  snprintf(line, sizeof line, "%s %" PRIu64 "\n", what, at_ns);
  if (repeat->link.started && !process_say(&repeat->link, line))
    failure_set(repeat, "the link did not hear when the measured phase begins, or ends");
}

void faults_begin(struct repeat *repeat, uint64_t start_ns) {
  repeat->faults.start_ns = start_ns;
  link_tell(repeat, "epoch", start_ns);
}

void faults_end(struct repeat *repeat, uint64_t end_ns) {
  link_tell(repeat, "end", end_ns);
}

/* Sends the signal to all processes of a server of other people, of which its host is none: it ends
 * when they have. */
static void other_signal(struct repeat *repeat, int signal_number) {
  const struct served *other = &repeat->other;
  if (other->pid <= 0)
    failure_set(repeat,
                "the server's processes are not known (\"pid_file\"): no fault is done to it");
  else if (!process_tree_signal(other->pid, other->extent, signal_number))
    failure_set(repeat, "the server's processes could not be sent signal %d", signal_number);
}

static void server_kill(struct repeat *repeat) {
  repeat->server_down = true;
  if (repeat->plan->cell->target)
    other_signal(repeat, SIGKILL);
  else
    process_signal(&repeat->server, true);
}

static void server_restart(struct repeat *repeat) {
  struct process *server = &repeat->server;
  struct error error = {""};
  uint64_t deadline_ns = clock_now_ns() + (uint64_t)REAP_MS * NS_PER_MS;
  while (!server->reaped && clock_now_ns() < deadline_ns) {
    process_poll(server, NULL, NULL);
    clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
  }
  if (!server->reaped) {
    failure_set(repeat, "the killed server was not gone after %d s", REAP_MS / 1000);
    return;
  }
  repeat->cpu_carried_s += process_reaped_cpu_s(server);
  process_release(server);
  *repeat->other.url = '\0'; /* its next line tells where its processes are */
  if (server_start(repeat, &error) == STATUS_OK)
    repeat->server_down = false;
  else
    failure_set(repeat, "the server could not be started again: %.400s", error.text);
}

static void server_hold(struct repeat *repeat, bool on) {
  int signal_number = on ? SIGSTOP : SIGCONT;
  if (repeat->server.pid <= 0)
    return;
  if (repeat->plan->cell->target)
    other_signal(repeat, signal_number);
  else if (kill(repeat->server.pid, signal_number) != 0)
    failure_set(repeat, "the server could not be %s: %s", on ? "stopped" : "continued",
                strerror(errno));
}

static void programs_tell(struct repeat *repeat, const struct fault *fault, bool on) {
  const struct fault_command command = {
      .kind = fault->kind, .on = on, .share = fault->share, .messages = fault->messages};
  unsigned actors = fault_actors_of(repeat, fault->kind);
  char line[FAULT_COMMAND_BYTES];
  fault_command_write(&command, line);
  if ((actors & FAULT_BY_SERVER) && !process_say(&repeat->server, line))
    failure_set(repeat, "the server did not hear of %s", fault_kinds[fault->kind].name);
  if ((actors & FAULT_BY_CLIENT) && !process_say(&repeat->client, line))
    failure_set(repeat, "the client did not hear of %s", fault_kinds[fault->kind].name);
  if ((actors & FAULT_BY_LINK) && !process_say(&repeat->link, line))
    failure_set(repeat, "the link did not hear of %s", fault_kinds[fault->kind].name);
}

static void fault_do(struct repeat *repeat, const struct fault *fault, bool begins) {
  if (fault->kind == FAULT_FREEZE_SERVER)
    server_hold(repeat, begins);
  else if (fault->kind == FAULT_RELOAD_PROXY)
    proxy_reload(repeat);
  else if (fault->kind == FAULT_RESTART_PROXY && begins)
    proxy_stop(repeat);
  else if (fault->kind == FAULT_RESTART_PROXY)
    proxy_start_again(repeat);
  else if (fault->kind != FAULT_KILL_SERVER)
    programs_tell(repeat, fault, begins);
  else if (begins)
    server_kill(repeat);
  else
    server_restart(repeat);
}

void faults_act(struct repeat *repeat, uint64_t now_ns) {
  const struct fault *fault;
  bool begins;
  while ((fault = fault_clock_take(&repeat->faults, now_ns, &begins)))
    fault_do(repeat, fault, begins);
}
