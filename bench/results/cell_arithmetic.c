/* Copies the counts out of cell.json, and the figures into it. */
#include "bench/results/cell_arithmetic.h"

#include <math.h>

#include "bench/judge/arithmetic.h"
#include "common/base/clock.h"
#include "documents/figures.h"

static double at(const json_t *document, enum figure figure) {
  return figure_value(document, figure, NAN);
}

static struct user_counts counts_of(const json_t *document) {
  return (struct user_counts){
      .seconds = (at(document, FIGURE_COUNTED_END) - at(document, FIGURE_COUNTED_START)) /
                 (double)NS_PER_S,
      .received = at(document, FIGURE_COUNTED_RECEIVED),
      .requests = at(document, FIGURE_REQUESTS),
      .answered = at(document, FIGURE_COUNTED_ANSWERED),
      .empty = at(document, FIGURE_REQUESTS_EMPTY),
      .payload = at(document, FIGURE_BYTES_PAYLOAD),
      .data = at(document, FIGURE_BYTES_DATA),
      .payload_up = at(document, FIGURE_BYTES_PAYLOAD_UP),
      .protocol_up = at(document, FIGURE_BYTES_PROTOCOL_UP),
      .protocol_down = at(document, FIGURE_BYTES_PROTOCOL_DOWN),
      .head_up = at(document, FIGURE_BYTES_HEAD_UP),
      .head_down = at(document, FIGURE_BYTES_HEAD_DOWN),
      .saved_up = at(document, FIGURE_BYTES_SAVED_UP),
      .saved_down = at(document, FIGURE_BYTES_SAVED_DOWN),
      .tls_up = at(document, FIGURE_BYTES_TLS_UP),
      .tls_down = at(document, FIGURE_BYTES_TLS_DOWN),
      .wire_up = at(document, FIGURE_BYTES_WIRE_UP),
      .wire_down = at(document, FIGURE_BYTES_WIRE_DOWN),
  };
}

static struct server_reading reading_of(bool known, const struct edge *edge) {
  return (struct server_reading){.known = known,
                                 .at_ns = edge->sample.at_ns,
                                 .cpu_s = edge->sample.cpu_s,
                                 .rss_bytes = edge->resident_bytes,
                                 .sockets = edge->sockets,
                                 .context_switches = edge->context_switches};
}

void arithmetic_put(json_t *document, const struct measurement *measurement) {
  const struct arithmetic_input input = {
      .users = at(document, FIGURE_CLIENTS),
      .time_scale = at(document, FIGURE_TIME_SCALE),
      .phase_s = at(document, FIGURE_DURATION_S),
      .published = at(document, FIGURE_PUBLISHED),
      .expected = at(document, FIGURE_EXPECTED),
      .lost = at(document, FIGURE_LOST),
      .watched_s = at(document, FIGURE_AGE_WATCHED_S),
      .radio_wakeups = at(document, FIGURE_RADIO_WAKEUPS),
      .threads_peak = at(document, FIGURE_THREADS_PEAK),
      .handed_out = at(document, FIGURE_SERVER_HANDED_OUT),
      .writes = at(document, FIGURE_SERVER_WRITES),
      .counted_start_ns = at(document, FIGURE_COUNTED_START),
      .counted_end_ns = at(document, FIGURE_COUNTED_END),
      .counts = counts_of(document),
      .before = reading_of(measurement->has_ready, &measurement->ready),
      .start = reading_of(measurement->has_start, &measurement->start),
      .end = reading_of(measurement->has_end, &measurement->end),
  };
  const struct arithmetic made = arithmetic_of(&input);
#define ARITHMETIC_PUT(name, figure) figure_put_number(document, FIGURE_##figure, made.name);
  ARITHMETIC_FIGURES(ARITHMETIC_PUT)
#undef ARITHMETIC_PUT
  figure_put_number(document, FIGURE_MEMORY_PER_USER, measurement->memory.bytes_per_user);
  figure_put_number(document, FIGURE_MEMORY_PER_USER_ERROR, measurement->memory.error_bytes);
  figure_put_number(document, FIGURE_KERNEL_PER_USER, measurement->kernel_memory.bytes_per_user);
  figure_put_number(document, FIGURE_KERNEL_PER_USER_ERROR, measurement->kernel_memory.error_bytes);
}
