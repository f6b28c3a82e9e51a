/* How a peer that has gone without a word is found out. Both programs spell it alike.
 *
 * On a WebSocket one side, or both, ask every heartbeat_interval_ms and are answered:
 * by the text "pong" to the text "ping", as scripts in a browser have to do it, or by
 * the protocol's own pong frame to its ping frame, which carries "ping" too: of an empty
 * pong libwebsockets' server says nothing (4.1, lib/roles/ws/ops-ws.c). Who is asked and has not
 * answered after heartbeat_timeout_ms is dead, whatever else has come from there. */
#ifndef COMMON_WIRE_HEARTBEAT_H
#define COMMON_WIRE_HEARTBEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define HEARTBEAT_CHOICES "off|text|frame"
#define HEARTBEAT_BY_CHOICES "client|server|both"

enum heartbeat_kind { HEARTBEAT_OFF, HEARTBEAT_TEXT, HEARTBEAT_FRAME };
enum heartbeat_by { HEARTBEAT_BY_CLIENT, HEARTBEAT_BY_SERVER, HEARTBEAT_BY_BOTH };

enum { HEARTBEAT_TEXT_BYTES = 4 };
#define HEARTBEAT_ASKED "ping"
#define HEARTBEAT_ANSWER "pong"

static inline bool heartbeat_text_is(const char *text, size_t bytes, const char *expected) {
  return bytes == HEARTBEAT_TEXT_BYTES && memcmp(text, expected, HEARTBEAT_TEXT_BYTES) == 0;
}

#endif
