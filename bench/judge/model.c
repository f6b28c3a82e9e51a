/* Predictions and their bounds. */
#include "bench/judge/model.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/judge/model_bytes.h"
#include "bench/judge/model_drawn.h"
#include "common/base/clock.h"
#include "common/base/traits.h"
#include "documents/figures.h"

/* So much may scheduler and libraries add to a latency: half of the 40 ms that Nagle's algorithm
 * and a delayed acknowledgement add. */
static const double software_ns = 20e6;

/* The edges of the phase, and retransmissions, may move a figure by these shares. */
static const double rate_slack = 0.05, empty_slack = 0.03, wire_slack = 0.05;

/* Protocol bytes may differ by digits of numbers and of a port, and by what crosses the edges of
 * the phase. */
static const double protocol_slack = 0.01, protocol_slack_bytes = 2;

/* A message within this time of the last may share its acknowledgement (Linux delays
 * one by 40 ms at least). */
static const double delayed_ack_s = 0.04;

/* A share with a bound above this is not predicted. */
static const double chance_share_most = 0.1;

/* Chance moves a figure by less than this many standard deviations. */
static const double deviations = 4;

enum { SEGMENT_HEADER_BYTES = 52, POLL_SEGMENTS = 3, PUSH_SEGMENTS = 2, PING_SEGMENTS = 3 };

static const struct {
  const char *name, *words, *causes;
  struct words (*value)(double value);
} figures[MODEL_FIGURES] = {
    [MODEL_LATENCY_MEAN_NS] = {"latency_mean_ns", "mean latency",
                               "Nagle's algorithm with delayed acknowledgements (40 ms), a server "
                               "or client short of processor time, a poll that waits for the one "
                               "before",
                               words_duration_ns},
    [MODEL_REQUESTS_PER_S] = {"requests_per_s", "requests per user and second",
                              "polls that waited for the one before, answers that came at once, "
                              "reconnections",
                              words_number},
    [MODEL_EMPTY_SHARE] = {"empty_share", "share of empty requests",
                           "users whose polls have the same phase, a schedule that was not kept",
                           words_share},
    [MODEL_PROTOCOL_PER_MESSAGE_BYTES] = {"protocol_per_message_bytes",
                                          "protocol bytes per message",
                                          "requests that were cut off or sent again, headers that "
                                          "a library added",
                                          words_bytes},
    [MODEL_WIRE_PER_MESSAGE_BYTES] = {"wire_per_message_bytes", "wire bytes per message",
                                      "an answer or frame written in pieces, retransmissions, "
                                      "acknowledgements of their own",
                                      words_bytes},
    [MODEL_AGE_MEAN_NS] = {"age_mean_ns", "mean age", "few messages", words_duration_ns},
};

/* The quantities of the formulas. */
struct load {
  int transport; /* -1: unknown, and without traits */
  struct transport_traits traits;
  bool periodic, bursts, keep_alive;
  bool singly; /* an answer carries one message */
  bool tls;
  bool frames_in_two; /* header and payload are written apart */
  bool shared;        /* users share connections of HTTP/2, and segments */
  bool written;       /* users publish */
  bool recorded;      /* a trace: its arrivals follow no formula */
  double streams;     /* schedules whose messages meet in one channel */
  double interval_s, hold_s, pause_s, comment_s, warmup_s;
  double users, users_per_channel;
  double burst_messages; /* 1 where there are no bursts */
  double duration_s;
  double counted_s; /* between the instants of the counts: nearly the phase */
  double arrivals;  /* messages, or bursts, of one channel in the phase */
  double rate;      /* arrivals per second */
  double messages;  /* those that all users received between the instants of the counts */
  double polls;     /* requests of all users, without those by which they publish */
  double empty;     /* polls without a message */
  double posts;     /* requests by which users publish */
  double pings;     /* of WebSockets, that were answered */
  bool server_pings;
  double segment_bytes;
  double up_ns, down_ns; /* one-way delays, jitter at its worst included */
  double lossy;          /* a share of the packets is lost */
  bool proxied;          /* a proxy writes heads of its own */
  bool is_drawn;         /* the drawn schedule is known, not only its distribution */
  struct drawn drawn;
};

