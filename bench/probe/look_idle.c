/* After how much silence connections are ended, by whom and how: several of each kind side by side,
 * each of which is used after a silence of its own, and others that carry a heartbeat. */
#include <stdlib.h>
#include <string.h>

#include "bench/base/interrupt.h"
#include "bench/probe/look.h"
#include "common/base/clock.h"
#include "common/base/whole.h"
#include "common/wire/heartbeat.h"

enum {
  STAGGER_MS = 150,   /* between two openings: what ends all at one instant is seen as that */
  OPEN_MS = 3000,     /* for heads and handshakes */
  REACTION_MS = 5000, /* for an answer to the use of a connection */
  SAY_S = 10,         /* between two lines of progress */
};
#define SERVER_SLACK_S 1.5 /* around a time-out of the server's own */

/* One connection of the look. */
struct idle_line {
  struct probe_line line;
  enum idle_kind kind;
  uint64_t channel;
  double heartbeat_s; /* 0: none */
  uint64_t check_ns;  /* when it is used */
  uint64_t quiet_ns;  /* since when it is silent */
  bool opened, checking, decided;
  uint64_t reaction_ns; /* until when it has to react */
  uint64_t pongs;
  size_t arrivals;
};

struct idle_look {
  struct looking *look;
  const struct idle_plan *plan;
  struct idle_line *lines[LOOK_LINES_MAX];
  struct probe_line *raw[LOOK_LINES_MAX];
  size_t count;
  uint64_t begin_ns, said_ns, last_ns; /* `last_ns`: the last check is due */
  bool events_held; /* events of a stream are held back: its use cannot be seen */
  uint64_t beat_ns[LOOK_HEARTBEATS_MAX]; /* when the next is due */
};

/* --- the check of the server -------------------------------------------------------------- */

static enum status unfit(struct error *error, const char *why) {
  return error_set(error, STATUS_USAGE,
                   "--idle-s: %s; start it with --rate-per-s 0 --channels %d --hold-ms 3600000 "
                   "--sse-keepalive-ms 0 --keep-alive-timeout-ms 3600000, and give its token by "
                   "--control-token",
                   why, LOOK_CHANNELS);
}

enum status look_idle_check(const struct looking *look, const struct idle_plan *plan,
                            struct error *error) {
  const struct server_settings *settings = &look->settings;
  double longest_s = plan->idle_s + REACTION_MS / 1e3;
  if (!settings->known)
    return unfit(error, "the server has to say how it is set, which takes its token");
  if (settings->rate_per_s > 0)
    return unfit(error, "the server publishes by itself, so nothing is idle");
  if (!look->may_publish)
    return unfit(error, "it has to publish, to see whether what looks open is open");
  if (settings->channels < LOOK_CHANNELS)
    return unfit(error, "the server has too few channels");
  if (settings->hold_s < longest_s)
    return unfit(error, "the server holds a poll for a shorter time");
  if (settings->heartbeat ||
      (settings->sse_keepalive_s > 0 && settings->sse_keepalive_s < longest_s))
    return unfit(error, "the server keeps connections alive by itself");
  return STATUS_OK;
}

/* --- opening ------------------------------------------------------------------------------ */

static enum transport_kind transport_of_kind(enum idle_kind kind) {
  static const enum transport_kind transports[IDLE_KINDS] = {[IDLE_KEPT] = TRANSPORT_SHORT_POLL,
                                                             [IDLE_LONG_POLL] = TRANSPORT_LONG_POLL,
                                                             [IDLE_SSE] = TRANSPORT_SSE,
                                                             [IDLE_WEBSOCKET] =
                                                                 TRANSPORT_WEBSOCKET};
  return transports[kind];
}

static bool ask(struct idle_look *idle, struct idle_line *of) {
  char target[64];
  snprintf(target, sizeof target, "/%s?channel=%llu",
           transport_name((int)transport_of_kind(of->kind)), (unsigned long long)of->channel);
  const struct probe_request request = {.method = "GET", .target = target};
  return line_ask(&of->line, idle->look->path, &request);
}

static bool connect_line(struct idle_look *idle, struct idle_line *of) {
  static const enum line_kind kinds[IDLE_KINDS] = {[IDLE_KEPT] = LINE_REQUEST,
                                                   [IDLE_LONG_POLL] = LINE_REQUEST,
                                                   [IDLE_SSE] = LINE_STREAM,
                                                   [IDLE_WEBSOCKET] = LINE_SOCKET};
  static line_condition *const opened[IDLE_KINDS] = {[IDLE_KEPT] = line_has_answer,
                                                     [IDLE_SSE] = line_has_head,
                                                     [IDLE_WEBSOCKET] = line_has_answer};
  if (!line_open(&of->line, idle->look->path, kinds[of->kind]) || !ask(idle, of))
    return false;
  line_condition *condition = of->kind == IDLE_SSE && idle->events_held ? NULL : opened[of->kind];
  if (condition)
    line_wait(&of->line, condition, clock_now_ns() + OPEN_MS * NS_PER_MS);
  return line_is_alive(&of->line);
}

