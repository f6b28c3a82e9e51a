/* Whether each transport passes, and whether events arrive as they are sent. */
#include <stdlib.h>
#include <string.h>

#include "bench/base/interrupt.h"
#include "bench/probe/heads.h"
#include "bench/probe/look.h"
#include "bench/probe/spacing.h"
#include "common/base/clock.h"
#include "common/wire/refusal.h"

enum {
  EVENTS = 20,
  EVENT_MS = 200,
  OPEN_MS = 3000,  /* for heads and handshakes, before the first event */
  REST_MS = 2000,  /* for the last events, after they were sent */
  WATCH_MS = 5000, /* of a server that publishes by itself */
  FILL_BYTES = 2048,
  FILL_EVENTS = 64, /* 128 KiB: more than a proxy's buffers for one answer by default */
  FILL_REST_MS = 1000,
};

struct transport_lines {
  struct probe_line *of[TRANSPORT_COUNT]; /* none of short polling */
  struct probe_line *all[TRANSPORT_COUNT];
  size_t count;
};

static void lines_open(struct looking *look, uint64_t after, struct transport_lines *out) {
  static const enum line_kind kinds[TRANSPORT_COUNT] = {[TRANSPORT_LONG_POLL] = LINE_REQUEST,
                                                        [TRANSPORT_SSE] = LINE_STREAM,
                                                        [TRANSPORT_WEBSOCKET] = LINE_SOCKET};
  memset(out, 0, sizeof *out);
  for (int i = 0; i < TRANSPORT_COUNT; i++) {
    char target[96];
    struct probe_line *line = i == TRANSPORT_SHORT_POLL ? NULL : calloc(1, sizeof *line);
    if (!line)
      continue;
    out->of[i] = out->all[out->count++] = line;
    snprintf(target, sizeof target, "/%s?channel=%d&after=%llu", transport_name(i),
             LOOK_CHANNEL_EVENTS, (unsigned long long)after);
    const struct probe_request request = {
        .method = "GET",
        .target = target,
        .headers = i == TRANSPORT_SSE ? "Accept: text/event-stream\r\n" : NULL};
    if (line_open(line, look->path, kinds[i]))
      line_ask(line, look->path, &request);
  }
}

static void lines_close(struct transport_lines *lines) {
  for (size_t i = 0; i < lines->count; i++) {
    line_close(lines->all[i]);
    free(lines->all[i]);
  }
}

static void wait_ms(struct transport_lines *lines, uint64_t ms) {
  uint64_t deadline_ns = clock_now_ns() + ms * NS_PER_MS;
  while (clock_now_ns() < deadline_ns && interrupt_count() == 0)
    lines_wait(lines->all, lines->count, deadline_ns);
}

/* Until the stream has its head and the WebSocket its handshake, or either has failed. */
static void wait_opened(struct transport_lines *lines) {
  const struct probe_line *stream = lines->of[TRANSPORT_SSE];
  const struct probe_line *socket = lines->of[TRANSPORT_WEBSOCKET];
  uint64_t deadline_ns = clock_now_ns() + OPEN_MS * NS_PER_MS;
  while (stream && socket &&
         ((!stream->has_head && line_is_alive(stream)) ||
          (!socket->has_head && line_is_alive(socket))))
    if (!lines_wait(lines->all, lines->count, deadline_ns))
      return;
}

/* --- events ------------------------------------------------------------------------------- */

static void events_publish(struct looking *look, struct transport_lines *lines) {
  uint64_t begin_ns = clock_now_ns();
  for (int i = 0; i < EVENTS && interrupt_count() == 0; i++) {
    uint64_t due_ns = begin_ns + (uint64_t)i * EVENT_MS * NS_PER_MS;
    while (clock_now_ns() < due_ns && interrupt_count() == 0)
      look_wait(look, lines->all, lines->count, due_ns);
    look_post(look, LOOK_CHANNEL_EVENTS, "event", strlen("event"));
  }
}

/* Reads the answers to what was sent. */
static void answers_rest(struct looking *look, struct transport_lines *lines) {
  uint64_t deadline_ns = clock_now_ns() + REST_MS * NS_PER_MS;
  for (size_t i = 0; i < LOOK_POSTERS; i++)
    while (look->posters[i] && !look->posters[i]->complete && line_is_alive(look->posters[i]))
      if (!look_wait(look, lines->all, lines->count, deadline_ns))
        return;
}

/* Whether the lines that stream have all of them. */
static bool all_arrived(const struct transport_lines *lines, size_t sent) {
  for (int i = TRANSPORT_SSE; i <= TRANSPORT_WEBSOCKET; i++)
    if (lines->of[i] && line_is_alive(lines->of[i]) && lines->of[i]->arrival_count < sent)
      return false;
  return true;
}

static void events_rest(struct transport_lines *lines, size_t sent) {
  uint64_t deadline_ns = clock_now_ns() + REST_MS * NS_PER_MS;
  while (!all_arrived(lines, sent) && lines_wait(lines->all, lines->count, deadline_ns))
    ;
}

/* Sends more, until what is held back arrives. Returns the bytes of messages that it took; 0: it
 * never came. */
static size_t fill(struct looking *look, struct transport_lines *lines) {
  struct probe_line *stream = lines->of[TRANSPORT_SSE];
  char data[FILL_BYTES];
  size_t before = stream->arrival_count;
  memset(data, 'x', sizeof data);
  for (size_t i = 1; i <= FILL_EVENTS && line_is_alive(stream) && interrupt_count() == 0; i++) {
    look_publish(look, LOOK_CHANNEL_EVENTS, data, sizeof data, lines->all, lines->count);
    if (i == FILL_EVENTS)
      wait_ms(lines, FILL_REST_MS);
    if (stream->arrival_count > before)
      return i * FILL_BYTES;
  }
  return 0;
}

