/* Starts a server, and waits for whatever ends below it. */
#include "bench/host/init.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/measure/process.h"
#include "bench/measure/process_tree.h"
#include "common/base/status.h"

/* ---- the server ---- */

__attribute__((noreturn)) static void step_fail(const struct init_plan *plan, enum init_step step) {
  const struct init_failure failure = {step, errno};
  if (write(plan->report_fd, &failure, sizeof failure) != sizeof failure)
    _exit(STATUS_CHECK);
  _exit(STATUS_ENVIRONMENT);
}

static void signals_restore(void) {
  const struct sigaction plain = {.sa_handler = SIG_DFL};
  sigset_t none;
  for (int number = 1; number < SIGRTMIN; number++)
    sigaction(number, &plain, NULL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A session of its own, so that what it sends to its group does not come here. */
__attribute__((noreturn)) static void server_become(const struct init_plan *plan) {
  int in_fd = plan->in_fd >= 0 ? plan->in_fd : open("/dev/null", O_RDONLY | O_CLOEXEC);
  setsid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signals_restore();
  process_files_raise();
  if (dup2(in_fd, STDIN_FILENO) < 0 || dup2(plan->out_fd, STDOUT_FILENO) < 0 ||
      dup2(plan->err_fd, STDERR_FILENO) < 0)
    step_fail(plan, INIT_STARTS);
  if (chdir(plan->launch->folder) != 0)
    step_fail(plan, INIT_FOLDER);
  environ = plan->launch->environment; /* PATH among them */
  execvp(plan->launch->arguments[0], plan->launch->arguments);
  step_fail(plan, INIT_COMMAND);
}

/* ---- process 1 ---- */

struct init {
  const struct init_plan *plan;
  pid_t server; /* 0 once it has ended */
  int signal_fd;
};

/* Signals are read, not handled. SIGCONT, for one, ends a stop even so. */
static bool signals_hold(struct init *init) {
  sigset_t set;
  sigfillset(&set);
  if (sigprocmask(SIG_SETMASK, &set, NULL) != 0)
    return false;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGCHLD);
  init->signal_fd = signalfd(-1, &set, SFD_CLOEXEC);
  return init->signal_fd >= 0;
}

/* Its own copies of the server's ends would hide that the server closed them. */
static void files_leave(const struct init_plan *plan) {
  const int fds[] = {plan->in_fd, plan->out_fd, plan->err_fd, plan->report_fd};
  for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
    if (fds[i] >= 0)
      close(fds[i]);
  int empty = open("/dev/null", O_RDWR | O_CLOEXEC);
  dup2(empty, STDIN_FILENO);
  dup2(empty, STDOUT_FILENO);
  if (empty > STDERR_FILENO)
    close(empty);
}

static void children_reap(struct init *init) {
  int status;
  for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
    if (pid != init->server)
      continue;
    init->server = 0;
    if (write(init->plan->ended_fd, &status, sizeof status) != sizeof status)
      return; /* nobody wants to know it any more: life_fd is at its end, too */
  }
}

static void signal_take(struct init *init) {
  struct signalfd_siginfo taken;
  if (read(init->signal_fd, &taken, sizeof taken) != sizeof taken)
    return;
  if (taken.ssi_signo == SIGCHLD)
    children_reap(init);
  else if (init->server > 0)
    kill(init->server, init->plan->end_signal);
}

static void lives_on(struct init *init) {
  for (;;) {
    struct pollfd fds[] = {{.fd = init->signal_fd, .events = POLLIN},
                           {.fd = init->plan->life_fd, .events = POLLIN}};
    if (poll(fds, 2, -1) < 0 && errno != EINTR)
      return;
    if (fds[1].revents)
      return;
    if (fds[0].revents)
      signal_take(init);
  }
}

/* Until there is no child any more: what is killed may leave children, which come here. */
static void all_end(void) {
  do
    process_tree_signal(getpid(), PROCESS_BELOW, SIGKILL);
  while (waitpid(-1, NULL, 0) > 0);
}

/* When its parent dies, a namespace dies with its process 1. Elsewhere this process must still end
 * the others, for which it is continued if it was stopped with them; life_fd says why. */
static bool init_begin(struct init *init) {
  const struct init_plan *plan = init->plan;
  setsid();
  if (prctl(PR_SET_PDEATHSIG, plan->is_first ? SIGKILL : SIGCONT) != 0 ||
      prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 || !signals_hold(init))
    return false;
  init->server = fork();
  if (init->server == 0)
    server_become(plan);
  return init->server > 0;
}

int init_run(const struct init_plan *plan) {
  struct init init = {.plan = plan, .signal_fd = -1};
  if (!init_begin(&init))
    step_fail(plan, INIT_STARTS);
  files_leave(plan);
  lives_on(&init);
  if (!plan->is_first)
    all_end();
  return STATUS_OK;
}
