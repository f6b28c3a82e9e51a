/* State and instants of the phases. */
#include "clients/run/phases.h"

#include <stdlib.h>

#include "clients/record/carrier.h"
#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/traits.h"
#include "common/base/whole.h"

/* A message that is on its way while counts are read would be in one count and not in another. So
 * the counts are read at the first instant of a search at which no message has come for a while, or
 * at the search's end. With a periodic schedule the edges are due times: the search ends a little
 * before an edge, so that a message and its bytes are counted on the same side of it. */
static const uint64_t SNAPSHOT_LEAD_NS = 5 * NS_PER_MS;
static const uint64_t SNAPSHOT_SEARCH_NS = 20 * NS_PER_MS;
static const uint64_t SNAPSHOT_QUIET_NS = 2 * NS_PER_MS;

enum status phases_init(struct phases *phases, struct loop *loop, size_t channels,
                        struct error *error) {
  *phases = (struct phases){.phase = PHASE_ASK};
  phases->published = calloc(channels, sizeof *phases->published);
  if (!phases->published)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the channels");
  enum status status = loop_lag_init(&phases->lag, loop, error);
  if (status != STATUS_OK) {
    free(phases->published);
    *phases = (struct phases){.phase = PHASE_ASK};
  }
  return status;
}

void phases_enter(struct phases *phases, enum phase phase) {
  CONTRACT(phase > phases->phase);
  phases->phase = phase;
}

void phases_release(struct phases *phases) {
  loop_alarm_destroy(phases->alarm);
  loop_lag_release(&phases->lag);
  free(phases->published);
}

static void snapshot_carry(struct snapshot *snapshot, struct carrier *carrier) {
  struct wire_bytes *wire = &snapshot->wire;
  carrier_sum(carrier, &snapshot->cpu_ns);
  counters_carry(&snapshot->counters, carrier);
  carrier_sum(carrier, &wire->tcp_up);
  carrier_sum(carrier, &wire->tcp_down);
  carrier_sum(carrier, &wire->wire_up);
  carrier_sum(carrier, &wire->wire_down);
  carrier_sum(carrier, &wire->segments_up);
  carrier_sum(carrier, &wire->segments_down);
  carrier_sum(carrier, &wire->retransmitted);
}

static void size_carry(struct carrier *carrier, size_t *value) {
  uint64_t sent = carrier_number(carrier, *value);
  if (carrier->arriving)
    *value += sent;
}

void phases_carry(struct phases *phases, struct carrier *carrier) {
  uint64_t outcome = phases->outcome;
  carrier_most(carrier, &outcome);
  phases->outcome = (enum outcome)outcome;
  carrier_text(carrier, phases->error.text, sizeof phases->error.text);
  size_carry(carrier, &phases->ready_at_start);
  carrier_any(carrier, &phases->late_start);
  carrier_all(carrier, &phases->published_known);
  carrier_sum(carrier, &phases->expected);
  size_carry(carrier, &phases->unclosed);
  snapshot_carry(&phases->start, carrier);
  snapshot_carry(&phases->end, carrier);
  snapshot_carry(&phases->whole, carrier);
  carrier_most(carrier, &phases->cpu_most_ns);
  carrier_histogram(carrier, &phases->lag.histogram);
}

uint64_t phases_connect_due_ns(const struct phases *phases, uint32_t user, double connect_per_s) {
  double gap_ns = (double)NS_PER_S / connect_per_s;
  return phases->connect_start_ns + whole_of((double)user * gap_ns);
}

uint64_t phases_snapshot_from_ns(uint64_t edge_ns) {
  return edge_ns - SNAPSHOT_LEAD_NS - SNAPSHOT_SEARCH_NS;
}

bool phases_snapshot_is_due(uint64_t edge_ns, uint64_t newest_receipt_ns, uint64_t now_ns) {
  bool quiet = now_ns >= newest_receipt_ns + SNAPSHOT_QUIET_NS;
  return quiet || now_ns + SNAPSHOT_LEAD_NS >= edge_ns;
}

uint64_t phases_drain_ns(const struct client_options *options) {
  const struct transport_traits *traits = &transport_traits[options->transport];
  uint64_t silence_ms = traits->scheduled ? (uint64_t)options->interval_ms
                        : traits->holds   ? (uint64_t)options->pause_ms
                                          : 0;
  uint64_t asked_ns = whole_ns_of_s(options->drain_s);
  return asked_ns > 0 ? asked_ns : DRAIN_CHOSEN_S * NS_PER_S + silence_ms * NS_PER_MS;
}
