/* Makes namespaces, and ends what is in them. */
#include "bench/host/containment.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/host/init.h"
#include "bench/measure/process_tree.h"
#include "bench/measure/user_namespace.h"
#include "common/base/clock.h"

enum { REAP_MS = 1000 };

/* ---- namespaces ---- */

/* As fork(2), in the namespaces of the containment. */
static pid_t containment_fork(enum containment containment) {
  unsigned long flags = SIGCHLD;
  if (containment == CONTAINMENT_ADOPTION)
    return fork();
  flags |= CLONE_NEWPID | CLONE_NEWNS;
  if (containment == CONTAINMENT_USER_NAMESPACE)
    flags |= CLONE_NEWUSER;
  return (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
}

/* In the new process: a /proc that shows its own namespace, which nobody else sees. */
static bool namespaces_enter(enum containment containment, uid_t user, gid_t group) {
  if (containment == CONTAINMENT_ADOPTION)
    return true;
  if (containment == CONTAINMENT_USER_NAMESPACE && !user_namespace_map(user, group, user, group))
    return false;
  return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
         mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0;
}

bool containment_permits(enum containment containment) {
  uid_t user = geteuid();
  gid_t group = getegid();
  int status = 0;
  pid_t pid = containment_fork(containment);
  if (pid == 0)
    _exit(namespaces_enter(containment, user, group) ? STATUS_OK : STATUS_ENVIRONMENT);
  while (pid > 0 && waitpid(pid, &status, 0) < 0)
    if (errno != EINTR)
      return false;
  return pid > 0 && status == 0;
}

enum containment containment_permitted(void) {
  if (containment_permits(CONTAINMENT_NAMESPACE))
    return CONTAINMENT_NAMESPACE;
  return containment_permits(CONTAINMENT_USER_NAMESPACE) ? CONTAINMENT_USER_NAMESPACE
                                                         : CONTAINMENT_ADOPTION;
}

/* ---- start ---- */

static void fd_close(int *fd) {
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

/* The ends of a pipe, of which the init has one. */
struct ends {
  int read_fd, write_fd;
};

struct pipes {
  struct ends in, out, err, report, ended, life;
};

static bool ends_open(struct ends *ends) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0)
    return false;
  *ends = (struct ends){fds[0], fds[1]};
  return true;
}

static bool pipes_open(struct pipes *pipes, bool hears) {
  return (!hears || ends_open(&pipes->in)) && ends_open(&pipes->out) && ends_open(&pipes->err) &&
         ends_open(&pipes->report) && ends_open(&pipes->ended) && ends_open(&pipes->life);
}

static void ends_close(struct ends *ends) {
  fd_close(&ends->read_fd);
  fd_close(&ends->write_fd);
}

static void pipes_close(struct pipes *pipes) {
  ends_close(&pipes->in);
  ends_close(&pipes->out);
  ends_close(&pipes->err);
  ends_close(&pipes->report);
  ends_close(&pipes->ended);
  ends_close(&pipes->life);
}

/* In the new process, which must not keep the other ends. */
__attribute__((noreturn)) static void init_become(const struct contained_plan *plan,
                                                  struct pipes *pipes, uid_t user, gid_t group) {
  int *others[] = {&pipes->in.write_fd,    &pipes->out.read_fd,   &pipes->err.read_fd,
                   &pipes->report.read_fd, &pipes->ended.read_fd, &pipes->life.write_fd};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    fd_close(others[i]);
  if (!namespaces_enter(plan->containment, user, group)) {
    const struct init_failure failure = {INIT_STARTS, errno};
    if (write(pipes->report.write_fd, &failure, sizeof failure) != sizeof failure)
      _exit(STATUS_CHECK);
    _exit(STATUS_ENVIRONMENT);
  }
  const struct init_plan init = {.launch = plan->launch,
                                 .is_first = plan->containment != CONTAINMENT_ADOPTION,
                                 .end_signal = plan->end_signal,
                                 .in_fd = pipes->in.read_fd,
                                 .out_fd = pipes->out.write_fd,
                                 .err_fd = pipes->err.write_fd,
                                 .report_fd = pipes->report.write_fd,
                                 .ended_fd = pipes->ended.write_fd,
                                 .life_fd = pipes->life.read_fd};
  _exit(init_run(&init));
}

