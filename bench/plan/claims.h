/* Claims that an experiment puts to the test: what somebody printed, which figure of
 * which cell answers it, and where the claim is a condition, which.
 *
 *   {"claim": "polls cost 871,000 B of heads a second",  required
 *    "source": "…", "printed": "6.6 Mbps", "corrected": "7.27 Mb/s",
 *    "cell": {"transport": "short_poll", "clients": 1000},
 *    "figure": "bytes.protocol_per_s",                   required: of docs/figures.md
 *    "relative_to": {"transport": "websocket"},
 *    "scale": 8e-6, "unit": "Mb/s", "users": 10000, "time_scale": "none",
 *    "at_least": 6, "at_most": 8, "required": true}
 *
 * The value is the median of the figure over the cell's repeats, times `scale`.
 * `cell` has parameters of the experiment (before time_scale), or its "variant": the
 * first cell that agrees with all of them. With `users` the value is that for so many
 * instead of the cell's: a share, or where there are more than the cell had, a
 * projection. `relative_to` divides by another cell's figure; what it does not name is
 * as in the claim's own. `time_scale` undoes the experiment's: "multiply" for a
 * duration, "divide" for a rate. A claim with `at_least` or `at_most` (inclusive, of the
 * value; both are "between") holds or does not; one without is shown. A run in which one that
 * is `required`, and so has a condition, does not hold, or was not measured, ends with status
 * 1. */
#ifndef BENCH_PLAN_CLAIMS_H
#define BENCH_PLAN_CLAIMS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/base/error_context.h"
#include "common/base/status.h"

enum claim_time { CLAIM_TIME_NONE, CLAIM_TIME_MULTIPLY, CLAIM_TIME_DIVIDE };

/* Texts belong to the JSON that was read; "" where there is none. */
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

struct claims {
  json_t *array; /* that they were read from; owned */
  struct claim *items;
  size_t count;
};

/* Takes a reference to `array`. STATUS_USAGE names the claim by its position from 1, an
 * unknown key or figure with the nearest known one, or the value with its range. Release
 * is safe on a zeroed struct. */
enum status claims_read(struct claims *claims, json_t *array, const char *place,
                        struct error *error);
void claims_release(struct claims *claims);

/* Of the claim at that index: "experiments/x.json: claims: 3". */
struct error_context claim_context(const char *outer, size_t index);

#endif