/* Whether the engine writes header and payload of a frame apart, which it does on request. */
static bool frames_are_written_in_two(const json_t *document) {
  int engine = server_named(model_text(document, "engine"));
  const char *option = engine < 0 ? NULL : engine_traits[engine].frame_write_option;
  return option && strcmp(model_text(document, option), "two") == 0;
}

static bool is_pushed(const struct load *load) {
  return load->traits.streams || load->traits.framed;
}

static struct load load_of(const json_t *document) {
  struct load load = {.transport = -1};
  const char *arrival = model_text(document, "arrival");
  const char *workload = model_text(document, "workload");
  double channels =
      figure_value(document, FIGURE_CHANNELS, model_number(document, "channels", NAN));
  load.transport = transport_named(model_text(document, "transport"));
  if (load.transport >= 0)
    load.traits = transport_traits[load.transport];
  load.periodic = strcmp(arrival, "periodic") == 0;
  load.bursts = strcmp(arrival, "burst") == 0;
  load.written = strcmp(workload, "chat") == 0 || strcmp(workload, "collab") == 0;
  load.recorded = strcmp(workload, "trace") == 0;
  load.tls = model_is(document, "tls");
  load.keep_alive = model_is(document, "keep_alive");
  load.singly = !model_is(document, "batching");
  load.shared = model_number(document, "streams_per_connection", NAN) > 1;
  load.frames_in_two = load.traits.framed && frames_are_written_in_two(document);
  load.interval_s = model_number(document, "interval_ms", NAN) / 1e3;
  load.hold_s = model_number(document, "hold_ms", NAN) / 1e3;
  if (load.traits.holds)
    load.pause_s = model_number(document, "pause_ms", 0) / 1e3;
  load.comment_s = model_number(document, "sse_keepalive_ms", NAN) / 1e3;
  load.warmup_s = model_number(document, "warmup_s", 0);
  load.users = model_number(document, "clients", NAN);
  load.users_per_channel = load.users / channels;
  load.streams = strcmp(workload, "chat") == 0     ? load.users_per_channel
                 : strcmp(workload, "collab") == 0 ? model_number(document, "editors", NAN)
                                                   : 1;
  load.duration_s = figure_value(document, FIGURE_DURATION_S, NAN);
  load.counted_s = (figure_value(document, FIGURE_COUNTED_END, NAN) -
                    figure_value(document, FIGURE_COUNTED_START, NAN)) /
                   (double)NS_PER_S;
  load.burst_messages = load.bursts ? model_number(document, "burst_messages", NAN) : 1;
  load.arrivals = figure_value(document, FIGURE_PUBLISHED, NAN) / channels / load.burst_messages;
  load.rate = load.arrivals / load.duration_s;
  load.messages = figure_value(document, FIGURE_COUNTED_RECEIVED, NAN);
  load.posts = figure_value(document, FIGURE_PUBLISH_REQUESTS, 0);
  load.polls = figure_value(document, FIGURE_REQUESTS, NAN) - load.posts;
  load.empty = figure_value(document, FIGURE_REQUESTS_EMPTY, NAN);
  if (load.traits.framed) { /* an event stream's heartbeats are its comments */
    double of_server = figure_value(document, FIGURE_HEARTBEATS_RECEIVED, 0);
    load.pings = figure_value(document, FIGURE_HEARTBEATS_ANSWERED, 0) + of_server;
    load.server_pings = of_server > 0;
  }
  load.segment_bytes = model_number(document, "mss_bytes", NAN) - 12;
  load.proxied = strcmp(model_text(document, "proxy"), "") != 0 &&
                 strcmp(model_text(document, "proxy"), "none") != 0;
  load.up_ns = figure_value(document, FIGURE_LINK_UP_DELAY, 0);
  load.down_ns = figure_value(document, FIGURE_LINK_DOWN_DELAY, 0);
  load.lossy = figure_value(document, FIGURE_LINK_UP_LOSS, 0) +
               figure_value(document, FIGURE_LINK_DOWN_LOSS, 0);
  load.is_drawn = model_drawn(document, &load.drawn);
  return load;
}

/* The share of the intervals of `span_s` whose poll brings nothing. Periodic streams have phases of
 * their own, independent of each other. */
static double empty_share(const struct load *load, double span_s) {
  if (load->recorded)
    return NAN;
  if (load->singly) /* as many polls bring a message as there are messages */
    return fmax(0, 1 - load->rate * span_s);
  if (load->periodic)
    return pow(fmax(0, 1 - load->rate / load->streams * span_s), load->streams);
  return exp(-load->rate * span_s);
}

