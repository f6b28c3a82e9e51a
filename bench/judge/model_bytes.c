/* Lengths of requests, answers, events and frames. */
#include "bench/judge/model_bytes.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/base/servers.h"
#include "bench/judge/model_http2.h"
#include "common/base/traits.h"
#include "common/base/whole.h"
#include "common/suite/options.h"
#include "common/wire/header_profile.h"
#include "common/wire/message.h"
#include "common/wire/sse.h"
#include "common/wire/token.h"
#include "common/wire/websocket_frame.h"
#include "documents/fields.h"
#include "documents/figures.h"

enum { HEADS_BYTES_MAX = REQUEST_HEADERS_BYTES_MAX };

bool is_of_foreign_server(const json_t *document) {
  const char *server = model_text(document, "server");
  return *server && strcmp(server, SERVER_OWN) != 0;
}

static double digits_of(double number) {
  return number < 10 ? 1 : floor(log10(number)) + 1;
}

/* Mean number of digits of a channel's message numbers in the phase, which follow on those of the
 * warm-up. */
static double seq_digits(const json_t *document) {
  double channels = figure_value(document, FIGURE_CHANNELS, model_number(document, "channels", 1));
  double count = fmax(1, figure_value(document, FIGURE_PUBLISHED, 0) / fmax(1, channels));
  double first = 1 + count * model_number(document, "warmup_s", 0) /
                         figure_value(document, FIGURE_DURATION_S, 1);
  double digits = 0;
  double decade = 1;
  while (decade < first + count) {
    digits += (first + count - fmax(decade, first)) / count;
    decade *= 10;
  }
  return digits;
}

/* Length of the envelope of that instant, without the digits of its message's number; NAN where
 * texts differ in more. */
static double envelope_at(const json_t *document, double at_ns) {
  char text[MESSAGE_ENVELOPE_BYTES_MAX];
  bool another_clock = json_is_false(figure_json(document, FIGURE_CLOCK_SAME));
  if (!(at_ns > 0) || another_clock || strcmp(model_text(document, "workload"), "trace") == 0)
    return NAN;
  const struct message message = {
      .due_ns = whole_of(at_ns), .sent_ns = whole_of(at_ns), .data = ""};
  size_t bytes = message_encode(&message, text, sizeof text); /* its number has one digit */
  return (double)bytes - 1;
}

static double longest_data(const json_t *document) {
  double each = model_number(document, "payload_bytes", NAN);
  return fmax(each, model_number(document, "payload_bytes_max", 0));
}

/* Length of the data of each message; NAN where lengths are drawn. */
static double data_of_each(const json_t *document) {
  double each = model_number(document, "payload_bytes", NAN);
  return longest_data(document) > each ? NAN : each;
}

/* The mean over the phase: instants get a digit more at each power of ten. */
static double text_but_for_digits(const json_t *document) {
  double start_ns = figure_value(document, FIGURE_WINDOW_START, NAN);
  double end_ns = figure_value(document, FIGURE_WINDOW_END, start_ns);
  double data = data_of_each(document);
  double first = envelope_at(document, start_ns) + data;
  double last = envelope_at(document, end_ns) + data;
  if (!(last > first))
    return first;
  double decade_ns = pow(10, digits_of(end_ns) - 1);
  return first + (last - first) * (end_ns - decade_ns) / (end_ns - start_ns);
}

double message_text_bytes(const json_t *document) {
  if (is_of_foreign_server(document))
    return NAN;
  return text_but_for_digits(document) + seq_digits(document);
}

/* The token of that message, and the dot behind it. */
static double token_bytes(double channel, double number) {
  const struct token token = {.channel = whole_of(channel), .number = whole_of(number)};
  char text[TOKEN_BYTES_MAX];
  return (double)token_write(&token, text) + 1;
}

static struct text_range token_text_range(const json_t *document) {
  double channels = figure_value(document, FIGURE_CHANNELS, 1);
  /* what was published before the phase has numbers, too, and what nobody has published */
  double whole_s =
      1 + model_number(document, "warmup_s", 0) / figure_value(document, FIGURE_DURATION_S, 1);
  double due = figure_value(document, FIGURE_PUBLISHER_SENT, 0) +
               figure_value(document, FIGURE_PUBLISHER_UNSENT, 0);
  double numbered = fmax(due, figure_value(document, FIGURE_PUBLISHED, 1));
  double newest = fmax(1, numbered) * fmax(2, 2 * whole_s);
  if (strcmp(model_text(document, "workload"), "trace") == 0)
    return (struct text_range){NAN, NAN};
  return (struct text_range){token_bytes(0, 1) + model_number(document, "payload_bytes", NAN),
                             token_bytes(fmax(0, channels - 1), newest) + longest_data(document)};
}

struct text_range message_text_range(const json_t *document) {
  if (is_of_foreign_server(document))
    return token_text_range(document);
  double start_ns = figure_value(document, FIGURE_WINDOW_START, NAN);
  double least = envelope_at(document, figure_value(document, FIGURE_COUNTED_START, start_ns)) +
                 model_number(document, "payload_bytes", NAN);
  double most = envelope_at(document, figure_value(document, FIGURE_WINDOW_END, start_ns)) +
                longest_data(document);
  double newest = fmax(figure_value(document, FIGURE_PUBLISHED, 1),
                       figure_value(document, FIGURE_SERVER_PUBLISHED, 1));
  return (struct text_range){least + 1, most + digits_of(fmax(newest, 1))};
}

