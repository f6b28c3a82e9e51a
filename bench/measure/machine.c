/* Reads facts about the machine. */
#include "bench/measure/machine.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif
#include <dirent.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bench/base/environment.h"
#include "bench/base/folder.h"
#include "documents/run_document.h"

enum { LINE_BYTES = 512 };

/* The first line of a file, without its end; null when it cannot be read. */
static json_t *file_line(const char *path) {
  char line[LINE_BYTES];
  FILE *file = fopen(path, "re");
  bool read = file && fgets(line, sizeof line, file);
  if (file)
    fclose(file);
  if (!read)
    return json_null();
  for (char *at = line; *at; at++)
    *at = *at == '\t' ? ' ' : *at;
  line[strcspn(line, "\n")] = '\0';
  return json_string(line);
}

/* The text behind the colon in the first line that begins with `name`. */
static json_t *file_entry(const char *path, const char *name) {
  char line[LINE_BYTES];
  json_t *value = NULL;
  FILE *file = fopen(path, "re");
  while (file && !value && fgets(line, sizeof line, file)) {
    const char *colon = strchr(line, ':');
    if (!colon || strncmp(line, name, strlen(name)) != 0)
      continue;
    colon += 1 + strspn(colon + 1, " \t");
    value = json_stringn(colon, strcspn(colon, "\n"));
  }
  if (file)
    fclose(file);
  return value ? value : json_null();
}

struct processors processors_allowed(void) {
  struct processors allowed = {-1, -1, -1, 0};
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0)
    return allowed;
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET((size_t)cpu, &set))
      continue;
    if (allowed.count == 0)
      allowed.first = cpu;
    else if (allowed.count == 1)
      allowed.second = cpu;
    else if (allowed.count == 2)
      allowed.third = cpu;
    allowed.count++;
  }
  return allowed;
}

static json_t *limit_json(rlim_t limit) {
  return limit == RLIM_INFINITY ? json_string("unlimited") : json_integer((json_int_t)limit);
}

/* The settings that figures depend on. */
static const char *const sysctls[] = {
    "net.ipv4.ip_local_port_range", /* connections to one server */
    "net.ipv4.tcp_tw_reuse",        /* how soon a port is free again */
    "net.ipv4.tcp_fin_timeout",
    "net.core.somaxconn", /* connections that wait to be accepted */
    "net.ipv4.tcp_max_syn_backlog",
    "net.ipv4.tcp_congestion_control",
    "net.ipv4.tcp_slow_start_after_idle", /* a message after a pause */
    "net.ipv4.tcp_autocorking",
    "net.ipv4.tcp_timestamps", /* 12 bytes of each segment */
    "net.ipv4.tcp_sack",
    "net.ipv4.tcp_rmem", /* how much waits in a socket */
    "net.ipv4.tcp_wmem",
    "net.core.rmem_max",
    "net.core.wmem_max",
    "net.core.default_qdisc",
    "kernel.pid_max", /* threads of the server */
    "kernel.threads-max",
    "vm.max_map_count",
    "fs.file-max",
    "fs.nr_open",
    "kernel.sched_autogroup_enabled",
    "kernel.sched_rt_runtime_us", /* the noise meter in SCHED_FIFO */
};

json_t *sysctl_json(const char *name) {
  struct path path = path_of("/proc/sys/%s", name);
  for (char *at = path.text; *at; at++)
    *at = *at == '.' ? '/' : *at;
  return file_line(path.text);
}

static json_t *sysctls_json(void) {
  json_t *object = json_object();
  for (size_t i = 0; i < sizeof sysctls / sizeof *sysctls; i++)
    json_object_set_new(object, sysctls[i], sysctl_json(sysctls[i]));
  return object;
}

static json_t *mitigations_json(void) {
  static const char folder[] = "/sys/devices/system/cpu/vulnerabilities";
  DIR *directory = opendir(folder);
  json_t *object = directory ? json_object() : json_null();
  for (const struct dirent *entry; directory && (entry = readdir(directory));)
    if (entry->d_name[0] != '.')
      json_object_set_new(object, entry->d_name,
                          file_line(path_of("%s/%s", folder, entry->d_name).text));
  if (directory)
    closedir(directory);
  return object;
}