/* Waits that end per second, where a wait begins anew with each arrival and ends after span_s at
 * the latest. */
static double wait_rate(const struct load *load, double span_s) {
  if (load->rate <= 0)
    return 1 / span_s;
  if (load->recorded)
    return NAN;
  if (load->periodic && load->streams > 1) /* known where none of the waits is empty */
    return span_s * load->rate >= load->streams ? load->rate : NAN;
  if (load->periodic)
    return load->rate * (1 + floor(1 / (load->rate * span_s)));
  return load->rate / -expm1(-load->rate * span_s);
}

static double wait_empty_rate(const struct load *load, double span_s) {
  return wait_rate(load, span_s) - load->rate;
}

/* --- latency ------------------------------------------------------------------------ */

/* Users of one channel are served one after the other: the work for all of them may
 * pass before the last has its message. */
static double serving_ns(const struct load *load, const json_t *document) {
  double server_us = figure_value(document, FIGURE_CPU_US_PER_MESSAGE, 0);
  double client_s = figure_value(document, FIGURE_CLIENT_CPU_S, 0);
  double each_ns = server_us * 1e3 + client_s * (double)NS_PER_S / fmax(load->messages, 1);
  return load->users_per_channel * each_ns;
}

/* The wait for a poll is uniform on 0 to T: variance T^2/12. With random arrivals each user has a
 * wait of its own for each message; with a period that T divides, only for each stream; with a
 * recording only the users' phases are random. */
static double wait_deviation_ns(const struct load *load) {
  double waits = load->users_per_channel;
  if (load->periodic)
    waits *= load->streams;
  else if (!load->recorded)
    waits *= fmax(load->arrivals, 1);
  return load->interval_s * (double)NS_PER_S / sqrt(12 * waits);
}

/* Each poll takes one message of those that wait: a queue in discrete time, into which they
 * come in groups. NAN where more come than are taken, or the arrivals follow no formula. */
static double queueing_ns(const struct load *load, double group) {
  double share = load->rate * group * load->interval_s; /* of polls with a message */
  if (load->recorded || share >= 1)
    return NAN;
  if (load->periodic && load->streams == 1)
    return 0;
  return load->interval_s * (double)NS_PER_S * (group - 1 + share) / (2 * (1 - share));
}

/* Of the messages that a poll missed the newest is left, which has waited less than they. */
static bool is_missing_waits(const struct load *load, const json_t *document) {
  return load->traits.scheduled && figure_value(document, FIGURE_LOST, 0) > 0;
}

/* The mean wait of messages for a user whose long poll is on its way: a round trip after each
 * answer in which none is held. With random arrivals a cycle has, on average, L r messages that
 * wait r/2, and, where it has none of these, one that waits for nothing
 * (bench/judge/closed_form.h). With a period none waits where the round trip is shorter; else each
 * poll comes to messages that wait already, and they have waited half a round trip on average. NAN
 * for other arrivals. */
static double unasked_wait_ns(const struct load *load) {
  double round_trip_ns = load->up_ns + load->down_ns;
  double messages = load->rate * round_trip_ns / (double)NS_PER_S; /* in a round trip */
  if (!load->traits.holds || round_trip_ns == 0)
    return 0;
  if (load->periodic && load->streams == 1 && messages < 1)
    return 0;
  if (load->periodic && load->streams == 1 && load->pause_s == 0 && !load->singly)
    return round_trip_ns / 2;
  if (load->periodic || load->bursts || load->recorded || load->pause_s > 0)
    return NAN;
  return round_trip_ns / 2 * messages / (messages + exp(-messages));
}

/* All users of a channel see the same arrivals; a wait is between 0 and a round trip, and deviates
 * from its mean by half of that at most. With a period the polls may keep step with the messages:
 * the mean wait is then wrong by half a period at most. */
static double unasked_chance_ns(const struct load *load) {
  double round_trip_ns = load->traits.holds ? load->up_ns + load->down_ns : 0;
  if (load->periodic && load->rate * round_trip_ns >= (double)NS_PER_S)
    return (double)NS_PER_S / load->rate / 2;
  double arrivals = load->arrivals * load->users / load->users_per_channel;
  return deviations * round_trip_ns / 2 / sqrt(fmax(arrivals, 1));
}

