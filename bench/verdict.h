/* Whether the figures of one repeat can be trusted, with the reasons in words. */
#ifndef BENCH_VERDICT_H
#define BENCH_VERDICT_H

#include <jansson.h>
#include <stdbool.h>

/* Above this share of its processor the client itself may have been late: what it
 * measured would then be its own queue. */
#define VERDICT_CLIENT_CPU_SHARE_MAX 0.85

/* One in a hundred turns of the client's loop came later than this: receipts were
 * seen late by as much. Far above what a machine at rest shows (under 1 ms), and
 * still small beside a poll interval. */
#define VERDICT_LOOP_LAG_P99_MAX_NS 20e6

/* The same of the publisher: messages were late before any transport had them. */
#define VERDICT_PUBLISH_LAG_P99_MAX_NS 20e6

/* A thread that only sleeps on the server's or the client's processor woke later than
 * this, one time in a hundred or once at all. Ordinary cells, loaded ones too, show
 * under 0.5 ms at p99 in SCHED_FIFO, where the machine alone can delay it; in
 * SCHED_OTHER it takes its turn among the threads of the server or the client, and
 * a busy cell shows 10 ms (bench/noise.h). */
#define VERDICT_NOISE_P99_MAX_NS 5e6
#define VERDICT_NOISE_MAX_NS 100e6
#define VERDICT_NOISE_OTHER_P99_MAX_NS 20e6
#define VERDICT_NOISE_OTHER_MAX_NS 200e6

/* From connecting to closing, the bytes of payload and protocol, as the decoders
 * counted them, may differ from the kernel's count of the TCP streams by this
 * share: retransmissions, and what was never read. (At the edges of the measured
 * phase a whole broadcast may lie between the two, so that is not compared.) */
#define VERDICT_BYTES_SHARE_MAX 0.01

/* Of a cell.json: {"status": "valid|suspect|invalid", "reasons": [...]}.
 * invalid: a message was lost or damaged, a count contradicts another, a connection
 * failed, or the repeat did not end well. suspect: it was measured, but something
 * other than the transport may be in the figures. A new reference. */
json_t *verdict_of(const json_t *document);

bool verdict_is(const json_t *verdict, const char *status);

/* The graver of two verdicts' statuses. */
const char *verdict_graver(const char *left, const char *right);

#endif
