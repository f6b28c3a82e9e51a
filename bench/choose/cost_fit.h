/* Splits the processor time of measured cells into the cost of a message and the cost of an ask: a
 * poll's request, or a heartbeat of a pushed connection. Pure. */
#ifndef BENCH_CHOOSE_COST_FIT_H
#define BENCH_CHOOSE_COST_FIT_H

#include <stdbool.h>
#include <stddef.h>

/* Of one cell and one of its users, each second. */
struct cost_row {
  double messages, asks;
  double cpu, cpu_least, cpu_greatest; /* seconds: the median of the repeats, and their range */
};

struct cost_fit {
  size_t rows;        /* 0: nothing is known */
  double message_s;   /* processor time of a message; NAN where no row has messages */
  double ask_s;       /* of an ask; NAN where no row has asks */
  bool apart;         /* the two costs could be told apart, or only one of them occurs */
  double least, most; /* of a row's asks for each message; INFINITY for a row without messages */
  double low, high;   /* measured time over fitted time: least and greatest of all repeats */
};

/* The two costs, neither below 0, with the least sum of squared relative errors over the rows.
 * Where all rows have the same asks for each message, or nearly so, all of the time is put on the
 * asks, and `apart` is false: the fit then holds for that ratio alone. Rows without time are left
 * out. */
struct cost_fit cost_fit_of(const struct cost_row *rows, size_t count);

/* The fitted time for so many of each, in a second: NAN where a cost is needed that is not known.
 */
double cost_fit_at(const struct cost_fit *fit, double messages, double asks);

/* Whether rows have about so many asks for each message: between the least and the most, or within
 * a factor of 1.5 of them. */
bool cost_fit_covers(const struct cost_fit *fit, double messages, double asks);

#endif