/* "none", or the name that the hypervisor gives itself ("KVMKVMKVM"); null where the processor
 * cannot tell. */
static json_t *hypervisor_json(void) {
#if defined(__x86_64__) || defined(__i386__)
  enum { FEATURES = 1, HYPERVISOR = 0x40000000 };
  unsigned eax = 0, words[3] = {0}, ecx = 0, edx = 0;
  char name[sizeof words + 1] = "";
  if (!__get_cpuid(FEATURES, &eax, words, &ecx, &edx))
    return json_null();
  if (!(ecx & 1U << 31))
    return json_string("none");
  __cpuid(HYPERVISOR, eax, words[0], words[1], words[2]);
  memcpy(name, words, sizeof words);
  json_t *text = json_string(name);
  return text && *name ? text : json_string("unnamed");
#else
  return json_null();
#endif
}

static json_t *cpu_json(int cpu) {
  return cpu >= 0 ? json_integer(cpu) : json_null();
}

/* A file of the server's processor under /sys. */
static json_t *cpu_line(const struct processors *processors, const char *file) {
  return file_line(path_of("/sys/devices/system/cpu/cpu%d/%s", processors->first, file).text);
}

static void processor_put(json_t *record) {
  struct processors processors = processors_allowed();
  run_put(record, RUN_MACHINE_CPU, file_entry("/proc/cpuinfo", "model name"));
  run_put(record, RUN_MACHINE_CPUS_ONLINE, json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
  run_put(record, RUN_MACHINE_CPUS_ALLOWED, json_integer(processors.count));
  run_put(record, RUN_MACHINE_CPU_OF_SERVER, cpu_json(processors.first));
  run_put(record, RUN_MACHINE_CPU_OF_CLIENT, cpu_json(processors.second));
  run_put(record, RUN_MACHINE_CPUS_OF_SERVER_CORE,
          cpu_line(&processors, "topology/thread_siblings_list"));
  run_put(record, RUN_MACHINE_CPU_GOVERNOR, cpu_line(&processors, "cpufreq/scaling_governor"));
  run_put(record, RUN_MACHINE_CPU_QUOTA, file_line("/sys/fs/cgroup/cpu.max"));
  run_put(record, RUN_MACHINE_HYPERVISOR, hypervisor_json());
  run_put(record, RUN_MACHINE_CLOCK_SOURCE,
          file_line("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
}

json_t *machine_json(void) {
  json_t *record = json_object();
  struct utsname name;
  struct rlimit files = {0, 0};
  run_put(record, RUN_MACHINE_KERNEL,
          uname(&name) == 0 ? json_sprintf("%s %s %s", name.sysname, name.release, name.machine)
                            : json_null());
  processor_put(record);
  run_put(record, RUN_MACHINE_MEMORY,
          json_integer((json_int_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE)));
  run_put(record, RUN_MACHINE_LOAD_AVERAGE, file_line("/proc/loadavg"));
  getrlimit(RLIMIT_NOFILE, &files);
  run_put(record, RUN_MACHINE_FILES_SOFT, limit_json(files.rlim_cur));
  run_put(record, RUN_MACHINE_FILES_HARD, limit_json(files.rlim_max));
  environment_put(record, environ);
  run_put(record, RUN_MACHINE_SYSCTLS, sysctls_json());
  run_put(record, RUN_MACHINE_MITIGATIONS, mitigations_json());
  json_t *machine = json_incref(run_json(record, RUN_MACHINE));
  json_decref(record);
  return machine;
}

void machine_trim(json_t *machine) {
  static const enum run_member passing[] = {RUN_MACHINE_LOAD_AVERAGE, RUN_MACHINE_FILES_SOFT,
                                            RUN_MACHINE_ENVIRONMENT_LEFT_OUT};
  for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
    json_object_del(machine, strrchr(run_table[passing[i]].path, '.') + 1);
}
