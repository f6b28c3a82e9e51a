/* One function for each kind of observation. */
#include "bench/probe/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "common/base/traits.h"

enum { TOGETHER_S = 1 }; /* instants that are no further apart are one */

__attribute__((format(printf, 5, 6))) static void find(struct findings *out, enum finding_kind kind,
                                                       bool fault, const char *subject,
                                                       const char *format, ...) {
  if (out->count == FINDINGS_MAX)
    return;
  struct finding *made = &out->list[out->count++];
  va_list arguments;
  va_start(arguments, format);
  *made = (struct finding){.kind = kind, .fault = fault};
  snprintf(made->subject, sizeof made->subject, "%s", subject);
  bounded_append_list(made->text, sizeof made->text, format, arguments);
  va_end(arguments);
  out->faults += fault;
}

/* --- transports --------------------------------------------------------------------------- */

static void passages_judge(const struct observations *seen, struct findings *out) {
  for (int i = 0; i < TRANSPORT_COUNT; i++) {
    const struct observed_passage *passage = &seen->transports[i];
    const char *label = transport_traits[i].label;
    out->unknown += passage->look == LOOK_UNKNOWN;
    if (passage->look != LOOK_FAILS)
      continue;
    if (i == TRANSPORT_WEBSOCKET && passage->by_server)
      find(out, FINDING_UPGRADE, true, transport_name(i),
           "WebSocket does not pass: the request reached the server without its upgrade");
    else
      find(out, FINDING_BLOCKED, true, transport_name(i), "%s does not pass: %s", label,
           passage->words);
  }
  if (seen->publish.look == LOOK_FAILS)
    find(out, FINDING_BLOCKED, true, "publish", "POST does not pass: %s", seen->publish.words);
}

static void spacing_judge_one(const struct observed_spacing *spacing, int transport,
                              struct findings *out) {
  char more[96] = "", each[48] = "";
  out->unknown += spacing->look == LOOK_UNKNOWN;
  if (spacing->look != LOOK_FAILS)
    return;
  if (spacing->heap_bytes > 0)
    snprintf(more, sizeof more, "; the first came once %zu KiB more were sent",
             spacing->heap_bytes / 1024);
  if (spacing->interval_ms > 0)
    snprintf(each, sizeof each, ", sent one each %.0f ms,", spacing->interval_ms);
  if (spacing->arrived * 2 < spacing->sent)
    find(out, FINDING_BUFFERED, true, transport_name(transport),
         "%s: of %zu events%s %zu arrived meanwhile%s", transport_traits[transport].label,
         spacing->sent, each, spacing->arrived, more);
  else
    find(out, FINDING_BUFFERED, true, transport_name(transport),
         "%s: %zu events, sent one each %.0f ms, arrived in %zu heaps; the slowest was %.0f ms "
         "longer on its way than the fastest",
         transport_traits[transport].label, spacing->arrived, spacing->interval_ms, spacing->heaps,
         spacing->held_ms);
}

/* --- heads -------------------------------------------------------------------------------- */

static const char *side_words(enum head_side side) {
  static const char *const words[] = {[HEAD_REQUEST] = "requests",
                                      [HEAD_ANSWER] = "answers",
                                      [HEAD_STREAM] = "the answer that is an event stream"};
  return words[side];
}

static void change_judge(const struct head_change *change, struct findings *out) {
  const char *side = side_words(change->side);
  bool host = change->side == HEAD_REQUEST && strcmp(change->name, "host") == 0;
  if (host && change->what == HEAD_CHANGED)
    find(out, FINDING_HOST, true, change->name,
         "the server is asked for Host '%s' instead of '%s': a page's Origin no longer fits it",
         change->after, change->before);
  else if (change->what == HEAD_REMOVED)
    find(out, FINDING_HEADER_REMOVED, true, change->name, "of %s, %s is taken away", side,
         change->name);
  else if (change->what == HEAD_CHANGED)
    find(out, FINDING_HEADER_CHANGED, true, change->name, "of %s, %s is changed from '%s' to '%s'",
         side, change->name, change->before, change->after);
  else
    find(out, FINDING_HEADER_ADDED, false, change->name, "to %s, %s is added%s%s%s", side,
         change->name, change->after[0] ? ": '" : "", change->after, change->after[0] ? "'" : "");
}