/* STATUS_OK once the program runs. */
static enum status report_read(int fd, const struct launch *launch, struct error *error) {
  struct init_failure failure;
  ssize_t got;
  do
    got = read(fd, &failure, sizeof failure);
  while (got < 0 && errno == EINTR);
  if (got != sizeof failure)
    return STATUS_OK;
  const char *reason = strerror(failure.reason);
  if (failure.step == INIT_FOLDER)
    return error_set(error, STATUS_ENVIRONMENT, "\"folder\": %s: %s", launch->folder, reason);
  if (failure.step != INIT_COMMAND)
    return error_set(error, STATUS_ENVIRONMENT, "the server could not be started: %s", reason);
  bool in_path = failure.reason == ENOENT && !strchr(launch->arguments[0], '/');
  return error_set(error, STATUS_ENVIRONMENT, "\"command\": %.200s: %s", launch->arguments[0],
                   in_path ? "no such program in PATH" : reason);
}

/* This process's ends. */
static void ends_take(struct contained *contained, struct pipes *pipes) {
  contained->in_fd = pipes->in.write_fd;
  contained->out_fd = pipes->out.read_fd;
  contained->err_fd = pipes->err.read_fd;
  contained->ended_fd = pipes->ended.read_fd;
  contained->life_fd = pipes->life.write_fd;
  pipes->in.write_fd = pipes->out.read_fd = pipes->err.read_fd = pipes->ended.read_fd =
      pipes->life.write_fd = -1;
  fcntl(contained->out_fd, F_SETFL, O_NONBLOCK);
  fcntl(contained->err_fd, F_SETFL, O_NONBLOCK);
}

enum status contained_start(struct contained *contained, const struct contained_plan *plan,
                            struct error *error) {
  const struct ends none = {-1, -1};
  struct pipes pipes = {none, none, none, none, none, none};
  uid_t user = geteuid();
  gid_t group = getegid();
  enum status status = STATUS_OK;
  *contained = CONTAINED_NONE;
  if (!pipes_open(&pipes, plan->hears) || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
    status = error_set(error, STATUS_ENVIRONMENT, "no pipe: %s", strerror(errno));
  if (status == STATUS_OK) {
    contained->init = containment_fork(plan->containment);
    if (contained->init == 0)
      init_become(plan, &pipes, user, group);
    if (contained->init < 0)
      status = error_set(error, STATUS_ENVIRONMENT, "cannot start a process: %s", strerror(errno));
  }
  if (status == STATUS_OK) {
    ends_take(contained, &pipes);
    fd_close(&pipes.report.write_fd);
    status = report_read(pipes.report.read_fd, plan->launch, error);
  }
  pipes_close(&pipes);
  if (status != STATUS_OK)
    contained_release(contained);
  return status;
}

/* ---- end ---- */

/* Whether all of the server has been stopped. A leak checker that halts its own program traces it
 * ('t'), and must not be disturbed. */
static bool is_frozen(pid_t init) {
  struct process_tree tree = process_tree_of(init, PROCESS_BELOW);
  size_t stopped = 0, others = 0;
  bool known = process_tree_look(&tree);
  for (size_t i = 1; i < tree.count; i++) {
    stopped += tree.members[i].state == 'T';
    others += !strchr("TZD", tree.members[i].state);
  }
  known = known && stopped > 0 && others == 0;
  process_tree_release(&tree);
  return known;
}

void contained_ask_to_end(const struct contained *contained) {
  if (is_frozen(contained->init))
    process_tree_signal(contained->init, PROCESS_AND_BELOW, SIGCONT);
  kill(contained->init, SIGTERM);
}

/* Kills what is below the init, which waits for it: so its processor time is known to this process
 * in the end. What is killed with process 1 of a namespace is told to nobody. */
static void server_kill(pid_t init) {
  uint64_t deadline_ns = clock_now_ns() + REAP_MS * NS_PER_MS;
  struct process_tree tree = process_tree_of(init, PROCESS_BELOW);
  process_tree_signal(init, PROCESS_ALONE, SIGCONT);
  process_tree_signal(init, PROCESS_BELOW, SIGKILL);
  while (process_tree_look(&tree) && tree.count > 1 && clock_now_ns() < deadline_ns)
    clock_sleep_until_ns(clock_now_ns() + NS_PER_MS / 10);
  process_tree_release(&tree);
}

/* What loses its parent comes to this process. */
void contained_kill(struct contained *contained) {
  if (contained->init <= 0)
    return;
  server_kill(contained->init);
  do
    process_tree_signal(getpid(), PROCESS_BELOW, SIGKILL);
  while (waitpid(-1, NULL, 0) > 0 || errno == EINTR);
  contained->init = 0;
}

void contained_release(struct contained *contained) {
  contained_kill(contained);
  fd_close(&contained->in_fd);
  fd_close(&contained->out_fd);
  fd_close(&contained->err_fd);
  fd_close(&contained->ended_fd);
  fd_close(&contained->life_fd);
  *contained = CONTAINED_NONE;
}
