/* The names that every part of the suite spells alike. */
#ifndef COMMON_TRANSPORTS_H
#define COMMON_TRANSPORTS_H

#define TRANSPORT_CHOICES "short_poll|long_poll|sse|websocket"
#define ENGINE_CHOICES "lws|civetweb|null"

/* Positions in TRANSPORT_CHOICES. */
enum transport_kind {
  TRANSPORT_SHORT_POLL,
  TRANSPORT_LONG_POLL,
  TRANSPORT_SSE,
  TRANSPORT_WEBSOCKET,
  TRANSPORT_COUNT,
};

/* Positions in ENGINE_CHOICES. */
enum engine_kind {
  ENGINE_LWS,
  ENGINE_CIVETWEB,
  ENGINE_NULL,
  ENGINE_COUNT,
};

#endif
