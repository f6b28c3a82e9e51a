/* What sets the transports apart from each other, and the engines: one table each. Everything
 * that does not carry them out asks here, and names none of them. */
#ifndef COMMON_BASE_TRAITS_H
#define COMMON_BASE_TRAITS_H

#include <stdbool.h>

/* As options list them; the tables have the same order. */
#define TRANSPORT_CHOICES "short_poll|long_poll|sse|websocket"
#define ENGINE_CHOICES "lws|civetweb|null"

enum transport_kind {
  TRANSPORT_SHORT_POLL,
  TRANSPORT_LONG_POLL,
  TRANSPORT_SSE,
  TRANSPORT_WEBSOCKET,
  TRANSPORT_COUNT,
};

enum engine_kind {
  ENGINE_LWS,
  ENGINE_CIVETWEB,
  ENGINE_NULL,
  ENGINE_COUNT,
};

struct transport_traits {
  const char *name;  /* in options, experiments, paths and files: "short_poll" */
  const char *label; /* for people: "short poll" */
  bool polls;        /* each answer takes a request; else messages are pushed */
  bool scheduled;    /* of these: asks every interval_ms, whatever there is */
  bool holds;        /* of these: the answer waits for a message, hold_ms at most */
  bool streams;      /* one HTTP answer that does not end */
  bool framed;       /* WebSocket frames, in both directions */
};

struct engine_traits {
  const char *name;            /* "lws" */
  const char *label;           /* "libwebsockets" */
  bool in_process;             /* the users are in the server's process: no network, no client */
  bool threads_per_connection; /* else one thread serves all */
  const char *plain_frames;    /* why its WebSockets are not compressed; NULL where they can be */
  const char *threads_option;  /* the parameter with the number of its threads; NULL without */
  const char *frame_write_option; /* ... by which frames are written in "one" piece or in "two" */
};

extern const struct transport_traits transport_traits[TRANSPORT_COUNT];
extern const struct engine_traits engine_traits[ENGINE_COUNT];

/* Contracts: each line is complete, has the place of its enumerator and of its name among the
 * choices, and says what goes together. traits_check: of the two tables above; each program calls
 * it when it starts. */
void traits_check(void);
void transport_traits_check(const struct transport_traits table[static TRANSPORT_COUNT]);
void engine_traits_check(const struct engine_traits table[static ENGINE_COUNT]);

/* By name; -1 where there is none. */
int transport_named(const char *name);
int engine_named(const char *name);

/* "unknown" where the kind is none. */
const char *transport_name(int transport);
const char *transport_label(int transport);
const char *engine_name(int engine);
const char *engine_label(int engine);

#endif
