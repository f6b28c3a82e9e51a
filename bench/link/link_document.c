/* Settings and counts as figures. */
#include "bench/link/link_document.h"

#include "documents/figures.h"
#include "documents/parts.h"

/* The figures of a direction. */
struct direction_figures {
  enum figure delay, jitter, loss, rate, queue;
  enum figure packets, bytes, lost, lost_bytes, queue_full, cut;
};

#define FIGURES_OF_WAY(WAY)                                                                     \
  {                                                                                             \
    .delay = FIGURE_LINK_##WAY##_DELAY, .jitter = FIGURE_LINK_##WAY##_JITTER,                   \
    .loss = FIGURE_LINK_##WAY##_LOSS, .rate = FIGURE_LINK_##WAY##_RATE,                         \
    .queue = FIGURE_LINK_##WAY##_QUEUE, .packets = FIGURE_LINK_##WAY##_PACKETS,                 \
    .bytes = FIGURE_LINK_##WAY##_BYTES, .lost = FIGURE_LINK_##WAY##_LOST,                       \
    .lost_bytes = FIGURE_LINK_##WAY##_LOST_BYTES, .queue_full = FIGURE_LINK_##WAY##_QUEUE_FULL, \
    .cut = FIGURE_LINK_##WAY##_CUT                                                              \
  }

static const struct direction_figures directions[LINK_DIRECTIONS] = {
    [LINK_UP] = FIGURES_OF_WAY(UP), [LINK_DOWN] = FIGURES_OF_WAY(DOWN)};

static void settings_put(json_t *document, const struct direction_figures *figures,
                         const struct line_settings *settings) {
  figure_put_count(document, figures->delay, settings->delay_ns);
  figure_put_count(document, figures->jitter, settings->jitter_ns);
  figure_put_number(document, figures->loss, settings->loss);
  figure_put_number(document, figures->rate, (double)settings->rate_bits_per_s / 8);
  figure_put_count(document, figures->queue, settings->queue_ns);
}

static void counts_put(json_t *document, const struct direction_figures *figures,
                       const struct packet_count *fates) {
  figure_put_count(document, figures->packets, fates[PACKET_DELIVERED].packets);
  figure_put_count(document, figures->bytes, fates[PACKET_DELIVERED].bytes);
  figure_put_count(document, figures->lost, fates[PACKET_LOST].packets);
  figure_put_count(document, figures->lost_bytes, fates[PACKET_LOST].bytes);
  figure_put_count(document, figures->queue_full, fates[PACKET_QUEUE_FULL].packets);
  figure_put_count(document, figures->cut, fates[PACKET_CUT].packets);
}

json_t *link_document(const struct relay *relay, const struct link_end *end) {
  const struct relay_counts *counts = relay_counts(relay);
  json_t *document = json_object();
  uint64_t overflowed = end->device_dropped, stray = 0;
  for (int i = 0; document && i < LINK_DIRECTIONS; i++) {
    settings_put(document, &directions[i], relay_line(relay, (enum link_direction)i));
    counts_put(document, &directions[i], counts->fates[i]);
    overflowed += counts->fates[i][PACKET_OVERFLOWED].packets;
    stray += counts->fates[i][PACKET_STRAY].packets;
  }
  if (!document)
    return NULL;
  figure_put_count(document, FIGURE_LINK_OVERFLOWED, overflowed);
  figure_put_count(document, FIGURE_LINK_STRAY, stray);
  figure_put_count(document, FIGURE_LINK_ON_THE_WAY, relay_on_the_way(relay));
  const struct radio_counts radios = relay_radios(relay);
  figure_put_count(document, FIGURE_RADIO_WAKEUPS, radios.wakeups);
  figure_put_number(document, FIGURE_RADIO_ON_SHARE, radios.on_share);
  figure_put_count(document, FIGURE_LINK_INSIDE, end->inside_bytes);
  figure_put_number(document, FIGURE_LINK_CPU, end->cpu_s);
  figure_put_text(document, FIGURE_LINK_DEVICE, end->is_tun ? "tun" : "veth");
  histogram_put(document, HISTOGRAM_LINK_LATENESS, relay_lateness(relay));
  return document;
}
