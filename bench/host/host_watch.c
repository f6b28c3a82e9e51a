/* Watches a server: its output, its end, signals, and whether it is ready. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "bench/host/host_state.h"
#include "common/base/clock.h"

enum { PIECES_MAX = 32 }; /* of 64 KiB: a pipe has 1 MiB at most */

enum status signals_open(struct host *host, struct error *error) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
    host->signal_fd = signalfd(-1, &set, SFD_CLOEXEC);
  if (host->signal_fd < 0)
    return error_set(error, STATUS_ENVIRONMENT, "no file for signals: %s", strerror(errno));
  return STATUS_OK;
}

static void signal_take(struct host *host) {
  struct signalfd_siginfo taken;
  if (read(host->signal_fd, &taken, sizeof taken) == sizeof taken)
    host->signals++;
}

static void end_take(struct host *host) {
  int status;
  ssize_t got = read(host->contained.ended_fd, &status, sizeof status);
  if (got < 0)
    return;
  host->has_ended = true;
  host->wait_status = got == sizeof status ? status : -1;
}

/* Not more than so many pieces: somebody may write without end. */
static void output_take_of(struct host *host, enum output_of of, int *fd, int pieces) {
  enum output_state state = *fd >= 0 ? OUTPUT_MORE : OUTPUT_NOTHING;
  while (state == OUTPUT_MORE && pieces-- > 0)
    state = server_output_read(&host->output, of, *fd);
  if (state != OUTPUT_END)
    return;
  close(*fd);
  *fd = -1;
}

static int wait_ms(const struct host *host, bool asks, uint64_t until_ns) {
  uint64_t now_ns = clock_now_ns();
  if (asks && host->ready.addresses && host->ready.due_ns < until_ns)
    until_ns = host->ready.due_ns;
  if (until_ns == UINT64_MAX)
    return -1;
  uint64_t ms = until_ns > now_ns ? (until_ns - now_ns) / NS_PER_MS + 1 : 0;
  return ms < 1000 ? (int)ms : 1000;
}

void host_wait(struct host *host, bool asks, uint64_t until_ns) {
  struct contained *contained = &host->contained;
  struct pollfd fds[] = {
      {.fd = host->signal_fd, .events = POLLIN},
      {.fd = contained->out_fd, .events = POLLIN},
      {.fd = contained->err_fd, .events = POLLIN},
      {.fd = host->has_ended ? -1 : contained->ended_fd, .events = POLLIN},
      {.fd = asks ? host->ready.fd : -1, .events = ready_events(&host->ready)},
  };
  poll(fds, sizeof fds / sizeof *fds, wait_ms(host, asks, until_ns));
  if (fds[0].revents)
    signal_take(host);
  if (fds[1].revents)
    output_take_of(host, OUTPUT_OF_STDOUT, &contained->out_fd, 1);
  if (fds[2].revents)
    output_take_of(host, OUTPUT_OF_STDERR, &contained->err_fd, 1);
  if (fds[3].revents)
    end_take(host);
  if (asks)
    ready_act(&host->ready, clock_now_ns());
}

void output_pass(struct host *host) {
  struct contained *contained = &host->contained;
  output_take_of(host, OUTPUT_OF_STDOUT, &contained->out_fd, PIECES_MAX);
  output_take_of(host, OUTPUT_OF_STDERR, &contained->err_fd, PIECES_MAX);
}

bool is_ready(const struct host *host) {
  return host->ready.yes || host->output.found;
}
