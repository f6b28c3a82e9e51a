/* The checks of clocks and times, and of what the model expects. */
#include <math.h>

#include "bench/base/bounded_text.h"
#include "bench/judge/disturbance.h"
#include "bench/judge/disturbance_document.h"
#include "bench/judge/model.h"
#include "bench/judge/settling.h"
#include "bench/judge/verdict.h"
#include "bench/judge/verdict_checks.h"
#include "common/base/traits.h"
#include "documents/fields.h"

/* Clocks that jumped, or that differ. */
void verdict_check_clock(json_t *invalid, json_t *suspect, const json_t *document) {
  double early = count_of(document, FIGURE_EARLY);
  double suspended_ns = count_of(document, FIGURE_CLOCK_SUSPENDED);
  double step_ns = count_of(document, FIGURE_CLOCK_WALL_STEP);
  if (json_is_false(figure_json(document, FIGURE_CLOCK_SAME)))
    verdict_add(suspect, REASON_OTHER_CLOCK, 0, "no latency was measured: the server %s",
                figure_is_measured(document, FIGURE_CLOCK_SERVER)
                    ? "reads another monotonic clock than the client (another host, start of the "
                      "machine or time namespace)"
                    : "does not say which clock it reads");
  if (early > 0)
    verdict_add(invalid, REASON_EARLY, early,
                "%.0f %s came before %s due: the server says that it reads the client's clock, and "
                "does not, or two processors do not agree",
                early, message_or_messages(early), word_for(early, "it was", "they were"));
  if (suspended_ns > VERDICT_SUSPENDED_MAX_NS)
    verdict_add(invalid, REASON_SUSPENDED, suspended_ns,
                "the machine was suspended for %.3f s in the measured phase", suspended_ns / 1e9);
  if (fabs(step_ns) > VERDICT_WALL_STEP_MAX_NS)
    verdict_add(suspect, REASON_WALL_CLOCK, fabs(step_ns),
                "the wall clock jumped by %+.3f s in the measured phase: somebody set it, which "
                "moves no latency, or this virtual machine stood still for so long",
                step_ns / 1e9);
}

/* Values that are in no percentile. */
void verdict_check_range(json_t *invalid, const json_t *document) {
  static const struct {
    enum figure figure;
    enum reason_kind kind;
    const char *one, *many, *of;
  } histograms[] = {
      {FIGURE_LATENCY_OUT_OF_RANGE, REASON_RANGE_LATENCY, "latency", "latencies", ""},
      {FIGURE_ACK_OUT_OF_RANGE, REASON_RANGE_ACK, "acknowledgement time", "acknowledgement times",
       ""},
      {FIGURE_PUBLISH_LAG_OUT_OF_RANGE, REASON_RANGE_PUBLISH_LAG, "lag", "lags",
       " of the publisher"},
      {FIGURE_LOOP_LAG_OUT_OF_RANGE, REASON_RANGE_LOOP_LAG, "lag", "lags", " of the client's loop"},
      {FIGURE_NOISE_SERVER_OUT_OF_RANGE, REASON_RANGE_NOISE_SERVER, "value", "values",
       " of the noise meter on the server's processor"},
      {FIGURE_NOISE_CLIENT_OUT_OF_RANGE, REASON_RANGE_NOISE_CLIENT, "value", "values",
       " of the noise meter on the client's processor"},
  };
  for (size_t i = 0; i < sizeof histograms / sizeof *histograms; i++) {
    double beyond = count_of(document, histograms[i].figure);
    if (beyond > 0)
      verdict_add(
          invalid, histograms[i].kind, beyond,
          "%.0f %s%s %s outside of the histogram's range (0 to 1 h), and %s in no percentile",
          beyond, word_for(beyond, histograms[i].one, histograms[i].many), histograms[i].of,
          was_or_were(beyond), word_for(beyond, "is", "are"));
  }
}

void verdict_check_generator(json_t *suspect, const json_t *document) {
  double share = count_of(document, FIGURE_CLIENT_CPU_SHARE);
  if (share > VERDICT_CLIENT_CPU_SHARE_MAX)
    verdict_add(suspect, REASON_CLIENT_PROCESSOR, share,
                "the client used %.0f %% of its processor (over %.0f %%): it may be what was late",
                100 * share, 100 * VERDICT_CLIENT_CPU_SHARE_MAX);
}