static void predict_latency(struct model_value *value, const struct load *load,
                            const json_t *document) {
  value->measured = figure_value(document, FIGURE_LATENCY_MEAN, NAN);
  if (is_missing_waits(load, document) || load->lossy > 0)
    return;
  value->predicted = load->down_ns + unasked_wait_ns(load);
  value->bound = software_ns + serving_ns(load, document) +
                 figure_value(document, FIGURE_LINK_DOWN_JITTER, 0) +
                 figure_value(document, FIGURE_LINK_UP_JITTER, 0) + unasked_chance_ns(load);
  if (load->traits.scheduled && load->is_drawn) {
    value->predicted += load->drawn.wait_mean_ns;
  } else if (load->traits.scheduled) {
    value->predicted += load->interval_s * (double)NS_PER_S / 2;
    value->bound += deviations * wait_deviation_ns(load);
    if (load->singly) {
      value->predicted += queueing_ns(load, load->burst_messages);
      value->bound = NAN;
    }
  }
}

/* --- requests ----------------------------------------------------------------------- */

static void predict_requests(struct model_value *value, const struct load *load,
                             const json_t *document) {
  double mean_s = figure_value(document, FIGURE_LATENCY_MEAN, 0) / (double)NS_PER_S;
  value->measured = load->polls / load->users / load->counted_s;
  if (load->traits.scheduled) {
    value->predicted = load->is_drawn ? (double)load->drawn.polls / load->users / load->counted_s
                                      : 1 / load->interval_s;
    value->bound = rate_slack * value->predicted + 1 / load->duration_s / sqrt(load->users);
  } else if (load->traits.holds && !load->bursts) {
    value->predicted = wait_rate(load, load->hold_s);
    /* messages that arrive while an answer and the next request travel share one, and
     * a hold may be cut at both ends of the phase */
    value->bound = rate_slack * value->predicted + load->rate * -expm1(-2 * load->rate * mean_s) +
                   2 / load->duration_s;
  } else if (is_pushed(load)) {
    value->predicted = 0;
    value->bound = NAN;
  }
}

/* --- empty requests ----------------------------------------------------------------- */

/* Prediction and bound by the schedule's distribution: all users see the same arrivals, so there
 * are as many independent looks as spans fit into the phase. Where the bound says nothing, both are
 * left out. */
static void predict_empty_by_law(struct model_value *value, const struct load *load) {
  double span_s = load->traits.scheduled ? load->interval_s : load->hold_s;
  double looks = fmax(1, load->duration_s / span_s);
  double predicted =
      load->traits.scheduled
          ? empty_share(load, span_s)
          : wait_empty_rate(load, span_s) / fmax(wait_rate(load, span_s), 1 / load->duration_s);
  double chance = deviations * sqrt(predicted * (1 - predicted) / looks);
  if (!(chance <= chance_share_most))
    return;
  value->predicted = predicted;
  value->bound = empty_slack + chance;
}

static void predict_empty(struct model_value *value, const struct load *load,
                          const json_t *document) {
  if (is_pushed(load))
    return;
  value->measured = figure_value(document, FIGURE_EMPTY_SHARE, NAN);
  if (load->traits.scheduled && load->is_drawn && load->drawn.polls > 0) {
    value->predicted = (double)load->drawn.empty / (double)load->drawn.polls;
    value->bound = empty_slack;
  } else if (!load->bursts) {
    predict_empty_by_law(value, load);
  }
}

/* --- bytes -------------------------------------------------------------------------- */

/* Comments of all event streams in the phase; a stream is as old as warm-up and phase at most. */
static double comments_of(const struct load *load) {
  bool some = load->traits.streams && load->comment_s > 0 &&
              load->comment_s <= load->warmup_s + load->duration_s;
  return some ? fmax(0, wait_empty_rate(load, load->comment_s)) * load->users * load->duration_s
              : 0;
}

static struct stream_bytes streams_predict(const struct load *load, const json_t *document) {
  const struct stream_counts counts = {
      .texts = load->messages,
      .requests = load->polls,
      .empty = load->empty,
      .comments = comments_of(load),
  };
  return stream_bytes_of(document, load->transport, &counts);
}