/* --- what was observed -------------------------------------------------------------------- */

static void passage_take(const struct probe_line *line, bool passes, const char *missing,
                         struct observed_passage *out) {
  out->look = passes ? LOOK_PASSES : LOOK_FAILS;
  out->status = line ? line->status : 0;
  out->by_server = line && look_refused_by_server(line);
  if (passes || !line)
    return;
  line_words(line, out->words, sizeof out->words);
  bool good = line->opened && *line->why == '\0' && (line->status == 200 || line->upgraded);
  if (good)
    snprintf(out->words, sizeof out->words, "%s", missing);
}

static void short_poll_take(struct looking *look, uint64_t before) {
  char target[96];
  struct probe_line *line = calloc(1, sizeof *line);
  snprintf(target, sizeof target, "/short_poll?channel=%d&after=%llu", LOOK_CHANNEL_EVENTS,
           (unsigned long long)before);
  const struct probe_request request = {.method = "GET", .target = target};
  if (line)
    line_exchange(line, look->path, &request, LOOK_PATIENCE_NS);
  passage_take(line, line && line->arrival_count > 0, "its answer has no message",
               &look->seen->transports[TRANSPORT_SHORT_POLL]);
  if (line)
    line_close(line);
  free(line);
}

static void unknown_take(struct looking *look) {
  for (int i = 0; i < TRANSPORT_COUNT; i++) {
    struct observed_passage *passage = &look->seen->transports[i];
    passage->look = LOOK_UNKNOWN;
    snprintf(passage->words, sizeof passage->words,
             "the server publishes nothing by itself, and nobody may: %.100s",
             look->seen->publish.words);
  }
}

static void streams_take(struct looking *look, const struct transport_lines *lines, size_t sent,
                         const size_t counts[TRANSPORT_COUNT], size_t heap_bytes) {
  for (int i = TRANSPORT_SSE; i <= TRANSPORT_WEBSOCKET; i++) {
    const struct probe_line *line = lines->of[i];
    struct observed_passage *passage = &look->seen->transports[i];
    passage_take(line, line && line->arrival_count > 0, "it was opened, but no event came",
                 passage);
    if (passage->look != LOOK_PASSES)
      continue;
    look->seen->spacing[i] = spacing_judge(line->arrivals, counts[i], sent);
    look->seen->spacing[i].heap_bytes = i == TRANSPORT_SSE ? heap_bytes : 0;
  }
}

static void stream_head_take(struct looking *look, const struct probe_line *stream) {
  struct observed_heads *heads = &look->seen->heads;
  if (!look->settings.stream || !stream || stream->status != 200)
    return;
  json_t *arrived = heads_of(stream->head.text, stream->head.bytes);
  heads_compare(HEAD_STREAM, look->settings.stream, arrived, heads);
  heads->stream_compared = true;
  json_decref(arrived);
}

/* Whether the path compresses an event stream of one who, as browsers do, takes gzip. */
static void compression_look(struct looking *look) {
  struct probe_line *line = calloc(1, sizeof *line);
  const struct probe_request request = {.method = "GET",
                                        .target = "/sse?channel=0",
                                        .headers = "Accept: text/event-stream\r\n"
                                                   "Accept-Encoding: gzip\r\n"};
  if (!line || look->settings.compression) {
    free(line);
    return;
  }
  if (line_open(line, look->path, LINE_REQUEST) && line_ask(line, look->path, &request) &&
      line_wait(line, line_has_head, clock_now_ns() + OPEN_MS * NS_PER_MS))
    line_header(line, "Content-Encoding", look->seen->heads.compressed,
                sizeof look->seen->heads.compressed);
  line_close(line);
  free(line);
}

void look_transports(struct looking *look) {
  struct transport_lines lines;
  uint64_t before = 0, after = 0;
  size_t heap_bytes = 0, counts[TRANSPORT_COUNT] = {0};
  bool itself = look->seen->publishes_itself;
  look_say(look, "transports: %d events, one each %d ms", EVENTS, EVENT_MS);
  if ((!itself && !look->may_publish) || !look_newest(look, LOOK_CHANNEL_EVENTS, &before)) {
    unknown_take(look);
    return;
  }
  lines_open(look, before, &lines);
  wait_opened(&lines);
  if (itself)
    wait_ms(&lines, WATCH_MS);
  else
    events_publish(look, &lines);
  answers_rest(look, &lines);
  bool counted = look_newest(look, LOOK_CHANNEL_EVENTS, &after) && after >= before;
  size_t sent = counted ? (size_t)(after - before) : 0;
  if (sent > LINE_ARRIVALS_MAX)
    sent = LINE_ARRIVALS_MAX; /* no more of them are kept */
  events_rest(&lines, sent);
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    counts[i] = lines.of[i] ? lines.of[i]->arrival_count : 0;
  const struct probe_line *stream = lines.of[TRANSPORT_SSE];
  if (look->may_publish && stream && line_is_alive(stream) && counts[TRANSPORT_SSE] < sent / 2)
    heap_bytes = fill(look, &lines);
  short_poll_take(look, before);
  passage_take(lines.of[TRANSPORT_LONG_POLL],
               lines.of[TRANSPORT_LONG_POLL] && lines.of[TRANSPORT_LONG_POLL]->arrival_count > 0,
               "its answer has no message", &look->seen->transports[TRANSPORT_LONG_POLL]);
  streams_take(look, &lines, sent, counts, heap_bytes);
  stream_head_take(look, stream);
  lines_close(&lines);
  compression_look(look);
}
