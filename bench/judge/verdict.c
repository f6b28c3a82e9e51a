/* The checks that decide on a repeat. */
#include "bench/judge/verdict.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/judge/disturbance.h"
#include "bench/judge/disturbance_document.h"
#include "bench/judge/losses.h"
#include "bench/judge/model.h"
#include "bench/judge/model_bytes.h"
#include "bench/judge/reasons.h"
#include "documents/figures.h"

enum { REASON_BYTES = 512 };

/* `severity` orders reasons of one kind, the greatest is the worst; 0 where nothing does.
 * JSON has no infinity. */
static __attribute__((format(printf, 4, 5))) void
reason_add(json_t *reasons, enum reason_kind kind, double severity, const char *format, ...) {
  char text[REASON_BYTES];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  json_array_append_new(reasons,
                        json_pack("{s:s, s:s, s:f}", "text", text, "kind", reason_table[kind].name,
                                  "severity", fmin(severity, DBL_MAX)));
}

static double count_of(const json_t *document, enum figure figure) {
  return figure_value(document, figure, 0);
}

/* By those who were to read, beyond what was to be lost. */
static void lost_check(json_t *invalid, const json_t *document) {
  double lost = count_of(document, FIGURE_LOST) - count_of(document, FIGURE_SLOW_LOST);
  double expected = count_of(document, FIGURE_EXPECTED) - count_of(document, FIGURE_SLOW_EXPECTED);
  double allowed = losses_allowed(document);
  if (lost <= allowed)
    return;
  if (allowed > 0)
    reason_add(invalid, REASON_MESSAGES_LOST, lost,
               "%.0f of %.0f expected messages were lost, where at most %.0f were to be: by what "
               "was broken on purpose, or as the experiment says",
               lost, expected, allowed);
  else
    reason_add(invalid, REASON_MESSAGES_LOST, lost, "%.0f of %.0f expected messages were lost",
               lost, expected);
}

static void ledger_check(json_t *invalid, const json_t *document) {
  double expected = count_of(document, FIGURE_EXPECTED);
  double delivered = count_of(document, FIGURE_DELIVERED);
  double lost = count_of(document, FIGURE_LOST);
  double corrupted = count_of(document, FIGURE_CORRUPTED);
  lost_check(invalid, document);
  if (corrupted > 0)
    reason_add(invalid, REASON_MESSAGES_DAMAGED, corrupted,
               "%.0f messages arrived with other content than was published", corrupted);
  if (expected != delivered + lost)
    reason_add(invalid, REASON_LEDGER_SUM, fabs(expected - delivered - lost),
               "the ledger does not add up: %.0f expected, %.0f delivered, %.0f lost", expected,
               delivered, lost);
  if (count_of(document, FIGURE_REPLAYED) > delivered || count_of(document, FIGURE_SKIPPED) > lost)
    reason_add(invalid, REASON_LEDGER_PARTS, 0,
               "the ledger contradicts itself: %.0f replayed of %.0f delivered, %.0f "
               "skipped of %.0f lost",
               count_of(document, FIGURE_REPLAYED), delivered, count_of(document, FIGURE_SKIPPED),
               lost);
}

/* What users wrote must have been published and have reached every listener. */
static void written_check(json_t *invalid, const json_t *document) {
  double written = count_of(document, FIGURE_WRITTEN);
  double published = count_of(document, FIGURE_PUBLISHED);
  double refused = count_of(document, FIGURE_PUBLISH_REFUSED);
  double incomplete = count_of(document, FIGURE_PAIRS_INCOMPLETE);
  if (!figure_is_measured(document, FIGURE_WRITTEN))
    return;
  if (written > published)
    reason_add(invalid, REASON_NOT_PUBLISHED, written - published,
               "%.0f of %.0f messages that users wrote were not published%s", written - published,
               written, refused > 0 ? ": the server refused them" : "");
  if (incomplete > 0)
    reason_add(invalid, REASON_PAIRS_INCOMPLETE, incomplete,
               "%.0f of %.0f pairs of writer and listener miss messages", incomplete,
               count_of(document, FIGURE_PAIRS));
}

/* The server's counts and the client's are made independently of each other. A server
 * that was killed took its own with it, but for what its journal has. */
