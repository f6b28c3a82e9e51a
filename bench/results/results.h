/* The results of a run, as plain structs. Charts, reports and conclusions are made from them alone,
 * so an old run can be drawn again.
 *
 * They are read from
 *   run.json     experiment{name, title, question, description, source, variants, asks},
 *                quick, searches[…], probes[…], started, outcome, command, machine{…},
 *                versions{…}, time_scale, executions_planned, executions_done
 *   summary.tsv  its columns "cell" and "repeat", which give the cells' order
 *   cells/<cell>/<repeat>/cell.json
 * A member that is missing, as some are from older runs, leaves NULL or NAN. */
#ifndef BENCH_RESULTS_RESULTS_H
#define BENCH_RESULTS_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/judge/reasons.h"
#include "bench/plan/until.h"
#include "bench/results/result_searches.h"
#include "common/base/status.h"
#include "common/stats/histogram.h"
#include "common/suite/fault.h"
#include "documents/figures.h"

/* Of a figure, over the repeats; all NAN when no repeat has it. */
struct figure_range {
  double median, least, greatest;
  /* Covers the distribution's median with 95 % where `confident`, whenever the run stopped
   * (bench/judge/looks.h); else from least to greatest. Of a percentile of the latency it is the
   * interval of the repeats' own percentiles. */
  double low, high;
  bool confident;
};

#define FIGURE_RANGE_UNKNOWN ((struct figure_range){NAN, NAN, NAN, NAN, NAN, false})

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

/* The reasons of one kind, of all repeats together. */
struct result_reason {
  enum reason_kind kind; /* REASON_KINDS where the document names no known kind */
  char *text;            /* the sentence of the worst repeat */
  double severity;
  bool invalid;   /* else suspect */
  size_t repeats; /* that have a reason of this kind */
  size_t newest;  /* the number of the last of them */
};

struct result_reasons {
  struct result_reason *items; /* those that make the cell invalid stand first */
  size_t count;
};

/* One execution of a cell, from its cell.json. */
struct result_repeat {
  size_t round;                 /* its number, from 1 */
  bool measured;                /* outcome "done" */
  double values[FIGURE_NUMBER]; /* by enum figure; NAN where it is no number */
};

/* One second of the measured phase; latencies are 0 where nothing arrived. */
struct result_second {
  double second;
  uint64_t delivered;
  uint64_t p50_ns, p99_ns;
};

/* One fault and its effects (docs/faults.md); NAN where not measured. */
struct result_fault {
  int kind; /* enum fault_kind */
  double at_s, for_s, share, messages;
  double expected, lost, replayed, late, latency_max_ns;
  double noticed, notice_p50_ns, notice_max_ns; /* users, and the time until they did */
  double served, served_again_ns;
};

/* One tenth of a second. */
struct result_slot {
  double at_s; /* its begin, from the begin of the measured phase */
  double delivered_per_s, opened_per_s, attempted_per_s;
};

struct result_cell {
  char *name;
  int engine;        /* by bench/base/servers.h, -1 when unknown */
  int transport;     /* enum transport_kind, -1 when unknown */
  double time_scale; /* of the run */
  struct result_pairs params;
  struct result_pairs varied;    /* the experiment's axes that apply to the cell */
  struct result_repeat *repeats; /* in order */
  size_t repeat_count;
  size_t measured; /* repeats with outcome "done" */
  enum verdict_grade grade;
  struct result_reasons reasons;
  /* By enum figure, over the measured repeats. The median of a percentile of the latency is that of
   * all their deliveries together (bench/judge/support.h). */
  struct figure_range figures[FIGURE_NUMBER];
  double messages;               /* distinct messages behind the percentiles; 0 when unknown */
  struct histogram latency;      /* of the measured repeats, merged */
  struct result_second *seconds; /* of the first measured repeat */
  size_t second_count;
  struct result_fault *faults; /* of the first measured repeat */
  size_t fault_count;
  struct result_slot *slots; /* of the same repeat, where there were faults */
  size_t slot_count;
};

struct results {
  char *name, *title, *question, *description, *source;
  char *started, *outcome, *command;
  char *faults;                                  /* of the experiment, as JSON; NULL for none */
  double time_scale;                             /* 1 when unknown */
  bool quick;                                    /* no conclusions are drawn from it */
  int schema;                                    /* of the cells' documents; 0 when unknown */
  double planned, done;                          /* executions of cells; NAN when unknown */
  bool faulty;                                   /* its experiment has faults */
  size_t repeats;                                /* of each cell, at most; 0 when unknown */
  struct until until;                            /* the experiment's bounds of intervals */
  double interval_level;                         /* of intervals over the repeats */
  bool rounds_differ;                            /* each round has schedules of its own */
  struct result_texts resumed;                   /* when the run was, UTC */
  struct result_pairs machine;                   /* and versions */
  struct result_pairs settings;                  /* of the kernel: sysctls, mitigations */
  struct result_texts changed;                   /* by --set */
  struct result_pairs variants;                  /* in order: name, parameters that it sets */
  struct result_pairs bases;                     /* name, base; of variants that name one */
  struct result_texts asked_axes, asked_figures; /* of the experiment's "asks" */
  struct result_texts compared;                  /* its "compare": selectors */
  struct result_pairs versus; /* the other build, in a run of two: folder, server, client */
  struct result_cell *cells;
  size_t cell_count;
  struct result_searches searches;
  struct result_texts varied; /* names of parameters that differ between cells, or "variant" */
};

/* Safe on a zeroed struct. */
void results_release(struct results *results);

void result_pairs_release(struct result_pairs *pairs);
void result_reasons_release(struct result_reasons *reasons);

/* The text of that name, NULL where there is none. */
const char *result_pairs_find(const struct result_pairs *pairs, const char *name);

/* The text of a parameter, NULL when the cell has none of that name. */
const char *result_param(const struct result_cell *cell, const char *name);
double result_param_number(const struct result_cell *cell, const char *name); /* or NAN */

/* Whether the parameter has an effect on the cell's transport and engine. */
bool result_param_applies(const struct result_cell *cell, const char *name);

/* The cell's value of a varied parameter; NULL where the experiment does not vary it for this
 * cell. */
const char *result_varied(const struct result_cell *cell, const char *name);

/* The range and the interval of `count` values, which are sorted; all NAN for none. `level` is that
 * of the run's intervals. */
struct figure_range result_range(double *values, size_t count, double level);

/* Copies the figure's values of the measured repeats, in order, without those that are NAN; returns
 * how many. `out` has room for cell->repeat_count. */
size_t result_values(const struct result_cell *cell, enum figure figure, double *out);

/* The reason why the cell must not be ranked with others; NULL where it may be. A ranked cell was
 * measured, is valid or suspect, and lost no message, not even one that a fault was to cost: a cell
 * that delivers fewer messages has less work. */
const char *result_unranked(const struct result_cell *cell);

static inline double result_median(const struct result_cell *cell, enum figure figure) {
  return cell->figures[figure].median;
}

#endif
