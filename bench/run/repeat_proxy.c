/* Starts the reverse proxy in front of a repeat's server, and carries out its faults. `pushbench
 * host` starts it by a target file that is written for it, and keeps its processes together. */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/folder.h"
#include "bench/plan/cell_proxy.h"
#include "bench/plan/proxies.h"
#include "bench/run/repeat_state.h"
#include "common/base/clock.h"

enum {
  READY_S = 15,   /* before whoever waits for it loses patience */
  REAP_MS = 2000, /* longest that a proxy may take to end when it is to be started again */
};

/* Writes the target file of the proxy; *path is its place. */
static enum status target_write(const struct repeat *repeat, struct path *path,
                                struct error *error) {
  const struct cell *cell = repeat->plan->cell;
  struct path start = project_find(path_of("proxies/%s/start", cell_value(cell, "proxy")).text);
  char folder[PATH_MAX], program[PATH_MAX], server[64], idle_s[32];
  const char *port = strchr(repeat->address, ':');
  *path = path_of("%s/proxy.json", repeat->plan->folder);
  if (!*start.text || !*path->text || !port || !realpath(repeat->plan->folder, folder) ||
      !realpath(start.text, program))
    return error_set(error, STATUS_ENVIRONMENT, "proxies/%s/start: there is no such file",
                     cell_value(cell, "proxy"));
  snprintf(server, sizeof server, "127.0.0.1%s", port);
  snprintf(idle_s, sizeof idle_s, "%g", cell_number(cell, "proxy_idle_s"));
  json_t *target =
      json_pack("{s:s, s:{s:[s,s,s,s,s,s,s], s:{s:b}, s:i}, s:s, s:{s:{s:s}}, s:{s:{s:s,s:s}}}",
                "title", cell_value(cell, "proxy"), "server", "command", program,
                repeat->link.started ? "0.0.0.0" : "127.0.0.1", "{port}", server,
                cell_value(cell, "proxy_settings"), idle_s, folder, "ready", "port", 1, "ready_s",
                READY_S, "protocol", "plain", "transports", "sse", "url", "/", "publish", "request",
                "url", "/", "body", "{message}");
  bool written = target && json_dump_file(target, path->text, JSON_INDENT(1)) == 0;
  json_decref(target);
  return written ? STATUS_OK
                 : error_set(error, STATUS_ENVIRONMENT, "%.300s cannot be written", path->text);
}

enum status proxy_start(struct repeat *repeat, struct error *error) {
  const struct repeat_plan *plan = repeat->plan;
  struct path target, log;
  snprintf(repeat->proxy_log, sizeof repeat->proxy_log, "proxy.log");
  if (repeat->proxy_starts++ > 0)
    snprintf(repeat->proxy_log, sizeof repeat->proxy_log, "proxy-%u.log", repeat->proxy_starts);
  log = path_of("%s/%s", plan->folder, repeat->proxy_log);
  enum status status = target_write(repeat, &target, error);
  if (status != STATUS_OK)
    return status;
  const struct served_plan start = {.program = plan->host_program,
                                    .target = target.text,
                                    .ports = repeat->proxied.ports,
                                    .cpu = plan->server_cpu,
                                    .log_path = log.text,
                                    .user_namespace = place_or_none(repeat->places.user),
                                    .network_namespace = place_or_none(repeat->places.server)};
  return served_start(&repeat->proxy, &start, error);
}

void proxy_ready_take(struct repeat *repeat) {
  json_t *ready = line_with(repeat->proxy.out, "ready");
  if (!served_read(&repeat->proxied, ready))
    failure_set(repeat, "the proxy did not say where it listens: see %s", repeat->proxy_log);
  json_decref(ready);
  repeat_trees_follow(repeat);
}

bool proxy_sample(struct repeat *repeat, struct sample *sample) {
  if (repeat->proxy_tree.root == 0 || !sample_read(&repeat->proxy_tree, sample))
    return false;
  sample->cpu_s += repeat->proxy_carried_s;
  return true;
}

/* ---- faults ---- */

void proxy_stop(struct repeat *repeat) {
  repeat->proxy_down = true;
  process_signal(&repeat->proxy, false);
}

void proxy_start_again(struct repeat *repeat) {
  struct process *proxy = &repeat->proxy;
  struct error error = {""};
  uint64_t deadline_ns = clock_now_ns() + (uint64_t)REAP_MS * NS_PER_MS;
  while (!proxy->reaped && clock_now_ns() < deadline_ns) {
    process_poll(proxy, NULL, NULL);
    clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
  }
  if (!proxy->reaped) {
    failure_set(repeat, "the proxy that was to end was not gone after %d s", REAP_MS / 1000);
    return;
  }
  repeat->proxy_carried_s += process_reaped_cpu_s(proxy);
  process_release(proxy);
  repeat->proxied.pid = 0; /* its next line tells */
  if (proxy_start(repeat, &error) != STATUS_OK)
    failure_set(repeat, "the proxy could not be started again: %.400s", error.text);
}

void proxy_note(struct repeat *repeat) {
  if (!repeat->proxy_down || repeat->proxied.pid > 0 || !process_has_line(&repeat->proxy))
    return;
  if (repeat->proxy.reaped)
    failure_of(repeat, "proxy", &repeat->proxy, repeat->proxy_log);
  else
    proxy_ready_take(repeat);
  repeat->proxy_down = false;
}

/* The proxy's first process is the only child of the one that keeps its processes together. */
void proxy_reload(struct repeat *repeat) {
  int signal_number = proxy_reload_signal(cell_value(repeat->plan->cell, "proxy"));
  pid_t first = process_first_child(repeat->proxied.pid);
  if (first == 0 || kill(first, signal_number) != 0)
    failure_set(repeat, "the proxy could not be told to read its configuration again: see %s",
                repeat->proxy_log);
}
