/* Reads packets of both namespaces, and hands each on when it is due. */
#include "bench/link/link.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "bench/link/link_document.h"
#include "bench/link/link_ends.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/suite/fault.h"
#include "common/suite/input_line.h"

enum {
  BATCH_PACKETS = 64,
  EVENTS = 4,
  INPUT_BYTES = 512,
  FINISH_MS =
      4000, /* longest wait for packets on their way; whoever started it has patience for 5 s */
};

struct link {
  const struct link_request *request;
  struct relay *relay;
  struct link_ends ends;
  int epoll_fd, signal_fd;
  struct input_line input;
  uint64_t ends_ns; /* when it ends at the latest, though packets are on their way; 0: not yet */
};

/* The side from which packets of a direction come. */
static const enum link_side side_from[LINK_DIRECTIONS] = {
    [LINK_UP] = LINK_CLIENT_SIDE, [LINK_DOWN] = LINK_SERVER_SIDE};

/* ---- packets ---- */

static void packets_read(struct link *link, enum link_direction direction) {
  struct network_device *device = &link->ends.devices[side_from[direction]];
  static uint8_t unwanted[PACKET_BYTES_MAX];
  for (int i = 0; i < BATCH_PACKETS; i++) {
    struct packet *packet = relay_room(link->relay);
    uint8_t *data = packet ? packet->data : unwanted;
    size_t bytes = network_device_read(device, data, PACKET_BYTES_MAX);
    if (!packet && bytes > 0)
      relay_overflowed(link->relay, direction, bytes);
    if (!packet)
      continue;
    packet->bytes = (uint32_t)bytes;
    if (bytes == 0) {
      relay_leave_room(link->relay, packet);
      return;
    }
    relay_take(link->relay, packet, direction, clock_now_ns());
  }
}

static void packets_deliver(struct link *link) {
  struct packet *packet;
  while ((packet = relay_arrived(link->relay, clock_now_ns()))) {
    enum link_direction to = packet->direction == LINK_UP ? LINK_DOWN : LINK_UP;
    struct network_device *device = &link->ends.devices[side_from[to]];
    relay_delivered(link->relay, packet, network_device_write(device, packet->data, packet->bytes));
  }
}

/* ---- the end ---- */

/* What is on its way when the link is to end may still arrive, so that it is counted. */
static void link_finish(struct link *link) {
  uint64_t longest_ns = 0, most_ns = FINISH_MS * NS_PER_MS;
  for (int i = 0; i < LINK_DIRECTIONS; i++) {
    const struct line_settings *line = &link->request->settings.directions[i];
    uint64_t ns = line->delay_ns + line->jitter_ns + line->queue_ns;
    longest_ns = ns > longest_ns ? ns : longest_ns;
  }
  if (link->ends_ns > 0) /* asked twice */
    longest_ns = 0;
  link->ends_ns = clock_now_ns() + (longest_ns < most_ns ? longest_ns : most_ns);
}

static bool link_is_over(const struct link *link) {
  return link->ends_ns > 0 &&
         (relay_on_the_way(link->relay) == 0 || clock_now_ns() >= link->ends_ns);
}

/* ---- commands ---- */

static void command_hear(void *context, const char *line) {
  struct link *link = context;
  struct fault_command command;
  if (strncmp(line, "epoch ", strlen("epoch ")) == 0)
    relay_set_epoch(link->relay, strtoull(line + strlen("epoch "), NULL, 10));
  else if (strncmp(line, "end ", strlen("end ")) == 0)
    relay_set_end(link->relay, strtoull(line + strlen("end "), NULL, 10));
  else if (!fault_command_read(line, &command))
    log_warning("'%s' is no command of a link", line);
  else if (command.kind == FAULT_CUT_NETWORK)
    relay_cut(link->relay, command.on ? command.share : 0);
  else if (command.kind == FAULT_CHANGE_ADDRESS)
    relay_change_addresses(link->relay, command.share);
}

