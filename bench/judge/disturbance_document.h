/* The disturbances of one repeat, from its cell.json: see bench/judge/disturbance.h. */
#ifndef BENCH_JUDGE_DISTURBANCE_DOCUMENT_H
#define BENCH_JUDGE_DISTURBANCE_DOCUMENT_H

#include <jansson.h>

#include "documents/figures.h"

/* Puts disturbance.<source>.{p50_share, p90_share, p99_share, p99_tail_share, cpu_share} into a
 * document that has its histograms and `idle`, as far as they were measured; nothing without
 * `idle`. Figures that no repeat prints are not judged: p90 and p99 are there where the messages
 * of all `repeats` support them (bench/judge/support.h). Sources:
 *
 *   client_loop                  the client's event loop was late
 *   publisher                    messages were published late
 *   noise_server, noise_client   the processor was taken away; only where the meter ran in
 *                                SCHED_FIFO, since else it shows the programs' own load
 *   others_server, others_client other programs had the processor
 *
 * Of the publisher's lag the processor time for a message, or for a burst, is excused: the
 * server's, or the client's where our publisher is in the client (publisher.lag_histogram).
 * The lags of the publisher and of the client's loop are compared with that of an idle thread on
 * the same processor. cpu_share is of the server's processor time. For noise it is the share of
 * the time with noise, which hits the running server as often; for other programs it is the share
 * that they had: the effect of their work on the caches is not known, and assumed to cost the
 * server no more. */
void disturbance_put(json_t *document);

/* Sources of delays, and the figures that they may have a share of. */
enum disturbance_source {
  DISTURBANCE_CLIENT_LOOP,
  DISTURBANCE_PUBLISHER,
  DISTURBANCE_NOISE_SERVER,
  DISTURBANCE_NOISE_CLIENT,
  DISTURBANCE_OTHERS_SERVER,
  DISTURBANCE_OTHERS_CLIENT,
  DISTURBANCE_SOURCES
};
enum disturbance_share {
  DISTURBANCE_OF_P50,
  DISTURBANCE_OF_P90,
  DISTURBANCE_OF_P99,
  DISTURBANCE_OF_TAIL,
  DISTURBANCE_OF_CPU,
  DISTURBANCE_SHARES
};

/* The member of cell.json for each of them. */
extern const enum figure disturbance_figures[DISTURBANCE_SOURCES][DISTURBANCE_SHARES];

#endif
