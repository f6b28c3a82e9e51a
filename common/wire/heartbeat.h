/* Heartbeats: pings by which a peer that vanished without FIN or RST is found out.
 *
 * On a WebSocket one side, or both, send a ping every heartbeat_interval_ms, which the other
 * answers by a pong. They are the texts "ping" and "pong", all that scripts in a browser can send,
 * or the protocol's ping and pong frames. These carry "ping" too: libwebsockets' server does not
 * report an empty pong (4.1, lib/roles/ws/ops-ws.c). A peer that has not answered after
 * heartbeat_timeout_ms is dead, even where other data has come from it. */
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
