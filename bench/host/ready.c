/* Asks a server whether it is ready. */
#include "bench/host/ready.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/clock.h"

enum { AGAIN_MS = 20, ATTEMPT_MS = 2000 };

enum status ready_begin(struct ready *ready, const struct target_url *url, const char *path,
                        struct error *error) {
  const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
  bool bracketed = strchr(url->host, ':') != NULL;
  char port[6];
  *ready = (struct ready){.path = path, .fd = -1};
  if (path && url->tls)
    return error_set(error, STATUS_USAGE,
                     "\"ready\": a GET is not possible over https: take \"line\" or \"port\"");
  snprintf(port, sizeof port, "%u", url->port);
  int fault = getaddrinfo(url->host, port, &wanted, &ready->addresses);
  if (fault != 0)
    return error_set(error, STATUS_ENVIRONMENT, "%s: %s", url->host, gai_strerror(fault));
  ready->next = ready->addresses;
  int bytes =
      snprintf(ready->request, sizeof ready->request,
               "GET %s HTTP/1.1\r\nHost: %s%s%s:%s\r\nConnection: close\r\n\r\n", path ? path : "/",
               bracketed ? "[" : "", url->host, bracketed ? "]" : "", port);
  if (bytes >= (int)sizeof ready->request)
    return error_set(error, STATUS_USAGE, "\"ready\": the path is too long");
  return STATUS_OK;
}

static void attempt_end(struct ready *ready) {
  if (ready->fd >= 0)
    close(ready->fd);
  ready->fd = -1;
}

static void attempt_fail(struct ready *ready, const char *reason, uint64_t now_ns) {
  snprintf(ready->reason, sizeof ready->reason, "%s", reason);
  attempt_end(ready);
  ready->failures++;
  ready->next = ready->next->ai_next ? ready->next->ai_next : ready->addresses;
  ready->due_ns = now_ns + AGAIN_MS * NS_PER_MS;
}

static void attempt_begin(struct ready *ready, uint64_t now_ns) {
  const struct addrinfo *address = ready->next;
  ready->fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  ready->connected = false;
  ready->sent = ready->answer_bytes = 0;
  ready->due_ns = now_ns + ATTEMPT_MS * NS_PER_MS;
  if (ready->fd < 0 ||
      (connect(ready->fd, address->ai_addr, address->ai_addrlen) != 0 && errno != EINPROGRESS))
    attempt_fail(ready, strerror(errno), now_ns);
}

bool is_connected_to_itself(int fd) {
  struct sockaddr_storage near, far;
  socklen_t near_bytes = sizeof near, far_bytes = sizeof far;
  return getsockname(fd, (struct sockaddr *)&near, &near_bytes) == 0 &&
         getpeername(fd, (struct sockaddr *)&far, &far_bytes) == 0 && near_bytes == far_bytes &&
         memcmp(&near, &far, near_bytes) == 0;
}

/* The socket can be written: it is connected, or will never be. */
static void connection_take(struct ready *ready, uint64_t now_ns) {
  int reason = 0;
  socklen_t bytes = sizeof reason;
  if (getsockopt(ready->fd, SOL_SOCKET, SO_ERROR, &reason, &bytes) != 0)
    reason = errno;
  if (reason == 0 && is_connected_to_itself(ready->fd))
    reason = ECONNREFUSED;
  if (reason != 0) {
    attempt_fail(ready, strerror(reason), now_ns);
    return;
  }
  ready->connected = true;
  ready->yes = !ready->path;
}

static void request_send(struct ready *ready, uint64_t now_ns) {
  size_t bytes = strlen(ready->request);
  ssize_t sent = send(ready->fd, ready->request + ready->sent, bytes - ready->sent, MSG_NOSIGNAL);
  if (sent > 0)
    ready->sent += (size_t)sent;
  else if (errno != EAGAIN && errno != EINTR)
    attempt_fail(ready, strerror(errno), now_ns);
}

/* "HTTP/1.1 204" */
static void status_take(struct ready *ready, uint64_t now_ns) {
  char reason[64];
  ready->answer[ready->answer_bytes] = '\0';
  if (strncmp(ready->answer, "HTTP/1.", 7) == 0 && ready->answer[9] == '2') {
    ready->yes = true;
    return;
  }
  snprintf(reason, sizeof reason, "answered '%s'", ready->answer);
  for (char *byte = reason; *byte; byte++)
    if (*byte < ' ' || *byte > '~')
      *byte = '?';
  attempt_fail(ready, reason, now_ns);
}

static void answer_read(struct ready *ready, uint64_t now_ns) {
  size_t room = sizeof ready->answer - 1 - ready->answer_bytes;
  ssize_t got = recv(ready->fd, ready->answer + ready->answer_bytes, room, 0);
  if (got > 0)
    ready->answer_bytes += (size_t)got;
  if (got == (ssize_t)room || (got == 0 && ready->answer_bytes > 0))
    status_take(ready, now_ns);
  else if (got == 0)
    attempt_fail(ready, "the connection was closed without an answer", now_ns);
  else if (got < 0 && errno != EAGAIN && errno != EINTR)
    attempt_fail(ready, strerror(errno), now_ns);
}

short ready_events(const struct ready *ready) {
  return ready->connected && !ready->request[ready->sent] ? POLLIN : POLLOUT;
}

/* One step of the attempt under way. */
static void attempt_step(struct ready *ready, uint64_t now_ns) {
  struct pollfd fd = {.fd = ready->fd, .events = ready_events(ready)};
  if (poll(&fd, 1, 0) > 0) {
    if (!ready->connected)
      connection_take(ready, now_ns);
    else if (ready->request[ready->sent])
      request_send(ready, now_ns);
    else
      answer_read(ready, now_ns);
  }
  if (!ready->yes && ready->fd >= 0 && now_ns >= ready->due_ns)
    attempt_fail(ready, ready->connected ? "no answer" : "no connection", now_ns);
}

void ready_act(struct ready *ready, uint64_t now_ns) {
  if (ready->yes || !ready->addresses)
    return;
  if (ready->fd >= 0)
    attempt_step(ready, now_ns);
  else if (now_ns >= ready->due_ns)
    attempt_begin(ready, now_ns);
  if (ready->yes)
    attempt_end(ready);
}

void ready_end(struct ready *ready) {
  if (ready->addresses) { /* else it was never begun, and fd may be 0 */
    attempt_end(ready);
    freeaddrinfo(ready->addresses);
  }
  *ready = (struct ready){.fd = -1};
}
