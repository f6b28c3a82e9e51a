/* Walks over the descendants of a process. */
#include "bench/measure/process_tree.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/measure/proc_file.h"
#include "common/base/clock.h"
#include "common/base/contract.h"

enum { STOP_MS = 10000, BLOCKED_MS = 5, STAT_BYTES = 1024, CHILDREN_BYTES = 65536 };

struct process_tree process_tree_of(pid_t root, enum process_extent extent) {
  return (struct process_tree){.root = root, .extent = extent};
}

void process_tree_release(struct process_tree *tree) {
  free(tree->members);
  *tree = (struct process_tree){.root = 0};
}

/* ---- one process ---- */

static bool clock_read_s(pid_t pid, double *out) {
  struct timespec cpu;
  clockid_t clock;
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &cpu) != 0)
    return false;
  *out = (double)cpu.tv_sec + (double)cpu.tv_nsec / (double)NS_PER_S;
  return true;
}

/* "4711 (name) S 1 …": the name may have blanks and parentheses. Fields count from 1, as proc(5)
 * numbers them. */
static bool stat_parse(const char *text, struct process_member *out) {
  enum { STATE = 3, CUTIME = 16, CSTIME = 17, STARTTIME = 22 };
  const char *begin = strchr(text, '('), *end = strrchr(text, ')');
  uint64_t values[STARTTIME + 1] = {0};
  if (!begin || !end || end < begin || end[1] != ' ' || !end[2])
    return false;
  snprintf(out->name, sizeof out->name, "%.*s", (int)(end - begin - 1), begin + 1);
  out->state = end[2];
  const char *at = end + 3;
  for (int field = STATE + 1; field <= STARTTIME; field++) {
    char *behind;
    values[field] = strtoull(at, &behind, 10);
    if (behind == at)
      return false;
    at = behind;
  }
  out->waited_s = (double)(values[CUTIME] + values[CSTIME]) / (double)sysconf(_SC_CLK_TCK);
  out->start_ticks = values[STARTTIME];
  return true;
}

/* False when it is gone. */
static bool member_read(pid_t pid, struct process_member *out) {
  char path[64], text[STAT_BYTES];
  struct process_member read = {.pid = pid};
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  if (!clock_read_s(pid, &read.own_s) || !proc_file_read(path, text, sizeof text) ||
      !stat_parse(text, &read))
    return false;
  *out = read;
  return true;
}

/* ---- the members ---- */

static uint64_t newest_process(void) {
  char text[128];
  if (!proc_file_read("/proc/loadavg", text, sizeof text))
    return 0;
  const char *last = strrchr(text, ' ');
  return last ? strtoull(last, NULL, 10) : 0;
}

/* Members while they are looked at. */
struct look {
  struct process_tree *tree;
  struct process_member *members;
  size_t count, capacity;
  bool settled;
  bool failed; /* no memory, or more children than are read */
};

static bool look_has(const struct look *look, pid_t pid) {
  for (size_t i = 0; i < look->count; i++)
    if (look->members[i].pid == pid)
      return true;
  return false;
}

/* The member as the tree knows it; NULL for a process that it does not know. */
static struct process_member *member_known(const struct process_tree *tree,
                                           const struct process_member *seen) {
  for (size_t i = 0; i < tree->count; i++) {
    struct process_member *known = &tree->members[i];
    if (known->pid == seen->pid && known->start_ticks == seen->start_ticks)
      return known;
  }
  return NULL;
}

static bool look_room(struct look *look) {
  if (look->count < look->capacity)
    return true;
  size_t capacity = look->capacity ? 2 * look->capacity : 16;
  struct process_member *grown = realloc(look->members, capacity * sizeof *grown);
  look->failed = !grown;
  if (!grown)
    return false;
  look->members = grown;
  look->capacity = capacity;
  return true;
}

/* Adds the process as it is now. What has gone meanwhile, or ended since it was seen last, may have
 * left children to another process whose children were already read: then it is not settled. */
static void look_add(struct look *look, pid_t pid) {
  struct process_member seen;
  if (look_has(look, pid) || !look_room(look))
    return;
  if (!member_read(pid, &seen)) {
    look->settled = false;
    return;
  }
  const struct process_member *known = member_known(look->tree, &seen);
  if (known)
    seen.context_switches = known->context_switches;
  if (!known || (seen.state == 'Z' && known->state != 'Z'))
    look->settled = false;
  seen.counts = pid != look->tree->root || look->tree->extent != PROCESS_BELOW;
  look->members[look->count++] = seen;
}

/* Adds the children of one thread. One that ends meanwhile leaves its children to another. */
static void thread_children_add(struct look *look, pid_t pid, const char *thread) {
  char path[320], text[CHILDREN_BYTES];
  snprintf(path, sizeof path, "/proc/%d/task/%s/children", (int)pid, thread);
  if (!proc_file_read(path, text, sizeof text)) {
    look->settled = look->settled && errno == 0;
    return;
  }
  look->failed = look->failed || strlen(text) == sizeof text - 1;
  char *at = text, *end;
  for (long child = strtol(at, &end, 10); end != at; child = strtol(at, &end, 10)) {
    look_add(look, (pid_t)child);
    at = end;
  }
}

pid_t process_first_child(pid_t pid) {
  char path[64], text[CHILDREN_BYTES];
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
  return proc_file_read(path, text, sizeof text) ? (pid_t)strtol(text, NULL, 10) : 0;
}