static void wait_until(struct idle_look *idle, uint64_t deadline_ns) {
  while (clock_now_ns() < deadline_ns && interrupt_count() == 0)
    lines_wait(idle->raw, idle->count, deadline_ns);
}

static void line_add(struct idle_look *idle, enum idle_kind kind, uint64_t channel,
                     double heartbeat_s, double silence_s) {
  struct idle_line *made = idle->count < LOOK_LINES_MAX ? calloc(1, sizeof *made) : NULL;
  if (!made || interrupt_count() > 0) {
    free(made);
    return;
  }
  made->kind = kind;
  made->channel = channel;
  made->heartbeat_s = heartbeat_s;
  made->opened = connect_line(idle, made);
  made->quiet_ns = made->line.active_ns;
  made->check_ns = made->line.active_ns + whole_ns_of_s(silence_s);
  if (made->check_ns > idle->last_ns)
    idle->last_ns = made->check_ns;
  idle->lines[idle->count] = made;
  idle->raw[idle->count++] = &made->line;
  wait_until(idle, clock_now_ns() + STAGGER_MS * NS_PER_MS);
}

/* Where the connections of a step listen. */
static uint64_t channel_of(enum idle_kind kind, int step) {
  uint64_t first = LOOK_CHANNEL_STEP + (uint64_t)step;
  if (kind == IDLE_LONG_POLL)
    return first;
  return kind == IDLE_SSE ? first + LOOK_STEPS : LOOK_CHANNEL_QUIET;
}

/* After how much silence the connections of a step are used: the last at the end. The others are at
 * no round share of it, since time-outs are mostly round. */
static double silence_of(double idle_s, int step) {
  return idle_s * (step + 0.7) / (LOOK_STEPS - 0.3);
}

static void lines_add(struct idle_look *idle) {
  const struct observations *seen = idle->look->seen;
  for (int step = 0; step < LOOK_STEPS; step++)
    for (int kind = 0; kind < IDLE_KINDS; kind++)
      if (seen->transports[transport_of_kind((enum idle_kind)kind)].look == LOOK_PASSES)
        line_add(idle, (enum idle_kind)kind, channel_of((enum idle_kind)kind, step), 0,
                 silence_of(idle->plan->idle_s, step));
  for (size_t beat = 0; beat < idle->plan->heartbeat_count; beat++)
    for (int kind = IDLE_LONG_POLL; kind < IDLE_KINDS; kind++)
      if (idle->plan->heartbeats_s[beat] < idle->plan->idle_s &&
          !(kind == IDLE_SSE && idle->events_held) &&
          seen->transports[transport_of_kind((enum idle_kind)kind)].look == LOOK_PASSES)
        line_add(idle, (enum idle_kind)kind, LOOK_CHANNEL_HEARTBEAT + beat,
                 idle->plan->heartbeats_s[beat], idle->plan->idle_s);
}

/* --- what has become of one --------------------------------------------------------------- */

static double seconds(uint64_t from_ns, uint64_t to_ns) {
  return to_ns > from_ns ? (double)(to_ns - from_ns) / (double)NS_PER_S : 0;
}

static struct observed_idle *record(struct idle_look *idle, struct idle_line *of, enum idle_end end,
                                    uint64_t at_ns) {
  static struct observed_idle nowhere;
  struct observed_idles *out = &idle->look->seen->idles;
  of->decided = true;
  struct observed_idle *made = out->count < OBSERVED_IDLE_MAX ? &out->idle[out->count++] : &nowhere;
  *made = (struct observed_idle){.kind = of->kind,
                                 .heartbeat_s = of->heartbeat_s,
                                 .end = end,
                                 .status = of->line.status,
                                 .close_code = of->line.close_code,
                                 .silence_s = seconds(of->quiet_ns, at_ns),
                                 .age_s = seconds(of->line.opened_ns, at_ns),
                                 .ended_at_s = seconds(idle->begin_ns, at_ns)};
  return made;
}

