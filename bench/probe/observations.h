/* What a probe has observed of a path: figures and texts, no judgement. */
#ifndef BENCH_PROBE_OBSERVATIONS_H
#define BENCH_PROBE_OBSERVATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/traits.h"

enum {
  OBSERVED_WORDS_BYTES = 200,
  OBSERVED_NAME_BYTES = 64,
  OBSERVED_CHANGES_MAX = 32,
  OBSERVED_IDLE_MAX = 48,
};

enum look {
  LOOK_NOT,     /* it was not looked at */
  LOOK_UNKNOWN, /* nobody can tell; the words say why */
  LOOK_PASSES,
  LOOK_FAILS,
};

/* Whether a transport, or publishing, passes. */
struct observed_passage {
  enum look look;
  int status;                       /* of the answer; 0: none came */
  bool by_server;                   /* our server has refused it, so the request has reached it */
  char words[OBSERVED_WORDS_BYTES]; /* what came back; of LOOK_UNKNOWN: why */
};

/* How events arrived that were sent one by one. */
struct observed_spacing {
  enum look look;     /* PASSES: as they were sent; FAILS: together */
  size_t sent;        /* events that the server sent meanwhile */
  size_t arrived;     /* of them */
  size_t together;    /* of those: with the event before */
  size_t heaps;       /* events or groups of them that arrived at one instant */
  double interval_ms; /* between two, as they were sent: the median */
  double held_ms;     /* by how much longer the slowest was on its way than the fastest */
  size_t heap_bytes;  /* of what came at once, when more was sent to fill a buffer; 0: not known */
  char words[OBSERVED_WORDS_BYTES]; /* of LOOK_UNKNOWN: why */
};

enum head_side { HEAD_REQUEST, HEAD_ANSWER, HEAD_STREAM };
enum head_what { HEAD_ADDED, HEAD_CHANGED, HEAD_REMOVED };

/* A header that the path has changed. */
struct head_change {
  enum head_side side;
  enum head_what what;
  char name[OBSERVED_NAME_BYTES];
  char before[OBSERVED_NAME_BYTES], after[OBSERVED_NAME_BYTES]; /* values, cut; "": none */
};

struct observed_heads {
  enum look look;
  char words[OBSERVED_WORDS_BYTES]; /* of LOOK_UNKNOWN: why */
  bool all;                         /* the server has told of all headers */
  char engine[OBSERVED_NAME_BYTES];
  char version[8];                  /* of HTTP, by which the server was asked: "1.1" */
  char target[OBSERVED_NAME_BYTES]; /* as it arrived, cut */
  struct head_change changes[OBSERVED_CHANGES_MAX];
  size_t change_count;
  bool stream_compared;
  char compressed[OBSERVED_NAME_BYTES]; /* the coding of an event stream, where the path adds one */
  char front[OBSERVED_NAME_BYTES];      /* what the answers say that they went through */
};

enum size_kind { SIZE_URL, SIZE_HEADER, SIZE_HEAD, SIZE_POST, SIZE_FRAME, SIZE_COUNT };

struct observed_size {
  enum look look;                   /* FAILS: there is a limit between the two below */
  size_t passes_bytes;              /* the largest that passed; 0: none */
  size_t fails_bytes;               /* the smallest that did not; 0: all passed */
  char words[OBSERVED_WORDS_BYTES]; /* what came back for it */
};

struct observed_http2 {
  enum look alpn;        /* over TLS */
  enum look prior;       /* without TLS, by its preface */
  enum look upgrade;     /* without TLS, by Upgrade: h2c */
  bool extended_connect; /* its settings allow WebSockets (RFC 8441) */
};

enum idle_kind { IDLE_KEPT, IDLE_LONG_POLL, IDLE_SSE, IDLE_WEBSOCKET, IDLE_KINDS };

enum idle_end {
  IDLE_ALIVE, /* it worked when it was used after its silence */
  IDLE_FIN,   /* ended in order */
  IDLE_RST,
  IDLE_STATUS, /* an answer that is not the server's */
  IDLE_SERVER, /* the server's own answer, or a close of its own time-out */
  IDLE_CLOSE_FRAME,
  IDLE_DEAD,   /* it looked open, and nothing passed any more */
  IDLE_UNTOLD, /* nobody can see whether it works */
  IDLE_NOT_OPENED,
};

/* One connection that was left alone, or that carried a heartbeat. */
struct observed_idle {
  enum idle_kind kind;
  double heartbeat_s; /* 0: none */
  enum idle_end end;
  int status;                      /* of IDLE_STATUS */
  uint16_t close_code;             /* of IDLE_CLOSE_FRAME */
  double silence_s;                /* since the last byte, when it ended or was used */
  double age_s;                    /* since it was opened */
  double ended_at_s;               /* since the look began */
  char words[OBSERVED_NAME_BYTES]; /* "FIN", "HTTP 504 of nginx" */
};

struct observed_idles {
  enum look look;
  double looked_s;
  struct observed_idle idle[OBSERVED_IDLE_MAX];
  size_t count;
};

struct observations {
  char url[OBSERVED_WORDS_BYTES];
  bool has_token;
  bool tls;
  bool publishes_itself; /* the server does */
  struct observed_passage transports[TRANSPORT_COUNT];
  struct observed_passage publish;
  struct observed_spacing spacing[TRANSPORT_COUNT]; /* of SSE and WebSocket */
  struct observed_heads heads;
  struct observed_size sizes[SIZE_COUNT];
  struct observed_http2 http2;
  struct observed_idles idles;
};

#endif
