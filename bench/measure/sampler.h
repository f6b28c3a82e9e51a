/* The costs of a process, read from outside while it runs.
 *
 * ten times a second, since these are cheap to read:
 *   cpu_s     its CPU clock (clock_getcpuclockid), all threads, user and system
 *   memory    VmRSS and VmHWM of /proc/PID/status. They include shared pages (libraries);
 *             only differences are charged to users, so PSS would say the same
 *   threads   Threads of the same file
 * only at the edges of the measured phase, since threads and files are walked over:
 *   context switches   voluntary and not, of the threads that live at that time
 *   connections        sockets among its open files */
#ifndef BENCH_MEASURE_SAMPLER_H
#define BENCH_MEASURE_SAMPLER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct sample {
  uint64_t at_ns; /* when it was taken */
  double cpu_s;
  uint64_t rss_bytes, rss_peak_bytes;
  uint64_t threads;
};

struct edge {
  struct sample sample;
  uint64_t context_switches;
  uint64_t sockets;
};

/* False when the process is gone or /proc does not tell. */
bool sample_read(pid_t pid, struct sample *out);
bool edge_read(pid_t pid, struct edge *out);

/* While users connect: their number and the memory that they take, as near to one instant as
 * possible: descriptors are counted before and after, and the mean is taken.
 *   anonymous   of smaps_rollup: memory that the process alone has, to the page (the sums of
 *               /proc/PID/status may be off by a hundred pages). Mapped files, its code
 *               among them, are not included
 *   kernel      of the whole machine: slabs (sockets of both ends, files), threads' kernel
 *               stacks, page tables */
struct memory_reading {
  double descriptors;
  uint64_t anonymous_bytes, kernel_bytes;
};

/* False when the process is gone or /proc does not tell. */
bool memory_read(pid_t pid, struct memory_reading *out);

/* A processor, and the process that is pinned to it. */
struct processor_use {
  uint64_t at_ns;
  pid_t pid;
  double busy_s; /* of the processor since it started: time that is not idle, and time that a
                  * hypervisor took (/proc/stat, by the program that runs when the clock ticks) */
  double idle_s; /* the rest (/proc/stat: measured, in the same ticks) */
  double own_s;  /* of the process since it started: its CPU clock */
};

/* False when the process is gone or /proc does not tell. pid 0: no process, own_s is 0. */
bool processor_use_read(int cpu, pid_t pid, struct processor_use *out);

/* The share of the processor that other programs had between two readings. There are two estimates,
 * and the lesser is taken: one by the ticks, which is subject to chance, and one by the time that
 * was not idle, which includes the kernel's work for the process. The result may be below 0: a
 * little by chance, and by half on a virtual machine that loses ticks. */
double processor_other_share(const struct processor_use *start, const struct processor_use *end);

/* Busy and idle ticks of a processor in the text of /proc/stat. */
bool processor_ticks(const char *text, int cpu, uint64_t *busy, uint64_t *idle);

/* The number behind "name:" in the text of a /proc status file. */
bool status_number(const char *text, const char *name, uint64_t *out);

#endif