static void record_said(struct idle_look *idle, struct idle_line *of, enum idle_end end,
                        uint64_t at_ns, const char *words) {
  static const char *const names[IDLE_KINDS] = {[IDLE_KEPT] = "kept connection",
                                                [IDLE_LONG_POLL] = "long poll",
                                                [IDLE_SSE] = "SSE",
                                                [IDLE_WEBSOCKET] = "WebSocket"};
  struct observed_idle *made = record(idle, of, end, at_ns);
  snprintf(made->words, sizeof made->words, "%s", words);
  look_say(idle->look, "idle: %s after %.1f s of silence: %s", names[of->kind], made->silence_s,
           words);
}

/* Whether that is the server's own end of a kept connection. */
static bool is_servers_timeout(const struct idle_look *idle, const struct idle_line *of,
                               uint64_t at_ns) {
  double off_s = seconds(of->quiet_ns, at_ns) - idle->look->settings.keep_alive_timeout_s;
  return of->kind == IDLE_KEPT && off_s > -SERVER_SLACK_S && off_s < SERVER_SLACK_S;
}

static void record_socket_end(struct idle_look *idle, struct idle_line *of) {
  enum idle_end end = of->line.socket.end == SOCKET_RST ? IDLE_RST : IDLE_FIN;
  if (is_servers_timeout(idle, of, of->line.ended_ns))
    end = IDLE_SERVER;
  record_said(idle, of, end, of->line.ended_ns, socket_end_words(of->line.socket.end));
}

static bool is_poll_answer(const struct probe_line *line) {
  static const char begin[] = "{\"next\":";
  return line->status == 200 && line->body.text &&
         strncmp(line->body.text, begin, sizeof begin - 1) == 0;
}

static void record_answer(struct idle_look *idle, struct idle_line *of) {
  char words[OBSERVED_NAME_BYTES];
  line_words(&of->line, words, sizeof words);
  record_said(idle, of, is_poll_answer(&of->line) ? IDLE_SERVER : IDLE_STATUS, of->line.active_ns,
              words);
}

/* A poll that carries heartbeats was answered by one: the next is sent, perhaps on a new
 * connection, as pollers do. */
static void poll_again(struct idle_look *idle, struct idle_line *of) {
  uint64_t opened_ns = of->line.opened_ns;
  bool sent = line_is_alive(&of->line) && of->line.http.keeps && ask(idle, of);
  if (!sent) {
    line_close(&of->line);
    of->opened = connect_line(idle, of);
    of->line.opened_ns = opened_ns;
  }
}

/* Looks at what has come on a connection that was left alone. */
static void idle_look_at(struct idle_look *idle, struct idle_line *of) {
  char words[OBSERVED_NAME_BYTES];
  struct probe_line *line = &of->line;
  if (!of->opened) {
    line_words(line, words, sizeof words);
    record_said(idle, of, IDLE_NOT_OPENED, clock_now_ns(), words);
  } else if (line->closing) {
    snprintf(words, sizeof words, "close frame %u", (unsigned)line->close_code);
    record_said(idle, of, IDLE_CLOSE_FRAME, line->active_ns, words);
  } else if (of->kind == IDLE_LONG_POLL && line->complete && !of->checking) {
    if (of->heartbeat_s > 0 && line->arrival_count > of->arrivals)
      poll_again(idle, of);
    else
      record_answer(idle, of);
  } else if (of->kind == IDLE_SSE && line->complete && line->socket.end == SOCKET_OPEN) {
    record_said(idle, of, IDLE_FIN, line->active_ns, "the last chunk");
  } else if (line->socket.end != SOCKET_OPEN && !of->checking) {
    record_socket_end(idle, of);
  }
  if (!of->decided && !of->checking && of->heartbeat_s > 0) {
    of->arrivals = of->line.arrival_count;
    of->quiet_ns = of->line.active_ns;
  }
}

/* --- using it ----------------------------------------------------------------------------- */

static void use(struct idle_look *idle, struct idle_line *of) {
  if (of->kind == IDLE_SSE && idle->events_held) {
    record_said(idle, of, IDLE_UNTOLD, clock_now_ns(), "its events are held back");
    return;
  }
  of->checking = true;
  of->pongs = of->line.pongs;
  of->arrivals = of->line.arrival_count;
  of->reaction_ns = clock_now_ns() + REACTION_MS * NS_PER_MS;
  if (of->kind == IDLE_WEBSOCKET)
    line_frame(&of->line, WEBSOCKET_PING, HEARTBEAT_ASKED, HEARTBEAT_TEXT_BYTES);
  else if (of->kind == IDLE_KEPT)
    ask(idle, of);
  else
    look_publish(idle->look, of->channel, "still there", strlen("still there"), idle->raw,
                 idle->count);
}

static bool has_reacted(const struct idle_line *of) {
  const struct probe_line *line = &of->line;
  if (of->kind == IDLE_WEBSOCKET)
    return line->pongs > of->pongs;
  if (of->kind == IDLE_KEPT)
    return line->complete;
  return line->arrival_count > of->arrivals;
}

