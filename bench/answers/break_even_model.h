/* The ratio of two transports' figures by the closed-form model (bench/judge/closed_form.h), at any
 * value of a parameter, measured or not. */
#ifndef BENCH_ANSWERS_BREAK_EVEN_MODEL_H
#define BENCH_ANSWERS_BREAK_EVEN_MODEL_H

#include <jansson.h>

#include "bench/results/results.h"

struct break_even_model {
  enum figure figure;
  const char *parameter;
  json_t *first, *second; /* parameters of the two cells; owned */
};

/* Of two cells, for a figure that is compared along the parameter, which must outlive it. Release
 * is safe on a zeroed struct. */
struct break_even_model break_even_model_of(const struct result_cell *first,
                                            const struct result_cell *second, const char *parameter,
                                            enum figure figure);
void break_even_model_release(struct break_even_model *model);

/* The logarithm of the first figure over the second, at that value of the parameter. NAN for
 * figures of which the model says nothing, as of processor time; where one of them is 0; and for
 * cells whose arrivals are not random, whose users write, or that poll in another way than the
 * model's. */
double break_even_model_log(const struct break_even_model *model, double value);

#endif