/* A change of every answer is said once, not again of the event stream. */
static bool is_said(const struct observed_heads *heads, size_t index) {
  const struct head_change *change = &heads->changes[index];
  for (size_t i = 0; i < index; i++)
    if (heads->changes[i].side == HEAD_ANSWER && change->side == HEAD_STREAM &&
        heads->changes[i].what == change->what && strcmp(heads->changes[i].name, change->name) == 0)
      return true;
  return false;
}

static void heads_judge(const struct observed_heads *heads, struct findings *out) {
  out->unknown += heads->look == LOOK_UNKNOWN;
  for (size_t i = 0; i < heads->change_count; i++)
    if (!is_said(heads, i))
      change_judge(&heads->changes[i], out);
  if (strcmp(heads->version, "1.0") == 0)
    find(out, FINDING_HTTP_1_0, true, "request",
         "the server is asked by HTTP/1.0: no connection to it is kept, and no upgrade passes");
  if (*heads->compressed != '\0')
    find(out, FINDING_COMPRESSED, true, "sse",
         "an event stream comes with Content-Encoding: %s to one who takes it, as browsers do; "
         "compressors hold events back until a block is full",
         heads->compressed);
}

/* --- sizes -------------------------------------------------------------------------------- */

struct size_words {
  enum finding_kind kind;
  const char *subject, *what;
  size_t least_bytes;
};

static const struct size_words size_words[SIZE_COUNT] = {
    [SIZE_URL] = {FINDING_URL_SIZE, "url", "a URL", FINDING_HEAD_BYTES_MIN},
    [SIZE_HEADER] = {FINDING_HEAD_SIZE, "header", "one header", FINDING_HEAD_BYTES_MIN},
    [SIZE_HEAD] = {FINDING_HEAD_SIZE, "head", "all headers together", FINDING_HEAD_BYTES_MIN},
    [SIZE_POST] = {FINDING_MESSAGE_SIZE, "post", "a message by POST", FINDING_MESSAGE_BYTES_MIN},
    [SIZE_FRAME] = {FINDING_MESSAGE_SIZE, "websocket", "a message by WebSocket",
                    FINDING_MESSAGE_BYTES_MIN}};

static void sizes_judge(const struct observations *seen, struct findings *out) {
  for (int i = 0; i < SIZE_COUNT; i++) {
    const struct observed_size *size = &seen->sizes[i];
    const struct size_words *words = &size_words[i];
    /* without a WebSocket there is nothing to know of its messages */
    bool missing = i == SIZE_FRAME && seen->transports[TRANSPORT_WEBSOCKET].look == LOOK_FAILS;
    out->unknown += size->look == LOOK_UNKNOWN && !missing;
    if (size->look == LOOK_FAILS)
      find(out, words->kind, size->passes_bytes < words->least_bytes, words->subject,
           "%s of %zu bytes passes, one of %zu does not: %s", words->what, size->passes_bytes,
           size->fails_bytes, size->words);
  }
}

/* --- silence ------------------------------------------------------------------------------ */

const char *idle_kind_words(enum idle_kind kind) {
  static const char *const words[IDLE_KINDS] = {[IDLE_KEPT] = "a kept connection",
                                                [IDLE_LONG_POLL] = "a long poll",
                                                [IDLE_SSE] = "an event stream",
                                                [IDLE_WEBSOCKET] = "a WebSocket"};
  return words[kind];
}

