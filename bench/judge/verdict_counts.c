/* The checks of what was counted: messages, bytes, connections and requests. */
#include <math.h>

#include "bench/base/bounded_text.h"
#include "bench/judge/losses.h"
#include "bench/judge/model_bytes.h"
#include "bench/judge/verdict.h"
#include "bench/judge/verdict_checks.h"

/* Losses of users who were to read, beyond those that are allowed. */
static void lost_check(json_t *invalid, const json_t *document) {
  double lost = count_of(document, FIGURE_LOST) - count_of(document, FIGURE_SLOW_LOST);
  double expected = count_of(document, FIGURE_EXPECTED) - count_of(document, FIGURE_SLOW_EXPECTED);
  double allowed = losses_allowed(document);
  if (lost <= allowed)
    return;
  if (allowed > 0)
    verdict_add(invalid, REASON_MESSAGES_LOST, lost,
                "%.0f of %.0f expected messages %s lost, where at most %.0f %s to be: by what "
                "was broken on purpose, or as the experiment says",
                lost, expected, was_or_were(lost), allowed, was_or_were(allowed));
  else
    verdict_add(invalid, REASON_MESSAGES_LOST, lost, "%.0f of %.0f expected messages %s lost", lost,
                expected, was_or_were(lost));
}

void verdict_check_ledger(json_t *invalid, const json_t *document) {
  double expected = count_of(document, FIGURE_EXPECTED);
  double delivered = count_of(document, FIGURE_DELIVERED);
  double lost = count_of(document, FIGURE_LOST);
  double corrupted = count_of(document, FIGURE_CORRUPTED);
  lost_check(invalid, document);
  if (corrupted > 0)
    verdict_add(invalid, REASON_MESSAGES_DAMAGED, corrupted,
                "%.0f %s arrived with other content than was published", corrupted,
                message_or_messages(corrupted));
  if (expected != delivered + lost)
    verdict_add(invalid, REASON_LEDGER_SUM, fabs(expected - delivered - lost),
                "the ledger does not add up: %.0f expected, %.0f delivered, %.0f lost", expected,
                delivered, lost);
  if (count_of(document, FIGURE_REPLAYED) > delivered || count_of(document, FIGURE_SKIPPED) > lost)
    verdict_add(invalid, REASON_LEDGER_PARTS, 0,
                "the ledger contradicts itself: %.0f replayed of %.0f delivered, %.0f "
                "skipped of %.0f lost",
                count_of(document, FIGURE_REPLAYED), delivered, count_of(document, FIGURE_SKIPPED),
                lost);
}

/* Messages of users must have been published, and have reached every listener. */
void verdict_check_written(json_t *invalid, const json_t *document) {
  double written = count_of(document, FIGURE_WRITTEN);
  double published = count_of(document, FIGURE_PUBLISHED);
  double refused = count_of(document, FIGURE_PUBLISH_REFUSED);
  double incomplete = count_of(document, FIGURE_PAIRS_INCOMPLETE);
  if (!figure_is_measured(document, FIGURE_WRITTEN))
    return;
  if (written > published)
    verdict_add(invalid, REASON_NOT_PUBLISHED, written - published,
                "%.0f of %.0f messages that users wrote %s not published%s", written - published,
                written, was_or_were(written - published),
                refused > 0 ? ": the server refused them" : "");
  if (incomplete > 0)
    verdict_add(invalid, REASON_PAIRS_INCOMPLETE, incomplete,
                "%.0f of %.0f pairs of writer and listener %s messages", incomplete,
                count_of(document, FIGURE_PAIRS), word_for(incomplete, "misses", "miss"));
}

/* The server's counts and the client's are made independently of each other. A server
 * that was killed took its own with it, but for what its journal has. */
void verdict_check_witness(json_t *invalid, const json_t *document, bool broken) {
  double published = count_of(document, FIGURE_PUBLISHED);
  double seen = count_of(document, FIGURE_PUBLISHED_SEEN);
  double whole = figure_value(document, FIGURE_SERVER_PUBLISHED, published);
  double delivered = count_of(document, FIGURE_WHOLE_DELIVERED);
  double handed_out = figure_value(document, FIGURE_SERVER_HANDED_OUT, INFINITY);
  double unseen = published - seen; /* each was lost for a user at least */
  if (count_of(document, FIGURE_DELIVERED) > 0 &&
      (unseen < 0 || unseen > count_of(document, FIGURE_LOST)))
    verdict_add(invalid, REASON_PUBLISHED_SEEN, fabs(unseen),
                "the server says it published %.0f %s, the users saw %.0f of them", published,
                message_or_messages(published), seen);
  if (whole < published)
    verdict_add(invalid, REASON_PUBLISHED_WHOLE, published - whole,
                "the server published %.0f %s in all, but %.0f in the measured phase", whole,
                message_or_messages(whole), published);
  if (delivered > handed_out && !broken)
    verdict_add(invalid, REASON_HANDED_OUT, delivered - handed_out,
                "the users received %.0f %s, but the server handed out %.0f", delivered,
                message_or_messages(delivered), handed_out);
}

