/* Reads a server that is not ours, beside pushbench-client, to be compared with it: one epoll loop,
 * one connection for each user, and the instant of each receipt. It shares no code with the suite.
 *
 * usage: reader websocket|long_poll PORT PATH USERS [SUBPROTOCOL]
 *
 * The server is on 127.0.0.1:PORT. Long polls are those of nchan: Last-Modified and Etag of an
 * answer go back as If-Modified-Since and If-None-Match, and an answer has one message. A poll is
 * sent as soon as the answer to the one before is read. Prints "connected" when all users are:
 * their WebSockets are open, or their first polls are sent. On SIGTERM, and when nothing has come
 * for a while, it prints a line for each message, "USER NUMBER RECEIPT_NS" with tabs between: who
 * received it, the number in its token ("pb1a2b3c4d.0.17.9f3a" has 17), and when the read(2) that
 * brought its end returned (CLOCK_MONOTONIC). */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_BYTES = 32 << 10, REQUEST_BYTES = 1024, FIELD_BYTES = 64, EVENTS = 256 };
enum { RECEIPTS_MAX = 4 << 20, QUIET_MS = 200, RUN_DIGITS = 8, CHECK_DIGITS = 4 };
enum { OPCODE_CLOSE = 8, OPCODE_PING = 9, CONTROL_BYTES_MAX = 125 };
enum { STATUS_MESSAGE = 200, STATUS_UNCHANGED = 304, STATUS_TIMEOUT = 408 };

struct user {
  int descriptor;
  bool open; /* the answer to the handshake is read */
  char modified[FIELD_BYTES], etag[FIELD_BYTES];
  size_t count; /* bytes in the buffer */
  char buffer[BUFFER_BYTES + 1];
};

struct receipt {
  uint64_t number, at_ns;
  uint32_t user;
};

static bool websocket;
static unsigned port;
static const char *path, *subprotocol;
static struct user *users;
static size_t user_count, open_count, receipt_count;
static struct receipt *receipts;
static volatile sig_atomic_t told;

static void die(const char *what) {
  fprintf(stderr, "reader: %s: %s\n", what, strerror(errno));
  exit(3);
}

static void tell(int signal_number) {
  (void)signal_number;
  told = 1;
}

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void user_send(const struct user *user, const char *bytes, size_t count) {
  if (write(user->descriptor, bytes, count) != (ssize_t)count)
    die("write");
}

/* ---- tokens ---- */

static bool hex_stands(const char *at, const char *end, int digits) {
  if (end - at < digits)
    return false;
  for (int i = 0; i < digits; i++)
    if (!isxdigit((unsigned char)at[i]))
      return false;
  return true;
}

/* The number behind a dot; NULL where there is none. *at moves behind it. */
static bool number_stands(const char **at, const char *end, uint64_t *out) {
  if (end - *at < 2 || **at != '.' || !isdigit((unsigned char)(*at)[1]))
    return false;
  *out = 0;
  for (++*at; *at < end && isdigit((unsigned char)**at); ++*at)
    *out = 10 * *out + (uint64_t)(**at - '0');
  return true;
}

static void receipt_note(const struct user *user, uint64_t number, uint64_t at_ns) {
  if (receipt_count == RECEIPTS_MAX) {
    errno = ENOBUFS;
    die("too many messages");
  }
  receipts[receipt_count++] = (struct receipt){number, at_ns, (uint32_t)(user - users)};
}

/* Notes each token of a text. */
static void text_take(const struct user *user, const char *text, size_t count, uint64_t at_ns) {
  const char *at = text, *end = text + count;
  while ((at = memmem(at, (size_t)(end - at), "pb", 2))) {
    uint64_t channel, number;
    at += 2;
    if (!hex_stands(at, end, RUN_DIGITS))
      continue;
    const char *rest = at + RUN_DIGITS;
    if (number_stands(&rest, end, &channel) && number_stands(&rest, end, &number) && rest < end &&
        *rest == '.' && hex_stands(rest + 1, end, CHECK_DIGITS))
      receipt_note(user, number, at_ns);
  }
}

