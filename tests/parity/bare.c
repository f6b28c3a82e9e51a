/* A minimal client, with which pushbench-client is compared, and which reads where servers are: one
 * epoll loop, one connection for each user. It shares no code with the suite.
 *
 * usage: bare websocket|sse|long_poll PORT USERS WARMUP_S MEASURE_S [PATH]
 *
 * The server on 127.0.0.1:PORT has to publish by itself, at PATH (else at the transport's name).
 * Prints {"deliveries":N,"mean_ns":X,"p50_ns":X,"p99_ns":X,"cpu_s":X} for the messages that are due
 * (CLOCK_MONOTONIC, "due_ns") in the MEASURE_S seconds after the first WARMUP_S, and its processor
 * time in these; and `begin` and `end` on standard error when they begin and end. A message is
 * received when the read(2) that brings its end returns. All sockets are read before the next poll
 * is sent, so that one user's write(2) does not delay another user's receipt. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_BYTES = 256 << 10, EVENTS = 256, REQUEST_BYTES = 512 };
enum kind { WEBSOCKET, SSE, LONG_POLL };

struct user {
  int descriptor;
  bool open; /* the head of the first answer is read */
  char *kept;
  size_t kept_bytes; /* of an incomplete message */
  uint64_t after;    /* of the next poll */
  struct user *next_asking;
};

static enum kind kind;
static unsigned port;
static uint64_t start_ns, end_ns;
static size_t deliveries;
static double sum_ns;
static uint64_t *latencies_ns; /* of all deliveries */
static size_t latencies_room;
static const char *path;
static struct user *first_asking, *last_asking;

static void die(const char *what) {
  perror(what);
  exit(3);
}

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static double cpu_s(void) {
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static void latency_add(uint64_t latency_ns) {
  if (deliveries == latencies_room) {
    latencies_room = latencies_room == 0 ? 1 << 16 : 2 * latencies_room;
    latencies_ns = realloc(latencies_ns, latencies_room * sizeof *latencies_ns);
    if (!latencies_ns)
      die("realloc");
  }
  latencies_ns[deliveries++] = latency_ns;
  sum_ns += (double)latency_ns;
}

static int by_value(const void *left, const void *right) {
  uint64_t one = *(const uint64_t *)left, other = *(const uint64_t *)right;
  return one < other ? -1 : one > other;
}

/* The latencies are sorted. */
static double quantile_ns(double share) {
  size_t at = (size_t)(share * (double)deliveries);
  return deliveries == 0 ? 0 : (double)latencies_ns[at < deliveries ? at : deliveries - 1];
}

static void user_send(const struct user *user, const char *bytes, size_t count) {
  if (write(user->descriptor, bytes, count) != (ssize_t)count)
    die("write");
}

/* Sends the poll that has waited longest. */
static void poll_send(void) {
  char request[REQUEST_BYTES];
  const struct user *user = first_asking;
  int bytes = snprintf(request, sizeof request,
                       "GET %s?channel=0&after=%llu HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", path,
                       (unsigned long long)user->after, port);
  first_asking = user->next_asking;
  user_send(user, request, (size_t)bytes);
}

static void poll_ask(struct user *user, uint64_t after) {
  user->after = after;
  user->next_asking = NULL;
  if (first_asking)
    last_asking->next_asking = user;
  else
    first_asking = user;
  last_asking = user;
}

/* Without `after`, users receive only the messages that are published from now on. */
static void user_begin(const struct user *user) {
  static const char upgrade[] = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                "Sec-WebSocket-Version: 13\r\n";
  char request[REQUEST_BYTES];
  int bytes = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s\r\n",
                       path, port, kind == WEBSOCKET ? upgrade : "");
  user_send(user, request, (size_t)bytes);
}

/* Counts the messages in complete units. */
static void texts_count(const char *bytes, size_t count, uint64_t receipt_ns) {
  static const char name[] = "\"due_ns\":";
  const char *end = bytes + count;
  while ((bytes = memmem(bytes, (size_t)(end - bytes), name, sizeof name - 1))) {
    bytes += sizeof name - 1;
    uint64_t due_ns = strtoull(bytes, NULL, 10);
    if (due_ns < start_ns || due_ns >= end_ns)
      continue;
    latency_add(receipt_ns > due_ns ? receipt_ns - due_ns : 0);
  }
}

/* The length of the first unit (a frame, an event, an answer); 0 if it is incomplete. */
static size_t frame_length(const char *bytes, size_t count) {
  const uint8_t *head = (const uint8_t *)bytes;
  if (count < 4)
    return 0;
  size_t length = head[1] == 126 ? 4u + (size_t)(head[2] << 8 | head[3]) : 2u + head[1];
  return length <= count ? length : 0;
}

static size_t event_length(const char *bytes, size_t count) {
  const char *found = memmem(bytes, count, "\n\n", 2);
  return found ? (size_t)(found - bytes) + 2 : 0;
}

static size_t answer_length(const char *bytes, size_t count) {
  static const char name[] = "Content-Length: ";
  const char *end = memmem(bytes, count, "\r\n\r\n", 4);
  if (!end)
    return 0;
  const char *length = memmem(bytes, (size_t)(end - bytes), name, sizeof name - 1);
  if (!length)
    die("an answer without a length");
  size_t total = (size_t)(end - bytes) + 4 + strtoul(length + sizeof name - 1, NULL, 10);
  return total <= count ? total : 0;
}

static void answer_take(struct user *user, const char *bytes, size_t count) {
  static const char name[] = "\"next\":";
  const char *next = memmem(bytes, count, name, sizeof name - 1);
  if (!next)
    die("an answer without a cursor");
  poll_ask(user, strtoull(next + sizeof name - 1, NULL, 10));
}

