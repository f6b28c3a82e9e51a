/* Reads a process's clock and its files under /proc. */
#include "bench/measure/sampler.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/measure/proc_file.h"
#include "common/base/clock.h"

enum { STATUS_BYTES = 8192, STAT_BYTES = 65536, PATH_BYTES = 320 };

/* What a tree's processes have together is the sum of `read` over them; one that has ended
 * meanwhile has nothing. */
typedef bool process_read(pid_t pid, void *sum);

/* False where it is a tree, and the root is gone; where it is one process, and that is gone. */
static bool members_read(struct process_tree *tree, process_read *read, void *sum) {
  if (tree->extent == PROCESS_ALONE)
    return tree->root > 0 && read(tree->root, sum);
  for (size_t i = 0; i < tree->count; i++)
    if (tree->members[i].counts)
      read(tree->members[i].pid, sum);
  return true;
}

static bool sample_add(pid_t pid, void *sum) {
  struct sample *sample = sum;
  char path[PATH_BYTES], text[STATUS_BYTES];
  uint64_t rss_kib, peak_kib, threads;
  snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
  if (!proc_file_read(path, text, sizeof text) || !proc_file_number(text, "VmRSS", &rss_kib) ||
      !proc_file_number(text, "VmHWM", &peak_kib) || !proc_file_number(text, "Threads", &threads))
    return false;
  sample->rss_bytes += rss_kib * 1024;
  sample->rss_peak_bytes += peak_kib * 1024;
  sample->threads += threads;
  return true;
}

bool sample_read(struct process_tree *tree, struct sample *out) {
  struct sample sample = {0};
  if (!process_tree_cpu_s(tree, &sample.cpu_s))
    return false;
  sample.at_ns = clock_now_ns();
  if (!members_read(tree, sample_add, &sample))
    return false;
  *out = sample;
  return true;
}

static uint64_t thread_switches(const char *path) {
  char text[STATUS_BYTES];
  uint64_t voluntary = 0, forced = 0;
  if (!proc_file_read(path, text, sizeof text))
    return 0;
  proc_file_number(text, "voluntary_ctxt_switches", &voluntary);
  proc_file_number(text, "nonvoluntary_ctxt_switches", &forced);
  return voluntary + forced;
}

static uint64_t is_socket(const char *path) {
  char target[16];
  ssize_t bytes = readlink(path, target, sizeof target);
  return bytes > 7 && memcmp(target, "socket:", 7) == 0;
}

/* The sum of `count` over the entries of the folder. */
static bool folder_sum(const char *folder, const char *ending, uint64_t (*count)(const char *path),
                       uint64_t *out) {
  char path[PATH_BYTES];
  uint64_t sum = 0;
  DIR *directory = opendir(folder);
  if (!directory)
    return false;
  for (const struct dirent *entry; (entry = readdir(directory));) {
    if (entry->d_name[0] == '.')
      continue;
    if (snprintf(path, sizeof path, "%s/%s%s", folder, entry->d_name, ending) < (int)sizeof path)
      sum += count(path);
  }
  closedir(directory);
  *out = sum;
  return true;
}

static bool sockets_add(pid_t pid, void *sum) {
  uint64_t *sockets = sum, count;
  char folder[32];
  snprintf(folder, sizeof folder, "/proc/%d/fd", (int)pid);
  if (!folder_sum(folder, "", is_socket, &count))
    return false;
  *sockets += count;
  return true;
}

static bool context_switches_read(pid_t pid, uint64_t *out) {
  char folder[32];
  snprintf(folder, sizeof folder, "/proc/%d/task", (int)pid);
  return folder_sum(folder, "/status", thread_switches, out);
}

/* Each member keeps its own: they are still needed when it is gone. */
static bool context_switches_of(struct process_tree *tree, uint64_t *out) {
  if (tree->extent == PROCESS_ALONE)
    return context_switches_read(tree->root, out);
  *out = tree->gone_context_switches;
  for (size_t i = 0; i < tree->count; i++) {
    struct process_member *member = &tree->members[i];
    uint64_t switches;
    if (!member->counts)
      continue;
    /* those of threads that have ended are missing in it */
    if (context_switches_read(member->pid, &switches) && switches > member->context_switches)
      member->context_switches = switches;
    *out += member->context_switches;
  }
  return true;
}

/* Adds the lines of these names, ended by NULL. */
static bool rollup_add(pid_t pid, const char *const *names, uint64_t *bytes) {
  char path[PATH_BYTES], text[STATUS_BYTES];
  snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
  if (!proc_file_read(path, text, sizeof text))
    return false;
  for (; *names; names++) {
    uint64_t kib;
    if (!proc_file_number(text, *names, &kib))
      return false;
    *bytes += kib * 1024;
  }
  return true;
}

static bool pss_add(pid_t pid, void *sum) {
  static const char *const names[] = {"Pss", NULL};
  return rollup_add(pid, names, sum);
}