static const char *idle_kind_name(enum idle_kind kind) {
  static const char *const names[IDLE_KINDS] = {[IDLE_KEPT] = "kept",
                                                [IDLE_LONG_POLL] = "long_poll",
                                                [IDLE_SSE] = "sse",
                                                [IDLE_WEBSOCKET] = "websocket"};
  return names[kind];
}

static bool was_ended(const struct observed_idle *idle) {
  return idle->end == IDLE_FIN || idle->end == IDLE_RST || idle->end == IDLE_STATUS ||
         idle->end == IDLE_CLOSE_FRAME;
}

static int by_size(const void *a, const void *b) {
  double first = *(const double *)a, second = *(const double *)b;
  return (first > second) - (first < second);
}

/* The ends of the silent ones of a kind. */
struct ends {
  double silences[OBSERVED_IDLE_MAX], instants[OBSERVED_IDLE_MAX];
  size_t count;
  double alive_s, dead_s; /* the longest that worked; the shortest that did not, 0: none */
};

static double spread(double *values, size_t count) {
  qsort(values, count, sizeof *values, by_size);
  return values[count - 1] - values[0];
}

bool idle_limit_of(const struct observed_idles *idles, enum idle_kind kind,
                   struct idle_limit *out) {
  struct ends ends = {.count = 0};
  memset(out, 0, sizeof *out);
  for (size_t i = 0; i < idles->count; i++) {
    const struct observed_idle *idle = &idles->idle[i];
    if (idle->kind != kind || idle->heartbeat_s > 0)
      continue;
    if (was_ended(idle)) {
      ends.silences[ends.count] = idle->silence_s;
      ends.instants[ends.count++] = idle->ended_at_s;
      memcpy(out->how, idle->words, sizeof out->how);
    } else if (idle->end == IDLE_ALIVE && idle->silence_s > ends.alive_s) {
      ends.alive_s = idle->silence_s;
    } else if (idle->end == IDLE_DEAD && (ends.dead_s == 0 || idle->silence_s < ends.dead_s)) {
      ends.dead_s = idle->silence_s;
      memcpy(out->how, idle->words, sizeof out->how);
    }
  }
  out->alive_s = ends.alive_s;
  out->count = ends.count;
  out->dropped = ends.count == 0 && ends.dead_s > 0;
  out->silence_s = ends.dead_s;
  if (ends.count == 0)
    return out->dropped;
  out->spread_s = spread(ends.silences, ends.count);
  out->together = ends.count > 1 && out->spread_s > TOGETHER_S &&
                  spread(ends.instants, ends.count) < TOGETHER_S;
  out->silence_s = ends.silences[ends.count / 2];
  return true;
}

enum look idle_heartbeat_keeps(const struct observed_idles *idles, enum idle_kind kind,
                               double heartbeat_s) {
  for (size_t i = 0; i < idles->count; i++)
    if (idles->idle[i].kind == kind && idles->idle[i].heartbeat_s == heartbeat_s)
      return idles->idle[i].end == IDLE_ALIVE ? LOOK_PASSES : LOOK_FAILS;
  return LOOK_UNKNOWN;
}

/* "A heartbeat every 25 s keeps it, one every 55 s does not." */
static void heartbeats_say(const struct observed_idles *idles, enum idle_kind kind, char *out,
                           size_t capacity) {
  double said_s = 0;
  *out = '\0';
  for (size_t i = 0; i < idles->count; i++) {
    const struct observed_idle *idle = &idles->idle[i];
    if (idle->kind != kind || idle->heartbeat_s == 0 || idle->heartbeat_s == said_s)
      continue;
    said_s = idle->heartbeat_s;
    bool keeps = idle->end == IDLE_ALIVE;
    bounded_append(out, capacity, "%s%s every %g s %s", *out ? ", one" : ". A heartbeat", "",
                   said_s, keeps ? "keeps it" : "does not keep it");
  }
}

/* One with a heartbeat that was ended within a second of the age at which silent ones are: its life
 * is bounded, not its silence. */