static void witness_check(json_t *invalid, const json_t *document, bool broken) {
  double published = count_of(document, FIGURE_PUBLISHED);
  double seen = count_of(document, FIGURE_PUBLISHED_SEEN);
  double whole = figure_value(document, FIGURE_SERVER_PUBLISHED, published);
  double delivered = count_of(document, FIGURE_WHOLE_DELIVERED);
  double handed_out = figure_value(document, FIGURE_SERVER_HANDED_OUT, INFINITY);
  if (count_of(document, FIGURE_DELIVERED) > 0 && seen != published)
    reason_add(invalid, REASON_PUBLISHED_SEEN, fabs(published - seen),
               "the server says it published %.0f messages, the users saw %.0f of them", published,
               seen);
  if (whole < published)
    reason_add(invalid, REASON_PUBLISHED_WHOLE, published - whole,
               "the server published %.0f messages in all, but %.0f in the measured phase", whole,
               published);
  if (delivered > handed_out && !broken)
    reason_add(invalid, REASON_HANDED_OUT, delivered - handed_out,
               "the users received %.0f messages, but the server handed out %.0f", delivered,
               handed_out);
}

enum { KINDS_BYTES = 512 };

/* " (timeout 11000, refused 29)" of an object of counts by kind; "" where it has none. */
static const char *kinds_text(const json_t *kinds, char out[KINDS_BYTES]) {
  const char *kind;
  json_t *count;
  *out = '\0';
  json_object_foreach((json_t *)kinds, kind, count) {
    if (json_number_value(count) > 0)
      bounded_append(out, KINDS_BYTES - 1, "%s%s %.0f", *out ? ", " : " (", kind,
                     json_number_value(count));
  }
  if (*out)
    bounded_append(out, KINDS_BYTES, ")");
  return out;
}

/* Users who had been ready and whom nobody meant to lose their connection. */
static void users_lost_check(json_t *invalid, const json_t *document) {
  const json_t *lost = figure_json(document, FIGURE_LIFE_LOST);
  const char *kind;
  json_t *count;
  double users = -count_of(document, FIGURE_LIFE_LOST_PROVOKED);
  char kinds[KINDS_BYTES];
  json_object_foreach((json_t *)lost, kind, count) users += json_number_value(count);
  if (users > 0)
    reason_add(invalid, REASON_CONNECTIONS_LOST, users, "%.0f times a user lost its connection%s",
               users, kinds_text(lost, kinds));
}

static void connections_check(json_t *invalid, const json_t *document) {
  char kinds[KINDS_BYTES];
  double failed = count_of(document, FIGURE_CONNECTIONS_FAILED);
  double no_file = count_of(document, FIGURE_LIFE_FAILED_NO_DESCRIPTOR) +
                   count_of(document, FIGURE_LIFE_LOST_NO_DESCRIPTOR);
  double no_port =
      count_of(document, FIGURE_LIFE_FAILED_NO_PORT) + count_of(document, FIGURE_LIFE_LOST_NO_PORT);
  if (failed > 0)
    reason_add(invalid, REASON_CONNECTIONS_FAILED, failed, "%.0f connections failed%s", failed,
               kinds_text(figure_json(document, FIGURE_LIFE_FAILED), kinds));
  if (no_file > 0)
    reason_add(invalid, REASON_NO_DESCRIPTOR, no_file,
               "the client ran out of descriptors %.0f times: raise the file limit (ulimit -n)",
               no_file);
  if (no_port > 0)
    reason_add(invalid, REASON_NO_PORT, no_port,
               "the client ran out of local ports %.0f times: widen net.ipv4.ip_local_port_range, "
               "or leave keep_alive on",
               no_port);
}

