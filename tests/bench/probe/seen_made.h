/* Observations of a path that does nothing wrong, to be changed by a test. */
#ifndef TESTS_BENCH_PROBE_SEEN_MADE_H
#define TESTS_BENCH_PROBE_SEEN_MADE_H

#include <stdio.h>
#include <string.h>

#include "bench/probe/findings.h"

static struct observations seen;

static inline void seen_make(void) {
  memset(&seen, 0, sizeof seen);
  snprintf(seen.url, sizeof seen.url, "http://push.example");
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    seen.transports[i] = (struct observed_passage){.look = LOOK_PASSES, .status = 200};
  seen.publish = (struct observed_passage){.look = LOOK_PASSES, .status = 200};
  for (int i = TRANSPORT_SSE; i <= TRANSPORT_WEBSOCKET; i++)
    seen.spacing[i] = (struct observed_spacing){
        .look = LOOK_PASSES, .sent = 20, .arrived = 20, .heaps = 20, .interval_ms = 200};
  seen.heads = (struct observed_heads){
      .look = LOOK_PASSES, .all = true, .engine = "civetweb", .version = "1.1"};
  for (int i = 0; i < SIZE_COUNT; i++)
    seen.sizes[i] = (struct observed_size){.look = LOOK_PASSES, .passes_bytes = 15000};
  seen.http2 = (struct observed_http2){.prior = LOOK_FAILS, .upgrade = LOOK_FAILS};
}

/* Another connection of the idle look; the words are those of its end. */
static inline struct observed_idle *seen_idle(enum idle_kind kind, double heartbeat_s,
                                              enum idle_end end, double silence_s) {
  static const char *const words[] = {[IDLE_ALIVE] = "",
                                      [IDLE_FIN] = "FIN",
                                      [IDLE_RST] = "RST",
                                      [IDLE_STATUS] = "HTTP 504 of nginx",
                                      [IDLE_SERVER] = "FIN",
                                      [IDLE_CLOSE_FRAME] = "close frame 1001",
                                      [IDLE_DEAD] = "nothing passed when it was used",
                                      [IDLE_UNTOLD] = "its events are held back",
                                      [IDLE_NOT_OPENED] = "nothing came"};
  struct observed_idle *made = &seen.idles.idle[seen.idles.count++];
  seen.idles.look = LOOK_PASSES;
  seen.idles.looked_s = 120;
  *made = (struct observed_idle){.kind = kind,
                                 .heartbeat_s = heartbeat_s,
                                 .end = end,
                                 .silence_s = silence_s,
                                 .age_s = silence_s,
                                 .ended_at_s = silence_s + (double)seen.idles.count};
  snprintf(made->words, sizeof made->words, "%s", words[end]);
  return made;
}

static inline void seen_change(enum head_side side, enum head_what what, const char *name,
                               const char *before, const char *after) {
  struct head_change *made = &seen.heads.changes[seen.heads.change_count++];
  made->side = side;
  made->what = what;
  snprintf(made->name, sizeof made->name, "%s", name);
  snprintf(made->before, sizeof made->before, "%s", before);
  snprintf(made->after, sizeof made->after, "%s", after);
}

#endif
