/* The costs of a program, read from outside while it runs: of one process, or of a tree of them
 * (bench/measure/process_tree.h), whose costs are then added up.
 *
 * ten times a second, since these are cheap to read:
 *   cpu_s     its CPU clock (clock_getcpuclockid), all threads, user and system; of a tree that of
 *             ended processes too
 *   memory    VmRSS and VmHWM of /proc/PID/status. They include shared pages (libraries);
 *             only differences are charged to users, so PSS would say the same. In a tree a page
 *             counts in each process that has it
 *   threads   Threads of the same file
 * only at the edges of the measured phase, since threads, files and pages are walked over:
 *   resident_bytes     of one process VmRSS again; of several the sum of Pss (smaps_rollup), in
 * which a page that they share counts once: the workers of a server share the pages from before
 * their fork, and their memory for messages. Reading it takes up to 1 ms for each 100 MB, which is
 * too much for ten times a second. Pages that other programs have too count in part: at most some
 * MiB are missing context switches   voluntary and not, of the threads that live at that time, and
 * of processes that have ended as they were at the last edge connections        sockets among its
 * open files */
#ifndef BENCH_MEASURE_SAMPLER_H
#define BENCH_MEASURE_SAMPLER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bench/measure/process_tree.h"

struct sample {
  uint64_t at_ns; /* when it was taken */
  double cpu_s;
  uint64_t rss_bytes, rss_peak_bytes;
  uint64_t threads;
};

struct edge {
  struct sample sample;
  uint64_t resident_bytes;
  uint64_t context_switches;
  uint64_t sockets;
};

/* False when the process, of a tree its root, is gone, or /proc does not tell. */
bool sample_read(struct process_tree *tree, struct sample *out);
bool edge_read(struct process_tree *tree, struct edge *out);

/* While users connect: their number and the memory that they take, as near to one instant as
 * possible: descriptors are counted before and after, and the mean is taken.
 *   anonymous   of smaps_rollup: memory that the process alone has, to the page (the sums of
 *               /proc/PID/status may be off by a hundred pages). Mapped files, its code
 *               among them, are not included. Of a tree Pss_Anon and Pss_Shmem: memory that
 *               processes share, as workers share what was there before their fork, counts
 *               once, and so does what they have mapped to share it
 *   kernel      of the whole machine: slabs (sockets of both ends, files), threads' kernel
 *               stacks, page tables */
struct memory_reading {
  double descriptors;
  uint64_t anonymous_bytes, kernel_bytes;
};

/* False when the process, or the root, is gone, or /proc does not tell. */
bool memory_read(struct process_tree *tree, struct memory_reading *out);

/* A processor, and the program that is pinned to it. */
struct processor_use {
  uint64_t at_ns;
  pid_t pid;     /* its root */
  double busy_s; /* of the processor since it started: time that is not idle, and time that a
                  * hypervisor took (/proc/stat, by the program that runs when the clock ticks) */
  double idle_s; /* the rest (/proc/stat: measured, in the same ticks) */
  double own_s;  /* of the program since it started (process_tree_cpu_s) */
};

/* False when the process, or the root, is gone, or /proc does not tell. NULL: no program, own_s is
 * 0. */
bool processor_use_read(int cpu, struct process_tree *tree, struct processor_use *out);

/* The share of the processor that other programs had between two readings. There are two estimates,
 * and the lesser is taken: one by the ticks, which is subject to chance, and one by the time that
 * was not idle, which includes the kernel's work for the process. The result may be below 0: a
 * little by chance, and by half on a virtual machine that loses ticks. */
double processor_other_share(const struct processor_use *start, const struct processor_use *end);

/* Busy and idle ticks of a processor in the text of /proc/stat. */
bool processor_ticks(const char *text, int cpu, uint64_t *busy, uint64_t *idle);

#endif