/* Sources of bench/judge/disturbance_document.h, in words. */
static const struct disturber {
  enum disturbance_source source;
  enum reason_kind kind;
  const char *words;
  bool by_faults; /* a fault of the experiment may be the cause */
} disturbers[] = {
    {DISTURBANCE_CLIENT_LOOP, REASON_CLIENT_LOOP, "the client's loop was late", false},
    {DISTURBANCE_PUBLISHER, REASON_PUBLISHER, "the publisher was late", true},
    {DISTURBANCE_NOISE_SERVER, REASON_NOISE_SERVER,
     "a thread that only sleeps on the server's processor woke late: the machine "
     "took the processor away",
     false},
    {DISTURBANCE_NOISE_CLIENT, REASON_NOISE_CLIENT,
     "a thread that only sleeps on the client's processor woke late: the machine "
     "took the processor away",
     false},
    {DISTURBANCE_OTHERS_SERVER, REASON_OTHERS_SERVER,
     "other programs had a part of the server's processor", false},
    {DISTURBANCE_OTHERS_CLIENT, REASON_OTHERS_CLIENT,
     "other programs had a part of the client's processor", false},
};

/* Writes the figures above the bound, as "60 % of p99, 12 % of the server's processor time".
 * Returns the greatest of these shares, 0 where none is. */
static double disturbed_text(const json_t *document, enum disturbance_source source, char *out,
                             size_t capacity) {
  static const struct {
    enum disturbance_share of;
    const char *words;
    double share_max;
  } figures[] = {{DISTURBANCE_OF_P50, "p50", DISTURBANCE_SHARE_MAX},
                 {DISTURBANCE_OF_P90, "p90", DISTURBANCE_SHARE_MAX},
                 {DISTURBANCE_OF_P99, "p99", DISTURBANCE_SHARE_MAX},
                 {DISTURBANCE_OF_TAIL, "the deliveries beyond p99", DISTURBANCE_TAIL_SHARE_MAX},
                 {DISTURBANCE_OF_CPU, "the server's processor time", DISTURBANCE_SHARE_MAX}};
  double greatest = 0;
  *out = '\0';
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
    double share = figure_value(document, disturbance_figures[source][figures[i].of], 0);
    if (share > figures[i].share_max) {
      greatest = fmax(greatest, share);
      bounded_append(out, capacity, "%s%.0f %% of %s", *out ? ", " : "", 100 * share,
                     figures[i].words);
    }
  }
  return greatest;
}

void verdict_check_disturbance(json_t *suspect, const json_t *document, bool broken) {
  for (size_t i = 0; i < sizeof disturbers / sizeof *disturbers; i++) {
    const struct disturber *disturber = &disturbers[i];
    char disturbed[192];
    double share = disturbed_text(document, disturber->source, disturbed, sizeof disturbed);
    if (share > 0 && !(broken && disturber->by_faults))
      verdict_add(suspect, disturber->kind, share,
                  "%s, beyond what this machine shows when idle: up to %s may be that",
                  disturber->words, disturbed);
  }
}

/* A link that is late, or loses what nobody asked it to lose, is in the figures. A latency has one
 * transit in it at least. */
void verdict_check_link(json_t *suspect, const json_t *document) {
  double late_ns = count_of(document, FIGURE_LINK_LATENESS_P99);
  double latency_ns = figure_value(document, FIGURE_LATENCY_P50, INFINITY);
  double overflowed = count_of(document, FIGURE_LINK_OVERFLOWED);
  if (late_ns > VERDICT_LINK_LATE_NS && late_ns > DISTURBANCE_SHARE_MAX * latency_ns)
    verdict_add(suspect, REASON_LINK_LATE, late_ns,
                "the link handed one packet in a hundred on %.1f ms late or more: it was short of "
                "processor time",
                late_ns / 1e6);
  if (overflowed > 0)
    verdict_add(suspect, REASON_LINK_OVERFLOWED, overflowed,
                "the link dropped %.0f %s that nobody asked it to drop: more came at once than it, "
                "or a device, had room for",
                overflowed, word_for(overflowed, "packet", "packets"));
}

