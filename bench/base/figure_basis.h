/* Whether a figure is an exact count, or has the chance of the machine in it. */
#ifndef BENCH_BASE_FIGURE_BASIS_H
#define BENCH_BASE_FIGURE_BASIS_H

#include "documents/figures.h"

enum figure_basis {
  BASIS_TESTED,  /* times and memory: there is chance in them */
  BASIS_COUNTED, /* bytes and requests: exact counts, which differ where they do in every repeat */
};

/* Counted are bytes, requests and segments, with their quotients, and the programs' counts of
 * messages and connections. Counts that depend on the machine's speed (threads, switches, reads)
 * are tested. */
enum figure_basis figure_basis_of(enum figure figure);

#endif