static void input_end(struct link *link) {
  epoll_ctl(link->epoll_fd, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
  link_finish(link);
}

static void input_read(struct link *link) {
  char bytes[INPUT_BYTES];
  ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
  if (got > 0)
    input_line_take(&link->input, bytes, (size_t)got, command_hear, link);
  else if (got == 0 || errno != EINTR)
    input_end(link);
}

/* ---- events ---- */

static void signal_take(struct link *link) {
  struct signalfd_siginfo taken;
  if (read(link->signal_fd, &taken, sizeof taken) == sizeof taken)
    link_finish(link);
}

static bool watch(const struct link *link, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  return epoll_ctl(link->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* A file cannot be waited for, and is read at once. */
static bool input_watch(struct link *link) {
  if (watch(link, STDIN_FILENO))
    return true;
  bool is_file = errno == EPERM;
  while (is_file && link->ends_ns == 0)
    input_read(link);
  return is_file;
}

static enum status events_open(struct link *link, struct error *error) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  link->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
    link->signal_fd = signalfd(-1, &set, SFD_CLOEXEC);
  if (link->epoll_fd < 0 || link->signal_fd < 0 || !watch(link, link->signal_fd) ||
      !input_watch(link) || !watch(link, link->ends.devices[LINK_CLIENT_SIDE].fd) ||
      !watch(link, link->ends.devices[LINK_SERVER_SIDE].fd))
    return error_set(error, STATUS_ENVIRONMENT, "a link cannot wait for packets: %s",
                     strerror(errno));
  return STATUS_OK;
}

/* Until the next packet comes, or is due. */
static void events_take(struct link *link) {
  struct epoll_event events[EVENTS];
  uint64_t now_ns = clock_now_ns(), due_ns = relay_due_ns(link->relay);
  if (link->ends_ns > 0 && link->ends_ns < due_ns)
    due_ns = link->ends_ns;
  struct timespec wait = clock_timespec(due_ns > now_ns ? due_ns - now_ns : 0);
  int count =
      epoll_pwait2(link->epoll_fd, events, EVENTS, due_ns == UINT64_MAX ? NULL : &wait, NULL);
  for (int i = 0; i < count; i++) {
    int fd = events[i].data.fd;
    if (fd == link->signal_fd)
      signal_take(link);
    else if (fd == STDIN_FILENO)
      input_read(link);
    else
      packets_read(link, fd == link->ends.devices[LINK_CLIENT_SIDE].fd ? LINK_UP : LINK_DOWN);
  }
}

/* What is late here is late for the users: where it is permitted, nothing else goes first. */
static void priority_take(void) {
  const struct sched_param lowest = {.sched_priority = sched_get_priority_min(SCHED_FIFO)};
  sched_setscheduler(0, SCHED_FIFO, &lowest);
  prctl(PR_SET_TIMERSLACK, 1UL); /* in ns; the default is 50 us */
}

/* ---- lines ---- */

static enum status line_print(json_t *document, struct error *error) {
  bool good = document && json_dumpf(document, stdout, JSON_COMPACT) == 0;
  json_decref(document);
  good = good && putchar('\n') != EOF && fflush(stdout) == 0;
  return good ? STATUS_OK
              : error_set(error, STATUS_ENVIRONMENT, "standard output cannot be written");
}

static enum status ready_print(const struct link *link, struct error *error) {
  char client[64], server[64], user[64];
  int pid = (int)getpid();
  snprintf(client, sizeof client, "/proc/%d/fd/%d", pid, link->ends.namespaces[LINK_CLIENT_SIDE]);
  snprintf(server, sizeof server, "/proc/%d/fd/%d", pid, link->ends.namespaces[LINK_SERVER_SIDE]);
  snprintf(user, sizeof user, "/proc/%d/ns/user", pid);
  return line_print(json_pack("{s:b,s:i,s:s,s:s,s:s?,s:s}", "ready", 1, "pid", pid, "client",
                              client, "server", server, "user",
                              link->ends.in_user_namespace ? user : NULL, "device",
                              link->ends.devices[LINK_CLIENT_SIDE].is_tun ? "tun" : "veth"),
                    error);
}

static enum status end_print(struct link *link, struct error *error) {
  struct rusage usage;
  uint64_t dropped = 0;
  getrusage(RUSAGE_SELF, &usage);
  for (int side = 0; side < LINK_SIDES; side++)
    dropped += network_device_dropped(&link->ends.devices[side]);
  const struct network_device *server = &link->ends.devices[LINK_SERVER_SIDE];
  const struct link_end end = {.device_dropped = dropped,
                               .inside_bytes = network_device_inside_bytes(server),
                               .cpu_s =
                                   (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                                   (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6,
                               .is_tun = link->ends.devices[LINK_CLIENT_SIDE].is_tun};
  return line_print(link_document(link->relay, &end), error);
}

enum status link_run(const struct link_request *request, struct error *error) {
  struct link link = {.request = request, .ends = LINK_ENDS_NONE, .epoll_fd = -1, .signal_fd = -1};
  bool as_tun = !request->without_tun && network_device_has_tun();
  enum status status = relay_create(&request->settings, &link.relay, error);
  if (status == STATUS_OK)
    status = link_ends_make(&link.ends, as_tun, error);
  if (status == STATUS_OK)
    status = events_open(&link, error);
  if (status == STATUS_OK)
    status = ready_print(&link, error);
  if (status == STATUS_OK)
    priority_take();
  while (status == STATUS_OK && !link_is_over(&link)) {
    packets_deliver(&link);
    events_take(&link);
  }
  if (status == STATUS_OK)
    status = end_print(&link, error);
  link_ends_release(&link.ends);
  relay_destroy(link.relay);
  if (link.epoll_fd >= 0)
    close(link.epoll_fd);
  if (link.signal_fd >= 0)
    close(link.signal_fd);
  return status;
}
