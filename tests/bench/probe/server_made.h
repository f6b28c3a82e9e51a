/* A server in this process, for looks at a path: it answers each request by a function. */
#ifndef TESTS_BENCH_PROBE_SERVER_MADE_H
#define TESTS_BENCH_PROBE_SERVER_MADE_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/probe/path.h"

/* One request, whole. */
struct made_request {
  int user;
  const char *head; /* with its empty line */
  size_t head_bytes, body_bytes;
};

/* Answers it by made_answer or by bytes of its own; false ends the connection. */
typedef bool made_rule(const struct made_request *request);

enum { MADE_HEAD_BYTES = 32768 };

static struct {
  int listener;
  made_rule *rule;
  pthread_t thread;
  struct probed_path path;
} made;

static inline void made_write(int user, const char *bytes, size_t count) {
  if (send(user, bytes, count, MSG_NOSIGNAL) < 0)
    shutdown(user, SHUT_RDWR);
}

static inline void made_answer(const struct made_request *request, int status, const char *body) {
  char head[256];
  int bytes =
      snprintf(head, sizeof head, "HTTP/1.1 %d X\r\nServer: made\r\nContent-Length: %zu\r\n\r\n",
               status, strlen(body));
  made_write(request->user, head, (size_t)bytes);
  made_write(request->user, body, strlen(body));
}

static inline bool made_asks(const struct made_request *request, const char *target) {
  const char *at = strchr(request->head, ' ');
  return at && strncmp(at + 1, target, strlen(target)) == 0;
}

/* Reads the rest of a body, of which `have` bytes are there. */
static inline void made_body_skip(int user, size_t have, size_t wanted) {
  char bytes[16384];
  while (have < wanted) {
    ssize_t got = read(user, bytes, sizeof bytes);
    if (got <= 0)
      return;
    have += (size_t)got;
  }
}

/* A connection, whose thread may outlive the server of its test. */
struct made_user {
  int user;
  made_rule *rule;
};

static inline void *made_connection(void *argument) {
  const struct made_user own = *(struct made_user *)argument;
  int user = own.user;
  free(argument);
  char *head = malloc(MADE_HEAD_BYTES + 1);
  bool open = head != NULL;
  while (open) {
    size_t used = 0;
    char *end = NULL;
    *head = '\0';
    while (!end && used < MADE_HEAD_BYTES) {
      ssize_t got = read(user, head + used, MADE_HEAD_BYTES - used);
      if (got <= 0)
        break;
      used += (size_t)got;
      head[used] = '\0';
      end = strstr(head, "\r\n\r\n");
    }
    if (!end)
      break;
    const char *length = strcasestr(head, "\r\nContent-Length: ");
    struct made_request request = {.user = user,
                                   .head = head,
                                   .head_bytes = (size_t)(end - head) + 4,
                                   .body_bytes = length ? strtoul(length + 18, NULL, 10) : 0};
    made_body_skip(user, used - request.head_bytes, request.body_bytes);
    open = own.rule(&request);
  }
  free(head);
  close(user);
  return NULL;
}

static inline void *made_accept(void *argument) {
  (void)argument;
  for (;;) {
    pthread_t thread;
    int user = accept(made.listener, NULL, NULL);
    if (user < 0)
      return NULL;
    struct made_user *own = malloc(sizeof *own);
    if (own)
      *own = (struct made_user){.user = user, .rule = made.rule};
    if (own && pthread_create(&thread, NULL, made_connection, own) == 0) {
      pthread_detach(thread);
    } else {
      free(own);
      close(user);
    }
  }
}

/* Begins the server, and opens made.path to it. */
static inline void made_begin(made_rule *rule, const char *token) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  struct path_url url;
  struct error error;
  char text[64];
  made.rule = rule;
  made.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(made.listener, (struct sockaddr *)&address, size), 0);
  assert_int_equal(listen(made.listener, 64), 0);
  assert_int_equal(getsockname(made.listener, (struct sockaddr *)&address, &size), 0);
  assert_int_equal(pthread_create(&made.thread, NULL, made_accept, NULL), 0);
  snprintf(text, sizeof text, "http://127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
  assert_int_equal(path_url_read(text, &url, &error), STATUS_OK);
  assert_int_equal(path_open(&url, false, token, &made.path, &error), STATUS_OK);
}

static inline void made_end(void) {
  path_close(&made.path);
  shutdown(made.listener, SHUT_RDWR);
  pthread_join(made.thread, NULL);
  close(made.listener);
}

#endif
