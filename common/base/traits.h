/* The properties of the transports, the engines and the client's libraries, one table each. Code
 * that does not implement one of them asks these tables, and names none of them. */
#ifndef COMMON_BASE_TRAITS_H
#define COMMON_BASE_TRAITS_H

#include <stdbool.h>
#include <stddef.h>

/* The transports, in the order of the options' choices: EACH(KIND, name, traits…). KIND makes
 * TRANSPORT_KIND; the name stands in options, experiments, paths and files; the traits are members
 * of transport_traits. */
#define HTTP_TRANSPORTS(EACH)                                                           \
  EACH(SHORT_POLL, short_poll, .label = "short poll", .polls = true, .scheduled = true) \
  EACH(LONG_POLL, long_poll, .label = "long poll", .polls = true, .holds = true)        \
  EACH(SSE, sse, .label = "SSE", .streams = true)
#define TRANSPORTS(EACH) \
  HTTP_TRANSPORTS(EACH)  \
  EACH(WEBSOCKET, websocket, .label = "WebSocket", .framed = true)

/* The engines of our own server, in the same way. A server of other people has a number from
 * ENGINE_COUNT on, and none of these traits. */
#define ENGINES(EACH)                                                                          \
  EACH(LWS, lws, .label = "libwebsockets")                                                     \
  EACH(CIVETWEB, civetweb, .label = "civetweb", .threads_per_connection = true,                \
       .plain_frames = "civetweb is built without permessage-deflate",                         \
       .threads_option = "civetweb_threads", .frame_write_option = "civetweb_websocket_write") \
  EACH(EPOLL, epoll, .label = "epoll")                                                         \
  EACH(NULL, null, .label = "no network", .in_process = true,                                  \
       .plain_frames = "the null engine has no network")

/* The libraries that carry the client's users, in the same way. */
#define CLIENT_LIBRARIES(EACH)                                                        \
  EACH(RAW, raw, .websockets = true, .https = true, .inflates = true, .stamps = true) \
  EACH(CURL, curl, .https = true, .inflates = true)                                   \
  EACH(LWS, lws, .websockets = true)

/* "a|b|c" of such a list. */
#define TRAITS_CHOICE(KIND, name, ...) "|" #name
#define TRANSPORT_CHOICES (&TRANSPORTS(TRAITS_CHOICE)[1])
#define ENGINE_CHOICES (&ENGINES(TRAITS_CHOICE)[1])
#define CLIENT_LIBRARY_CHOICES (&CLIENT_LIBRARIES(TRAITS_CHOICE)[1])

#define TRANSPORT_KIND(KIND, ...) TRANSPORT_##KIND,
enum transport_kind { TRANSPORTS(TRANSPORT_KIND) TRANSPORT_COUNT };
#undef TRANSPORT_KIND

#define ENGINE_KIND(KIND, ...) ENGINE_##KIND,
enum engine_kind { ENGINES(ENGINE_KIND) ENGINE_COUNT };
#undef ENGINE_KIND

#define CLIENT_LIBRARY(KIND, ...) CLIENT_LIBRARY_##KIND,
enum client_library { CLIENT_LIBRARIES(CLIENT_LIBRARY) CLIENT_LIBRARY_COUNT };
#undef CLIENT_LIBRARY

enum http_version { HTTP_1_1, HTTP_2 };
#define HTTP_VERSION_CHOICES "1.1|2"

/* Where a poll says which messages it has: in the query, in a Last-Event-ID, or as the entity tag
 * of an If-None-Match, to which the answer without a message is a 304. */
enum cursor { CURSOR_QUERY, CURSOR_HEADER, CURSOR_ETAG };
#define CURSOR_CHOICES "query|header|etag"

struct transport_traits {
  const char *name;  /* in options, experiments, paths and files: "short_poll" */
  const char *label; /* for people: "short poll" */
  bool polls;        /* each answer takes a request; else messages are pushed */
  bool scheduled;    /* of the polls: there is a request every interval_ms */
  bool holds;        /* of the polls: the answer waits for a message, hold_ms at most */
  bool streams;      /* one HTTP answer that does not end */
  bool framed;       /* WebSocket frames, in both directions */
};

struct engine_traits {
  const char *name;            /* "lws" */
  const char *label;           /* "libwebsockets" */
  bool in_process;             /* the users are in the server's process: no network, no client */
  bool threads_per_connection; /* else one thread serves all */
  const char *plain_frames;    /* why its WebSockets are not compressed; NULL where they can be */
  const char *threads_option;  /* the parameter that sets the number of threads; NULL: none */
  const char *frame_write_option; /* the parameter for frames in "one" write or in "two" */
};

struct client_library_traits {
  const char *name; /* "raw" */
  bool websockets;  /* carries them */
  bool https;       /* speaks TLS under HTTP */
  bool inflates;    /* reads compressed answers */
  bool stamps;      /* tells how long data had waited when it was read */
};

extern const struct transport_traits transport_traits[TRANSPORT_COUNT];
extern const struct engine_traits engine_traits[ENGINE_COUNT];
extern const struct client_library_traits client_library_traits[CLIENT_LIBRARY_COUNT];

/* Contracts: no row contradicts itself. Each program calls traits_check, for the tables above, when
 * it starts. */
void traits_check(void);
void transport_traits_check(const struct transport_traits table[static TRANSPORT_COUNT]);
void engine_traits_check(const struct engine_traits table[static ENGINE_COUNT]);

/* By name; -1 where there is none, or the name is NULL. */
int transport_named(const char *name);
int engine_named(const char *name);
int client_library_named(const char *name);

/* "unknown" where there is no such kind. */
const char *transport_name(int transport);
const char *transport_label(int transport);
const char *engine_name(int engine);
const char *engine_label(int engine);

/* "short_poll, long_poll or sse": those whose trait, a bool at that offset, has the value. */
struct trait_names {
  char text[128];
};
struct trait_names transports_where(size_t trait, bool value);
struct trait_names client_libraries_where(size_t trait, bool value);

#endif
