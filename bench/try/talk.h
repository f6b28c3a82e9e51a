/* The talk of one user and one publisher with a server, as the client's transcript has it
 * (clients/foreign/transcript.h): writes a line for each step, for people, and remembers what tells
 * whether it works, and if not, why. Pure, but for the stream that it writes to. */
#ifndef BENCH_TRY_TALK_H
#define BENCH_TRY_TALK_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum {
  TALK_MESSAGES = 3, /* that are published */
  TALK_STEP_BYTES = 80,
  TALK_WORDS_BYTES = 320,
  TALK_TEXT_BYTES = 2048,
  TALK_LINE_BYTES = 76,
};

/* What was said, and what came for it; either may be "". */
struct exchange {
  char said[TALK_LINE_BYTES], came[TALK_LINE_BYTES];
  uint64_t said_ns, came_ns;
};

/* The user, or the publisher. */
struct talk_side {
  const char *name;
  char asked[TALK_TEXT_BYTES]; /* the first line of its last request: "GET /stream/0"; "": none */
  bool handshake;              /* that was for a WebSocket */
  char subprotocols[TALK_STEP_BYTES]; /* which it offered; "": none */
  int code;                           /* of the last answer; 0: there was none */
  char heard[TALK_TEXT_BYTES];        /* the newest answer's body, event or text */
  size_t texts; /* events, texts, answers with a body; of the user since it has subscribed */

  struct exchange held; /* not written so far: it may be one to be counted */
  struct exchange last; /* that was written */
  size_t again;         /* how often that came again since */
};

struct talk {
  FILE *out;         /* NULL: nothing is written */
  bool itself;       /* the server publishes by itself: messages have no numbers of ours */
  uint64_t begun_ns; /* of the first step; 0 before */
  struct talk_side user, publisher;
  size_t stale; /* exchanges with messages of an earlier run, which are only counted */

  bool subscribed, proven;
  bool sent_subscribed;   /* the newest message was sent when the user had subscribed */
  size_t messages, twice; /* that the user received; that it had already */
  size_t published, unanswered;
  uint64_t sent_ns[TALK_MESSAGES], received_ns[TALK_MESSAGES]; /* 0: not so far */

  bool failed, by_publisher;
  char step[TALK_STEP_BYTES], words[TALK_WORDS_BYTES]; /* "subscribe", "HTTP 404" */
};

/* `out`: NULL for nowhere. */
void talk_begin(struct talk *talk, FILE *out, bool itself);

/* A line of the transcript. Nothing is taken after a failure, and no failure after the last
 * message. */
void talk_take(struct talk *talk, const json_t *line);

/* Nothing has come for a while, or it is over: writes what was held back. */
void talk_pause(struct talk *talk);

/* It fails for a reason that is in no step. The first failure stays. */
void talk_fail(struct talk *talk, const char *step, const char *words);

/* Whether all messages have come. */
bool talk_is_done(const struct talk *talk);

/* From the publisher's sending of the first message to its receipt; NAN where either is not known.
 */
double talk_first_latency_ns(const struct talk *talk);

#endif
