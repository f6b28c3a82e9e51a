/* A server that cannot leave processes behind: it runs below a tiny process (bench/host/init.h)
 * that is process 1 of a PID namespace, where that is permitted, and else adopts what loses its
 * parent. In the namespace's own /proc the server finds itself by the numbers that it knows. */
#ifndef BENCH_HOST_CONTAINMENT_H
#define BENCH_HOST_CONTAINMENT_H

#include <stdbool.h>
#include <sys/types.h>

#include "bench/host/launch.h"
#include "common/base/status.h"

enum containment {
  CONTAINMENT_NAMESPACE,      /* a PID namespace and its /proc: takes CAP_SYS_ADMIN */
  CONTAINMENT_USER_NAMESPACE, /* the same within a user namespace in which its owner may do so */
  CONTAINMENT_ADOPTION,       /* PR_SET_CHILD_SUBREAPER */
};

struct contained {
  pid_t init;         /* 0: none. The root of the server's processes, and none of them */
  int out_fd, err_fd; /* what the server writes; not blocking */
  int in_fd;          /* a writer to its standard input; -1: that is empty */
  int ended_fd;       /* has the server's wait status (an int) once it has ended */
  int life_fd;        /* the init ends when this is closed */
};

#define CONTAINED_NONE \
  ((struct contained){.out_fd = -1, .err_fd = -1, .in_fd = -1, .ended_fd = -1, .life_fd = -1})

/* Whether it is permitted: tries it with a process that does nothing. */
bool containment_permits(enum containment containment);

/* The first of them that is. */
enum containment containment_permitted(void);

struct contained_plan {
  const struct launch *launch;
  enum containment containment;
  int end_signal; /* what the server is sent when the init is sent SIGTERM */
  bool hears;     /* its standard input can be written */
};

/* Makes this process adopt what is left if the init is killed (PR_SET_CHILD_SUBREAPER), and starts
 * the server. STATUS_ENVIRONMENT says why it could not be executed; nothing is left then. Only in a
 * process with one thread, without children of its own. */
enum status contained_start(struct contained *contained, const struct contained_plan *plan,
                            struct error *error);

/* Has the server sent its end signal; one that is stopped is continued. */
void contained_ask_to_end(const struct contained *contained);

/* Kills all that is left of it and waits until it is gone. What it wrote can still be read. The
 * processor time of the server is then in that of this process's children (getrusage(2)), unless
 * the init was killed by others. */
void contained_kill(struct contained *contained);

/* The same, and closes the files. Safe on CONTAINED_NONE. */
void contained_release(struct contained *contained);

#endif