/* Takes the complete units; returns how many bytes they have. The byte after `count` is a NUL. */
static size_t units_take(struct user *user, const char *bytes, size_t count, uint64_t receipt_ns) {
  size_t taken = 0, length = 0;
  do {
    const char *at = bytes + taken;
    size_t left = count - taken;
    length = kind == WEBSOCKET ? frame_length(at, left)
             : kind == SSE     ? event_length(at, left)
                               : answer_length(at, left);
    if (length > 0 && kind == LONG_POLL)
      answer_take(user, at, length);
    taken += length;
  } while (length > 0);
  texts_count(bytes, taken, receipt_ns);
  return taken;
}

static void user_keep(struct user *user, const char *bytes, size_t count) {
  user->kept = realloc(user->kept, count);
  if (count > 0 && !user->kept)
    die("realloc");
  if (count > 0)
    memcpy(user->kept, bytes, count);
  user->kept_bytes = count;
}

static void user_read(struct user *user) {
  static char buffer[BUFFER_BYTES + 1];
  size_t kept = user->kept_bytes;
  if (kept > 0)
    memcpy(buffer, user->kept, kept);
  ssize_t got = read(user->descriptor, buffer + kept, BUFFER_BYTES - kept);
  uint64_t receipt_ns = now_ns();
  if (got <= 0)
    die("read");
  size_t count = kept + (size_t)got, taken = 0;
  buffer[count] = '\0';
  if (!user->open && kind != LONG_POLL) {
    const char *end = memmem(buffer, count, "\r\n\r\n", 4);
    taken = end ? (size_t)(end - buffer) + 4 : 0;
    user->open = end != NULL;
  }
  if (user->open || kind == LONG_POLL)
    taken += units_take(user, buffer + taken, count - taken, receipt_ns);
  if (kept > 0 || count > taken)
    user_keep(user, buffer + taken, count - taken);
}

static void user_connect(struct user *user, int loop) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int on = 1;
  user->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (user->descriptor < 0 ||
      connect(user->descriptor, (struct sockaddr *)&address, sizeof address) != 0)
    die("connect");
  setsockopt(user->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = user}};
  if (epoll_ctl(loop, EPOLL_CTL_ADD, user->descriptor, &event) != 0)
    die("epoll_ctl");
  user_begin(user);
}

static bool arguments_read(char **argv, size_t *users, double *warmup_s, double *measure_s) {
  static const char *const names[] = {"websocket", "sse", "long_poll"};
  static const char *const paths[] = {"/websocket", "/sse", "/long_poll"};
  for (kind = WEBSOCKET; kind <= LONG_POLL && strcmp(argv[1], names[kind]) != 0; kind++)
    ;
  port = (unsigned)strtoul(argv[2], NULL, 10);
  *users = strtoul(argv[3], NULL, 10);
  *warmup_s = strtod(argv[4], NULL);
  *measure_s = strtod(argv[5], NULL);
  if (kind <= LONG_POLL)
    path = argv[6] ? argv[6] : paths[kind];
  return kind <= LONG_POLL && port > 0 && *users > 0;
}

/* Says where the measured phase begins and ends, and takes the processor time there. */
static void phase_look(uint64_t at_ns, double *used_s) {
  static enum { BEFORE, MEASURES, AFTER } phase = BEFORE;
  if (phase == BEFORE && at_ns >= start_ns) {
    phase = MEASURES;
    *used_s -= cpu_s();
    fputs("begin\n", stderr);
  } else if (phase == MEASURES && at_ns >= end_ns) {
    phase = AFTER;
    *used_s += cpu_s();
    fputs("end\n", stderr);
  }
}

/* Until a second after the measured phase; returns the processor time of that phase. */
static double users_serve(int loop) {
  double used_s = 0;
  for (uint64_t at_ns = now_ns(); at_ns < end_ns + 1000000000u; at_ns = now_ns()) {
    phase_look(at_ns, &used_s);
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(loop, events, EVENTS, first_asking ? 0 : 10);
    for (int i = 0; i < ready; i++)
      user_read(events[i].data.ptr);
    if (ready == 0 && first_asking)
      poll_send();
  }
  return used_s;
}

static void figures_print(double used_s) {
  if (deliveries > 0)
    qsort(latencies_ns, deliveries, sizeof *latencies_ns, by_value);
  printf("{\"deliveries\":%llu,\"mean_ns\":%.1f,\"p50_ns\":%.0f,\"p99_ns\":%.0f,\"cpu_s\":%.6f}\n",
         (unsigned long long)deliveries, deliveries ? sum_ns / (double)deliveries : 0.0,
         quantile_ns(0.5), quantile_ns(0.99), used_s);
  free(latencies_ns);
}

int main(int argc, char **argv) {
  double warmup_s = 0, measure_s = 0;
  size_t count = 0;
  if (argc < 6 || argc > 7 || !arguments_read(argv, &count, &warmup_s, &measure_s)) {
    fprintf(stderr, "usage: bare websocket|sse|long_poll PORT USERS WARMUP_S MEASURE_S [PATH]\n");
    return 2;
  }
  struct rlimit limit = {.rlim_cur = count + 64, .rlim_max = count + 64};
  setrlimit(RLIMIT_NOFILE, &limit);
  int loop = epoll_create1(EPOLL_CLOEXEC);
  if (loop < 0)
    die("epoll_create1");
  struct user *users = calloc(count, sizeof *users);
  if (!users)
    die("calloc");
  for (size_t i = 0; i < count; i++)
    user_connect(&users[i], loop);
  start_ns = now_ns() + (uint64_t)(warmup_s * 1e9);
  end_ns = start_ns + (uint64_t)(measure_s * 1e9);
  figures_print(users_serve(loop));
  free(users);
  return 0;
}
