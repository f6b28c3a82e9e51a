/* The looks at a path: each does one kind of I/O, and writes what it has observed. The state that
 * they share, and their functions; one thread. */
#ifndef BENCH_PROBE_LOOK_H
#define BENCH_PROBE_LOOK_H

#include <jansson.h>
#include <stdio.h>

#include "bench/probe/observations.h"
#include "bench/probe/path_url.h"
#include "bench/probe/probe_line.h"

/* Channels of the server: that of the events and of large messages, one for each heartbeat, one on
 * which nothing is published, and two for each step of the idle look, so that the use of one
 * connection breaks the silence of no other. */
enum {
  LOOK_HEARTBEATS_MAX = 2,
  LOOK_STEPS = 6, /* of the idle look: connections of a kind, each used after a longer silence */
  LOOK_CHANNEL_EVENTS = 0,
  LOOK_CHANNEL_HEARTBEAT = 1,
  LOOK_CHANNEL_QUIET = LOOK_CHANNEL_HEARTBEAT + LOOK_HEARTBEATS_MAX,
  LOOK_CHANNEL_STEP,
  LOOK_CHANNELS = LOOK_CHANNEL_STEP + 2 * LOOK_STEPS,
  LOOK_LINES_MAX = IDLE_KINDS * LOOK_STEPS + (IDLE_KINDS - 1) * LOOK_HEARTBEATS_MAX,
};

/* How long a request may take. */
#define LOOK_PATIENCE_NS (10 * NS_PER_S)

/* What /probe says of the server; `known` where it has answered. */
struct server_settings {
  bool known;
  double rate_per_s;
  double hold_s, sse_keepalive_s, keep_alive_timeout_s;
  uint64_t channels;
  bool heartbeat, compression;
  json_t *stream; /* the head of an event stream, as it is sent: [[name, value], …] */
};

/* Connections that publish: several, since a path may hold answers back. */
enum { LOOK_POSTERS = 8 };

struct looking {
  const struct probed_path *path;
  FILE *progress; /* gets a line for each look, and for what happens in a long one; NULL: none */
  struct server_settings settings;
  struct probe_line *posters[LOOK_POSTERS]; /* NULL: not opened so far */
  bool may_publish;
  struct observations *seen;
};

/* The first request, by which the server is known, and the heads. STATUS_ENVIRONMENT with the
 * reason where nothing of ours answers. look_end in either case. */
enum status look_begin(struct looking *look, struct error *error);
void look_end(struct looking *look);

/* Sends a message by POST, and does not wait for the answer. The line that it went out on; NULL
 * where all wait for answers, or none can be opened. */
struct probe_line *look_post(struct looking *look, uint64_t channel, const char *data,
                             size_t data_bytes);

/* The same, and waits for the answer; reads the other lines meanwhile. False where the server has
 * not said that it published. */
bool look_publish(struct looking *look, uint64_t channel, const char *data, size_t data_bytes,
                  struct probe_line *const *others, size_t other_count);

/* Reads these lines and the answers to what was posted, until something comes on one of them. False
 * after the deadline, and after an interrupt. */
bool look_wait(struct looking *look, struct probe_line *const *lines, size_t count,
               uint64_t deadline_ns);

/* The newest message's number of a channel, by a short poll. */
bool look_newest(struct looking *look, uint64_t channel, uint64_t *out);

void look_transports(struct looking *look);
void look_http2(struct looking *look);
void look_sizes(struct looking *look);

struct idle_plan {
  double idle_s;                            /* how long to look */
  double heartbeats_s[LOOK_HEARTBEATS_MAX]; /* those that are longer are passed over */
  size_t heartbeat_count;
};

/* Whether the server leaves idle connections alone for so long. STATUS_USAGE with the reason. */
enum status look_idle_check(const struct looking *look, const struct idle_plan *plan,
                            struct error *error);
void look_idle(struct looking *look, const struct idle_plan *plan);

/* A line of progress. */
__attribute__((format(printf, 2, 3))) void look_say(const struct looking *look, const char *format,
                                                    ...);

/* Whether the body of the line's answer begins with a reason of the server's own
 * (common/wire/refusal.h). */
bool look_refused_by_server(const struct probe_line *line);

#endif
