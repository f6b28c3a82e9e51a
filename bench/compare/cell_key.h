/* The key of a cell: its parameters as a text. Cells of two runs are the same where their keys are
 * equal, whatever their names are and in whichever order they stand. */
#ifndef BENCH_COMPARE_CELL_KEY_H
#define BENCH_COMPARE_CELL_KEY_H

#include "bench/results/results.h"
#include "common/base/numerals.h"

/* A line "name=value" for each parameter that has an effect on the cell's transport and engine. A
 * parameter that the run does not have, since its build did not know it, has its default of today;
 * one that this build does not know stands at the end. Numbers have one spelling, and of a file's
 * path only the name counts. malloc'd; NULL without memory. For one thread. */
char *cell_key(const struct result_cell *cell, double time_scale);

/* The parameters by which two keys differ: "users (100 in A, 200 in B), payload (64 B in A, 1024 B
 * in B)"; of more than three, how many more there are. *count becomes their number. */
struct words cell_keys_differ(const char *a, const char *b, size_t *count);

/* An index of a run's cells by their keys. */
struct keyed_cell {
  char *key;
  const struct result_cell *cell;
  bool taken; /* for who matches cells */
};

struct cell_index {
  struct keyed_cell *items; /* by key, those of one key by name */
  size_t count;
};

/* The results must outlive the index. Release is safe on a zeroed struct. */
enum status cell_index_make(struct cell_index *index, const struct results *results,
                            struct error *error);
void cell_index_release(struct cell_index *index);

/* The first entry of that key; NULL where there is none. Further ones of the same key follow it. */
struct keyed_cell *cell_index_find(const struct cell_index *index, const char *key);

/* The cell of that key: the one of that name, where there are several, else the first; NULL where
 * there is none. */
const struct result_cell *cell_index_cell(const struct cell_index *index, const char *key,
                                          const char *name);

#endif