static void children_add(struct look *look, pid_t pid) {
  char folder[64];
  snprintf(folder, sizeof folder, "/proc/%d/task", (int)pid);
  DIR *threads = opendir(folder);
  if (!threads) {
    look->settled = false;
    return;
  }
  for (const struct dirent *entry; (entry = readdir(threads));)
    if (entry->d_name[0] != '.')
      thread_children_add(look, pid, entry->d_name);
  closedir(threads);
}

/* Keeps what those that are gone took. */
static void gone_keep(struct process_tree *tree, const struct look *look) {
  const struct process_tree seen = {.members = look->members, .count = look->count};
  for (size_t i = 0; i < tree->count; i++) {
    const struct process_member *member = &tree->members[i];
    if (member_known(&seen, member) || !member->counts)
      continue;
    tree->gone_s += member->own_s;
    tree->gone_context_switches += member->context_switches;
  }
}

static bool look_take(struct process_tree *tree, struct look *look, uint64_t newest) {
  if (look->failed || look->count == 0 || look->members[0].pid != tree->root ||
      (tree->begun && look->members[0].start_ticks != tree->members[0].start_ticks)) {
    free(look->members);
    return false;
  }
  gone_keep(tree, look);
  free(tree->members);
  tree->members = look->members;
  tree->count = look->count;
  tree->capacity = look->capacity;
  tree->settled = look->settled;
  tree->newest = newest;
  return true;
}

static double waited_of_members_s(const struct process_tree *tree) {
  double sum_s = 0;
  for (size_t i = 0; i < tree->count; i++)
    sum_s += tree->members[i].waited_s;
  return sum_s;
}

bool process_tree_look(struct process_tree *tree) {
  CONTRACT(tree->extent != PROCESS_ALONE);
  struct look look = {.tree = tree, .settled = true};
  uint64_t newest = newest_process();
  bool same = tree->begun && tree->settled && newest != 0 && newest == tree->newest;
  if (tree->root <= 0)
    return false;
  look_add(&look, tree->root);
  if (same)
    for (size_t i = 1; i < tree->count; i++)
      look_add(&look, tree->members[i].pid);
  else
    for (size_t i = 0; i < look.count; i++)
      children_add(&look, look.members[i].pid);
  if (!look_take(tree, &look, newest))
    return false;
  if (!tree->begun)
    tree->waited_first_s = waited_of_members_s(tree);
  tree->begun = true;
  return true;
}

/* ---- processor time ---- */

double process_tree_cpu_seen_s(struct process_tree *tree) {
  double own_s = 0;
  double told_s = waited_of_members_s(tree) - tree->waited_first_s;
  for (size_t i = 0; i < tree->count; i++)
    if (tree->members[i].counts)
      own_s += tree->members[i].own_s;
  tree->ended_s = fmax(tree->ended_s, fmax(told_s, tree->gone_s));
  tree->cpu_s = fmax(tree->cpu_s, own_s + tree->waited_first_s + tree->ended_s);
  return tree->cpu_s;
}

bool process_tree_cpu_s(struct process_tree *tree, double *out) {
  if (tree->extent == PROCESS_ALONE)
    return tree->root > 0 && clock_read_s(tree->root, out);
  if (!process_tree_look(tree))
    return false;
  *out = process_tree_cpu_seen_s(tree);
  return true;
}

/* ---- signals ---- */

/* False where one may not be signalled. */
static bool members_signal(const struct process_tree *tree, int signal_number) {
  bool good = true;
  for (size_t i = 0; i < tree->count; i++) {
    const struct process_member *member = &tree->members[i];
    if (member->counts && kill(member->pid, signal_number) != 0 && errno != ESRCH)
      good = false;
  }
  return good;
}

static bool all_are_in(const struct process_tree *tree, const char *states) {
  for (size_t i = 0; i < tree->count; i++)
    if (tree->members[i].counts && !strchr(states, tree->members[i].state))
      return false;
  return true;
}

/* A process that is blocked in the kernel ('D') stops before it runs again. Such is a parent whose
 * child was stopped between vfork(2) and exec: it stays so. But it may have been about to fork. */
static bool all_have_stopped(const struct process_tree *tree, uint64_t *blocked_ns) {
  uint64_t now_ns = clock_now_ns();
  if (!tree->settled || !all_are_in(tree, "TtZXD")) {
    *blocked_ns = 0;
    return false;
  }
  if (*blocked_ns == 0)
    *blocked_ns = now_ns;
  return all_are_in(tree, "TtZX") || now_ns - *blocked_ns >= BLOCKED_MS * NS_PER_MS;
}

/* A process that has stopped starts no other. Its children are read after its state, so those that
 * are known once all have stopped are all there are. */
static bool members_stop(struct process_tree *tree) {
  uint64_t deadline_ns = clock_now_ns() + STOP_MS * NS_PER_MS, blocked_ns = 0;
  bool good = process_tree_look(tree);
  while (good && !all_have_stopped(tree, &blocked_ns)) {
    good = members_signal(tree, SIGSTOP) && clock_now_ns() < deadline_ns;
    if (tree->settled)
      clock_sleep_until_ns(clock_now_ns() + NS_PER_MS / 10);
    good = process_tree_look(tree) && good;
  }
  return good;
}

bool process_tree_signal(pid_t root, enum process_extent extent, int signal_number) {
  struct process_tree tree = process_tree_of(root, extent);
  bool good;
  if (extent == PROCESS_ALONE)
    return root > 0 && kill(root, signal_number) == 0;
  if (signal_number == SIGSTOP || signal_number == SIGKILL)
    good = members_stop(&tree);
  else
    good = process_tree_look(&tree);
  if (signal_number != SIGSTOP)
    good = members_signal(&tree, signal_number) && good;
  process_tree_release(&tree);
  return good;
}
