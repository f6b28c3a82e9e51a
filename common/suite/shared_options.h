/* The parameters that pushbench-server and pushbench-client both take. Each stands here once, as
 * the beginning of a row of either table. A file that includes this defines FIELD(name): the
 * parameter's name, and its offset in that file's struct. Where the programs differ in .help or
 * .applies, the row in each table adds its own. */
#ifndef COMMON_SUITE_SHARED_OPTIONS_H
#define COMMON_SUITE_SHARED_OPTIONS_H

#include "common/base/traits.h"
#include "common/load/schedule.h"
#include "common/load/workload.h"
#include "common/suite/options.h"
#include "common/wire/heartbeat.h"
#include "common/wire/payload.h"

/* ---- the process ---- */

#define SHARED_CONTROL_TOKEN                                                     \
  .name = FIELD(control_token), .type = OPTION_TEXT, .fallback = "", .unit = "", \
  .applies = APPLIES_NETWORK | APPLIES_TRANSPORTS, .process_only = true

#define SHARED_COMMANDS                                                          \
  .name = FIELD(commands), .type = OPTION_SWITCH, .fallback = "off", .unit = "", \
  .applies = APPLIES_NETWORK | APPLIES_TRANSPORTS, .process_only = true

/* ---- the workload ---- */

#define SHARED_WORKLOAD                                                                           \
  .name = FIELD(workload), .type = OPTION_CHOICE, .choices = WORKLOAD_CHOICES,                    \
  .fallback = "ticker", .unit = "",                                                               \
  .help =                                                                                         \
      "who publishes what to whom: one channel for all, one each, rooms, documents, a recording", \
  .applies = APPLIES_ALL

#define SHARED_ROOM_USERS                                                             \
  .name = FIELD(room_users), .type = OPTION_INTEGER, .minimum = 1, .maximum = 100000, \
  .fallback = "10", .unit = "users",                                                  \
  .help = "users of a room (workload chat) or of a document (collab)",                \
  .applies = APPLIES_TRANSPORTS | APPLIES_NETWORK

#define SHARED_EDITORS                                                                         \
  .name = FIELD(editors), .type = OPTION_INTEGER, .minimum = 1, .maximum = 100000,             \
  .fallback = "3", .unit = "users", .help = "users of a document who write (workload collab)", \
  .applies = APPLIES_TRANSPORTS | APPLIES_NETWORK

#define SHARED_TRACE                                                         \
  .name = FIELD(trace), .type = OPTION_TEXT, .fallback = "", .unit = "",     \
  .help = "file of time_s,channel,bytes that is published (workload trace)", \
  .applies = APPLIES_ALL

#define SHARED_RATE_PER_S                                                                \
  .name = FIELD(rate_per_s), .type = OPTION_NUMBER, .minimum = 0, .maximum = 1e6,        \
  .fallback = "10", .unit = "1/s",                                                       \
  .help = "messages per second in each channel, or of each user who writes; 0 for none", \
  .applies = APPLIES_ALL

#define SHARED_ARRIVAL                                                           \
  .name = FIELD(arrival), .type = OPTION_CHOICE, .choices = ARRIVAL_CHOICES,     \
  .fallback = "periodic", .unit = "",                                            \
  .help = "how due times are spread: evenly, at random, or in groups at random", \
  .applies = APPLIES_ALL

#define SHARED_BURST_MESSAGES                                                             \
  .name = FIELD(burst_messages), .type = OPTION_INTEGER, .minimum = 1, .maximum = 100000, \
  .fallback = "10", .unit = "messages", .help = "size of a group with arrival=burst",     \
  .applies = APPLIES_ALL

#define SHARED_SEED                                                                         \
  .name = FIELD(seed), .type = OPTION_INTEGER, .minimum = 0, .maximum = 9007199254740991.0, \
  .fallback = "1", .unit = "",                                                              \
  .help = "the same seed gives the same schedules, of messages, polls and back-off",        \
  .applies = APPLIES_ALL

#define SHARED_PAYLOAD_KIND                                                                 \
  .name = FIELD(payload_kind), .type = OPTION_CHOICE, .choices = PAYLOAD_KIND_CHOICES,      \
  .fallback = "pattern", .unit = "",                                                        \
  .help = "what a message's data is made of: a pattern repeated, words, letters at random", \
  .applies = APPLIES_ALL

#define SHARED_PAYLOAD_BYTES                                                              \
  .name = FIELD(payload_bytes), .type = OPTION_INTEGER, .minimum = 1, .maximum = 1048576, \
  .fallback = "64", .unit = "bytes",                                                      \
  .help = "length of a message's data, without its JSON envelope", .applies = APPLIES_ALL

#define SHARED_PAYLOAD_BYTES_MAX                                                              \
  .name = FIELD(payload_bytes_max), .type = OPTION_INTEGER, .minimum = 0, .maximum = 1048576, \
  .fallback = "0", .unit = "bytes",                                                           \
  .help = "each length is drawn from payload_bytes to this; 0: all are payload_bytes",        \
  .applies = APPLIES_ALL

#define SHARED_CHANNELS                                                              \
  .name = FIELD(channels), .type = OPTION_INTEGER, .minimum = 1, .maximum = 100000,  \
  .fallback = "1", .unit = "channels",                                               \
  .help = "channels of a ticker, named 0, 1, 2 …; user u listens to u mod channels", \
  .applies = APPLIES_ALL

/* ---- the transports ---- */

