/* The kinds of reasons that a verdict gives: each has a fixed name, by which the reasons of several
 * repeats and cells are grouped. */
#ifndef BENCH_JUDGE_REASONS_H
#define BENCH_JUDGE_REASONS_H

#include <stdbool.h>
#include <stddef.h>

enum reason_kind {
  /* invalid */
  REASON_OUTCOME,
  REASON_MESSAGES_LOST,
  REASON_MESSAGES_DAMAGED,
  REASON_LEDGER_SUM,
  REASON_LEDGER_PARTS,
  REASON_NOT_PUBLISHED,
  REASON_PAIRS_INCOMPLETE,
  REASON_PUBLISHED_SEEN,
  REASON_PUBLISHED_WHOLE,
  REASON_HANDED_OUT,
  REASON_CONNECTIONS_FAILED,
  REASON_CONNECTIONS_LOST,
  REASON_NO_DESCRIPTOR,
  REASON_NO_PORT,
  REASON_EARLY,
  REASON_SUSPENDED,
  REASON_RANGE_LATENCY,
  REASON_RANGE_ACK,
  REASON_RANGE_PUBLISH_LAG,
  REASON_RANGE_LOOP_LAG,
  REASON_RANGE_NOISE_SERVER,
  REASON_RANGE_NOISE_CLIENT,
  REASON_PAYLOAD_LENGTH,
  /* suspect */
  REASON_OTHER_CLOCK,
  REASON_WALL_CLOCK,
  REASON_CLIENT_PROCESSOR,
  REASON_CLIENT_LOOP,
  REASON_PUBLISHER,
  REASON_NOISE_SERVER,
  REASON_NOISE_CLIENT,
  REASON_OTHERS_SERVER,
  REASON_OTHERS_CLIENT,
  REASON_LINK_LATE,
  REASON_LINK_OVERFLOWED,
  REASON_NOT_READY,
  REASON_NOT_SETTLED,
  REASON_WARMUP_SHORT,
  REASON_DUPLICATED,
  REASON_REORDERED,
  REASON_PUBLISHED_TWICE,
  REASON_REQUESTS_FAILED,
  REASON_BYTES_DIFFER,
  REASON_CPU_WINDOW,
  REASON_MODEL_LATENCY, /* the model's figures, in the order of enum model_figure */
  REASON_MODEL_REQUESTS,
  REASON_MODEL_EMPTY,
  REASON_MODEL_PROTOCOL_BYTES,
  REASON_MODEL_WIRE_BYTES,
  REASON_MODEL_AGE,
  REASON_KINDS
};

/* By enum reason_kind. */
extern const struct reason_entry {
  const char *name;  /* in cell.json; it does not change */
  const char *words; /* a few words, where a sentence has no room */
  bool invalid;      /* else suspect */
} reason_table[REASON_KINDS];

/* Contracts: each kind is complete and has a name of its own; those that make a repeat invalid
 * come first. The program calls it for reason_table when it starts. */
void reasons_check(const struct reason_entry table[static REASON_KINDS]);

/* REASON_KINDS where there is none of that name; NULL has none. */
enum reason_kind reason_named(const char *name);

#endif
