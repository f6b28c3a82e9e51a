/* A minimal server of WebSockets, with which the engines are compared: one loop that writes what
 * waits for each user in one send(2), from memory that all users share. It shares no code with the
 * suite, reads nothing after the handshake, and has no time-outs: it is the least that a broadcast
 * can cost with a system call for each user.
 *
 * usage: sender RATE_PER_S
 *
 * Prints {"port":N}, and publishes texts as pushbench-server does, with their due time
 * (CLOCK_MONOTONIC), until SIGTERM. A handshake is answered as soon as its request has come. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { USERS_MAX = 20000, STREAM_BYTES = 64 << 20, DATA_BYTES = 64, EVENTS = 256 };

struct user {
  int descriptor;
  size_t sent; /* position in the stream; SIZE_MAX before the handshake */
};

static struct user users[USERS_MAX];
static size_t user_count;
static char *stream; /* all frames, one behind the other */
static size_t stream_bytes;

static void die(const char *what) {
  perror(what);
  exit(3);
}

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int listen_anywhere(void) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t size = sizeof address;
  int on = 1, descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (descriptor < 0 || setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
      bind(descriptor, (struct sockaddr *)&address, size) != 0 || listen(descriptor, 4096) != 0 ||
      getsockname(descriptor, (struct sockaddr *)&address, &size) != 0)
    die("listen");
  printf("{\"port\":%u}\n", (unsigned)ntohs(address.sin_port));
  fflush(stdout);
  return descriptor;
}

static void users_accept(int loop, int listener) {
  for (;;) {
    int descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0)
      return;
    if (user_count == USERS_MAX)
      die("too many users");
    struct user *user = &users[user_count++];
    *user = (struct user){.descriptor = descriptor, .sent = SIZE_MAX};
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = user}};
    if (epoll_ctl(loop, EPOLL_CTL_ADD, descriptor, &event) != 0)
      die("epoll_ctl");
  }
}

static void handshake_answer(struct user *user) {
  static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
  char request[4096];
  if (read(user->descriptor, request, sizeof request) <= 0) {
    close(user->descriptor);
    user->descriptor = -1;
    user->sent = SIZE_MAX;
  } else if (user->sent == SIZE_MAX) {
    if (write(user->descriptor, answer, sizeof answer - 1) != sizeof answer - 1)
      die("write");
    user->sent = stream_bytes;
  }
}

static void frame_append(uint64_t number, uint64_t due_ns) {
  char text[256];
  int bytes = snprintf(text, sizeof text,
                       "{\"seq\":%llu,\"due_ns\":%llu,\"sent_ns\":%llu,\"data\":\"%0*d\"}",
                       (unsigned long long)number, (unsigned long long)due_ns,
                       (unsigned long long)now_ns(), DATA_BYTES, 0);
  if (stream_bytes + 4 + (size_t)bytes > STREAM_BYTES)
    exit(0); /* an hour and more at 100 messages a second */
  char *at = stream + stream_bytes;
  at[0] = (char)0x81;
  at[1] = 126;
  at[2] = (char)(bytes >> 8);
  at[3] = (char)bytes;
  memcpy(at + 4, text, (size_t)bytes);
  stream_bytes += 4 + (size_t)bytes;
}

static void users_send(void) {
  for (size_t i = 0; i < user_count; i++) {
    struct user *user = &users[i];
    if (user->sent >= stream_bytes)
      continue;
    ssize_t sent = send(user->descriptor, stream + user->sent, stream_bytes - user->sent,
                        MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0)
      user->sent += (size_t)sent;
  }
}

int main(int argc, char **argv) {
  double rate_per_s = argc == 2 ? strtod(argv[1], NULL) : 0;
  struct rlimit limit = {.rlim_cur = USERS_MAX, .rlim_max = USERS_MAX};
  if (rate_per_s <= 0) {
    fprintf(stderr, "usage: sender RATE_PER_S\n");
    return 2;
  }
  setrlimit(RLIMIT_NOFILE, &limit);
  stream = malloc(STREAM_BYTES);
  int loop = epoll_create1(EPOLL_CLOEXEC), listener = listen_anywhere();
  struct epoll_event accepting = {.events = EPOLLIN};
  if (!stream || loop < 0 || epoll_ctl(loop, EPOLL_CTL_ADD, listener, &accepting) != 0)
    die("epoll");
  const uint64_t epoch_ns = now_ns();
  for (uint64_t number = 1;;) {
    uint64_t due_ns = epoch_ns + (uint64_t)((double)number * 1e9 / rate_per_s);
    uint64_t at_ns = now_ns();
    uint64_t wait_ns = due_ns > at_ns ? due_ns - at_ns : 0;
    const struct timespec wait = {.tv_sec = (time_t)(wait_ns / 1000000000u),
                                  .tv_nsec = (long)(wait_ns % 1000000000u)};
    struct epoll_event events[EVENTS];
    int ready = epoll_pwait2(loop, events, EVENTS, &wait, NULL);
    for (int i = 0; i < ready; i++)
      if (events[i].data.ptr)
        handshake_answer(events[i].data.ptr);
      else
        users_accept(loop, listener);
    for (at_ns = now_ns(); due_ns <= at_ns;
         due_ns = epoch_ns + (uint64_t)((double)number * 1e9 / rate_per_s))
      frame_append(number++, due_ns);
    users_send();
  }
}
