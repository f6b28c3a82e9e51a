/* Finds the histograms in cell.json, and puts the shares. */
#include "bench/judge/disturbance_document.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/judge/disturbance.h"
#include "bench/judge/support.h"
#include "bench/measure/idle.h"
#include "common/stats/histogram.h"
#include "documents/fields.h"
#include "documents/figures.h"

#define FIGURES_OF_SOURCE(NAME)                                                              \
  [DISTURBANCE_##NAME] = {FIGURE_DISTURBANCE_##NAME##_P50, FIGURE_DISTURBANCE_##NAME##_P90,  \
                          FIGURE_DISTURBANCE_##NAME##_P99, FIGURE_DISTURBANCE_##NAME##_TAIL, \
                          FIGURE_DISTURBANCE_##NAME##_CPU}
const enum figure disturbance_figures[DISTURBANCE_SOURCES][DISTURBANCE_SHARES] = {
    FIGURES_OF_SOURCE(CLIENT_LOOP),   FIGURES_OF_SOURCE(PUBLISHER),
    FIGURES_OF_SOURCE(NOISE_SERVER),  FIGURES_OF_SOURCE(NOISE_CLIENT),
    FIGURES_OF_SOURCE(OTHERS_SERVER), FIGURES_OF_SOURCE(OTHERS_CLIENT),
};
#undef FIGURES_OF_SOURCE

struct disturbances {
  json_t *document;
  struct histogram latency, seen, idle;
  double messages; /* those of this repeat, times the number of repeats */
};

/* The quantiles that are judged: always the median, and the others where the cell's repeats
 * together support them, so that they are printed. */
static const struct judged {
  double quantile;
  enum disturbance_share share;
  bool by_tail; /* the deliveries beyond it are judged too */
} judged[] = {{0.5, DISTURBANCE_OF_P50, false},
              {0.9, DISTURBANCE_OF_P90, false},
              {0.99, DISTURBANCE_OF_P99, true}};

enum { JUDGED = sizeof judged / sizeof *judged };

static bool is_judged(const struct disturbances *all, const struct judged *figure) {
  return figure == judged || support_is_enough(all->messages, figure->quantile);
}

/* False where the document has no such histogram. */
static bool histogram_read(const json_t *document, enum figure figure, struct histogram *out) {
  const char *text = figure_text(document, figure);
  histogram_reset(out);
  return text && histogram_merge_text(out, text, NULL) == STATUS_OK && out->count > 0;
}

static void share_put(struct disturbances *all, enum disturbance_source source,
                      enum disturbance_share of, double share) {
  figure_put(all->document, disturbance_figures[source][of], json_real(share));
}

/* Puts the shares of one meter, by its histograms in the cell and on the idle machine. */
static void meter_put(struct disturbances *all, enum disturbance_source source, enum figure seen,
                      enum figure idle, const struct delays *how) {
  const struct delays delays = {
      .seen = &all->seen, .idle = &all->idle, .sampled = how->sampled, .own_ns = how->own_ns};
  if (!histogram_read(all->document, seen, &all->seen))
    return;
  histogram_read(all->document, idle, &all->idle);
  if (all->latency.count == 0)
    return;
  for (const struct judged *figure = judged; figure < judged + JUDGED; figure++) {
    if (!is_judged(all, figure))
      continue;
    share_put(all, source, figure->share,
              disturbance_of_quantile(&all->latency, figure->quantile, &delays));
    if (figure->by_tail)
      share_put(all, source, DISTURBANCE_OF_TAIL,
                disturbance_of_tail(&all->latency, figure->quantile, &delays));
  }
}

/* How long the program of that processor time works for one publication: a message, or a burst. */
static double worked_ns(const json_t *document, enum figure cpu_s) {
  const json_t *params = figure_json(document, FIGURE_PARAMS);
  const char *arrival = json_string_value(json_object_get(params, "arrival"));
  double published = figure_value(document, FIGURE_PUBLISHED, 0);
  double burst =
      arrival && strcmp(arrival, "burst") == 0 ? field_number(params, "burst_messages", 1) : 1;
  double cpu_ns = figure_value(document, cpu_s, 0) * 1e9;
  return published > 0 ? burst * cpu_ns / published : 0;
}

/* The processor of one of the programs. */
static const struct side {
  enum disturbance_source noise, others;
  enum figure seen, idle; /* histograms of the meter that only sleeps */
  enum figure other_share, idle_share;
  bool server;
} sides[] = {
    {DISTURBANCE_NOISE_SERVER, DISTURBANCE_OTHERS_SERVER, FIGURE_NOISE_SERVER_HISTOGRAM,
     FIGURE_IDLE_NOISE_SERVER_HISTOGRAM, FIGURE_OTHER_SHARE_SERVER, FIGURE_IDLE_USED_SHARE_SERVER,
     true},
    {DISTURBANCE_NOISE_CLIENT, DISTURBANCE_OTHERS_CLIENT, FIGURE_NOISE_CLIENT_HISTOGRAM,
     FIGURE_IDLE_NOISE_CLIENT_HISTOGRAM, FIGURE_OTHER_SHARE_CLIENT, FIGURE_IDLE_USED_SHARE_CLIENT,
     false},
};

static void noise_put(struct disturbances *all, const struct side *side) {
  const char *scheduling = figure_text(all->document, FIGURE_NOISE_SCHEDULING);
  if (!scheduling || strcmp(scheduling, "fifo") != 0)
    return;
  meter_put(all, side->noise, side->seen, side->idle, &(struct delays){.sampled = true});
  const struct delays delays = {.seen = &all->seen, .idle = &all->idle, .sampled = true};
  if (side->server && all->seen.count > 0)
    share_put(all, side->noise, DISTURBANCE_OF_CPU, disturbance_of_time(&delays));
}

static void others_put(struct disturbances *all, const struct side *side) {
  const json_t *document = all->document;
  double duration_s = figure_value(document, FIGURE_DURATION_S, 0);
  double idle_share = fmin(figure_value(document, side->idle_share, 0), IDLE_USED_SHARE_MAX);
  double share =
      disturbance_by_others(figure_value(document, side->other_share, 0), duration_s, idle_share,
                            figure_value(document, FIGURE_IDLE_SPAN, INFINITY));
  if (!figure_is_measured(document, side->other_share) || !(duration_s > 0))
    return;
  for (const struct judged *figure = judged; figure < judged + JUDGED; figure++)
    if (all->latency.count > 0 && is_judged(all, figure))
      share_put(all, side->others, figure->share,
                disturbance_of_quantile_by_share(&all->latency, figure->quantile, share));
  double own_share = figure_value(document, FIGURE_SERVER_CPU_S, 0) / duration_s;
  if (side->server && own_share > 0)
    share_put(all, side->others, DISTURBANCE_OF_CPU, fmin(1, share / own_share));
}

/* The publisher is in the server; of a server that is not ours, in the client. */
static void publisher_put(struct disturbances *all, bool was_idle) {
  bool ours = figure_text(all->document, FIGURE_PUBLISHER_LAG_HISTOGRAM) != NULL;
  enum figure idle_loop =
      ours ? FIGURE_IDLE_LOOP_LAG_CLIENT_HISTOGRAM : FIGURE_IDLE_LOOP_LAG_SERVER_HISTOGRAM;
  enum figure idle_noise =
      ours ? FIGURE_IDLE_NOISE_CLIENT_HISTOGRAM : FIGURE_IDLE_NOISE_SERVER_HISTOGRAM;
  const struct delays delays = {
      .own_ns = worked_ns(all->document, ours ? FIGURE_CLIENT_CPU_S : FIGURE_SERVER_CPU_S)};
  meter_put(all, DISTURBANCE_PUBLISHER,
            ours ? FIGURE_PUBLISHER_LAG_HISTOGRAM : FIGURE_SERVER_PUBLISH_LAG_HISTOGRAM,
            was_idle ? idle_loop : idle_noise, &delays);
}

void disturbance_put(json_t *document) {
  struct disturbances all = {.document = document};
  all.messages =
      figure_value(document, FIGURE_PUBLISHED_SEEN, 0) * figure_value(document, FIGURE_REPEATS, 1);
  if (!figure_is_measured(document, FIGURE_IDLE) || histogram_init(&all.latency) != STATUS_OK)
    return;
  if (histogram_init(&all.seen) != STATUS_OK)
    goto out_latency;
  if (histogram_init(&all.idle) != STATUS_OK)
    goto out_seen;
  histogram_read(document, FIGURE_LATENCY_HISTOGRAM, &all.latency);
  bool was_idle = json_is_true(figure_json(document, FIGURE_IDLE_WAS_IDLE));
  meter_put(&all, DISTURBANCE_CLIENT_LOOP, FIGURE_LOOP_LAG_HISTOGRAM,
            was_idle ? FIGURE_IDLE_LOOP_LAG_CLIENT_HISTOGRAM : FIGURE_IDLE_NOISE_CLIENT_HISTOGRAM,
            &(struct delays){.sampled = true});
  publisher_put(&all, was_idle);
  for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
    noise_put(&all, &sides[i]);
    others_put(&all, &sides[i]);
  }
  histogram_release(&all.idle);
out_seen:
  histogram_release(&all.seen);
out_latency:
  histogram_release(&all.latency);
}
