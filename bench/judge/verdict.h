/* Whether the figures of one repeat can be trusted, with the reasons in words. */
#ifndef BENCH_JUDGE_VERDICT_H
#define BENCH_JUDGE_VERDICT_H

#include <jansson.h>
#include <stdbool.h>

/* Above this share of its processor the client itself may have been late: what it
 * measured would then be its own queue. */
#define VERDICT_CLIENT_CPU_SHARE_MAX 0.85

/* Lag of the client's loop and of the publisher, noise of the machine, and other programs are
 * judged by what they may be of the figures that are printed: p50, p99 and processor time,
 * each by no more than DISTURBANCE_SHARE_MAX (bench/judge/disturbance.h), beyond what the machine
 * shows when idle. The greatest latency is nobody's claim, and not judged. */

/* The wall clock was set by more than this while the phase was measured. That moves no
 * latency; but a virtual machine that was stopped, and then told the time, looks alike. */
#define VERDICT_WALL_STEP_MAX_NS 5e6

/* The machine was suspended for longer than this. CLOCK_MONOTONIC stood still, and what
 * is counted per second counts too few of them. */
#define VERDICT_SUSPENDED_MAX_NS 1e6

/* The phase began before the cell had settled: its first seconds were slower than the
 * later ones (bench/judge/settling.h) by more than this factor, and by more than
 * DISTURBANCE_SHARE_MAX of p99. */
#define VERDICT_SETTLING_RATIO_MAX 2.0

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
 * Of a cell.json: {"status": "valid|suspect|invalid", "reasons": [...], "kinds": [...],
 * "severities": [...]}: sentences, those that make it invalid first; of each the name of its kind
 * (bench/judge/reasons.h), and a number that is greater where a reason of the same kind is worse, 0
 * where nothing orders them.
 * invalid: a message was lost or damaged, a count contradicts another, a connection
 * failed, clocks disagree, or the repeat did not end well. suspect: it was measured, but
 * something other than the transport may be in the figures. Where faults were part of the
 * experiment, connections and requests that they cost, messages as far as they were to be
 * lost (bench/judge/losses.h), the publisher's delay
 * and the distance from the model are what was to be found out, and not judged. A new
 * reference. */
json_t *verdict_of(const json_t *document);

bool verdict_is(const json_t *verdict, const char *status);

/* The graver of two verdicts' statuses. */
const char *verdict_graver(const char *left, const char *right);

#endif
