/* Reads what the machine says of itself. */
#include "bench/machine.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bench/folder.h"
#include "bench/process.h"

enum { LINE_BYTES = 512, COMMAND_MS = 5000 };

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

/* What stands behind the colon in the first line that starts with `name`. */
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
  struct processors allowed = {-1, -1, 0};
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
    allowed.count++;
  }
  return allowed;
}

static json_t *limit_json(rlim_t limit) {
  return limit == RLIM_INFINITY ? json_string("unlimited") : json_integer((json_int_t)limit);
}

json_t *machine_json(void) {
  json_t *machine = json_object();
  struct utsname name;
  struct rlimit files = {0, 0};
  if (uname(&name) == 0) {
    char kernel[LINE_BYTES];
    snprintf(kernel, sizeof kernel, "%s %s %s", name.sysname, name.release, name.machine);
    json_object_set_new(machine, "kernel", json_string(kernel));
  }
  json_object_set_new(machine, "cpu", file_entry("/proc/cpuinfo", "model name"));
  json_object_set_new(machine, "cpus_online", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
  json_object_set_new(machine, "cpus_allowed", json_integer(processors_allowed().count));
  json_object_set_new(machine, "cpu_governor",
                      file_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
  json_object_set_new(machine, "memory_bytes",
                      json_integer((json_int_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE)));
  json_object_set_new(machine, "load_average", file_line("/proc/loadavg"));
  getrlimit(RLIMIT_NOFILE, &files);
  json_object_set_new(machine, "files_soft", limit_json(files.rlim_cur));
  json_object_set_new(machine, "files_hard", limit_json(files.rlim_max));
  json_object_set_new(machine, "ip_local_port_range",
                      file_line("/proc/sys/net/ipv4/ip_local_port_range"));
  json_object_set_new(machine, "somaxconn", file_line("/proc/sys/net/core/somaxconn"));
  json_object_set_new(machine, "tcp_congestion_control",
                      file_line("/proc/sys/net/ipv4/tcp_congestion_control"));
  return machine;
}

/* Its --version, lines joined; null when it has none. */
static json_t *program_version(const char *program) {
  char *arguments[] = {(char *)program, "--version", NULL};
  char *output = process_output(program, arguments, COMMAND_MS);
  if (!output)
    return json_null();
  size_t length = strlen(output);
  while (length > 0 && output[length - 1] == '\n')
    output[--length] = '\0';
  for (size_t i = 0; i < length; i++)
    output[i] = output[i] == '\n' ? ';' : output[i];
  json_t *version = json_string(output);
  free(output);
  return version;
}

static char *git_output(const char *folder, const char *command, const char *option) {
  char *arguments[] = {"git", "-C", (char *)folder, (char *)command, (char *)option, "HEAD", NULL};
  return process_output("/usr/bin/git", arguments, COMMAND_MS);
}

/* The commit of the checkout that the programs were built in. */
static json_t *commit_json(const char *folder) {
  char *commit = git_output(folder, "rev-parse", "--verify");
  if (!commit)
    return json_null();
  char *changes = git_output(folder, "diff-index", "--name-only");
  json_t *text =
      json_sprintf("%.*s%s", (int)strcspn(commit, "\n"), commit, changes ? " (dirty)" : "");
  free(changes);
  free(commit);
  return text;
}

json_t *versions_json(const char *server_program, const char *client_program) {
  json_t *versions = json_object();
  struct path folder = program_folder();
  json_object_set_new(versions, "server", program_version(server_program));
  json_object_set_new(versions, "client", program_version(client_program));
  json_object_set_new(versions, "commit", commit_json(folder.text));
  return versions;
}