#define SHARED_HOLD_MS                                                              \
  .name = FIELD(hold_ms), .type = OPTION_INTEGER, .minimum = 1, .maximum = 3600000, \
  .fallback = "30000", .unit = "ms",                                                \
  .help = "how long a long poll is held before it is answered empty",               \
  .applies = APPLIES_HELD | APPLIES_ENGINES

#define SHARED_SSE_KEEPALIVE_MS                                                              \
  .name = FIELD(sse_keepalive_ms), .type = OPTION_INTEGER, .minimum = 0, .maximum = 3600000, \
  .fallback = "15000", .unit = "ms",                                                         \
  .help = "silence after which an event stream carries a comment; 0 for never"

#define SHARED_HEARTBEAT                                                                        \
  .name = FIELD(heartbeat), .type = OPTION_CHOICE, .choices = HEARTBEAT_CHOICES,                \
  .fallback = "off", .unit = "",                                                                \
  .help = "WebSocket: the text ping answered by pong, as in browsers, or protocol ping frames", \
  .applies = APPLIES_FRAMED | APPLIES_NETWORK

#define SHARED_HEARTBEAT_BY                                                            \
  .name = FIELD(heartbeat_by), .type = OPTION_CHOICE, .choices = HEARTBEAT_BY_CHOICES, \
  .fallback = "client", .unit = "", .help = "which side pings; the other answers",     \
  .applies = APPLIES_FRAMED | APPLIES_NETWORK

#define SHARED_HEARTBEAT_INTERVAL_MS                                                              \
  .name = FIELD(heartbeat_interval_ms), .type = OPTION_INTEGER, .minimum = 1, .maximum = 3600000, \
  .fallback = "30000", .unit = "ms", .help = "a ping goes out so often on each connection",       \
  .applies = APPLIES_FRAMED | APPLIES_NETWORK

#define SHARED_HEARTBEAT_TIMEOUT_MS                                                              \
  .name = FIELD(heartbeat_timeout_ms), .type = OPTION_INTEGER, .minimum = 1, .maximum = 3600000, \
  .fallback = "10000", .unit = "ms"

/* ---- the connections ---- */

#define SHARED_KEEP_ALIVE                                                         \
  .name = FIELD(keep_alive), .type = OPTION_SWITCH, .fallback = "on", .unit = "", \
  .applies = APPLIES_POLLS | APPLIES_CLIENT

#define SHARED_HTTP_VERSION                                                            \
  .name = FIELD(http_version), .type = OPTION_CHOICE, .choices = HTTP_VERSION_CHOICES, \
  .fallback = "1.1", .unit = "", .applies = APPLIES_TRANSPORTS | APPLIES_ENGINE(ENGINE_EPOLL)

#define SHARED_HPACK_TABLE_BYTES                                                            \
  .name = FIELD(hpack_table_bytes), .type = OPTION_INTEGER, .minimum = 0, .maximum = 65536, \
  .fallback = "4096", .unit = "bytes",                                                      \
  .help = "what a table of HTTP/2's heads may take, at either end (RFC 7541, 4.2)",         \
  .applies = APPLIES_TRANSPORTS | APPLIES_ENGINE(ENGINE_EPOLL)

#define SHARED_HPACK_INDEXING                                                         \
  .name = FIELD(hpack_indexing), .type = OPTION_SWITCH, .fallback = "on", .unit = "", \
  .help = "headers of HTTP/2 may enter the peer's table, or never",                   \
  .applies = APPLIES_TRANSPORTS | APPLIES_ENGINE(ENGINE_EPOLL)

#define SHARED_COMPRESSION                                                          \
  .name = FIELD(compression), .type = OPTION_SWITCH, .fallback = "off", .unit = "", \
  .help = "compress answers to polls by gzip, WebSockets by permessage-deflate",    \
  .applies = APPLIES_POLLS | APPLIES_FRAMED | APPLIES_NETWORK,                      \
  .applies_not = APPLIES_FRAMED | APPLIES_PLAIN_FRAMES

#define SHARED_TLS_RESUME                                                                 \
  .name = FIELD(tls_resume), .type = OPTION_SWITCH, .fallback = "on", .unit = "",         \
  .help = "a user who connects again takes up its last TLS session, or starts a new one", \
  .applies = APPLIES_TRANSPORTS | APPLIES_CLIENT

/* ---- the users, and how long they are measured ---- */

#define SHARED_TRANSPORT                                                         \
  .name = FIELD(transport), .type = OPTION_CHOICE, .choices = TRANSPORT_CHOICES, \
  .fallback = "websocket", .unit = "", .applies = APPLIES_ALL

#define SHARED_CLIENTS                                                             \
  .name = FIELD(clients), .type = OPTION_INTEGER, .minimum = 1, .maximum = 100000, \
  .fallback = "100", .unit = "users", .applies = APPLIES_ALL

#define SHARED_INTERVAL_MS                                                              \
  .name = FIELD(interval_ms), .type = OPTION_INTEGER, .minimum = 1, .maximum = 3600000, \
  .fallback = "1000", .unit = "ms",                                                     \
  .applies = APPLIES_SCHEDULED | APPLIES_ENGINES | APPLIES_FOREIGN

#define SHARED_WARMUP_S                                                                           \
  .name = FIELD(warmup_s), .type = OPTION_NUMBER, .minimum = 0, .maximum = 3600, .fallback = "1", \
  .unit = "s", .applies = APPLIES_ALL

#define SHARED_DURATION_S                                                             \
  .name = FIELD(duration_s), .type = OPTION_NUMBER, .minimum = 0.1, .maximum = 86400, \
  .fallback = "10", .unit = "s", .applies = APPLIES_ALL

#endif
