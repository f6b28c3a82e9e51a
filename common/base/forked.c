/* fork(2), with a signal for the parent's death. */
#include "common/base/forked.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/log.h"

static void child_begin(const struct forked_name *name, pid_t parent) {
  static char text[64];
  snprintf(text, sizeof text, "%s %u of %u", name->program, (unsigned)name->process + 1,
           (unsigned)name->processes);
  log_program(text);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) /* it has ended before it was watched */
    _exit(STATUS_ENVIRONMENT);
}

enum status forked_start(const struct forked_name *name, int socket_type, struct forked *out,
                         struct error *error) {
  int ends[2];
  pid_t parent = getpid();
  if (socketpair(AF_UNIX, socket_type | SOCK_CLOEXEC, 0, ends) != 0)
    return error_set(error, STATUS_ENVIRONMENT, "no line to process %u of %u: %s",
                     (unsigned)name->process + 1, (unsigned)name->processes, strerror(errno));
  pid_t pid = fork();
  if (pid < 0) {
    error_set(error, STATUS_ENVIRONMENT, "process %u of %u cannot be made: %s",
              (unsigned)name->process + 1, (unsigned)name->processes, strerror(errno));
    close(ends[0]);
    close(ends[1]);
    return STATUS_ENVIRONMENT;
  }
  close(ends[pid == 0 ? 0 : 1]);
  *out = (struct forked){.pid = pid, .line = ends[pid == 0 ? 1 : 0]};
  if (pid == 0)
    child_begin(name, parent);
  return STATUS_OK;
}
