/* Whether the front speaks HTTP/2 (RFC 9113). */
#include <stdlib.h>
#include <string.h>

#include "bench/base/interrupt.h"
#include "bench/probe/look.h"
#include "common/base/clock.h"

/* The client's preface, and an empty SETTINGS frame (section 3.4). */
static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
                              "\0\0\0\4\0\0\0\0\0";
enum {
  PREFACE_BYTES = sizeof preface - 1,
  FRAME_HEAD_BYTES = 9,
  FRAME_SETTINGS = 4,
  SETTING_BYTES = 6,
  SETTING_CONNECT = 8, /* RFC 8441 */
  ANSWER_BYTES = 512,
  WAIT_MS = 3000,
};

static size_t number_at(const char *bytes, size_t count) {
  size_t number = 0;
  for (size_t i = 0; i < count; i++)
    number = number << 8 | (unsigned char)bytes[i];
  return number;
}

/* Whether the bytes begin with a whole frame of settings; *connect: they allow WebSockets. */
static bool settings_read(const char *bytes, size_t count, bool *connect) {
  if (count < FRAME_HEAD_BYTES || bytes[3] != FRAME_SETTINGS || number_at(bytes + 5, 4) != 0)
    return false;
  size_t length = number_at(bytes, 3);
  if (length % SETTING_BYTES != 0 || FRAME_HEAD_BYTES + length > count)
    return false;
  for (size_t at = FRAME_HEAD_BYTES; at < FRAME_HEAD_BYTES + length; at += SETTING_BYTES)
    if (number_at(bytes + at, 2) == SETTING_CONNECT && number_at(bytes + at + 2, 4) == 1)
      *connect = true;
  return true;
}

/* Sends the preface, and looks whether settings come back. */
static bool preface_is_answered(struct probe_socket *socket, bool *connect) {
  char bytes[ANSWER_BYTES];
  size_t count = 0;
  uint64_t deadline_ns = clock_now_ns() + WAIT_MS * NS_PER_MS;
  if (!probe_socket_write(socket, preface, PREFACE_BYTES, deadline_ns))
    return false;
  while (count < sizeof bytes && socket->end == SOCKET_OPEN) {
    count += probe_socket_read(socket, bytes + count, sizeof bytes - count);
    if (settings_read(bytes, count, connect))
      return true;
    if (!probe_socket_wait(socket, deadline_ns))
      return false;
  }
  return false;
}

static void alpn_look(struct looking *look) {
  struct probe_socket socket;
  struct observed_http2 *seen = &look->seen->http2;
  char why[LINE_WHY_BYTES];
  if (!probe_socket_open(look->path, ALPN_BOTH, &socket, why, sizeof why))
    return;
  seen->alpn = probe_socket_has_h2(&socket) ? LOOK_PASSES : LOOK_FAILS;
  if (seen->alpn == LOOK_PASSES)
    preface_is_answered(&socket, &seen->extended_connect);
  probe_socket_close(&socket);
}

static void prior_look(struct looking *look) {
  struct probe_socket socket;
  struct observed_http2 *seen = &look->seen->http2;
  char why[LINE_WHY_BYTES];
  if (!probe_socket_open(look->path, ALPN_HTTP_1_1, &socket, why, sizeof why))
    return;
  seen->prior = preface_is_answered(&socket, &seen->extended_connect) ? LOOK_PASSES : LOOK_FAILS;
  probe_socket_close(&socket);
}

/* The upgrade of RFC 7540, section 3.2, which RFC 9113 no longer has. */
static void upgrade_look(struct looking *look) {
  const struct probe_request request = {.method = "GET",
                                        .target = "/short_poll?channel=0",
                                        .headers = "Connection: Upgrade, HTTP2-Settings\r\n"
                                                   "Upgrade: h2c\r\n"
                                                   "HTTP2-Settings: AAMAAABkAAQAAP__\r\n"};
  struct probe_line *line = calloc(1, sizeof *line);
  if (!line)
    return;
  if (line_open(line, look->path, LINE_REQUEST) && line_ask(line, look->path, &request))
    line_wait(line, line_has_head, clock_now_ns() + WAIT_MS * NS_PER_MS);
  look->seen->http2.upgrade = line->status == HTTP_SWITCHING_PROTOCOLS ? LOOK_PASSES : LOOK_FAILS;
  line_close(line);
  free(line);
}

void look_http2(struct looking *look) {
  look_say(look, "HTTP/2");
  if (look->path->tls) {
    alpn_look(look);
    return;
  }
  prior_look(look);
  if (interrupt_count() == 0)
    upgrade_look(look);
}
