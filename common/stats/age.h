/* Age of information (Kaul, Yates, Gruteser, "Real-time status: how often should one
 * update?", INFOCOM 2012): how old what a user sees is, at each instant of a phase.
 *
 * At instant t it is t minus the due time of the newest message that the user has
 * received. It rises with time and falls with each newer message: a sawtooth. The
 * mean and the quantiles are over time, all users together: "for 99 % of the time
 * what the users saw was at most so old". A user who has seen nothing yet sees
 * nothing of any age; that time is not counted. Not for concurrent use. */
#ifndef COMMON_STATS_AGE_H
#define COMMON_STATS_AGE_H

#include <stdint.h>

#include "common/base/status.h"
#include "common/stats/histogram.h"

/* Each rise of the sawtooth goes from one age to a later one. Where these begin and
 * end is all that is kept: the time spent at an age is the number of rises that have
 * begun below it and not yet ended. */
struct age {
  uint64_t start_ns, end_ns; /* the phase; empty until it is set */
  struct histogram begins, ends;
  double time_ns; /* watched, over all users */
  double area;    /* integral of the age over that time, ns * ns */
};

/* What one user sees. Zeroed: nothing yet. */
struct age_view {
  uint64_t due_ns;     /* of the newest message, 0 for none */
  uint64_t watched_ns; /* up to when its age is in the record */
};

enum status age_init(struct age *age);
void age_release(struct age *age);

/* The user received a message that was due at due_ns, no later than that; receipts come in order
 * of time.
 * One that is older than what the user has seen changes nothing. */
void age_receive(struct age *age, struct age_view *view, uint64_t due_ns, uint64_t receipt_ns);

/* Takes the time up to the phase's end into the record, for each user once. */
void age_finish(struct age *age, struct age_view *view);

/* 0 where nothing was watched. The quantile is of a histogram's resolution: 0.1 %. */
double age_mean_ns(const struct age *age);
uint64_t age_quantile_ns(const struct age *age, double quantile);

#endif
