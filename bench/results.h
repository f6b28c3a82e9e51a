/* A run's folder read back into plain structs: what charts, report and
 * conclusions are made from, so that an old run can be drawn again.
 *
 * Read are only
 *   run.json     experiment{name, title, question, description, variants},
 *                started, outcome, command, machine{…}, versions{…}, time_scale,
 *                executions_planned, executions_done
 *   summary.tsv  its columns "cell" and "repeat": which there are, in what order
 *   cells/<cell>/<repeat>/cell.json
 * Members that are missing leave NULL or NAN: an older run has fewer. */
#ifndef BENCH_RESULTS_H
#define BENCH_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/fault.h"
#include "common/histogram.h"
#include "common/status.h"

/* What the model predicts of a figure, what is left over, and how much may be. */
#define RESULT_MODELLED(X, name, member)                  \
  X(MODEL_##name, "model." member ".predicted")           \
  X(MODEL_##name##_RESIDUAL, "model." member ".residual") \
  X(MODEL_##name##_BOUND, "model." member ".bound")

/* One list gives the enumerators and the members of cell.json they are read
 * from. The unit is the member's own. */
#define RESULT_METRICS(X)                                    \
  X(LATENCY_MEAN, "latency_ns.mean")                         \
  X(LATENCY_P50, "latency_ns.p50")                           \
  X(LATENCY_P99, "latency_ns.p99")                           \
  X(LATENCY_MAX, "latency_ns.max")                           \
  X(LATENCY_COUNT, "latency_ns.count")                       \
  X(WIRE_PER_USER_HOUR, "bytes.wire_per_user_hour")          \
  X(REQUESTS_PER_USER_HOUR, "requests.per_user_hour")        \
  X(CPU_MS_PER_USER_HOUR, "server.cpu_ms_per_user_hour")     \
  X(ACK_MEAN, "ack_ns.mean")                                 \
  X(ACK_P99, "ack_ns.p99")                                   \
  X(AGE_MEAN, "age_ns.mean")                                 \
  X(AGE_P99, "age_ns.p99")                                   \
  RESULT_MODELLED(X, LATENCY, "latency_mean_ns")             \
  RESULT_MODELLED(X, REQUESTS, "requests_per_s")             \
  RESULT_MODELLED(X, EMPTY, "empty_share")                   \
  RESULT_MODELLED(X, PROTOCOL, "protocol_per_message_bytes") \
  RESULT_MODELLED(X, WIRE, "wire_per_message_bytes")         \
  RESULT_MODELLED(X, AGE, "age_mean_ns")                     \
  X(REQUESTS_PER_USER_S, "model.requests_per_s.measured")    \
  X(PUBLISHED, "published")                                  \
  X(EXPECTED, "expected")                                    \
  X(DELIVERED, "delivered")                                  \
  X(LOST, "lost")                                            \
  X(DUPLICATED, "duplicated")                                \
  X(REORDERED, "reordered")                                  \
  X(REQUESTS, "requests.total")                              \
  X(REQUESTS_EMPTY, "requests.empty")                        \
  X(PUBLISH_REQUESTS, "publish.requests")                    \
  X(REQUESTS_PER_MESSAGE, "requests.per_message")            \
  X(BYTES_PAYLOAD, "bytes.payload")                          \
  X(BYTES_PAYLOAD_UP, "bytes.payload_up")                    \
  X(BYTES_PROTOCOL_UP, "bytes.protocol_up")                  \
  X(BYTES_PROTOCOL_DOWN, "bytes.protocol_down")              \
  X(TLS_FULL, "tls.full")                                    \
  X(TLS_RESUMED, "tls.resumed")                              \
  X(TLS_HANDSHAKE_P50, "tls_handshake_ns.p50")               \
  X(TLS_HANDSHAKE_P99, "tls_handshake_ns.p99")               \
  X(BYTES_SAVED_UP, "bytes.saved_up")                        \
  X(BYTES_SAVED_DOWN, "bytes.saved_down")                    \
  X(BYTES_TLS_UP, "bytes.tls_up")                            \
  X(BYTES_TLS_DOWN, "bytes.tls_down")                        \
  X(BYTES_WIRE_UP, "bytes.wire_up")                          \
  X(BYTES_WIRE_DOWN, "bytes.wire_down")                      \
  X(WIRE_PER_MESSAGE, "bytes.wire_per_message")              \
  X(CPU_US_PER_MESSAGE, "server.cpu_us_per_message")         \
  X(RSS_PER_CLIENT, "server.rss_per_client_bytes")           \
  X(THREADS_PEAK, "server.threads_peak")                     \
  X(CLIENTS, "clients")                                      \
  X(DURATION_S, "duration_s")

enum metric {
#define RESULT_METRIC_ENUMERATOR(name, member) METRIC_##name,
  RESULT_METRICS(RESULT_METRIC_ENUMERATOR)
#undef RESULT_METRIC_ENUMERATOR
  /* computed from those, per repeat */
  METRIC_READ_COUNT,
  METRIC_EMPTY_SHARE = METRIC_READ_COUNT, /* of polls, 0..1 */
  METRIC_EMPTY_PER_MESSAGE,               /* empty requests per delivered message */
  METRIC_USEFUL_PER_MESSAGE,              /* the other requests per delivered message */
  METRIC_TEXT_PER_MESSAGE,                /* bytes of messages' texts, before they are compressed */
  METRIC_SAVED_PER_MESSAGE,               /* what compression took away of these */
  METRIC_PAYLOAD_PER_MESSAGE,  /* bytes, both directions; these four add up to wire per message */
  METRIC_PROTOCOL_PER_MESSAGE, /* heads, events' fields, frames' headers */
  METRIC_TLS_PER_MESSAGE,      /* records, handshakes; 0 without */
  METRIC_TCPIP_PER_MESSAGE,    /* TCP and IP headers, retransmissions */
  METRIC_THREADS_PER_CLIENT,
  METRIC_IDLE_WIRE_PER_USER_HOUR, /* of cells in which nothing was published */
  METRIC_COUNT
};

/* Over the repeats; all NAN when no repeat has it. */
struct metric_value {
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

/* One execution of a cell, as its cell.json tells it. */
struct result_repeat {
  bool measured; /* outcome "done" */
  double values[METRIC_COUNT];
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
  double delivered_per_s, opened_per_s;
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
  struct result_texts reasons;
  struct metric_value metrics[METRIC_COUNT]; /* of the measured repeats */
  struct histogram latency;                  /* of the measured repeats, merged */
  struct result_second *seconds;             /* of the first measured repeat */
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
  struct result_cell *cells;
  size_t cell_count;
  struct result_texts
      varied; /* names of the parameters that differ between cells, "variant" among them */
};

/* STATUS_USAGE when the folder is not a run's, STATUS_CHECK when what is in it
 * cannot be understood. Release is safe on a zeroed struct. */
enum status results_load(struct results *results, const char *run_folder, struct error *error);
void results_release(struct results *results);

void result_pairs_release(struct result_pairs *pairs);

/* The text of a parameter, NULL when the cell has none of that name. */
const char *result_param(const struct result_cell *cell, const char *name);
double result_param_number(const struct result_cell *cell, const char *name); /* or NAN */

/* Whether the cell's transport and engine heed the parameter. */
bool result_param_applies(const struct result_cell *cell, const char *name);

/* The parameter's varied value by which the cell is told apart from others of its
 * engine and transport; NULL where the experiment does not vary it for this cell. */
const char *result_varied(const struct result_cell *cell, const char *name);

/* The dotted member of cell.json; NULL for those that are computed here. */
const char *result_metric_member(enum metric metric);

/* The measured repeats' values of a metric, in order of the repeats, without those that
 * have none; returns how many. `out` has room for cell->repeat_count. */
size_t result_values(const struct result_cell *cell, enum metric metric, double *out);

static inline double result_median(const struct result_cell *cell, enum metric metric) {
  return cell->metrics[metric].median;
}

#endif
