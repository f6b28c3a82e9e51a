/* A server of other people, as the runner and the doctor start it: `pushbench host TARGET` in a
 * child, which behaves like one of our servers (bench/host/host.h). */
#ifndef BENCH_MEASURE_SERVED_H
#define BENCH_MEASURE_SERVED_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/measure/process.h"
#include "bench/measure/process_tree.h"

/* What its ready line says; empty until then. */
struct served {
  char url[300];
  char ports[512]; /* "=4711,api=4712": the same again when it is started again */
  char input[64];  /* where its standard input can be opened */
  pid_t pid;       /* the root of its processes; 0: not known, and not sampled */
  enum process_extent extent;
};

struct served_plan {
  const char *program; /* path of pushbench */
  const char *target;  /* path of the target file */
  const char *ports;   /* as in struct served; "": free ones */
  bool remote;         /* it may be on another host */
  int cpu;             /* -1: not pinned */
  const char *log_path;
  const char *user_namespace, *network_namespace; /* as in struct process_plan */
};

enum status served_start(struct process *process, const struct served_plan *plan,
                         struct error *error);

/* Takes its ready line. False where that does not say where the server is. */
bool served_read(struct served *served, const json_t *ready);

/* The client's options for such a server: names and values in turn. Returns how many. */
enum { SERVED_OPTIONS = 10 };
size_t served_options(const struct served *served, const char *target, bool remote,
                      const char *out[static SERVED_OPTIONS]);

/* The line of a standard output that has the member, parsed; a new reference. */
json_t *line_with(const char *text, const char *member);

#endif
