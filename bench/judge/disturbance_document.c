/* Finds the histograms in a document. */
#include "bench/judge/disturbance_document.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bench/judge/disturbance.h"
#include "bench/judge/support.h"
#include "bench/measure/idle.h"
#include "common/stats/histogram.h"
#include "documents/fields.h"
#include "documents/figures.h"

struct disturbances {
  json_t *document;
  struct histogram latency, seen, idle;
  double messages; /* of the cell: of this repeat, times how many there are to be */
};

/* What is judged: the median in any case, the others where the cell's repeats together support
 * them, and they are printed. */
static const struct judged {
  double quantile;
  const char *share, *tail_share; /* NULL: not judged by its tail */
} judged[] = {
    {0.5, "p50_share", NULL}, {0.9, "p90_share", NULL}, {0.99, "p99_share", "p99_tail_share"}};

enum { JUDGED = sizeof judged / sizeof *judged };

static bool is_judged(const struct disturbances *all, const struct judged *figure) {
  return figure == judged || support_is_enough(all->messages, figure->quantile);
}

/* False where the document has no such histogram. */
static bool histogram_read(const json_t *document, const char *path, struct histogram *out) {
  const char *text = json_string_value(field_get(document, path));
  histogram_reset(out);
  return text && histogram_merge_text(out, text, NULL) == STATUS_OK && out->count > 0;
}

static void share_put(struct disturbances *all, const char *source, const char *figure,
                      double share) {
  char path[64];
  snprintf(path, sizeof path, "disturbance.%s.%s", source, figure);
  field_put(all->document, path, json_real(share));
}

/* By a meter's histograms in the cell and on the idle machine. */
static void meter_put(struct disturbances *all, const char *source, const char *seen,
                      const char *idle, const struct delays *how) {
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
    if (figure->tail_share)
      share_put(all, source, figure->tail_share,
                disturbance_of_tail(&all->latency, figure->quantile, &delays));
  }
}

/* How long the server works for what is published at once: a message, or a burst of them. */
static double served_ns(const json_t *document) {
  const char *arrival = json_string_value(field_get(document, "params.arrival"));
  double published = field_number(document, "published", 0);
  double burst = arrival && strcmp(arrival, "burst") == 0
                     ? field_number(document, "params.burst_messages", 1)
                     : 1;
  return published > 0 ? burst * field_number(document, "server.cpu_s", 0) * 1e9 / published : 0;
}

static void noise_put(struct disturbances *all, const char *source, const char *side) {
  char seen[64], idle[64];
  const char *scheduling = json_string_value(field_get(all->document, "noise.scheduling"));
  if (!scheduling || strcmp(scheduling, "fifo") != 0)
    return;
  snprintf(seen, sizeof seen, "noise.histograms.%s", side);
  snprintf(idle, sizeof idle, "idle.histograms.noise_ns.%s", side);
  meter_put(all, source, seen, idle, &(struct delays){.sampled = true});
  const struct delays delays = {.seen = &all->seen, .idle = &all->idle, .sampled = true};
  if (strcmp(side, "server") == 0 && all->seen.count > 0)
    share_put(all, source, "cpu_share", disturbance_of_time(&delays));
}

static void others_put(struct disturbances *all, const char *source, const char *side) {
  char seen[64], idle[64];
  snprintf(seen, sizeof seen, "other_share.%s", side);
  snprintf(idle, sizeof idle, "idle.used_share.%s", side);
  double duration_s = field_number(all->document, "duration_s", 0);
  double idle_share = fmin(field_number(all->document, idle, 0), IDLE_USED_SHARE_MAX);
  double share = disturbance_by_others(field_number(all->document, seen, 0), duration_s, idle_share,
                                       field_number(all->document, "idle.span_s", INFINITY));
  if (!field_is_measured(all->document, seen) || !(duration_s > 0))
    return;
  for (const struct judged *figure = judged; figure < judged + JUDGED; figure++)
    if (all->latency.count > 0 && is_judged(all, figure))
      share_put(all, source, figure->share,
                disturbance_of_quantile_by_share(&all->latency, figure->quantile, share));
  double own_share = field_number(all->document, "server.cpu_s", 0) / duration_s;
  if (strcmp(side, "server") == 0 && own_share > 0)
    share_put(all, source, "cpu_share", fmin(1, share / own_share));
}

void disturbance_put(json_t *document) {
  struct disturbances all = {.document = document};
  all.messages =
      figure_value(document, FIGURE_PUBLISHED_SEEN, 0) * field_number(document, "repeats", 1);
  if (!field_is_measured(document, "idle") || histogram_init(&all.latency) != STATUS_OK)
    return;
  if (histogram_init(&all.seen) != STATUS_OK)
    goto out_latency;
  if (histogram_init(&all.idle) != STATUS_OK)
    goto out_seen;
  histogram_read(document, "latency_histogram", &all.latency);
  bool was_idle = json_is_true(field_get(document, "idle.was_idle"));
  meter_put(&all, "client_loop", "client.loop_lag_histogram",
            was_idle ? "idle.histograms.loop_lag_ns.client" : "idle.histograms.noise_ns.client",
            &(struct delays){.sampled = true});
  meter_put(&all, "publisher", "server.report.publish_lag_histogram",
            was_idle ? "idle.histograms.loop_lag_ns.server" : "idle.histograms.noise_ns.server",
            &(struct delays){.own_ns = served_ns(document)});
  noise_put(&all, "noise_server", "server");
  noise_put(&all, "noise_client", "client");
  others_put(&all, "others_server", "server");
  others_put(&all, "others_client", "client");
  histogram_release(&all.idle);
out_seen:
  histogram_release(&all.seen);
out_latency:
  histogram_release(&all.latency);
}
