/* The messages of users, in the client's document. */
#include "clients/result/result_parts.h"
#include "clients/run/client.h"
#include "documents/figures.h"
#include "documents/parts.h"

/* Pairs of a writer and a listener, and how many of them did not have each message of the measured
 * phase exactly once. */
static void pairs_put(json_t *document, const struct client *client) {
  uint64_t pairs = 0;
  uint64_t incomplete = 0;
  for (size_t i = 0; i < client->crowd.count; i++) {
    const struct writer_ledger *ledger = &client->crowd.users[i].subscriber.writer_ledger;
    for (size_t j = 0; j < ledger->writer_count; j++) {
      const struct writer *writer = client->crowd.users[ledger->first_writer + j].writer;
      pairs++;
      incomplete += ledger->writers[j].measured != (writer ? writer_written(writer) : 0);
    }
  }
  figure_put_count(document, FIGURE_PAIRS, pairs);
  figure_put_count(document, FIGURE_PAIRS_INCOMPLETE, incomplete);
}

static void absences_put(json_t *document) {
  static const enum figure figures[] = {
      FIGURE_WRITTEN,         FIGURE_ACKNOWLEDGED, FIGURE_PUBLISH_REQUESTS, FIGURE_PUBLISH_WAITED,
      FIGURE_PUBLISH_REFUSED, FIGURE_PAIRS,        FIGURE_PAIRS_INCOMPLETE};
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
    figure_put_null(document, figures[i]);
  histogram_put(document, HISTOGRAM_ACK, NULL);
  histogram_put(document, HISTOGRAM_PUBLISH_LAG, NULL);
}

void writing_put(json_t *document, const struct client *client, const struct counters *window) {
  const struct writers *writers = client->crowd.writers;
  if (!writers) {
    absences_put(document);
    return;
  }
  figure_put_count(document, FIGURE_WRITTEN, writers->written);
  figure_put_count(document, FIGURE_ACKNOWLEDGED, writers->acknowledged);
  histogram_put(document, HISTOGRAM_ACK, &writers->ack);
  histogram_put(document, HISTOGRAM_PUBLISH_LAG, &writers->lag);
  figure_put_count(document, FIGURE_PUBLISH_REQUESTS, window->publish_requests);
  figure_put_count(document, FIGURE_PUBLISH_WAITED, writers->waited);
  figure_put_count(document, FIGURE_PUBLISH_REFUSED, writers->refused);
  pairs_put(document, client);
}