/* ---- HTTP ---- */

/* The value of a header, "" without it. */
static void field_take(const char *head, const char *name, char out[static FIELD_BYTES]) {
  size_t bytes = strlen(name);
  *out = '\0';
  for (const char *line = strstr(head, "\r\n"); line; line = strstr(line, "\r\n")) {
    line += 2;
    if (strncasecmp(line, name, bytes) == 0 && line[bytes] == ':') {
      snprintf(out, FIELD_BYTES, "%.*s", (int)strcspn(line + bytes + 2, "\r"), line + bytes + 2);
      return;
    }
  }
}

static void poll_send(const struct user *user) {
  char request[REQUEST_BYTES];
  bool again = *user->etag;
  int bytes =
      snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s%s%s%s%s%s\r\n",
               path, port, again ? "If-Modified-Since: " : "", user->modified, again ? "\r\n" : "",
               again ? "If-None-Match: " : "", user->etag, again ? "\r\n" : "");
  user_send(user, request, (size_t)bytes);
}

/* Takes an answer that is whole: returns its length, or 0. */
static size_t answer_take(struct user *user, char *bytes, size_t count, uint64_t at_ns) {
  char length[FIELD_BYTES];
  char *end = memmem(bytes, count, "\r\n\r\n", 4);
  if (!end)
    return 0;
  *end = '\0';
  field_take(bytes, "Content-Length", length);
  size_t head = (size_t)(end - bytes) + 4, body = strtoul(length, NULL, 10);
  if (head + body > count) {
    *end = '\r';
    return 0;
  }
  long status = strtol(bytes + strlen("HTTP/1.1 "), NULL, 10);
  if (status == STATUS_MESSAGE) {
    field_take(bytes, "Last-Modified", user->modified);
    field_take(bytes, "Etag", user->etag);
    text_take(user, bytes + head, body, at_ns);
  } else if (status != STATUS_UNCHANGED && status != STATUS_TIMEOUT) {
    fprintf(stderr, "reader: %s\n", bytes);
    exit(3);
  }
  poll_send(user);
  return head + body;
}

/* ---- WebSockets ---- */

static void handshake_send(const struct user *user) {
  char request[REQUEST_BYTES];
  int bytes = snprintf(request, sizeof request,
                       "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                       "%s%s%sSec-WebSocket-Version: 13\r\n\r\n",
                       path, port, subprotocol ? "Sec-WebSocket-Protocol: " : "",
                       subprotocol ? subprotocol : "", subprotocol ? "\r\n" : "");
  user_send(user, request, (size_t)bytes);
}

static size_t handshake_take(struct user *user, const char *bytes, size_t count) {
  static const char switching[] = "HTTP/1.1 101 ";
  const char *end = memmem(bytes, count, "\r\n\r\n", 4);
  if (!end)
    return 0;
  if (strncmp(bytes, switching, strlen(switching)) != 0) {
    fprintf(stderr, "reader: %.*s\n", (int)(end - bytes), bytes);
    exit(3);
  }
  user->open = true;
  open_count++;
  return (size_t)(end - bytes) + 4;
}

/* Answers a ping, with a mask of zeros. */
static void pong_send(const struct user *user, const char *payload, size_t count) {
  char pong[6 + CONTROL_BYTES_MAX] = {(char)0x8a, (char)(0x80 | count)};
  memcpy(pong + 6, payload, count);
  user_send(user, pong, 6 + count);
}

