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

/* Programs other than the server (or the client) had more than this share of its
 * processor. The noise meter in SCHED_FIFO goes before them as before the server, and
 * does not see them; a tenth is what a desktop has. */
#define VERDICT_OTHER_SHARE_MAX 0.2

/* The wall clock was set by more than this while the phase was measured. That moves no
 * latency; but a virtual machine that was stopped, and then told the time, looks alike. */
#define VERDICT_WALL_STEP_MAX_NS 5e6

/* The machine was suspended for longer than this. CLOCK_MONOTONIC stood still, and what
 * is counted per second counts too few of them. */
#define VERDICT_SUSPENDED_MAX_NS 1e6

/* The phase began before the cell had settled: its first seconds were slower than the
 * later ones (bench/settling.h) by more than this factor and this time. */
#define VERDICT_SETTLING_RATIO_MAX 2.0
#define VERDICT_SETTLING_MAX_NS 5e6

/* From connecting to closing, the bytes of payload and protocol, as the decoders
 * counted them, may differ from the kernel's count of the TCP streams by this
 * share: retransmissions, and what was never read. (At the edges of the measured
 * phase a whole broadcast may lie between the two, so that is not compared.) */
#define VERDICT_BYTES_SHARE_MAX 0.01

/* How far the readings of the server's processor time may be from the instants between which
 * messages are counted, both edges together, as a share of the phase: so much may their quotient
 * be off. */
#define VERDICT_WINDOW_APART_SHARE_MAX 0.01

/* No threshold: a message lost, damaged, doubled, out of order, or received before it
 * was due; a value beyond its histogram's range; a connection that failed or found no
 * descriptor or port left; a user who was not ready when the phase began; counts that
 * do not add up. One is enough.
 *
 * Of a cell.json: {"status": "valid|suspect|invalid", "reasons": [...]}.
 * invalid: a message was lost or damaged, a count contradicts another, a connection
 * failed, clocks disagree, or the repeat did not end well. suspect: it was measured, but
 * something other than the transport may be in the figures. Where faults were part of the
 * experiment, messages, connections and requests that they cost, the publisher's delay
 * and the distance from the model are what was to be found out, and not judged. A new
 * reference. */
json_t *verdict_of(const json_t *document);

bool verdict_is(const json_t *verdict, const char *status);

/* The graver of two verdicts' statuses. */
const char *verdict_graver(const char *left, const char *right);

#endif