/* Clocks that jumped, or are not the same clock. */
static void clock_check(json_t *invalid, json_t *suspect, const json_t *document) {
  double early = count_of(document, FIGURE_EARLY);
  double suspended_ns = count_of(document, FIGURE_CLOCK_SUSPENDED);
  double step_ns = count_of(document, FIGURE_CLOCK_WALL_STEP);
  if (json_is_false(figure_json(document, FIGURE_CLOCK_SAME)))
    reason_add(suspect, REASON_OTHER_CLOCK, 0, "no latency was measured: the server %s",
               figure_is_measured(document, FIGURE_CLOCK_SERVER)
                   ? "reads another monotonic clock than the client (another host, start of the "
                     "machine or time namespace)"
                   : "does not say which clock it reads");
  if (early > 0)
    reason_add(invalid, REASON_EARLY, early,
               "%.0f messages came before they were due: the server says that it reads the "
               "client's clock, and does not, or two processors do not agree",
               early);
  if (suspended_ns > VERDICT_SUSPENDED_MAX_NS)
    reason_add(invalid, REASON_SUSPENDED, suspended_ns,
               "the machine was suspended for %.3f s in the measured phase", suspended_ns / 1e9);
  if (fabs(step_ns) > VERDICT_WALL_STEP_MAX_NS)
    reason_add(suspect, REASON_WALL_CLOCK, fabs(step_ns),
               "the wall clock jumped by %+.3f s in the measured phase: somebody set it, which "
               "moves no latency, or this virtual machine stood still for so long",
               step_ns / 1e9);
}

/* What no percentile has. */
static void range_check(json_t *invalid, const json_t *document) {
  static const struct {
    enum figure figure;
    enum reason_kind kind;
    const char *words;
  } histograms[] = {
      {FIGURE_LATENCY_OUT_OF_RANGE, REASON_RANGE_LATENCY, "latencies"},
      {FIGURE_ACK_OUT_OF_RANGE, REASON_RANGE_ACK, "acknowledgement times"},
      {FIGURE_PUBLISH_LAG_OUT_OF_RANGE, REASON_RANGE_PUBLISH_LAG, "lags of the publisher"},
      {FIGURE_LOOP_LAG_OUT_OF_RANGE, REASON_RANGE_LOOP_LAG, "lags of the client's loop"},
      {FIGURE_NOISE_SERVER_OUT_OF_RANGE, REASON_RANGE_NOISE_SERVER,
       "values of the noise meter on the server's processor"},
      {FIGURE_NOISE_CLIENT_OUT_OF_RANGE, REASON_RANGE_NOISE_CLIENT,
       "values of the noise meter on the client's processor"},
  };
  for (size_t i = 0; i < sizeof histograms / sizeof *histograms; i++) {
    double beyond = count_of(document, histograms[i].figure);
    if (beyond > 0)
      reason_add(invalid, histograms[i].kind, beyond,
                 "%.0f %s were outside of the histogram's range (0 to 1 h), and are in no "
                 "percentile",
                 beyond, histograms[i].words);
  }
}

static void outcome_check(json_t *invalid, const json_t *document) {
  const char *outcome = figure_text(document, FIGURE_OUTCOME);
  const char *failure = figure_text(document, FIGURE_ERROR);
  if (outcome && strcmp(outcome, "done") == 0)
    return;
  if (failure && *failure)
    reason_add(invalid, REASON_OUTCOME, 0, "%s", failure);
  else
    reason_add(invalid, REASON_OUTCOME, 0, "the outcome is '%s'", outcome ? outcome : "unknown");
}

static void generator_check(json_t *suspect, const json_t *document) {
  double share = count_of(document, FIGURE_CLIENT_CPU_SHARE);
  if (share > VERDICT_CLIENT_CPU_SHARE_MAX)
    reason_add(suspect, REASON_CLIENT_PROCESSOR, share,
               "the client used %.0f %% of its processor (over %.0f %%): it may be what was late",
               100 * share, 100 * VERDICT_CLIENT_CPU_SHARE_MAX);
}

