/* Student's t distribution ("The probable error of a mean", Biometrika 6, 1908), for a whole number
 * of degrees of freedom. */
#ifndef BENCH_JUDGE_STUDENT_H
#define BENCH_JUDGE_STUDENT_H

#include <stddef.h>

/* The probability that |T| is at least |t|: 0 to 1; NAN where t is NAN. `freedom` is 1 or more. By
 * the finite series of Abramowitz and Stegun ("Handbook of Mathematical Functions", 1964, 26.7.3
 * and 26.7.4). The error is below 1e-12; a smaller probability may come out as 0. */
double student_p(double t, size_t freedom);

/* The t for which student_p(t, freedom) is `p`. `p` is above 1e-9, and at most 1. */
double student_t(double p, size_t freedom);

#endif