void verdict_check_order(json_t *suspect, const json_t *document) {
  double duplicated = count_of(document, FIGURE_DUPLICATED);
  double reordered = count_of(document, FIGURE_REORDERED);
  if (duplicated > 0)
    verdict_add(suspect, REASON_DUPLICATED, duplicated, "%.0f %s arrived more than once",
                duplicated, message_or_messages(duplicated));
  if (reordered > 0)
    verdict_add(suspect, REASON_REORDERED, reordered, "%.0f %s arrived after a later one",
                reordered, message_or_messages(reordered));
  double written = figure_value(document, FIGURE_WRITTEN, INFINITY);
  double twice = count_of(document, FIGURE_PUBLISHED) - written;
  if (twice > 0)
    verdict_add(suspect, REASON_PUBLISHED_TWICE, twice,
                "users wrote %.0f %s, of which %.0f %s published twice", written,
                message_or_messages(written), twice, was_or_were(twice));
}

void verdict_check_requests(json_t *suspect, const json_t *document) {
  double failed = count_of(document, FIGURE_REQUESTS_FAILED);
  if (failed > 0)
    verdict_add(suspect, REASON_REQUESTS_FAILED, failed, "%.0f %s failed", failed,
                word_for(failed, "request", "requests"));
}

void verdict_check_bytes(json_t *suspect, const json_t *document) {
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
    verdict_add(
        suspect, REASON_BYTES_DIFFER, fabs(tcp - above) / above,
        "payload, protocol and TLS are %.0f bytes, but the kernel counted %.0f in the streams",
        above, tcp);
}

/* Bytes and messages must be of the same span: only then is the mean length that of a text. */
void verdict_check_payload(json_t *invalid, const json_t *document) {
  double received = figure_value(document, FIGURE_COUNTED_RECEIVED, 0);
  double mean_bytes = figure_value(document, FIGURE_BYTES_PAYLOAD, NAN) / received;
  const struct text_range range = message_text_range(document);
  if (received > 0 && (mean_bytes < range.least_bytes || mean_bytes > range.greatest_bytes))
    verdict_add(invalid, REASON_PAYLOAD_LENGTH, 0,
                "the texts of the %.0f %s received have %.2f bytes on average, where one has "
                "%.0f to %.0f: bytes and messages were not counted over the same span",
                received, message_or_messages(received), mean_bytes, range.least_bytes,
                range.greatest_bytes);
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

/* Users who had been ready and lost their connection by no fault of the experiment. */
void verdict_check_users_lost(json_t *invalid, const json_t *document) {
  const json_t *lost = figure_json(document, FIGURE_LIFE_LOST);
  const char *kind;
  json_t *count;
  double users = -count_of(document, FIGURE_LIFE_LOST_PROVOKED);
  char kinds[KINDS_BYTES];
  json_object_foreach((json_t *)lost, kind, count) users += json_number_value(count);
  if (users > 0)
    verdict_add(invalid, REASON_CONNECTIONS_LOST, users, "%.0f %s a user lost its connection%s",
                users, time_or_times(users), kinds_text(lost, kinds));
}

void verdict_check_connections(json_t *invalid, const json_t *document) {
  char kinds[KINDS_BYTES];
  double failed = count_of(document, FIGURE_CONNECTIONS_FAILED);
  double no_file = count_of(document, FIGURE_LIFE_FAILED_NO_DESCRIPTOR) +
                   count_of(document, FIGURE_LIFE_LOST_NO_DESCRIPTOR);
  double no_port =
      count_of(document, FIGURE_LIFE_FAILED_NO_PORT) + count_of(document, FIGURE_LIFE_LOST_NO_PORT);
  if (failed > 0)
    verdict_add(invalid, REASON_CONNECTIONS_FAILED, failed, "%.0f %s failed%s", failed,
                word_for(failed, "connection", "connections"),
                kinds_text(figure_json(document, FIGURE_LIFE_FAILED), kinds));
  if (no_file > 0)
    verdict_add(invalid, REASON_NO_DESCRIPTOR, no_file,
                "the client ran out of descriptors %.0f %s: raise the file limit (ulimit -n)",
                no_file, time_or_times(no_file));
  if (no_port > 0)
    verdict_add(invalid, REASON_NO_PORT, no_port,
                "the client ran out of local ports %.0f %s: widen net.ipv4.ip_local_port_range, "
                "or leave keep_alive on",
                no_port, time_or_times(no_port));
}
