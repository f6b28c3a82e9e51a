/* Processes that are measured and signalled together: one alone, or all that descend from it.
 *
 * Children are found in /proc/PID/task/TID/children, never by reading all of /proc. They are looked
 * for again only where the system has started a process or a thread since (the last field of
 * /proc/loadavg), or one of the tree has ended.
 *
 * A process whose parent has ended stays in the tree if a process of the tree adopts it: process 1
 * of a PID namespace, or one that called prctl(PR_SET_CHILD_SUBREAPER). Else it leaves the tree,
 * and nobody can tell that it belonged to it.
 *
 * A tree is used by one thread. */
#ifndef BENCH_MEASURE_PROCESS_TREE_H
#define BENCH_MEASURE_PROCESS_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum process_extent {
  PROCESS_ALONE,     /* the root; nothing else is looked at */
  PROCESS_AND_BELOW, /* the root and its descendants */
  PROCESS_BELOW,     /* its descendants: the root only keeps them together */
};

enum { PROCESS_NAME_BYTES = 16 };

/* As it was seen last. */
struct process_member {
  pid_t pid;
  uint64_t
      start_ticks; /* since the machine's start: another one for a later process of that number */
  char state;      /* of /proc/PID/stat: 'T' is stopped, 'Z' has ended and was not waited for */
  bool counts;     /* false of the root of PROCESS_BELOW */
  char name[PROCESS_NAME_BYTES];
  double own_s;    /* its CPU clock: all its threads */
  double waited_s; /* processor time of the children that it has waited for, and of theirs */
  uint64_t context_switches; /* at the last edge (bench/measure/sampler.h) */
};

struct process_tree {
  pid_t root; /* 0: none, and nothing can be read */
  enum process_extent extent;

  struct process_member *members; /* the root is the first; none of PROCESS_ALONE */
  size_t count, capacity;
  bool settled;          /* no process came or went when the members were last looked at */
  uint64_t newest;       /* the number of the newest process of the system at that time */
  bool begun;            /* the members were looked at */
  double waited_first_s; /* of the members at first */
  double gone_s;         /* CPU clocks of members that are gone, as they were seen last */
  double ended_s, cpu_s; /* the greatest so far (process_tree_cpu_s) */
  uint64_t gone_context_switches;
};

/* Needs no release as long as it is PROCESS_ALONE. */
struct process_tree process_tree_of(pid_t root, enum process_extent extent);

/* Frees it; nothing can be read any more. Safe on a zeroed tree. */
void process_tree_release(struct process_tree *tree);

/* Sees which members there are, and reads their states and times. False when the root is gone,
 * when /proc does not tell, or without memory. Not of PROCESS_ALONE. */
bool process_tree_look(struct process_tree *tree);

/* The processor time of the tree since its start, user and system; it never decreases.
 *
 * It is the CPU clocks of the members, and what those that have ended took. A parent that waits for
 * its child is told the child's whole time (in ticks of 10 ms, user and system each), so also that
 * of children that nobody saw, and since the parent is a member, or a member of it is told in turn,
 * each counts once. A parent that does not want to know (SIGCHLD ignored) is told nothing: then the
 * child counts as it was seen last. Of both sums the greater is taken, never a part of each.
 *
 * False when the root is gone or /proc does not tell. */
bool process_tree_cpu_s(struct process_tree *tree, double *out);

/* The same of the members as process_tree_look has just seen them. */
double process_tree_cpu_seen_s(struct process_tree *tree);

/* The child that a process with one thread has had for the longest time; 0 where it has none. */
pid_t process_first_child(pid_t pid);

/* Sends the signal to all of the tree. SIGSTOP is sent until all have stopped and no new process
 * has appeared, at most for ten seconds (a free processor takes a millisecond); SIGKILL after such
 * a SIGSTOP, so that none can start another meanwhile. SIGCONT, and every other signal, is sent
 * once to each. False where the root is gone, a process may not be signalled, or they do not stop.
 */
bool process_tree_signal(pid_t root, enum process_extent extent, int signal_number);

#endif
