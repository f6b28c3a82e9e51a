/* Claims that an experiment tests: each names a figure of a cell, and may have a condition for it.
 *
 *   {"claim": "polls cost 871,000 B of heads a second",  required
 *    "source": "…", "printed": "6.6 Mbps", "corrected": "7.27 Mb/s",
 *    "cell": {"transport": "short_poll", "clients": 1000},
 *    "figure": "bytes.protocol_per_s",                   required: of docs/figures.md
 *    "relative_to": {"transport": "websocket"},
 *    "scale": 8e-6, "unit": "Mb/s", "users": 10000, "time_scale": "none",
 *    "at_least": 6, "at_most": 8, "required": true}
 *
 * The value is the median of the figure over the cell's repeats, times `scale`. `cell` has
 * parameters of the experiment (before time_scale), or its "variant": the first cell that agrees
 * with all of them is taken. With `users` the value is that for so many users instead of the
 * cell's: a share of it, or a projection where the cell had fewer. `relative_to` divides by the
 * figure of another cell; parameters that it does not name are as in `cell`. `time_scale` undoes
 * the experiment's: "multiply" for a duration, "divide" for a rate. A claim with `at_least` or
 * `at_most` (inclusive, of the value; both are "between") holds or does not; a claim without a
 * condition is only shown. A `required` claim has a condition; a run in which it does not hold, or
 * was not measured, ends with status 1. */
#ifndef BENCH_PLAN_CLAIMS_H
#define BENCH_PLAN_CLAIMS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/base/error_context.h"
#include "common/base/status.h"
#include "common/suite/options.h"

enum claim_time { CLAIM_TIME_NONE, CLAIM_TIME_MULTIPLY, CLAIM_TIME_DIVIDE };

/* Texts belong to the JSON array; "" where there is none. */
struct claim {
  const char *claim, *source, *printed, *corrected, *figure, *unit;
  const json_t *cell;        /* object; NULL for none */
  const json_t *relative_to; /* the same, with "figure" if it is another; NULL for none */
  double scale;              /* 1 by default */
  int64_t users;             /* 0: as many as the cell has */
  int time_scale;            /* enum claim_time */
  double at_least, at_most;  /* NAN for none */
  bool required;
};

/* The keys of a claim: those with a plain value, and those with an object of parameters. */
extern const struct option claim_keys[], claim_objects[];

struct claims {
  json_t *array; /* the JSON that they were read from; owned */
  struct claim *items;
  size_t count;
};

/* Takes a reference to `array`. STATUS_USAGE names the claim by its position from 1, an
 * unknown key or figure with the nearest known one, or the value with its range. Release
 * is safe on a zeroed struct. */
enum status claims_read(struct claims *claims, json_t *array, const char *place,
                        struct error *error);
void claims_release(struct claims *claims);

/* The place of the claim at that index: "experiments/x.json: claims: 3". */
struct error_context claim_context(const char *outer, size_t index);

#endif
