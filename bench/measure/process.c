/* Starts, watches and ends child processes. */
#include "bench/measure/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/base/environment.h"
#include "common/base/clock.h"
#include "common/base/log.h"

enum { OUT_BYTES_MAX = 256 << 20, READ_BYTES = 1 << 16 };

/* ---- start ---- */

static void fd_close(int *fd) {
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

/* A pair of pipe ends. */
struct channel {
  int read_fd, write_fd;
};

static bool channel_open(struct channel *channel) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0)
    return false;
  *channel = (struct channel){fds[0], fds[1]};
  return true;
}

static void channel_close(struct channel *channel) {
  fd_close(&channel->read_fd);
  fd_close(&channel->write_fd);
}

void process_files_raise(void) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) != 0)
    return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

static bool namespace_enter(const char *path) {
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  return !path || (fd >= 0 && setns(fd, 0) == 0);
}

/* In the child: becomes the program, or writes errno to `report` and ends. Calls only functions
 * that are safe between fork and exec. */
static void child_become(const struct process_plan *plan, const struct environment *environment,
                         pid_t parent, int in_fd, int out_fd, int err_fd, int report_fd) {
  struct sigaction plain = {.sa_handler = SIG_DFL};
  if (in_fd < 0)
    in_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(STATUS_INTERRUPTED);
  sigaction(SIGINT, &plain, NULL);
  sigaction(SIGTERM, &plain, NULL);
  sigaction(SIGHUP, &plain, NULL);
  sigaction(SIGPIPE, &plain, NULL);
  process_files_raise();
  if (plan->cpu >= 0) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t)plan->cpu, &set);
    sched_setaffinity(0, sizeof set, &set);
  }
  if (namespace_enter(plan->user_namespace) && namespace_enter(plan->network_namespace) &&
      in_fd >= 0 && dup2(in_fd, STDIN_FILENO) >= 0 && dup2(out_fd, STDOUT_FILENO) >= 0 &&
      dup2(err_fd, STDERR_FILENO) >= 0)
    execvpe(plan->program, plan->arguments, (char *const *)environment->entries);
  int reason = errno;
  if (write(report_fd, &reason, sizeof reason) != sizeof reason)
    _exit(STATUS_CHECK);
  _exit(STATUS_ENVIRONMENT);
}