static double event_bytes(const json_t *document) {
  return (double)strlen("id: \ndata: \n\n") + seq_digits(document);
}

static double request_bytes(const json_t *document, int transport) {
  static const char *const lines[] = {
      [CURSOR_QUERY] = "GET /?channel=&after= HTTP/1.1\r\nHost: \r\n\r\n",
      [CURSOR_HEADER] = "GET /?channel= HTTP/1.1\r\nHost: \r\nLast-Event-ID: \r\n\r\n",
      [CURSOR_ETAG] = "GET /?channel= HTTP/1.1\r\nHost: \r\nIf-None-Match: \"\"\r\n\r\n"};
  const char *line = lines[model_cursor(document)];
  double channels = figure_value(document, FIGURE_CHANNELS, 1);
  char out[HEADS_BYTES_MAX];
  const struct request_style style = model_request_style(document, transport);
  double other =
      (double)(strlen(line) + strlen(style.authority) + strlen(transport_name(transport))) +
      digits_of(channels / 2) + seq_digits(document);
  return other + (double)headers_request(&style, whole_of(round(other)), out, sizeof out);
}

/* {"next":N,"messages":[ … ]} */
static double brackets_bytes(const json_t *document) {
  return (double)strlen("{\"next\":,\"messages\":[]}") + seq_digits(document);
}

/* `body_bytes` 0: a 304. */
static double head_bytes(const json_t *document, double body_bytes) {
  static const char head[] =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \r\n\r\n";
  static const char not_modified[] = "HTTP/1.1 304 Not Modified\r\n\r\n";
  static const char etag[] = "ETag: \"\"\r\n";
  char out[HEADS_BYTES_MAX];
  const struct answer_style style = model_answer_style(document);
  double other =
      body_bytes > 0 ? (double)strlen(head) + digits_of(body_bytes) : (double)strlen(not_modified);
  if (style.etag_line)
    other += (double)strlen(etag) + seq_digits(document);
  return other + (double)headers_answer(&style, false, whole_of(other), out, sizeof out);
}

static struct stream_bytes polls_of(const json_t *document, int transport, double text,
                                    const struct stream_counts *counts) {
  double useful = counts->requests - counts->empty;
  double each = useful > 0 ? counts->texts / useful : 0;
  double brackets = brackets_bytes(document), request = request_bytes(document, transport);
  double body = brackets + each * text + fmax(0, each - 1);
  double nothing =
      model_cursor(document) == CURSOR_ETAG ? 0 : brackets; /* the body of an empty answer */
  double answer = head_bytes(document, body), empty = head_bytes(document, nothing);
  return (struct stream_bytes){
      .protocol = counts->requests * request + counts->empty * (empty + nothing) +
                  useful * (answer + body - each * text),
      .longest = fmax(request, answer + body),
      .writes = 2 * counts->requests,
      .up = counts->requests * request,
  };
}

/* Whether the connections carry bytes that are not modelled here: the length of a compressed text
 * does not follow from that of the text. */
static bool carries_more(const json_t *document, int transport) {
  const char *workload = model_text(document, "workload");
  const char *heartbeat = model_text(document, "heartbeat");
  const struct transport_traits *traits = &transport_traits[transport];
  bool beats = traits->framed && *heartbeat && strcmp(heartbeat, "off") != 0;
  bool smaller =
      figure_is_measured(document, FIGURE_COMPRESSION) || model_is(document, "compression");
  return beats || smaller || strcmp(workload, "chat") == 0 || strcmp(workload, "collab") == 0 ||
         (traits->polls && !model_is(document, "keep_alive"));
}

/* HTTP/2 puts the same into frames. */
static struct stream_bytes carried_of(const json_t *document, int transport, double text,
                                      const struct stream_counts *counts) {
  const struct transport_traits *traits = &transport_traits[transport];
  bool streams = strcmp(model_text(document, "http_version"), "2") == 0;
  if (traits->polls)
    return streams ? http2_polls_of(document, transport, text, brackets_bytes(document), counts)
                   : polls_of(document, transport, text, counts);
  double header = traits->streams ? event_bytes(document)
                                  : (double)websocket_header_bytes(whole_of(round(text)), false);
  const struct stream_bytes pushed = {.protocol = counts->texts * header +
                                                  counts->comments * (double)strlen(sse_comment),
                                      .longest = text + header,
                                      .writes = counts->texts + counts->comments};
  return streams ? http2_pushed_of(document, text, counts, &pushed) : pushed;
}

struct stream_bytes stream_bytes_of(const json_t *document, int transport,
                                    const struct stream_counts *counts) {
  const struct stream_bytes none = {NAN, NAN, NAN, NAN};
  double text = message_text_bytes(document);
  if (transport < 0 || isnan(text) || carries_more(document, transport))
    return none;
  return carried_of(document, transport, text, counts);
}
