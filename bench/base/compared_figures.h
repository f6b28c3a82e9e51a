/* The figures that reports compare. */
#ifndef BENCH_BASE_COMPARED_FIGURES_H
#define BENCH_BASE_COMPARED_FIGURES_H

#include "bench/base/figure_basis.h"
#include "common/base/numerals.h"
#include "documents/figures.h"

/* Where a figure is compared. */
enum figure_use {
  USE_DELIVERY, /* cells to which messages came */
  USE_IDLE,     /* cells in which nothing was published */
  USE_ASKED,    /* experiments that ask about it */
};

struct compared_figure {
  enum figure id;
  const char *what; /* "mean latency" */
  struct words (*words)(double figure);
  enum figure_basis basis;
  enum figure_use use;
};

/* Ends where `what` is NULL. */
extern const struct compared_figure compared_figures[];

/* Contracts: each is complete, and a measurement; none stands twice. The program calls it for
 * compared_figures when it starts. */
void compared_figures_check(const struct compared_figure *table);

#endif