/* The streams as the decoders counted them, where lengths do not give them. */
static struct stream_bytes streams_counted(const struct load *load, const json_t *document) {
  double payload = figure_value(document, FIGURE_BYTES_PAYLOAD, NAN);
  double up = figure_value(document, FIGURE_BYTES_PROTOCOL_UP, NAN) +
              figure_value(document, FIGURE_BYTES_PAYLOAD_UP, 0) -
              figure_value(document, FIGURE_BYTES_SAVED_UP, 0);
  double down = figure_value(document, FIGURE_BYTES_PROTOCOL_DOWN, NAN) -
                figure_value(document, FIGURE_BYTES_SAVED_DOWN, 0);
  double requests = load->polls + load->posts;
  double answer = down / requests + payload / fmax(load->polls - load->empty, 1);
  return (struct stream_bytes){.protocol = up + down,
                               .writes = NAN,
                               .longest = is_pushed(load) ? (payload + down) / load->messages
                                                          : fmax(up / requests, answer)};
}

static void predict_protocol(struct model_value *value, const struct load *load,
                             const json_t *document) {
  if (!(load->messages > 0) || load->proxied)
    return;
  value->measured = figure_value(document, FIGURE_PROTOCOL_PER_MESSAGE, NAN);
  value->predicted = streams_predict(load, document).protocol / load->messages;
  value->bound = protocol_slack * value->predicted + protocol_slack_bytes;
}

struct segments {
  double least, most;
};

/* Whether the next request comes soon enough after an answer to carry its acknowledgement. The
 * server decides when the answer comes: between at once and after serving everybody. */
static bool acknowledgements_may_ride(const struct load *load, const json_t *document) {
  double serving_s = serving_ns(load, document) / (double)NS_PER_S;
  return load->traits.scheduled && load->interval_s - serving_s <= delayed_ack_s;
}

/* The share of held polls that find a message waiting: one that came while the answer before and
 * the request travelled. Their answers leave at once, and carry the acknowledgement of the request.
 */
static double answered_at_once(const struct load *load) {
  double away_s = (load->up_ns + load->down_ns) / (double)NS_PER_S;
  if (!load->traits.holds)
    return 0;
  if (load->periodic && load->streams <= 1)
    return load->rate * away_s >= 1;
  return -expm1(-load->rate * away_s);
}

/* Segments of what is pushed and is no message, for one message received. */
static struct segments segments_beside(const struct load *load) {
  double least = PUSH_SEGMENTS * comments_of(load) + PING_SEGMENTS * load->pings;
  double most = least + (load->server_pings ? load->pings : 0);
  return (struct segments){least / load->messages, most / load->messages};
}

/* Where the server is busy, messages that wait for one user share a write and its segment. */
static double messages_per_write(const json_t *document) {
  return fmax(1, figure_value(document, FIGURE_MESSAGES_PER_WRITE, 1));
}

/* Segments for one message received; NAN where there is no model. */
static struct segments segments_predict(const struct load *load, const json_t *document,
                                        double longest_bytes) {
  bool push = is_pushed(load), frames = load->traits.framed && load->written;
  double posts = POLL_SEGMENTS * load->posts / load->messages;
  if (load->recorded || load->shared || frames || load->frames_in_two || !load->keep_alive ||
      longest_bytes > load->segment_bytes || (push && load->bursts))
    return (struct segments){NAN, NAN};
  if (push) {
    struct segments beside = segments_beside(load);
    double messages = PUSH_SEGMENTS / messages_per_write(document);
    return (struct segments){messages + posts + beside.least, messages + posts + beside.most};
  }
  double each = POLL_SEGMENTS - answered_at_once(load);
  double polls = each * load->polls / load->messages + posts;
  double riding = acknowledgements_may_ride(load, document) ? load->polls / load->messages : 0;
  return (struct segments){polls - riding, polls};
}

/* The bytes of TLS: computed for streams whose writes are known, else as they were counted. */
static double tls_predict(const struct load *load, const struct stream_bytes *streams,
                          const json_t *document) {
  if (!load->tls)
    return 0;
  if (!isnan(streams->writes))
    return TLS_RECORD_MORE_BYTES * streams->writes / messages_per_write(document);
  return figure_value(document, FIGURE_BYTES_TLS_UP, NAN) +
         figure_value(document, FIGURE_BYTES_TLS_DOWN, NAN);
}