static const struct observed_idle *short_life(const struct observed_idles *idles,
                                              enum idle_kind kind) {
  for (size_t i = 0; i < idles->count; i++) {
    const struct observed_idle *idle = &idles->idle[i];
    bool lost = was_ended(idle) || idle->end == IDLE_DEAD;
    if (idle->kind == kind && idle->heartbeat_s > 0 && lost &&
        idle->silence_s < idle->heartbeat_s && idle->age_s > idle->heartbeat_s + TOGETHER_S)
      return idle;
  }
  return NULL;
}

static void idle_judge_kind(const struct observed_idles *idles, enum idle_kind kind,
                            struct findings *out) {
  struct idle_limit limit;
  char beats[160];
  const struct observed_idle *life = short_life(idles, kind);
  heartbeats_say(idles, kind, beats, sizeof beats);
  if (life)
    find(out, FINDING_LIFETIME, true, idle_kind_name(kind),
         "%s was ended (%s) at the age of %.1f s, %.1f s after a heartbeat: its whole life is "
         "bounded, so no heartbeat keeps it",
         idle_kind_words(kind), life->words, life->age_s, life->silence_s);
  if (!idle_limit_of(idles, kind, &limit))
    return;
  if (limit.together)
    find(out, FINDING_IDLE_ENDED, false, idle_kind_name(kind),
         "%zu of %s were ended at one instant, after different silences (%s): something was "
         "restarted or reloaded, perhaps",
         limit.count, idle_kind_words(kind), limit.how);
  else if (limit.dropped)
    find(out, FINDING_IDLE_DROPPED, true, idle_kind_name(kind),
         "%s that was silent for %.1f s looked open and was dead (%s); after %.1f s one still "
         "worked%s",
         idle_kind_words(kind), limit.silence_s, limit.how, limit.alive_s, beats);
  else if (!life)
    find(out, kind == IDLE_KEPT ? FINDING_KEPT_ENDED : FINDING_IDLE_ENDED, kind != IDLE_KEPT,
         idle_kind_name(kind),
         "the path ends %s after %.1f s of silence (%s; %zu of them, %.1f s "
         "apart at most)%s",
         idle_kind_words(kind), limit.silence_s, limit.how, limit.count, limit.spread_s, beats);
}

/* --- all ---------------------------------------------------------------------------------- */

static void http2_judge(const struct observed_http2 *http2, struct findings *out) {
  if (http2->alpn == LOOK_PASSES)
    find(out, FINDING_HTTP2, false, "tls", "HTTP/2 is spoken to users (ALPN h2)%s",
         http2->extended_connect ? ", WebSockets over it too (RFC 8441)"
                                 : "; for WebSockets browsers open an HTTP/1.1 connection");
  if (http2->prior == LOOK_PASSES)
    find(out, FINDING_HTTP2, false, "clear", "HTTP/2 is spoken without TLS, by its preface");
  if (http2->upgrade == LOOK_PASSES)
    find(out, FINDING_HTTP2, false, "clear", "HTTP/2 is spoken without TLS, by Upgrade: h2c");
}

static int faults_first(const void *a, const void *b) {
  const struct finding *first = a, *second = b;
  if (first->fault != second->fault)
    return first->fault ? -1 : 1;
  if (first->kind != second->kind)
    return first->kind < second->kind ? -1 : 1;
  return strcmp(first->subject, second->subject);
}

void findings_judge(const struct observations *seen, struct findings *out) {
  memset(out, 0, sizeof *out);
  passages_judge(seen, out);
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    spacing_judge_one(&seen->spacing[i], i, out);
  for (int kind = 0; kind < IDLE_KINDS; kind++)
    idle_judge_kind(&seen->idles, (enum idle_kind)kind, out);
  sizes_judge(seen, out);
  heads_judge(&seen->heads, out);
  http2_judge(&seen->http2, out);
  qsort(out->list, out->count, sizeof *out->list, faults_first);
}
