/* What is said of a server. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/host/host_state.h"
#include "bench/measure/process.h"
#include "bench/measure/process_tree.h"
#include "common/base/output.h"

enum status ready_tell(const struct host *host, pid_t pid, struct error *error) {
  bool started = host->contained.init > 0;
  json_t *line = json_pack("{s:b, s:s, s:i, s:s, s:o, s:n, s:b, s:n}", "ready", true, "host",
                           host->address.host, "port", (int)host->address.port, "url", host->url,
                           "ports", ports_json(&host->ports), "pid", "init", started, "input");
  char input[64];
  if (pid > 0)
    json_object_set_new(line, "pid", json_integer(pid));
  snprintf(input, sizeof input, "/proc/%d/fd/%d", (int)getpid(), host->contained.in_fd);
  if (host->contained.in_fd >= 0)
    json_object_set_new(line, "input", json_string(input));
  bool good = line && json_dumpf(line, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF;
  json_decref(line);
  enum status status = output_flush(error);
  return good || status != STATUS_OK ? status : error_set(error, STATUS_ENVIRONMENT, "no memory");
}

/* Why it is not ready. */
static void lack_text(const struct host *host, char *out, size_t capacity) {
  const struct ready *ready = &host->ready;
  const char *reason = *ready->reason ? ready->reason : "no answer";
  if (host->output.wanted)
    snprintf(out, capacity,
             "no line has '%.60s' (a program may hold back lines that it writes to a pipe)",
             host->output.wanted);
  else if (ready->path)
    snprintf(out, capacity, "GET %.80s: %s", ready->path, reason);
  else
    snprintf(out, capacity, "port %u takes no connections: %s", host->address.port, reason);
}

enum status late_tell(struct host *host, struct error *error) {
  char lack[200];
  output_pass(host);
  const char *last = host->output.last;
  lack_text(host, lack, sizeof lack);
  return error_set(error, STATUS_ENVIRONMENT, "the server was not ready after %g s: %s; %s%s%s",
                   host->description->server.ready_s, lack,
                   *last ? "its last line: '" : "it wrote nothing", last, *last ? "'" : "");
}

/* "and left 2 processes (nginx, sh), which were ended"; "" where it left none. */
static void left_text(const struct host *host, char *out, size_t capacity) {
  struct process_tree tree = process_tree_of(host->contained.init, PROCESS_BELOW);
  char names[64] = "";
  size_t count = 0;
  *out = '\0';
  if (process_tree_look(&tree))
    for (size_t i = 1; i < tree.count; i++) {
      const struct process_member *member = &tree.members[i];
      size_t used = strlen(names);
      if (member->state == 'Z')
        continue;
      snprintf(names + used, sizeof names - used, "%s%s", count++ > 0 ? ", " : "", member->name);
    }
  process_tree_release(&tree);
  if (count > 0)
    snprintf(out, capacity, " and left %zu process%s (%s), which %s ended", count,
             count == 1 ? "" : "es", names, count == 1 ? "was" : "were");
}

enum status end_tell(struct host *host, struct error *error) {
  char how[96] = "was killed with all of its processes", left[160] = "";
  output_pass(host);
  if (host->wait_status >= 0)
    wait_status_text(host->wait_status, how, sizeof how);
  if (WIFEXITED(host->wait_status)) /* whoever kills it may be about to kill the others */
    left_text(host, left, sizeof left);
  if (host->wait_status == 0 && *left)
    return error_set(error, STATUS_ENVIRONMENT,
                     "the server's command %s%s: it has to stay in the foreground", how, left);
  return error_set(error, STATUS_ENVIRONMENT, "the server %s%s%s%s", how,
                   is_ready(host) ? "" : " before it was ready", left,
                   *host->output.last ? ": see above" : ": it wrote nothing");
}
