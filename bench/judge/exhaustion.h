/* What gave out first in a repeat that did not keep its limits.
 *
 * The first of these that applies, in this order:
 *
 *   descriptors       a program could open no more files
 *   ports             no local port was left for a connection
 *   memory            the server had nine tenths of the machine's memory, or was killed without a
 *                     fault of the experiment
 *   generator         the client used its processor to more than VERDICT_CLIENT_CPU_SHARE_MAX, or
 *                     failed
 *   server_processor  the server used more than EXHAUSTION_SERVER_SHARE of its processor
 *   generator         the client's loop was late, by the verdict, and the client used more than
 *                     EXHAUSTION_LATE_CLIENT_SHARE of its processor: else others had delayed it
 *   limit             nothing of these: the limit itself, as half a poll's interval */
#ifndef BENCH_JUDGE_EXHAUSTION_H
#define BENCH_JUDGE_EXHAUSTION_H

#include <jansson.h>

/* At this load a message of a Poisson process waits behind nine others, the mean of the queue
 * M/M/1, rho / (1 - rho) (Kleinrock, "Queueing systems" I, 1975). */
#define EXHAUSTION_SERVER_SHARE 0.9
#define EXHAUSTION_MEMORY_SHARE 0.9
#define EXHAUSTION_LATE_CLIENT_SHARE 0.5

enum exhausted {
  EXHAUSTED_DESCRIPTORS,
  EXHAUSTED_PORTS,
  EXHAUSTED_MEMORY,
  EXHAUSTED_GENERATOR,
  EXHAUSTED_SERVER,
  EXHAUSTED_LIMIT,
  EXHAUSTED_KINDS
};

/* The machine of the repeat. */
struct exhaustible {
  double memory_bytes; /* of the machine; 0: not known */
  double processors;   /* that the server may use, above 0: 1 where it is pinned */
};

/* `document` is a cell.json, of a repeat that failed too. */
enum exhausted exhausted_by(const json_t *document, const struct exhaustible *machine);

/* Names in documents: "server_processor"; for people: "the server's processor". */
const char *exhausted_name(enum exhausted kind);
const char *exhausted_words(enum exhausted kind);
enum exhausted exhausted_named(const char *name); /* EXHAUSTED_KINDS where there is none */

#endif