/* A short poll brings what was published since the one before. Where the warm-up is shorter than
 * the interval, nothing was published in the first part of that time, so the first polls of the
 * phase bring less than all later ones. */
static void check_warmup(json_t *suspect, const json_t *document) {
  const json_t *params = figure_json(document, FIGURE_PARAMS);
  int transport = transport_named(figure_text(document, FIGURE_TRANSPORT));
  double interval_s = field_number(params, "interval_ms", 0) / 1e3;
  double warmup_s = field_number(params, "warmup_s", INFINITY);
  double scale =
      figure_value(document, FIGURE_TIME_SCALE, 1); /* the advice is for the experiment */
  double share = settling_messages_missing(interval_s, warmup_s,
                                           figure_value(document, FIGURE_DURATION_S, INFINITY));
  if (transport >= 0 && transport_traits[transport].scheduled &&
      count_of(document, FIGURE_PUBLISHED) > 0 && share > VERDICT_WARMUP_SHARE_MAX)
    verdict_add(suspect, REASON_WARMUP_SHORT, share,
                "warmup_s (%g s) is shorter than the interval (%g s): the first polls bring fewer "
                "messages than later ones, about %.0f %% of all are missing, and requests, bytes "
                "and processor time for a message are too high by that; set warmup_s=%g",
                scale * warmup_s, scale * interval_s, 100 * share, scale * interval_s);
}

void verdict_check_settling(json_t *suspect, const json_t *document) {
  double clients = count_of(document, FIGURE_CLIENTS);
  double ready = figure_value(document, FIGURE_CLIENTS_READY, clients);
  double first_ns = count_of(document, FIGURE_SETTLING_FIRST);
  double later_ns = count_of(document, FIGURE_SETTLING_LATER);
  if (ready < clients)
    verdict_add(suspect, REASON_NOT_READY, clients - ready,
                "%.0f of %.0f users %s not ready when the measured phase began", clients - ready,
                clients, was_or_were(clients - ready));
  if (first_ns > VERDICT_SETTLING_RATIO_MAX * later_ns &&
      first_ns - later_ns > DISTURBANCE_SHARE_MAX * count_of(document, FIGURE_LATENCY_P99))
    verdict_add(
        suspect, REASON_NOT_SETTLED, first_ns / later_ns,
        "the phase began before the cell had settled: each of its first seconds had a median "
        "latency of %.1f ms or more, nine in ten of the later ones %.1f ms or less; warm up "
        "for longer (warmup_s)",
        first_ns / 1e6, later_ns / 1e6);
  check_warmup(suspect, document);
}

/* The processor time must be of the span in which messages were counted. */
void verdict_check_window(json_t *suspect, const json_t *document) {
  double apart_s = figure_value(document, FIGURE_SERVER_CPU_WINDOW_APART, 0);
  double window_s = figure_value(document, FIGURE_SERVER_CPU_WINDOW, INFINITY);
  if (apart_s > VERDICT_WINDOW_APART_SHARE_MAX * window_s)
    verdict_add(suspect, REASON_CPU_WINDOW, apart_s,
                "the server's processor time was read %.0f ms away from the counts of messages "
                "(over %.0f %% of the phase)",
                apart_s * 1e3, 100 * VERDICT_WINDOW_APART_SHARE_MAX);
}

_Static_assert(REASON_MODEL_AGE - REASON_MODEL_LATENCY == (int)MODEL_AGE_MEAN_NS &&
                   MODEL_AGE_MEAN_NS + 1 == MODEL_FIGURES,
               "a kind of reason for each of the model's figures");

void verdict_check_model(json_t *suspect, const json_t *document) {
  struct model model = model_of(document);
  for (int i = 0; i < MODEL_FIGURES; i++) {
    enum model_figure figure = (enum model_figure)i;
    const struct model_value *value = &model.values[i];
    double residual = value->measured - value->predicted;
    if (fabs(residual) > value->bound)
      verdict_add(suspect, (enum reason_kind)(REASON_MODEL_LATENCY + i),
                  fabs(residual) / value->bound,
                  "%s: %s measured, %s by the model, more than %s apart; usual causes: %s",
                  model_figure_words(figure), model_figure_value(figure, value->measured).text,
                  model_figure_value(figure, value->predicted).text,
                  model_figure_value(figure, value->bound).text, model_figure_causes(figure));
  }
}
