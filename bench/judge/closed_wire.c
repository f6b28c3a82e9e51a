/* Lengths times rates. */
#include "bench/judge/closed_wire.h"

#include <math.h>
#include <stdbool.h>

#include "bench/judge/model_bytes.h"
#include "common/base/traits.h"
#include "documents/figures.h"

enum { SEGMENT_HEADER_BYTES = 52, PING_BYTES = 10, PONG_BYTES = 6 };

/* A day in the life of a server: instants have thirteen digits, and messages' numbers four. */
static const double instant_ns = 5e12, published = 9000;

/* A cell.json as far as model_bytes.h reads it. Pings are counted here, so that the streams have
 * none. */
static json_t *document_of(json_t *params, const struct closed_load *load) {
  json_t *document = json_object(), *own = json_copy(params);
  json_object_set_new(own, "transport", json_string(transport_name(load->transport)));
  json_object_set_new(own, "heartbeat", json_string("off"));
  json_object_set_new(own, "warmup_s", json_real(0));
  figure_put(document, FIGURE_PARAMS, own);
  figure_put_number(document, FIGURE_WINDOW_START, instant_ns);
  figure_put_number(document, FIGURE_WINDOW_END, instant_ns);
  figure_put_number(document, FIGURE_DURATION_S, 1);
  figure_put_number(document, FIGURE_PUBLISHED, published);
  figure_put_number(document, FIGURE_CHANNELS, 1);
  return document;
}

static bool speaks_tls(const json_t *document) {
  return json_is_true(json_object_get(figure_json(document, FIGURE_PARAMS), "tls"));
}

/* The segments of a write, and what the kernel acknowledges them with. */
static double segments_of(const json_t *document, double bytes) {
  const json_t *params = figure_json(document, FIGURE_PARAMS);
  double room = json_number_value(json_object_get(params, "mss_bytes")) - 12;
  return fmax(1, ceil(bytes / room));
}

static struct closed_wire wire_of(const json_t *document, const struct closed_load *load) {
  const struct transport_traits *traits = &transport_traits[load->transport];
  struct closed_rates rates = closed_rates_of(load);
  double comments = traits->streams ? rates.beats_per_s : 0;
  double pings = traits->framed ? rates.beats_per_s : 0;
  const struct stream_counts counts = {load->messages_per_s, rates.requests_per_s,
                                       rates.empty_per_s, comments};
  struct stream_bytes streams = stream_bytes_of(document, load->transport, &counts);
  double text = message_text_bytes(document),
         record = speaks_tls(document) ? TLS_RECORD_MORE_BYTES : 0;
  double segments = segments_of(document, streams.longest + record);
  double useful = rates.requests_per_s - rates.empty_per_s;
  double pushed = traits->polls ? 0 : load->messages_per_s;
  double data_down = useful * segments + rates.empty_per_s + pushed * segments + comments + pings;
  double acks_up = rates.requests_per_s + pushed * ceil(segments / 2) + comments + pings;
  double data_up = rates.requests_per_s + pings;
  double arrives = 1 - load->loss;
  return (struct closed_wire){
      .up_per_s = (streams.up + pings * PING_BYTES + SEGMENT_HEADER_BYTES * (data_up + acks_up) +
                   record * data_up) /
                  arrives,
      .down_per_s =
          (streams.protocol - streams.up + load->messages_per_s * text + pings * PONG_BYTES +
           SEGMENT_HEADER_BYTES * data_down +
           record * (streams.writes - (traits->polls ? rates.requests_per_s : 0) + pings)) /
          arrives,
      .text_bytes = text,
      .segments = segments,
  };
}

struct closed_wire closed_wire_of(json_t *params, const struct closed_load *load) {
  json_t *document = document_of(params, load);
  struct closed_wire wire = wire_of(document, load);
  json_decref(document);
  return wire;
}
