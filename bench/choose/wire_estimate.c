/* Lengths times rates. */
#include "bench/choose/wire_estimate.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "bench/judge/model_bytes.h"
#include "bench/plan/parameters.h"
#include "common/base/traits.h"
#include "documents/figures.h"

enum { SEGMENT_HEADER_BYTES = 52, PING_BYTES = 10, PONG_BYTES = 6 };

/* A day in the life of a server: instants have thirteen digits, and messages' numbers four. */
static const double instant_ns = 5e12, published = 9000;

/* Sets a parameter to a choice of its table. */
static void choice_set(json_t *params, const char *name, int choice) {
  const struct option *option = user_case_table;
  while (strcmp(option->name, name) != 0)
    option++;
  const char *at = option->choices;
  for (int i = 0; i < choice; i++)
    at = strchr(at, '|') + 1;
  json_object_set_new(params, name, json_stringn(at, strcspn(at, "|")));
}

/* A cell.json as far as model_bytes.h reads it. */
static json_t *document_of(const struct user_case *its, int transport) {
  json_t *document = json_object(), *params = json_object();
  const struct option *table = parameters_table();
  for (size_t i = 0; table[i].name; i++)
    json_object_set_new(params, table[i].name, parameter_json(i, table[i].fallback));
  json_object_set_new(params, "transport", json_string(transport_name(transport)));
  json_object_set_new(params, "payload_bytes", json_integer(its->payload_bytes));
  json_object_set_new(params, "tls", json_boolean(its->tls));
  choice_set(params, "request_headers", its->request_headers);
  choice_set(params, "response_headers", its->response_headers);
  json_object_set_new(params, "warmup_s", json_real(0));
  figure_put(document, FIGURE_PARAMS, params);
  figure_put_number(document, FIGURE_WINDOW_START, instant_ns);
  figure_put_number(document, FIGURE_WINDOW_END, instant_ns);
  figure_put_number(document, FIGURE_DURATION_S, 1);
  figure_put_number(document, FIGURE_PUBLISHED, published);
  figure_put_number(document, FIGURE_CHANNELS, 1);
  return document;
}

/* The segments of a write, and what the kernel acknowledges them with. */
static double segments_of(const json_t *document, double bytes) {
  const json_t *params = figure_json(document, FIGURE_PARAMS);
  double room = json_number_value(json_object_get(params, "mss_bytes")) - 12;
  return fmax(1, ceil(bytes / room));
}

static struct wire_estimate estimate_of(const json_t *document, const struct user_case *its,
                                        const struct closed_load *load) {
  const struct transport_traits *traits = &transport_traits[load->transport];
  struct closed_rates rates = closed_rates_of(load);
  double comments = traits->streams ? rates.beats_per_s : 0;
  double pings = traits->framed ? rates.beats_per_s : 0;
  const struct stream_counts counts = {load->messages_per_s, rates.requests_per_s,
                                       rates.empty_per_s, comments};
  struct stream_bytes streams = stream_bytes_of(document, load->transport, &counts);
  double text = message_text_bytes(document), record = its->tls ? TLS_RECORD_MORE_BYTES : 0;
  double segments = segments_of(document, streams.longest + record);
  double useful = rates.requests_per_s - rates.empty_per_s;
  double pushed = traits->polls ? 0 : load->messages_per_s;
  double data_down = useful * segments + rates.empty_per_s + pushed * segments + comments + pings;
  double acks_up = rates.requests_per_s + pushed * ceil(segments / 2) + comments + pings;
  double data_up = rates.requests_per_s + pings;
  double arrives = 1 - load->loss;
  return (struct wire_estimate){
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

struct wire_estimate wire_estimate_of(const struct user_case *its, const struct closed_load *load) {
  json_t *document = document_of(its, load->transport);
  if (!document)
    return (struct wire_estimate){NAN, NAN, NAN, NAN};
  struct wire_estimate estimate = estimate_of(document, its, load);
  json_decref(document);
  return estimate;
}
