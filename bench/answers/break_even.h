/* Break-even points: where along a swept parameter the cheaper of two transports changes.
 *
 * In each repeat (round) the logarithm of the ratio of the two figures is taken at every value that
 * both transports were measured at, and its zero is found between them: the ratio takes the course
 * of the closed-form model (bench/answers/break_even_model.h), and what was measured beside that
 * goes on a straight line over the logarithm of the parameter. Without a model the ratio itself
 * does, so that a power of the parameter is met exactly. A transport that ignores the parameter has
 * one cell, which stands for all values.
 *
 * The zeros of the rounds are independent and from one distribution; their median and its interval
 * are order statistics (bench/judge/interval.h), which assume nothing else. A round in which the
 * transports do not change places counts as a zero beyond the end that it is nearer to, so an
 * interval may reach beyond what was measured. A round that changes places several times, by noise,
 * counts with the middle one of its zeros.
 *
 * The model's point is the zero of its own course. */
#ifndef BENCH_ANSWERS_BREAK_EVEN_H
#define BENCH_ANSWERS_BREAK_EVEN_H

#include <stddef.h>
#include <stdio.h>

#include "bench/base/compared_figures.h"
#include "bench/results/results.h"
#include "common/base/status.h"

enum break_even_finding {
  BREAK_EVEN_CROSSES, /* the whole interval lies inside what was measured */
  BREAK_EVEN_UNSURE,  /* it does not, or there are too few repeats for an interval */
  BREAK_EVEN_SEVERAL, /* the medians change places more than once: there is no one point */
};

struct break_even {
  const struct compared_figure *figure;
  const char *parameter;           /* borrowed from the results */
  const struct result_cell *below; /* a cell of the transport with the lesser figure below it */
  const struct result_cell *above; /* of the one with the lesser figure from the point on */
  double at;                       /* in the parameter's unit; of the first change of SEVERAL */
  double low, high;                /* -INFINITY, INFINITY: beyond what was measured */
  bool interval;                   /* 95 %; false: low and high are the range of the repeats */
  double least, greatest;          /* the values that were measured */
  double model;   /* NAN where the model's course has no zero between them, or there is none */
  size_t rounds;  /* repeats that have the figure in all cells */
  size_t changes; /* of places, by the medians */
  enum break_even_finding finding;
};

struct break_evens {
  struct break_even *items;
  size_t count;
};

/* All points of the parameters that are swept over numbers above 0, for each pair of transports on
 * the same engine that are alike in everything else. Cells that must not be ranked
 * (result_unranked) are left out. The results must outlive them. Release is safe on a zeroed
 * struct. */
enum status break_evens_find(struct break_evens *out, const struct results *results,
                             struct error *error);
void break_evens_release(struct break_evens *points);

/* Adds the points along one parameter, of one figure or, with FIGURE_NUMBER, of all that reports
 * compare. */
enum status break_evens_find_along(struct break_evens *out, const struct results *results,
                                   const char *parameter, enum figure only, struct error *error);

/* "crosses", "unsure" or "several". */
const char *break_even_finding_name(enum break_even_finding finding);

/* Writes a row for each, below a row of names: parameter, figure, engine, condition (the other
 * varied parameters), below, above (transports), at, low, high, interval (95 % or range), least,
 * greatest, model, rounds, finding. A field is empty where there is no value, or where it lies
 * beyond what was measured. */
void break_evens_write(FILE *out, const struct break_evens *points);

/* Writes break_even.tsv into a run's folder; no file where nothing crosses. */
enum status break_evens_file_write(const struct break_evens *points, const char *run_folder,
                                   struct error *error);

#endif
