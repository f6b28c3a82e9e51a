/* The table of figures: each member of the documents that the programs write, once. It has no
 * include guard: a file that includes it defines some of
 *
 *   FIGURE(NAME, path, UNIT, OWNER, absent, meaning)
 *   HISTOGRAM(NAME, path, OWNER, absent, of)
 *   FIGURES_END_OF_COLUMNS
 *
 * and the others are empty. NAME gives FIGURE_NAME and HISTOGRAM_NAME; UNIT and OWNER are those of
 * documents/figures.h; `absent` is why the figure is null where no closer reason is known. A path
 * is dotted, in cell.json; `list[].member` is a member of each object in a list. A histogram is an
 * object with the ten members of histogram_members; those of them that something reads have a line
 * of their own.
 *
 * A new figure is one line in documents/figure_columns.h or documents/figure_members.h, and `make
 * docs`. */

#ifndef FIGURE
#define FIGURE(...)
#endif
#ifndef HISTOGRAM
#define HISTOGRAM(...)
#endif
#ifndef FIGURES_END_OF_COLUMNS
#define FIGURES_END_OF_COLUMNS
#endif

#define FIGURES_OF_LATENCY(NAME, path, OWNER, absent, of)                                        \
  HISTOGRAM(NAME, path, OWNER, absent, of)                                                       \
  FIGURE(NAME##_COUNT, path ".count", COUNT, OWNER, absent, "number of values: " of)             \
  FIGURE(NAME##_MIN, path ".min", NS, OWNER, absent, "least: " of)                               \
  FIGURE(NAME##_MEAN, path ".mean", NS, OWNER, absent, "mean: " of)                              \
  FIGURE(NAME##_P50, path ".p50", NS, OWNER, absent, "median: " of)                              \
  FIGURE(NAME##_P90, path ".p90", NS, OWNER, absent, "nine in ten are not above: " of)           \
  FIGURE(NAME##_P99, path ".p99", NS, OWNER, absent, "99 of 100 are not above: " of)             \
  FIGURE(NAME##_P99_9, path ".p99_9", NS, OWNER, absent, "999 of 1,000 are not above: " of)      \
  FIGURE(NAME##_P99_99, path ".p99_99", NS, OWNER, absent, "9,999 of 10,000 are not above: " of) \
  FIGURE(NAME##_MAX, path ".max", NS, OWNER, absent, "greatest: " of)

#define FIGURES_OF_TAIL(NAME, path, OWNER, absent, of)              \
  HISTOGRAM(NAME, path, OWNER, absent, of)                          \
  FIGURE(NAME##_P50, path ".p50", NS, OWNER, absent, "median: " of) \
  FIGURE(NAME##_P99, path ".p99", NS, OWNER, absent, "99 of 100 are not above: " of)

#define FIGURES_OF_TAIL_AND_MAX(NAME, path, OWNER, absent, of) \
  FIGURES_OF_TAIL(NAME, path, OWNER, absent, of)               \
  FIGURE(NAME##_MAX, path ".max", NS, OWNER, absent, "greatest: " of)

#define FIGURES_OF_MODEL(NAME, path, UNIT, of)                                                   \
  FIGURE(NAME, path ".predicted", UNIT, DERIVED, no_model, "by the model: " of)                  \
  FIGURE(NAME##_RESIDUAL, path ".residual", UNIT, DERIVED, no_model, "measured less model: " of) \
  FIGURE(NAME##_BOUND, path ".bound", UNIT, DERIVED, no_model,                                   \
         "how far the measurement may be from the model: " of)

#define FIGURES_OF_DISTURBANCE(NAME, path, of)                                  \
  FIGURE(DISTURBANCE_##NAME##_P50, path ".p50_share", SHARE, DERIVED, "",       \
         "share of the median that may come from " of)                          \
  FIGURE(DISTURBANCE_##NAME##_P90, path ".p90_share", SHARE, DERIVED, "",       \
         "share of p90 that may come from " of)                                 \
  FIGURE(DISTURBANCE_##NAME##_P99, path ".p99_share", SHARE, DERIVED, "",       \
         "share of p99 that may come from " of)                                 \
  FIGURE(DISTURBANCE_##NAME##_TAIL, path ".p99_tail_share", SHARE, DERIVED, "", \
         "share of the deliveries beyond p99 that may come from " of)           \
  FIGURE(DISTURBANCE_##NAME##_CPU, path ".cpu_share", SHARE, DERIVED, "",       \
         "share of the server's processor time that may come from " of)

#define FIGURES_OF_LINE(NAME, path, way)                                                           \
  FIGURE(NAME##_DELAY, path ".delay_ns", NS, RUNNER, "",                                           \
         "the line's delay " way ", null without a link")                                          \
  FIGURE(NAME##_JITTER, path ".jitter_ns", NS, RUNNER, "", "by so much it varies either way")      \
  FIGURE(NAME##_LOSS, path ".loss", SHARE, RUNNER, "", "share of the time that the line is out")   \
  FIGURE(NAME##_RATE, path ".rate_bytes_per_s", BYTES_PER_S, RUNNER, "",                           \
         "the line's rate, of IP packets; 0 for no limit")                                         \
  FIGURE(NAME##_QUEUE, path ".queue_ns", NS, RUNNER, "", "longest wait of a packet for that rate") \
  FIGURE(NAME##_PACKETS, path ".packets", COUNT, RUNNER, "",                                       \
         "IP packets that were carried " way ", from the first connection to the last")            \
  FIGURE(NAME##_BYTES, path ".bytes", BYTES, RUNNER, "",                                           \
         "bytes of these packets, heads of IP and TCP included")                                   \
  FIGURE(NAME##_LOST, path ".lost_packets", COUNT, RUNNER, "",                                     \
         "packets that met an outage of the line")                                                 \
  FIGURE(NAME##_LOST_BYTES, path ".lost_bytes", BYTES, RUNNER, "", "bytes of these")               \
  FIGURE(NAME##_QUEUE_FULL, path ".queue_full_packets", COUNT, RUNNER, "",                         \
         "packets that found the queue full")                                                      \
  FIGURE(NAME##_CUT, path ".cut_packets", COUNT, RUNNER, "",                                       \
         "packets of users whose network was cut, or whose address had changed")

#include "documents/figure_columns.h"
FIGURES_END_OF_COLUMNS
#include "documents/figure_members.h"

#undef FIGURES_OF_LATENCY
#undef FIGURES_OF_TAIL
#undef FIGURES_OF_TAIL_AND_MAX
#undef FIGURES_OF_MODEL
#undef FIGURES_OF_DISTURBANCE
#undef FIGURES_OF_LINE
#undef FIGURE
#undef HISTOGRAM
#undef FIGURES_END_OF_COLUMNS
