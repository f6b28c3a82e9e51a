/* Reads a process's clock and its files under /proc. */
#include "bench/measure/sampler.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"

enum { STATUS_BYTES = 8192, STAT_BYTES = 65536, PATH_BYTES = 320 };

bool status_number(const char *text, const char *name, uint64_t *out) {
  size_t bytes = strlen(name);
  for (const char *line = text; line; line = strchr(line, '\n')) {
    line += *line == '\n';
    if (strncmp(line, name, bytes) != 0 || line[bytes] != ':')
      continue;
    const char *digits = line + bytes + 1;
    digits += strspn(digits, " \t");
    char *end;
    unsigned long long value = strtoull(digits, &end, 10);
    if (end == digits)
      return false;
    *out = value;
    return true;
  }
  return false;
}

static bool file_read(const char *path, char *out, size_t capacity) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  ssize_t bytes = read(fd, out, capacity - 1);
  close(fd);
  if (bytes <= 0)
    return false;
  out[bytes] = '\0';
  return true;
}

static bool process_cpu_s(pid_t pid, double *out) {
  struct timespec cpu;
  clockid_t clock;
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &cpu) != 0)
    return false;
  *out = (double)cpu.tv_sec + (double)cpu.tv_nsec / (double)NS_PER_S;
  return true;
}

bool sample_read(pid_t pid, struct sample *out) {
  struct sample sample;
  char path[PATH_BYTES], text[STATUS_BYTES];
  uint64_t rss_kib, peak_kib;
  if (!process_cpu_s(pid, &sample.cpu_s))
    return false;
  sample.at_ns = clock_now_ns();
  snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
  if (!file_read(path, text, sizeof text) || !status_number(text, "VmRSS", &rss_kib) ||
      !status_number(text, "VmHWM", &peak_kib) || !status_number(text, "Threads", &sample.threads))
    return false;
  sample.rss_bytes = rss_kib * 1024;
  sample.rss_peak_bytes = peak_kib * 1024;
  *out = sample;
  return true;
}

static uint64_t thread_switches(const char *path) {
  char text[STATUS_BYTES];
  uint64_t voluntary = 0, forced = 0;
  if (!file_read(path, text, sizeof text))
    return 0;
  status_number(text, "voluntary_ctxt_switches", &voluntary);
  status_number(text, "nonvoluntary_ctxt_switches", &forced);
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

bool edge_read(pid_t pid, struct edge *out) {
  struct edge edge;
  char folder[32];
  if (!sample_read(pid, &edge.sample))
    return false;
  snprintf(folder, sizeof folder, "/proc/%d/fd", (int)pid);
  if (!folder_sum(folder, "", is_socket, &edge.sockets))
    return false;
  snprintf(folder, sizeof folder, "/proc/%d/task", (int)pid);
  if (!folder_sum(folder, "/status", thread_switches, &edge.context_switches))
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
  if (!file_read("/proc/meminfo", text, sizeof text))
    return false;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    uint64_t kib;
    if (!status_number(text, parts[i], &kib))
      return false;
    sum_kib += kib;
  }
  *out = sum_kib * 1024;
  return true;
}

bool memory_read(pid_t pid, struct memory_reading *out) {
  struct memory_reading reading;
  char folder[32], path[PATH_BYTES], text[STATUS_BYTES];
  uint64_t before, after, anonymous_kib;
  snprintf(folder, sizeof folder, "/proc/%d/fd", (int)pid);
  snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
  if (!descriptors_read(folder, &before) || !file_read(path, text, sizeof text) ||
      !status_number(text, "Anonymous", &anonymous_kib) ||
      !kernel_bytes_read(&reading.kernel_bytes) || !descriptors_read(folder, &after))
    return false;
  reading.descriptors = ((double)before + (double)after) / 2;
  reading.anonymous_bytes = anonymous_kib * 1024;
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

bool processor_use_read(int cpu, pid_t pid, struct processor_use *out) {
  struct processor_use use = {.pid = pid};
  char text[STAT_BYTES];
  uint64_t busy, idle;
  if (!file_read("/proc/stat", text, sizeof text) || !processor_ticks(text, cpu, &busy, &idle) ||
      (pid > 0 && !process_cpu_s(pid, &use.own_s)))
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
