/* The verdict on a repeat: whether its figures can be trusted, with the reasons in words. */
#ifndef BENCH_JUDGE_VERDICT_H
#define BENCH_JUDGE_VERDICT_H

#include <jansson.h>
#include <stdbool.h>

/* Above this share of its processor the client itself may have been late: it would then measure its
 * own queue. */
#define VERDICT_CLIENT_CPU_SHARE_MAX 0.85

/* Lag of the client's loop and of the publisher, noise of the machine, and other programs are
 * judged by the share that they may have of the printed figures p50, p99 and processor time, beyond
 * what the idle machine shows: it may be DISTURBANCE_SHARE_MAX at most (bench/judge/disturbance.h).
 * The greatest latency is not judged. */

/* The wall clock was set by more than this while the phase was measured. That changes no latency;
 * but it looks the same when a virtual machine was stopped and its clock then set. */
#define VERDICT_WALL_STEP_MAX_NS 5e6

/* The machine was suspended for longer than this. CLOCK_MONOTONIC stood still meanwhile, so counts
 * per second are too low. */
#define VERDICT_SUSPENDED_MAX_NS 1e6

/* The phase began before the cell had settled: its first seconds were slower than the
 * later ones (bench/judge/settling.h) by more than this factor, and by more than
 * DISTURBANCE_SHARE_MAX of p99. */
#define VERDICT_SETTLING_RATIO_MAX 2.0

/* The share of a short poll's messages that may be missing because publishing began less than an
 * interval before the phase (settling_messages_missing). */
#define VERDICT_WARMUP_SHARE_MAX 0.01

/* From connecting to closing, the bytes of payload and protocol, as the decoders counted them, may
 * differ from the kernel's count of the TCP streams by this share, for retransmissions and bytes
 * that were never read. (They are not compared at the edges of the measured phase, where a whole
 * broadcast may lie between the two.) */
#define VERDICT_BYTES_SHARE_MAX 0.01

/* The readings of the server's processor time may be this far from the instants between which
 * messages are counted, both edges together, as a share of the phase. Their quotient may be off by
 * as much. */
#define VERDICT_WINDOW_APART_SHARE_MAX 0.01
#define VERDICT_LINK_LATE_NS 1e6 /* of 99 in 100 packets */

/* One of these is enough, for they have no threshold: a message lost, damaged, doubled, out of
 * order, or received before it was due; a value beyond its histogram's range; a connection that
 * failed or found no descriptor or port left; a user who was not ready when the phase began;
 * counts that do not add up.
 *
 * The verdict of a cell.json is {"status": "valid|suspect|invalid", "reasons": [...], "kinds":
 * [...], "severities": [...]}. Reasons are sentences; those that make the repeat invalid come
 * first. For each there is the name of its kind (bench/judge/reasons.h), and a number that is
 * greater where a reason of the same kind is worse, 0 where nothing orders them. invalid: a
 * message was lost or damaged, a count contradicts another, a connection failed, clocks disagree,
 * or the repeat did not end well. suspect: it was measured, but something other than the transport
 * may be in the figures. Some effects of an experiment's faults are what it measures, and are not
 * judged: connections and requests that failed by them, messages that may be lost
 * (bench/judge/losses.h), the publisher's delay, and the distance from the model. A new reference.
 */
json_t *verdict_of(const json_t *document);

bool verdict_is(const json_t *verdict, const char *status);

/* The graver of two statuses. */
const char *verdict_graver(const char *left, const char *right);

#endif