static size_t members_counted(const struct process_tree *tree) {
  size_t counted = tree->extent == PROCESS_ALONE;
  for (size_t i = 0; i < tree->count; i++)
    counted += tree->members[i].counts && tree->members[i].state != 'Z';
  return counted;
}

bool edge_read(struct process_tree *tree, struct edge *out) {
  struct edge edge = {.sockets = 0};
  if (!sample_read(tree, &edge.sample))
    return false;
  edge.resident_bytes = edge.sample.rss_bytes;
  if (members_counted(tree) > 1) {
    edge.resident_bytes = 0;
    members_read(tree, pss_add, &edge.resident_bytes);
  }
  if (!members_read(tree, sockets_add, &edge.sockets) ||
      !context_switches_of(tree, &edge.context_switches))
    return false;
  *out = edge;
  return true;
}

static uint64_t one(const char *path) {
  (void)path;
  return 1;
}

/* Since Linux 6.2 the size of the folder is the number of its entries. */
static bool descriptors_read(const char *folder, uint64_t *out) {
  struct stat status;
  if (stat(folder, &status) == 0 && status.st_size > 0) {
    *out = (uint64_t)status.st_size;
    return true;
  }
  return folder_sum(folder, "", one, out);
}

static bool kernel_bytes_read(uint64_t *out) {
  static const char *const parts[] = {"Slab", "KernelStack", "PageTables"};
  char text[STATUS_BYTES];
  uint64_t sum_kib = 0;
  if (!proc_file_read("/proc/meminfo", text, sizeof text))
    return false;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    uint64_t kib;
    if (!proc_file_number(text, parts[i], &kib))
      return false;
    sum_kib += kib;
  }
  *out = sum_kib * 1024;
  return true;
}

static bool descriptors_add(pid_t pid, void *sum) {
  uint64_t *descriptors = sum, count;
  char folder[32];
  snprintf(folder, sizeof folder, "/proc/%d/fd", (int)pid);
  if (!descriptors_read(folder, &count))
    return false;
  *descriptors += count;
  return true;
}

static bool anonymous_add(pid_t pid, void *sum) {
  static const char *const names[] = {"Anonymous", NULL};
  return rollup_add(pid, names, sum);
}

static bool anonymous_share_add(pid_t pid, void *sum) {
  static const char *const names[] = {"Pss_Anon", "Pss_Shmem", NULL};
  return rollup_add(pid, names, sum);
}

bool memory_read(struct process_tree *tree, struct memory_reading *out) {
  struct memory_reading reading = {.descriptors = 0};
  bool alone = tree->extent == PROCESS_ALONE;
  uint64_t before = 0, after = 0;
  if ((!alone && !process_tree_look(tree)) || !members_read(tree, descriptors_add, &before) ||
      !members_read(tree, alone ? anonymous_add : anonymous_share_add, &reading.anonymous_bytes) ||
      !kernel_bytes_read(&reading.kernel_bytes) || !members_read(tree, descriptors_add, &after))
    return false;
  reading.descriptors = ((double)before + (double)after) / 2;
  *out = reading;
  return true;
}

/* "cpu1 user nice system idle iowait irq softirq steal guest guest_nice"; guests are in
 * user and nice already. */
bool processor_ticks(const char *text, int cpu, uint64_t *busy, uint64_t *idle) {
  enum { FIELDS = 8, IDLE = 3, IOWAIT = 4 };
  char name[16];
  int bytes = snprintf(name, sizeof name, "\ncpu%d ", cpu);
  const char *at = strstr(text, name);
  uint64_t sums[2] = {0, 0};
  if (!at)
    return false;
  at += bytes;
  for (int i = 0; i < FIELDS; i++) {
    char *end;
    unsigned long long ticks = strtoull(at, &end, 10);
    if (end == at)
      return false;
    sums[i == IDLE || i == IOWAIT] += ticks;
    at = end;
  }
  *busy = sums[0];
  *idle = sums[1];
  return true;
}

bool processor_use_read(int cpu, struct process_tree *tree, struct processor_use *out) {
  struct processor_use use = {.pid = tree ? tree->root : 0};
  char text[STAT_BYTES];
  uint64_t busy, idle;
  if (!proc_file_read("/proc/stat", text, sizeof text) ||
      !processor_ticks(text, cpu, &busy, &idle) || (tree && !process_tree_cpu_s(tree, &use.own_s)))
    return false;
  use.busy_s = (double)busy / (double)sysconf(_SC_CLK_TCK);
  use.idle_s = (double)idle / (double)sysconf(_SC_CLK_TCK);
  use.at_ns = clock_now_ns();
  *out = use;
  return true;
}

double processor_other_share(const struct processor_use *start, const struct processor_use *end) {
  double span_s = (double)(end->at_ns - start->at_ns) / (double)NS_PER_S;
  double ticked_s = end->busy_s - start->busy_s;
  double not_idle_s = span_s - (end->idle_s - start->idle_s);
  return (fmin(ticked_s, not_idle_s) - (end->own_s - start->own_s)) / span_s;
}