/* Sources of bench/judge/disturbance_document.h, in words. */
static const struct disturber {
  enum disturbance_source source;
  enum reason_kind kind;
  const char *words;
  bool by_faults; /* what is broken on purpose may be behind it */
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

/* "60 % of p99, 12 % of the server's processor time": of what is over the bound.
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

static void disturbance_check(json_t *suspect, const json_t *document, bool broken) {
  for (size_t i = 0; i < sizeof disturbers / sizeof *disturbers; i++) {
    const struct disturber *disturber = &disturbers[i];
    char disturbed[192];
    double share = disturbed_text(document, disturber->source, disturbed, sizeof disturbed);
    if (share > 0 && !(broken && disturber->by_faults))
      reason_add(suspect, disturber->kind, share,
                 "%s, beyond what this machine shows when idle: up to %s may be that",
                 disturber->words, disturbed);
  }
}

static void settling_check(json_t *suspect, const json_t *document) {
  double clients = count_of(document, FIGURE_CLIENTS);
  double ready = figure_value(document, FIGURE_CLIENTS_READY, clients);
  double first_ns = count_of(document, FIGURE_SETTLING_FIRST);
  double later_ns = count_of(document, FIGURE_SETTLING_LATER);
  if (ready < clients)
    reason_add(suspect, REASON_NOT_READY, clients - ready,
               "%.0f of %.0f users were not ready when the measured phase began", clients - ready,
               clients);
  if (first_ns > VERDICT_SETTLING_RATIO_MAX * later_ns &&
      first_ns - later_ns > DISTURBANCE_SHARE_MAX * count_of(document, FIGURE_LATENCY_P99))
    reason_add(
        suspect, REASON_NOT_SETTLED, first_ns / later_ns,
        "the phase began before the cell had settled: each of its first seconds had a median "
        "latency of %.1f ms or more, nine in ten of the later ones %.1f ms or less; warm up "
        "for longer (warmup_s)",
        first_ns / 1e6, later_ns / 1e6);
}

static void order_check(json_t *suspect, const json_t *document) {
  double duplicated = count_of(document, FIGURE_DUPLICATED);
  double reordered = count_of(document, FIGURE_REORDERED);
  if (duplicated > 0)
    reason_add(suspect, REASON_DUPLICATED, duplicated, "%.0f messages arrived more than once",
               duplicated);
  if (reordered > 0)
    reason_add(suspect, REASON_REORDERED, reordered, "%.0f messages arrived after a later one",
               reordered);
  double written = figure_value(document, FIGURE_WRITTEN, INFINITY);
  if (count_of(document, FIGURE_PUBLISHED) > written)
    reason_add(suspect, REASON_PUBLISHED_TWICE, count_of(document, FIGURE_PUBLISHED) - written,
               "users wrote %.0f messages, of which %.0f were published twice", written,
               count_of(document, FIGURE_PUBLISHED) - written);
}

static void requests_check(json_t *suspect, const json_t *document) {
  double failed = count_of(document, FIGURE_REQUESTS_FAILED);
  if (failed > 0)
    reason_add(suspect, REASON_REQUESTS_FAILED, failed, "%.0f requests failed", failed);
}

static void bytes_check(json_t *suspect, const json_t *document) {
  double above = count_of(document, FIGURE_WHOLE_BYTES_PAYLOAD) +
                 count_of(document, FIGURE_WHOLE_BYTES_PAYLOAD_UP) +
                 count_of(document, FIGURE_WHOLE_BYTES_PROTOCOL_UP) +
                 count_of(document, FIGURE_WHOLE_BYTES_PROTOCOL_DOWN) +
                 count_of(document, FIGURE_WHOLE_BYTES_TLS_UP) +
                 count_of(document, FIGURE_WHOLE_BYTES_TLS_DOWN) -
                 count_of(document, FIGURE_WHOLE_BYTES_SAVED_UP) -
                 count_of(document, FIGURE_WHOLE_BYTES_SAVED_DOWN);
  double tcp = count_of(document, FIGURE_WHOLE_BYTES_TCP_UP) +
               count_of(document, FIGURE_WHOLE_BYTES_TCP_DOWN);
  if (figure_is_measured(document, FIGURE_WHOLE_BYTES_PAYLOAD) &&
      fabs(tcp - above) > VERDICT_BYTES_SHARE_MAX * above)
    reason_add(
        suspect, REASON_BYTES_DIFFER, fabs(tcp - above) / above,
        "payload, protocol and TLS are %.0f bytes, but the kernel counted %.0f in the streams",
        above, tcp);
}

/* What is divided by the messages must be of the same messages: then a text's mean length is that
 * of a text. */
static void payload_check(json_t *invalid, const json_t *document) {
  double received = figure_value(document, FIGURE_COUNTED_RECEIVED, 0);
  double mean_bytes = figure_value(document, FIGURE_BYTES_PAYLOAD, NAN) / received;
  const struct text_range range = message_text_range(document);
  if (received > 0 && (mean_bytes < range.least_bytes || mean_bytes > range.greatest_bytes))
    reason_add(invalid, REASON_PAYLOAD_LENGTH, 0,
               "the texts of the %.0f messages received have %.2f bytes on average, where one has "
               "%.0f to %.0f: bytes and messages were not counted over the same span",
               received, mean_bytes, range.least_bytes, range.greatest_bytes);
}

/* The processor time must be of the span in which messages were counted. */
static void window_check(json_t *suspect, const json_t *document) {
  double apart_s = figure_value(document, FIGURE_SERVER_CPU_WINDOW_APART, 0);
  double window_s = figure_value(document, FIGURE_SERVER_CPU_WINDOW, INFINITY);
  if (apart_s > VERDICT_WINDOW_APART_SHARE_MAX * window_s)
    reason_add(suspect, REASON_CPU_WINDOW, apart_s,
               "the server's processor time was read %.0f ms away from the counts of messages "
               "(over %.0f %% of the phase)",
               apart_s * 1e3, 100 * VERDICT_WINDOW_APART_SHARE_MAX);
}

_Static_assert(REASON_MODEL_AGE - REASON_MODEL_LATENCY == (int)MODEL_AGE_MEAN_NS &&
                   MODEL_AGE_MEAN_NS + 1 == MODEL_FIGURES,
               "a kind of reason for each of the model's figures");

static void model_check(json_t *suspect, const json_t *document) {
  struct model model = model_of(document);
  for (int i = 0; i < MODEL_FIGURES; i++) {
    enum model_figure figure = (enum model_figure)i;
    const struct model_value *value = &model.values[i];
    double residual = value->measured - value->predicted;
    if (fabs(residual) > value->bound)
      reason_add(suspect, (enum reason_kind)(REASON_MODEL_LATENCY + i),
                 fabs(residual) / value->bound,
                 "%s: %s measured, %s by the model, more than %s apart; usual causes: %s",
                 model_figure_words(figure), model_figure_value(figure, value->measured).text,
                 model_figure_value(figure, value->predicted).text,
                 model_figure_value(figure, value->bound).text, model_figure_causes(figure));
  }
}

/* One member of each reason, as an array. */
static json_t *members_json(const json_t *reasons, const char *member) {
  json_t *array = json_array();
  for (size_t i = 0; i < json_array_size(reasons); i++)
    json_array_append(array, json_object_get(json_array_get(reasons, i), member));
  return array;
}

json_t *verdict_of(const json_t *document) {
  json_t *invalid = json_array(), *suspect = json_array();
  const char *status = "valid";
  outcome_check(invalid, document);
  if (figure_is_measured(document, FIGURE_EXPECTED)) {
    bool broken = json_array_size(figure_json(document, FIGURE_FAULTS)) > 0;
    ledger_check(invalid, document);
    written_check(invalid, document);
    witness_check(invalid, document, broken);
    clock_check(invalid, suspect, document);
    range_check(invalid, document);
    generator_check(suspect, document);
    disturbance_check(suspect, document, broken);
    order_check(suspect, document);
    bytes_check(suspect, document);
    payload_check(invalid, document);
    window_check(suspect, document);
    if (!broken) {
      connections_check(invalid, document);
      users_lost_check(invalid, document);
      settling_check(suspect, document);
      requests_check(suspect, document);
      model_check(suspect, document);
    }
  }
  if (json_array_size(invalid) > 0)
    status = "invalid";
  else if (json_array_size(suspect) > 0)
    status = "suspect";
  json_array_extend(invalid, suspect);
  json_t *verdict = json_pack("{s:s, s:o, s:o, s:o}", "status", status, "reasons",
                              members_json(invalid, "text"), "kinds", members_json(invalid, "kind"),
                              "severities", members_json(invalid, "severity"));
  json_decref(suspect);
  json_decref(invalid);
  return verdict;
}

bool verdict_is(const json_t *verdict, const char *status) {
  const char *text = json_string_value(json_object_get(verdict, "status"));
  return text && strcmp(text, status) == 0;
}

static int gravity(const char *status) {
  if (strcmp(status, "valid") == 0)
    return 0;
  return strcmp(status, "suspect") == 0 ? 1 : 2;
}

const char *verdict_graver(const char *left, const char *right) {
  return gravity(left) >= gravity(right) ? left : right;
}