static void fd_unblock(int fd) {
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* 0 once the program runs, else the errno of exec. */
static int exec_reason(int report_fd) {
  int reason = 0;
  ssize_t got;
  do
    got = read(report_fd, &reason, sizeof reason);
  while (got < 0 && errno == EINTR);
  return got == sizeof reason ? reason : 0;
}

enum status process_start(struct process *process, const struct process_plan *plan,
                          struct error *error) {
  struct channel in = {-1, -1}, out = {-1, -1}, err = {-1, -1}, report = {-1, -1};
  struct process child = PROCESS_NONE;
  enum status status = STATUS_ENVIRONMENT;
  int reason = 0;
  *process = PROCESS_NONE;
  if (plan->log_path) {
    child.log_fd = open(plan->log_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (child.log_fd < 0) {
      error_set(error, status, "%s: %s", plan->log_path, strerror(errno));
      goto out;
    }
  }
  if ((plan->hears && !channel_open(&in)) || !channel_open(&out) || !channel_open(&err) ||
      !channel_open(&report)) {
    error_set(error, status, "no pipe: %s", strerror(errno));
    goto out;
  }
  pid_t parent = getpid();
  const struct environment environment = environment_make(environ, plan->variable);
  child.started_ns = clock_now_ns();
  child.pid = fork();
  if (child.pid < 0) {
    error_set(error, status, "cannot start a process: %s", strerror(errno));
    goto out;
  }
  if (child.pid == 0)
    child_become(plan, &environment, parent, in.read_fd, out.write_fd, err.write_fd,
                 report.write_fd);
  fd_close(&report.write_fd);
  reason = exec_reason(report.read_fd);
  if (reason) {
    waitpid(child.pid, NULL, 0);
    error_set(error, status, "%s: %s", plan->program, strerror(reason));
    goto out;
  }
  child.started = true;
  child.in_fd = in.write_fd;
  in.write_fd = -1;
  child.out_fd = out.read_fd;
  child.err_fd = err.read_fd;
  out.read_fd = err.read_fd = -1;
  if (child.in_fd >= 0)
    fd_unblock(child.in_fd);
  fd_unblock(child.out_fd);
  fd_unblock(child.err_fd);
  *process = child;
  child.log_fd = -1;
  status = STATUS_OK;
out:
  channel_close(&in);
  channel_close(&out);
  channel_close(&err);
  channel_close(&report);
  fd_close(&child.log_fd);
  return status;
}

/* ---- its output ---- */

static bool out_append(struct process *process, const char *bytes, size_t count) {
  if (process->out_bytes + count + 1 > process->out_capacity) {
    size_t capacity = 2 * (process->out_bytes + count + 1);
    char *grown = capacity <= OUT_BYTES_MAX ? realloc(process->out, capacity) : NULL;
    if (!grown)
      return false;
    process->out = grown;
    process->out_capacity = capacity;
  }
  memcpy(process->out + process->out_bytes, bytes, count);
  process->out_bytes += count;
  process->out[process->out_bytes] = '\0';
  return true;
}

static void err_append(struct process *process, const char *bytes, size_t count,
                       process_line *on_line, void *context) {
  for (size_t i = 0; i < count; i++) {
    bool ended = bytes[i] == '\n';
    if (!ended && process->line_bytes + 1 < sizeof process->line)
      process->line[process->line_bytes++] = bytes[i];
    if (!ended)
      continue;
    process->line[process->line_bytes] = '\0';
    process->line_bytes = 0;
    if (on_line)
      on_line(context, process->line);
  }
}

static void log_append(int log_fd, const char *bytes, size_t count) {
  while (log_fd >= 0 && count > 0) {
    ssize_t written = write(log_fd, bytes, count);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return;
    bytes += written;
    count -= (size_t)written;
  }
}

/* One read; false when there is nothing more for now. Closes the pipe at its end. */
static bool pipe_read(int *fd, char *buffer, size_t *got) {
  if (*fd < 0)
    return false;
  ssize_t bytes = read(*fd, buffer, READ_BYTES);
  if (bytes < 0 && errno == EINTR)
    bytes = read(*fd, buffer, READ_BYTES);
  if (bytes > 0) {
    *got = (size_t)bytes;
    return true;
  }
  if (bytes == 0 || errno != EAGAIN)
    fd_close(fd);
  return false;
}

static void process_reap(struct process *process) {
  if (process->reaped || process->pid <= 0)
    return;
  if (wait4(process->pid, &process->wait_status, WNOHANG, &process->usage) != process->pid)
    return;
  process->reaped = true;
  process->pid = 0;
  process->ended_ns = clock_now_ns();
}

static void pipes_drain(struct process *process, process_line *on_line, void *context) {
  char buffer[READ_BYTES];
  size_t got;
  while (pipe_read(&process->err_fd, buffer, &got)) {
    log_append(process->log_fd, buffer, got);
    err_append(process, buffer, got, on_line, context);
  }
  while (pipe_read(&process->out_fd, buffer, &got))
    if (!out_append(process, buffer, got))
      fd_close(&process->out_fd);
}

void process_poll(struct process *process, process_line *on_line, void *context) {
  if (!process->started || process->reaped)
    return;
  process_reap(process);
  /* After its end all that it wrote is in the pipes: nothing is lost. */
  pipes_drain(process, on_line, context);
}

bool process_succeeds(struct process *process, int timeout_ms) {
  uint64_t deadline_ns = clock_now_ns() + (uint64_t)timeout_ms * NS_PER_MS;
  while (!process->reaped && clock_now_ns() < deadline_ns) {
    struct pollfd fds[2] = {{.fd = process->out_fd, .events = POLLIN},
                            {.fd = process->err_fd, .events = POLLIN}};
    poll(fds, 2, 10);
    process_poll(process, NULL, NULL);
  }
  return process->reaped && process->wait_status == 0;
}

bool process_has_line(const struct process *process) {
  return process->reaped || (process->out && strchr(process->out, '\n'));
}

/* ---- end ---- */

bool process_say(struct process *process, const char *line) {
  size_t bytes = strlen(line);
  return process->in_fd >= 0 && !process->reaped &&
         write(process->in_fd, line, bytes) == (ssize_t)bytes;
}

static bool is_stopped(pid_t pid) {
  siginfo_t info = {0};
  return waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

void process_signal(struct process *process, bool hard) {
  if (process->pid <= 0)
    return;
  /* A stopped process acts on SIGTERM only once it is continued. Another must not be: it may be
   * ending already, and SIGCONT would undo the SIGSTOP by which its leak checker halts it. */
  if (is_stopped(process->pid))
    kill(process->pid, SIGCONT);
  kill(process->pid, hard ? SIGKILL : SIGTERM);
}

void process_release(struct process *process) {
  if (process->pid > 0) {
    kill(process->pid, SIGKILL);
    while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
      continue;
  }
  fd_close(&process->in_fd);
  fd_close(&process->out_fd);
  fd_close(&process->err_fd);
  fd_close(&process->log_fd);
  free(process->out);
  *process = PROCESS_NONE;
}

void wait_status_text(int wait_status, char *out, size_t capacity) {
  if (WIFSIGNALED(wait_status))
    snprintf(out, capacity, "ended by signal %d (%s)", WTERMSIG(wait_status),
             strsignal(WTERMSIG(wait_status)));
  else
    snprintf(out, capacity, "ended with code %d", WEXITSTATUS(wait_status));
}

void process_ending(const struct process *process, char *out, size_t capacity) {
  wait_status_text(process->wait_status, out, capacity);
}

const char *process_reason(const struct process *process) {
  const char *error = strstr(process->line, "error: ");
  return error ? error + strlen("error: ") : strstr(process->line, LOG_BROKEN_CONTRACT ": ");
}

double process_lived_s(const struct process *process) {
  return (double)(process->ended_ns - process->started_ns) / (double)NS_PER_S;
}

double process_reaped_cpu_s(const struct process *process) {
  const struct rusage *usage = &process->usage;
  return (double)usage->ru_utime.tv_sec + (double)usage->ru_utime.tv_usec / 1e6 +
         (double)usage->ru_stime.tv_sec + (double)usage->ru_stime.tv_usec / 1e6;
}

char *process_output(const char *program, char *const *arguments, int timeout_ms) {
  struct process process = PROCESS_NONE;
  const struct process_plan plan = {.program = program, .arguments = arguments, .cpu = -1};
  char *output = NULL;
  if (process_start(&process, &plan, NULL) != STATUS_OK)
    return NULL;
  if (process_succeeds(&process, timeout_ms) && process.out)
    output = strdup(process.out);
  process_release(&process);
  return output;
}
