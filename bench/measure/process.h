/* A child process: started, pinned, listened to, ended and reaped, whatever happens.
 *
 * A child is in a process group of its own, so Ctrl-C on the terminal is for the runner alone, and
 * it dies with the runner (PR_SET_PDEATHSIG). Its environment is made for it
 * (bench/base/environment.h). Call from one thread, which must be the one that started the child.
 */
#ifndef BENCH_MEASURE_PROCESS_H
#define BENCH_MEASURE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "common/base/status.h"

enum { PROCESS_LINE_BYTES_MAX = 4096 };

struct process_plan {
  const char *program;    /* path, or a name to look up in PATH */
  char *const *arguments; /* argv, with the name first and NULL last */
  int cpu;                /* the processor that it is pinned to, -1 for none */
  const char *log_path;   /* gets its standard error; NULL for nowhere */
  const char *variable;   /* one more "NAME=value" of its environment; NULL for none */
  bool hears;             /* its standard input takes lines (process_say); else it is empty */
  /* Files of namespaces that it enters, a user namespace first; NULL where there is none. */
  const char *user_namespace, *network_namespace;
};

struct process {
  pid_t pid; /* 0 when there is none, or it was reaped */
  bool started;
  bool reaped;
  int wait_status;     /* once reaped */
  struct rusage usage; /* once reaped */
  uint64_t started_ns, ended_ns;
  int in_fd;          /* -1 where standard input is empty */
  int out_fd, err_fd; /* -1 once at their end */
  int log_fd;
  char *out; /* all of standard output so far, with a NUL behind it; NULL if nothing */
  size_t out_bytes, out_capacity;
  char line[PROCESS_LINE_BYTES_MAX]; /* the last of standard error, which may not be whole yet */
  size_t line_bytes;
};

/* A whole line of standard error, without its end. */
typedef void process_line(void *context, const char *line);

#define PROCESS_NONE ((struct process){.in_fd = -1, .out_fd = -1, .err_fd = -1, .log_fd = -1})

/* Lets this process open as many files as its hard limit allows. Safe between fork and exec. */
void process_files_raise(void);

/* STATUS_ENVIRONMENT when the program cannot be executed; `process` is then as
 * PROCESS_NONE. */
enum status process_start(struct process *process, const struct process_plan *plan,
                          struct error *error);

/* Reaps the process if it has ended, and takes its output so far, without waiting: once `reaped` is
 * set, everything has been taken. */
void process_poll(struct process *process, process_line *on_line, void *context);

/* Writes the line to its standard input; false when that fails. */
bool process_say(struct process *process, const char *line);

/* Waits until it has ended, for timeout_ms at most: whether it ended in time, with code 0. */
bool process_succeeds(struct process *process, int timeout_ms);

/* Whether it has ended, or has written a line to standard output, by which our programs say that
 * they are ready. */
bool process_has_line(const struct process *process);

/* Sends SIGTERM, or SIGKILL when `hard`; nothing if it is reaped. */
void process_signal(struct process *process, bool hard);

/* Kills what still runs, reaps it, and frees everything. Safe on PROCESS_NONE. */
void process_release(struct process *process);

/* Of a status of wait(2): "ended by signal 11 (Segmentation fault)", "ended with code 3". */
void wait_status_text(int wait_status, char *out, size_t capacity);

/* Of a reaped process: "ended by signal 11 (Segmentation fault)", "ended with code 3"; the time
 * from its start to its end; its processor time, the kernel's for it included. */
void process_ending(const struct process *process, char *out, size_t capacity);
/* The error in its last line of standard error; NULL where that has none. */
const char *process_reason(const struct process *process);

double process_lived_s(const struct process *process);
double process_reaped_cpu_s(const struct process *process);

/* Runs a short command to its end and returns what it writes on standard output:
 * malloc'd, NULL if it fails, writes nothing, or takes longer than `timeout_ms`. */
char *process_output(const char *program, char *const *arguments, int timeout_ms);

#endif
