/* Age of information (Kaul, Yates, Gruteser, "Real-time status: how often should one
 * update?", INFOCOM 2012): the age of what a user sees, at each instant of a phase.
 *
 * At instant t it is t minus the due time of the newest message that the user has
 * received. It rises with time and falls with each newer message: a sawtooth. The
 * mean and the quantiles are over time, all users together: "for 99 % of the time
 * what the users saw was at most so old". A user without a message has no age: that
 * time is not counted. Not for concurrent use. */
#ifndef COMMON_STATS_AGE_H
#define COMMON_STATS_AGE_H

#include <stdint.h>

#include "common/base/status.h"
#include "common/stats/histogram.h"

/* An hour of 100,000 users at an age of an hour is 2^102 ns * ns. */
__extension__ typedef unsigned __int128 age_area;

/* Each rise of the sawtooth goes from one age to a greater one. Only the ages at which
 * rises begin and end are kept: the time spent at an age follows from the number of
 * rises that have begun below it and not yet ended. */
struct age {
  uint64_t start_ns, end_ns; /* the phase; empty until it is set */
  struct histogram begins, ends;
  uint64_t time_ns;    /* watched, over all users */
  age_area area_twice; /* twice the integral of the age over that time, ns * ns */
};

/* One user's newest message. Zeroed: none yet. */
struct age_view {
  uint64_t due_ns;     /* 0 for none */
  uint64_t watched_ns; /* the record has its age up to this instant */
};

enum status age_init(struct age *age);
void age_release(struct age *age);

/* The user received, at receipt_ns, a message that was due at due_ns (not after receipt_ns). Calls
 * come in the order of receipt_ns. A message older than the user's newest changes nothing. */
void age_receive(struct age *age, struct age_view *view, uint64_t due_ns, uint64_t receipt_ns);

/* Records the time up to the phase's end; called once for each user. */
void age_finish(struct age *age, struct age_view *view);

/* 0 where nothing was watched. The quantile has a histogram's resolution: 0.1 %. */
double age_mean_ns(const struct age *age);
uint64_t age_quantile_ns(const struct age *age, double quantile);

#endif
