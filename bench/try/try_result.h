/* What is tried of a target, and what that has found. */
#ifndef BENCH_TRY_TRY_RESULT_H
#define BENCH_TRY_TRY_RESULT_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/try/hint.h"
#include "bench/try/talk.h"
#include "documents/target.h"

struct try_plan {
  const struct target_description *description;
  const char *host_program, *client_program; /* paths of pushbench and pushbench-client */
  bool wanted[TRANSPORT_COUNT];              /* those that it does not offer are left out */
  bool remote;                               /* the server may be on another host */
  FILE *out;                                 /* gets each step, for people; NULL: nobody does */
};

struct try_transport {
  bool tried, works;
  char failure[TALK_STEP_BYTES + TALK_WORDS_BYTES + 4]; /* "subscribe: HTTP 404"; "": none */
  char hint[HINT_BYTES];                                /* "": none */
  size_t messages;                                      /* that came, of TALK_MESSAGES */
  size_t twice;                                         /* that came again */
  size_t unanswered;                                    /* requests that publish: nobody knows */
  double first_latency_ns;                              /* NAN: not known, as those below */
  double up_bytes, down_bytes; /* for each message, of the whole TCP stream meanwhile */
  double envelope_bytes;       /* for each message: what came beside it */
};

struct try_result {
  char failure[ERROR_TEXT_BYTES]; /* of the server: nothing was tried; "": none */
  struct try_transport transports[TRANSPORT_COUNT];
};

#endif