/* Takes a frame that is whole: returns its length, or 0. Of more than 64 KiB there are none. */
static size_t frame_take(const struct user *user, const char *bytes, size_t count, uint64_t at_ns) {
  const uint8_t *head = (const uint8_t *)bytes;
  if (count < 2 || (head[1] == 126 && count < 4))
    return 0;
  size_t start = head[1] == 126 ? 4 : 2;
  size_t length = head[1] == 126 ? (size_t)(head[2] << 8 | head[3]) : head[1];
  unsigned opcode = head[0] & 0xf;
  if (head[1] > 126 || opcode == OPCODE_CLOSE) {
    fprintf(stderr, "reader: a close frame, or one that it does not read: %02x %02x\n", head[0],
            head[1]);
    exit(3);
  }
  if (start + length > count)
    return 0;
  if (opcode == OPCODE_PING)
    pong_send(user, bytes + start, length);
  else
    text_take(user, bytes + start, length, at_ns);
  return start + length;
}

/* ---- the loop ---- */

static size_t unit_take(struct user *user, char *bytes, size_t count, uint64_t at_ns) {
  if (!websocket)
    return answer_take(user, bytes, count, at_ns);
  return user->open ? frame_take(user, bytes, count, at_ns) : handshake_take(user, bytes, count);
}

static void user_read(struct user *user) {
  ssize_t got = read(user->descriptor, user->buffer + user->count, BUFFER_BYTES - user->count);
  uint64_t at_ns = now_ns();
  if (got <= 0)
    die(got == 0 ? "the server has closed a connection" : "read");
  user->count += (size_t)got;
  user->buffer[user->count] = '\0';
  size_t taken = 0, unit;
  while (taken < user->count &&
         (unit = unit_take(user, user->buffer + taken, user->count - taken, at_ns)) > 0)
    taken += unit;
  user->count -= taken;
  memmove(user->buffer, user->buffer + taken, user->count);
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
  (websocket ? handshake_send : poll_send)(user);
}

/* Reads until it is told to end and nothing comes. */
static void read_all(int loop) {
  bool connected = false;
  struct epoll_event events[EVENTS];
  for (;;) {
    if (!connected && (!websocket || open_count == user_count)) {
      connected = true;
      puts("connected");
      fflush(stdout);
    }
    int ready = epoll_wait(loop, events, EVENTS, QUIET_MS);
    if (ready < 0 && errno != EINTR)
      die("epoll_wait");
    for (int i = 0; i < ready; i++)
      user_read(events[i].data.ptr);
    if (ready == 0 && told)
      return;
  }
}

static bool arguments_read(int count, char **texts) {
  if (count != 5 && count != 6)
    return false;
  websocket = strcmp(texts[1], "websocket") == 0;
  port = (unsigned)strtoul(texts[2], NULL, 10);
  path = texts[3];
  user_count = strtoul(texts[4], NULL, 10);
  subprotocol = count == 6 ? texts[5] : NULL;
  return (websocket || strcmp(texts[1], "long_poll") == 0) && port > 0 && user_count > 0;
}

int main(int argc, char **argv) {
  if (!arguments_read(argc, argv)) {
    fprintf(stderr, "usage: reader websocket|long_poll PORT PATH USERS [SUBPROTOCOL]\n");
    return 2;
  }
  const struct sigaction action = {.sa_handler = tell};
  sigaction(SIGTERM, &action, NULL);
  struct rlimit limit = {.rlim_cur = user_count + 64, .rlim_max = user_count + 64};
  setrlimit(RLIMIT_NOFILE, &limit);
  int loop = epoll_create1(EPOLL_CLOEXEC);
  users = calloc(user_count, sizeof *users);
  receipts = calloc(RECEIPTS_MAX, sizeof *receipts);
  if (loop < 0 || !users || !receipts)
    die("no memory");
  for (size_t i = 0; i < user_count; i++)
    user_connect(&users[i], loop);
  read_all(loop);
  for (size_t i = 0; i < receipt_count; i++)
    printf("%u\t%llu\t%llu\n", receipts[i].user, (unsigned long long)receipts[i].number,
           (unsigned long long)receipts[i].at_ns);
  free(receipts);
  free(users);
  return fclose(stdout) == 0 ? 0 : 3;
}
