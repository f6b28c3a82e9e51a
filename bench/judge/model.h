/* The model beside the measurement: the figures that a transport must show by the arithmetic of its
 * own schedule, if software and network took no time. The difference is the residual; a residual
 * beyond its bound means that something else is in the figures.
 *
 * The seed gives every due time and every short poll, so a short poll's latency, polls and empty
 * share, and the mean age of all transports, are those of the drawn schedule
 * (bench/judge/drawn.h). Where that is not known, as of a trace, and for long polls, they follow
 * from the distribution of the schedule, and the bound has room for chance; a share of which
 * chance leaves more than a tenth open is not predicted.
 *
 * With T the poll interval, h the hold time, L the messages of one channel per second of the phase
 * as its schedule had them (published / channels / duration), and d the one-way delay of the link
 * towards the users, 0 on a loopback; r that of both ways:
 *
 *               mean latency   requests per user and s        empty share
 *   short poll  T/2 + d        1/T                            Poisson exp(-L T);
 *                                                             periodic 1 - L T, >= 0
 *   long poll   d              Poisson L / (1 - exp(-L h));   Poisson exp(-L h);
 *                              periodic L (1 + floor(1/(L h)))  of those the held ones
 *   SSE, WebSocket  d          0 (theirs came before)         -
 *
 * On a link a long poll's messages wait besides, in the round trip after each answer in which no
 * poll is held: r/2 L r / (L r + exp(-L r)) on average with random arrivals; with periodic ones not
 * at all where L r < 1, else r/2, which may be wrong by half a period. There is no model of bytes
 * behind a proxy. Where the link loses packets, neither latency nor wire bytes are predicted.
 *
 * Where messages were lost, a short poll's latency is not predicted: those left waited less.
 *
 * Requests by which users publish are not counted here. Where n users of a channel write, each on
 * a periodic schedule with a phase of its own, the empty share of a short poll is (1 - L T/n)^n,
 * and a long poll that is held for a period or longer makes L requests. A trace has no L: only a
 * short poll's latency is predicted.
 *
 * With batching off a short poll takes one message, and the others wait on: messages that come in
 * groups of b (1 for Poisson) bring something to r = b L T of the polls, and wait for another T (b
 * - 1 + r) / (2 (1 - r)) on average, by Little's law from the mean of a queue in discrete time,
 * E[A(A-1)] / (2 (1 - r)) above r. There is no bound: one phase has too few groups for that. The
 * share of empty polls is then 1 - r, and age is not predicted.
 *
 * A burst is one arrival: L is then that of bursts. Long polls are in RFC 6202, section 2.2; T/2
 * is the mean of a uniform wait; exp(-L T) is a Poisson process without an event in T.
 *
 * Protocol bytes per message follow from the lengths of what is sent (model_bytes.h) and the
 * counts of polls, empty polls and texts, whose number the rows above are about. Wire bytes are
 * these, the texts by their length (where lengths say nothing, the streams as the decoders counted
 * them), and 52 for each segment of the model:
 *   a poll            three: request, answer, and the acknowledgement that neither carries. A short
 *                     poll that the next one follows within 40 ms and the time to serve everybody
 *                     may save the third: the middle is predicted, with a bound that reaches both.
 *                     A long poll that finds a message waiting has two, since its answer leaves at
 *                     once: 1 - exp(-L r) of them with Poisson arrivals, and with periodic ones
 *                     all where 1/L is not longer than r, else none
 *   a pushed message  two
 *   an SSE comment    two
 *   a ping            three: ping, pong, and the acknowledgement of the pong. Where the server
 *                     pings, users' kernels may acknowledge the ping before the pong is written:
 *                     the middle is predicted, with a bound that reaches both
 *   a post            three
 * With TLS each of these that is written is a record, with 22 bytes more. Over HTTP/2 they are
 * frames, and heads as full tables leave them (model_http2.h); users who share a connection share
 * segments, of which there is no model then. There is no model of
 * segments without keep-alive, for messages of more than one segment, for frames whose header and
 * payload are written apart (the second may or may not wait for an acknowledgement of the first),
 * for pushed bursts, and where users write on a WebSocket.
 *
 * Mean age of information (common/stats/age.h): Poisson 1/L, periodic 1/(2 L), n periodic writers
 * n/((n + 1) L), and the mean latency. It has no bound: one phase has too few messages for that. */
#ifndef BENCH_JUDGE_MODEL_H
#define BENCH_JUDGE_MODEL_H

#include "common/base/numerals.h"
#include <jansson.h>

enum model_figure {
  MODEL_LATENCY_MEAN_NS,
  MODEL_REQUESTS_PER_S, /* of one user */
  MODEL_EMPTY_SHARE,    /* of the requests, 0 to 1 */
  MODEL_PROTOCOL_PER_MESSAGE_BYTES,
  MODEL_WIRE_PER_MESSAGE_BYTES,
  MODEL_AGE_MEAN_NS,
  MODEL_FIGURES,
};

/* In the figure's unit; NAN where there is none. The bound is the greatest distance of the
 * measurement from the prediction that chance and software explain: chance follows from the number
 * of messages and users, and model.c says what software may take. */
struct model_value {
  double predicted, measured, bound;
};

struct model {
  struct model_value values[MODEL_FIGURES];
};

/* Of a cell.json; values that need a missing member are NAN. */
struct model model_of(const json_t *document);

/* {"latency_mean_ns": {"predicted", "measured", "residual", "bound"}, ...}: null where there is no
 * value. residual = measured - predicted. A new reference. */
json_t *model_json(const struct model *model);

/* The figure ("mean latency") and the usual causes of a residual, in words. */
const char *model_figure_words(enum model_figure figure);
struct words model_figure_value(enum model_figure figure, double value); /* with its unit */
const char *model_figure_causes(enum model_figure figure);

#endif
