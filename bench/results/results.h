/* A run's folder read back into plain structs: what charts, report and
 * conclusions are made from, so that an old run can be drawn again.
 *
 * Read are only
 *   run.json     experiment{name, title, question, description, variants, asks},
 *                started, outcome, command, machine{…}, versions{…}, time_scale,
 *                executions_planned, executions_done
 *   summary.tsv  its columns "cell" and "repeat": which there are, in what order
 *   cells/<cell>/<repeat>/cell.json
 * Members that are missing leave NULL or NAN: an older run has fewer. */
#ifndef BENCH_RESULTS_RESULTS_H
#define BENCH_RESULTS_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/judge/reasons.h"
#include "common/base/status.h"
#include "common/stats/histogram.h"
#include "common/suite/fault.h"
#include "documents/figures.h"

/* Over the repeats; all NAN when no repeat has it. */
struct figure_range {
  double median, least, greatest;
};

enum verdict_grade { VERDICT_VALID, VERDICT_SUSPECT, VERDICT_INVALID, VERDICT_FAILED };

struct result_pair { /* a parameter, or a fact about the machine */
  char *name;
  char *text;
};

struct result_pairs {
  struct result_pair *items;
  size_t count;
};

struct result_texts {
  char **items;
  size_t count;
};

/* Reasons of one kind, of all repeats that have it. */
struct result_reason {
  enum reason_kind kind; /* REASON_KINDS where the document tells none that is known */
  char *text;            /* the worst repeat's sentence */
  double severity;
  bool invalid;   /* else suspect */
  size_t repeats; /* that have it */
  size_t newest;  /* of them, the number of the last */
};

struct result_reasons {
  struct result_reason *items; /* those that make it invalid first */
  size_t count;
};

/* One execution of a cell, as its cell.json tells it. */
struct result_repeat {
  bool measured;                /* outcome "done" */
  double values[FIGURE_NUMBER]; /* NAN where it is no number */
};

/* One second of the measured phase; latencies are 0 where nothing arrived. */
struct result_second {
  double second;
  uint64_t delivered;
  uint64_t p50_ns, p99_ns;
};

/* What one fault did (docs/faults.md); NAN for what was not measured. */
struct result_fault {
  int kind; /* enum fault_kind */
  double at_s, for_s, share, messages;
  double expected, lost, replayed, late, latency_max_ns;
  double noticed, notice_p50_ns, notice_max_ns; /* users, and how long they took */
  double served, served_again_ns;
};

/* A tenth of a second. */
struct result_slot {
  double at_s; /* its begin, since the measured phase began */
  double delivered_per_s, opened_per_s, attempted_per_s;
};

struct result_cell {
  char *name;
  int engine;    /* enum engine_kind, -1 when unknown */
  int transport; /* enum transport_kind, -1 when unknown */
  struct result_pairs params;
  struct result_pairs varied;    /* the experiment's axes that concern the cell */
  struct result_repeat *repeats; /* in order */
  size_t repeat_count;
  size_t measured; /* of them with outcome "done" */
  enum verdict_grade grade;
  struct result_reasons reasons;
  struct figure_range
      figures[FIGURE_NUMBER];    /* of the measured repeats; percentiles of the
                                  * latency: of all of them together (bench/judge/support.h) */
  double messages;               /* distinct ones behind these; 0 when unknown */
  struct histogram latency;      /* of the measured repeats, merged */
  struct result_second *seconds; /* of the first measured repeat */
  size_t second_count;
  struct result_fault *faults; /* of the first measured repeat */
  size_t fault_count;
  struct result_slot *slots; /* of the same, where there were faults */
  size_t slot_count;
};

struct results {
  char *name, *title, *question, *description;
  char *started, *outcome, *command;
  double time_scale;            /* 1 when the run says nothing */
  double planned, done;         /* executions of cells; NAN when the run says nothing */
  struct result_pairs machine;  /* and versions */
  struct result_pairs settings; /* of the kernel: sysctls, mitigations */
  struct result_texts changed;  /* in the experiment, by --set */
  struct result_pairs variants; /* of the experiment, in order: the name, what it sets */
  struct result_pairs bases;    /* of variants that name one: the name, that of its base */
  struct result_texts asked_axes, asked_figures; /* of the experiment's "asks" */
  struct result_cell *cells;
  size_t cell_count;
  struct result_texts
      varied; /* names of the parameters that differ between cells, "variant" among them */
};

/* Safe on a zeroed struct. */
void results_release(struct results *results);

void result_pairs_release(struct result_pairs *pairs);
void result_reasons_release(struct result_reasons *reasons);

/* The text of a parameter, NULL when the cell has none of that name. */
const char *result_param(const struct result_cell *cell, const char *name);
double result_param_number(const struct result_cell *cell, const char *name); /* or NAN */

/* Whether the cell's transport and engine heed the parameter. */
bool result_param_applies(const struct result_cell *cell, const char *name);

/* The parameter's varied value by which the cell is told apart from others of its
 * engine and transport; NULL where the experiment does not vary it for this cell. */
const char *result_varied(const struct result_cell *cell, const char *name);

/* The measured repeats' values of a figure, in order of the repeats, without those that
 * have none; returns how many. `out` has room for cell->repeat_count. */
size_t result_values(const struct result_cell *cell, enum figure figure, double *out);

/* Why the cell may not be ranked against others, in words; NULL where it may. It was measured,
 * it is valid or suspect, and no repeat of it lost anything, even what was to be lost: who gets
 * fewer messages has it easier. */
const char *result_unranked(const struct result_cell *cell);

static inline double result_median(const struct result_cell *cell, enum figure figure) {
  return cell->figures[figure].median;
}

#endif
