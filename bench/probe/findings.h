/* From observations to findings. Pure. */
#ifndef BENCH_PROBE_FINDINGS_H
#define BENCH_PROBE_FINDINGS_H

#include "bench/probe/observations.h"
#include "bench/probe/remedies.h"

enum {
  FINDINGS_MAX = 64,
  FINDING_SUBJECT_BYTES = 64,
  FINDING_TEXT_BYTES = 400,

  /* smaller ones are faults */
  FINDING_HEAD_BYTES_MIN = 8000, /* of a request's line (RFC 9112, section 3), and of headers */
  FINDING_MESSAGE_BYTES_MIN = 65536,
};

struct finding {
  enum finding_kind kind;
  bool fault;                          /* else a note: it harms nobody by itself */
  char subject[FINDING_SUBJECT_BYTES]; /* "sse", "x-forwarded-for", "post" */
  char text[FINDING_TEXT_BYTES];       /* a sentence */
};

struct findings {
  struct finding list[FINDINGS_MAX];
  size_t count, faults;
  size_t unknown; /* looks that could not tell */
};

/* Judges them; what no longer fits is dropped, faults last. */
void findings_judge(const struct observations *seen, struct findings *out);

/* The time after which silent connections of a kind were ended by the path: the median of those
 * that were ended alike. False where there is none. */
struct idle_limit {
  double silence_s;
  double spread_s; /* between the first and the last of them */
  size_t count;
  bool dropped;   /* they looked open, and nothing passed: between the two below */
  double alive_s; /* the longest silence after which one still worked; 0: none */
  bool together;  /* they ended at one instant, after different silences */
  char how[OBSERVED_NAME_BYTES];
};
bool idle_limit_of(const struct observed_idles *idles, enum idle_kind kind, struct idle_limit *out);

/* Whether connections of a kind with that heartbeat lasted. UNKNOWN where there were none. */
enum look idle_heartbeat_keeps(const struct observed_idles *idles, enum idle_kind kind,
                               double heartbeat_s);

/* "a long poll", "an event stream" */
const char *idle_kind_words(enum idle_kind kind);

#endif