/* The kernel acknowledges the first answer of a held poll at once: it has not seen yet that a
 * request follows each answer. That happens once for each connection at most. */
static double first_answers(const struct load *load) {
  return load->traits.holds ? fmin(load->users, load->polls) : 0;
}

/* Bytes of the texts that were received: computed from their length, else as they were counted. */
static double texts_predict(const struct load *load, const json_t *document) {
  double text = message_text_bytes(document);
  return isnan(text) ? figure_value(document, FIGURE_BYTES_PAYLOAD, NAN) : load->messages * text;
}

static void predict_wire(struct model_value *value, const struct load *load,
                         const json_t *document) {
  struct stream_bytes streams = streams_predict(load, document);
  double payload = texts_predict(load, document);
  double shared = fmin(1, load->rate * delayed_ack_s);
  if (!(load->messages > 0) || load->lossy > 0 || load->proxied)
    return;
  if (isnan(streams.protocol))
    streams = streams_counted(load, document);
  value->measured = figure_value(document, FIGURE_WIRE_PER_MESSAGE, NAN);
  double tls = tls_predict(load, &streams, document);
  double longest = streams.longest + (load->tls ? TLS_RECORD_MORE_BYTES : 0);
  const struct segments segments = segments_predict(load, document, longest);
  value->predicted = (payload + streams.protocol + tls) / load->messages +
                     SEGMENT_HEADER_BYTES * (segments.least + segments.most) / 2;
  value->bound = wire_slack * value->predicted +
                 SEGMENT_HEADER_BYTES * ((segments.most - segments.least) / 2 + shared +
                                         first_answers(load) / load->messages);
}

/* --- age ---------------------------------------------------------------------------- */

static void predict_age(struct model_value *value, const struct load *load,
                        const json_t *document) {
  double wait_s = load->traits.scheduled ? load->interval_s / 2 : 0;
  value->measured = figure_value(document, FIGURE_AGE_MEAN, NAN);
  double share = load->periodic ? load->streams / (load->streams + 1) : 1;
  bool waits = load->traits.scheduled && load->singly;
  if (load->is_drawn)
    value->predicted = load->drawn.age_mean_ns + load->down_ns;
  else if (load->rate > 0 && !load->recorded && !waits)
    value->predicted = (share / load->rate + wait_s) * (double)NS_PER_S + load->down_ns;
}

struct model model_of(const json_t *document) {
  struct load load = load_of(document);
  struct model model;
  for (int i = 0; i < MODEL_FIGURES; i++)
    model.values[i] = (struct model_value){NAN, NAN, NAN};
  /* there is no model for users who pause before the next poll, and none of other people's servers
   */
  if (is_of_foreign_server(document) || load.transport < 0 || !(load.duration_s > 0) ||
      load.pause_s > 0)
    return model;
  predict_latency(&model.values[MODEL_LATENCY_MEAN_NS], &load, document);
  predict_requests(&model.values[MODEL_REQUESTS_PER_S], &load, document);
  predict_empty(&model.values[MODEL_EMPTY_SHARE], &load, document);
  predict_protocol(&model.values[MODEL_PROTOCOL_PER_MESSAGE_BYTES], &load, document);
  predict_wire(&model.values[MODEL_WIRE_PER_MESSAGE_BYTES], &load, document);
  predict_age(&model.values[MODEL_AGE_MEAN_NS], &load, document);
  return model;
}

static void number_put(json_t *object, const char *name, double number) {
  json_object_set_new(object, name, isfinite(number) ? json_real(number) : json_null());
}

json_t *model_json(const struct model *model) {
  json_t *object = json_object();
  for (int i = 0; i < MODEL_FIGURES; i++) {
    const struct model_value *value = &model->values[i];
    json_t *figure = json_object();
    number_put(figure, "predicted", value->predicted);
    number_put(figure, "measured", value->measured);
    number_put(figure, "residual", value->measured - value->predicted);
    number_put(figure, "bound", value->bound);
    json_object_set_new(object, figures[i].name, figure);
  }
  return object;
}

const char *model_figure_words(enum model_figure figure) {
  return figures[figure].words;
}

struct words model_figure_value(enum model_figure figure, double value) {
  return figures[figure].value(value);
}

const char *model_figure_causes(enum model_figure figure) {
  return figures[figure].causes;
}
