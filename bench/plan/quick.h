/* Shortens an experiment: each kind of cell that it has is run once, briefly, with few users. */
#ifndef BENCH_PLAN_QUICK_H
#define BENCH_PLAN_QUICK_H

#include "bench/plan/experiment.h"

/* The most users of a cell. */
enum { QUICK_USERS_MAX = 100 };

/* Keeps all transports, engines, variants and named values, and the first two values of an axis of
 * numbers, so that charts against it still have a line. Each cell is run once. Where there are more
 * than QUICK_USERS_MAX users, they, the channels and the threads for them are reduced in
 * proportion. A parameter that a rule names ("only", "except") keeps its values, or the rule would
 * change its meaning. The measured phase is as long as ten messages of a channel and three short
 * polls need, all of it where there are faults; time_scale makes it pass within seconds, as far as
 * no scaled parameter leaves its range. The sizes are of the experiment as a file has it: --set
 * comes later, and has the last word. STATUS_ENVIRONMENT without memory. */
enum status experiment_shorten(struct experiment *experiment, struct error *error);

#endif