/* Looks at one that was used. */
static void check(struct idle_look *idle, struct idle_line *of) {
  uint64_t now_ns = clock_now_ns();
  uint64_t used_ns = of->reaction_ns - REACTION_MS * NS_PER_MS;
  if (has_reacted(of)) {
    record(idle, of, IDLE_ALIVE, used_ns);
  } else if (of->line.socket.end != SOCKET_OPEN || of->line.closing) {
    record_said(idle, of, IDLE_DEAD, used_ns, "RST or FIN when it was used");
  } else if (now_ns >= of->reaction_ns) {
    record_said(idle, of, IDLE_DEAD, used_ns, "nothing passed when it was used");
  }
  if (of->decided)
    probe_socket_close(&of->line.socket);
}

static void beats_send(struct idle_look *idle, uint64_t now_ns) {
  for (size_t i = 0; i < idle->plan->heartbeat_count; i++) {
    if (now_ns < idle->beat_ns[i] || idle->plan->heartbeats_s[i] >= idle->plan->idle_s)
      continue;
    look_publish(idle->look, LOOK_CHANNEL_HEARTBEAT + i, "heartbeat", strlen("heartbeat"),
                 idle->raw, idle->count);
    idle->beat_ns[i] += whole_ns_of_s(idle->plan->heartbeats_s[i]);
  }
}

/* --- the loop ----------------------------------------------------------------------------- */

/* Looks at an undecided line, and uses it when that is due. */
static void line_step(struct idle_look *idle, struct idle_line *of) {
  bool due = !of->checking && clock_now_ns() >= of->check_ns;
  if (due)
    line_read(&of->line); /* its end may have come this very moment */
  idle_look_at(idle, of);
  if (!of->decided && due)
    use(idle, of);
  if (!of->decided && of->checking)
    check(idle, of);
}

/* Goes over the lines, and returns how many are undecided; *next_ns: when there is something to do.
 */
static size_t pass_over(struct idle_look *idle, uint64_t *next_ns) {
  size_t undecided = 0;
  for (size_t i = 0; i < idle->count; i++) {
    struct idle_line *of = idle->lines[i];
    if (!of->decided)
      line_step(idle, of);
    if (of->decided)
      continue;
    undecided++;
    uint64_t due_ns = of->checking ? of->reaction_ns : of->check_ns;
    *next_ns = due_ns < *next_ns ? due_ns : *next_ns;
  }
  return undecided;
}

static void progress_say(struct idle_look *idle, size_t undecided, uint64_t now_ns) {
  if (now_ns - idle->said_ns < SAY_S * NS_PER_S)
    return;
  idle->said_ns = now_ns;
  look_say(idle->look, "idle: %.0f of %.0f s, %zu of %zu connections left",
           seconds(idle->begin_ns, now_ns), seconds(idle->begin_ns, idle->last_ns), undecided,
           idle->count);
}

static void loop(struct idle_look *idle) {
  while (interrupt_count() == 0) {
    uint64_t now_ns = clock_now_ns();
    uint64_t next_ns = now_ns + SAY_S * NS_PER_S;
    beats_send(idle, now_ns);
    size_t undecided = pass_over(idle, &next_ns);
    if (undecided == 0)
      return;
    progress_say(idle, undecided, now_ns);
    for (size_t i = 0; i < idle->plan->heartbeat_count; i++)
      if (idle->beat_ns[i] > now_ns && idle->beat_ns[i] < next_ns)
        next_ns = idle->beat_ns[i];
    lines_wait(idle->raw, idle->count, next_ns);
  }
}

void look_idle(struct looking *look, const struct idle_plan *plan) {
  struct idle_look *idle = calloc(1, sizeof *idle);
  if (!idle)
    return;
  look_say(look, "idle: %.0f s at most, with up to %d connections", plan->idle_s, LOOK_LINES_MAX);
  idle->look = look;
  idle->plan = plan;
  idle->begin_ns = idle->said_ns = clock_now_ns();
  idle->events_held = look->seen->spacing[TRANSPORT_SSE].look == LOOK_FAILS;
  lines_add(idle);
  for (size_t i = 0; i < plan->heartbeat_count; i++)
    idle->beat_ns[i] = clock_now_ns() + whole_ns_of_s(plan->heartbeats_s[i]);
  loop(idle);
  look->seen->idles.look = LOOK_PASSES;
  look->seen->idles.looked_s = plan->idle_s;
  for (size_t i = 0; i < idle->count; i++) {
    line_close(&idle->lines[i]->line);
    free(idle->lines[i]);
  }
  free(idle);
}
