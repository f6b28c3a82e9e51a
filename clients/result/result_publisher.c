/* Our own publisher, in the client's document. */
#include "clients/result/result_parts.h"
#include "clients/run/client.h"
#include "documents/figures.h"
#include "documents/parts.h"

static const char *by_whom(const struct client *client) {
  if (!client->description)
    return "server";
  return client->publisher ? "client" : "itself";
}

static void counts_put(json_t *document, const struct published_sum *sum) {
  const struct {
    enum figure figure;
    uint64_t count;
  } counts[] = {
      {FIGURE_PUBLISHER_SENT, sum ? sum->sent : 0},
      {FIGURE_PUBLISHER_ACKNOWLEDGED, sum ? sum->acknowledged : 0},
      {FIGURE_PUBLISHER_REFUSED, sum ? sum->refused : 0},
      {FIGURE_PUBLISHER_UNKNOWN, sum ? sum->unknown : 0},
      {FIGURE_PUBLISHER_UNSENT, sum ? sum->unsent : 0},
  };
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    figure_put_count_if(document, counts[i].figure, sum, counts[i].count);
  histogram_put(document, HISTOGRAM_ACKNOWLEDGEMENT, sum ? &sum->acknowledgement : NULL);
  histogram_text_put(document, FIGURE_PUBLISHER_LAG_HISTOGRAM, sum ? &sum->lag : NULL);
}

void publisher_put(json_t *document, const struct client *client) {
  const struct record *record = &client->record;
  struct published_sum sum;
  bool ours = client->publisher && client->phases.measured &&
              published_sum_make(client->published, record->start_ns, record->end_ns, &sum, NULL) ==
                  STATUS_OK;
  figure_put_text(document, FIGURE_PUBLISHED_BY, by_whom(client));
  counts_put(document, ours ? &sum : NULL);
  histogram_put(document, HISTOGRAM_SENT_TO_RECEIVED,
                client->description ? &client->sent_to_received : NULL);
  figure_put_count_if(document, FIGURE_STALE, client->publisher, client->foreign.stale);
  if (!ours)
    return;
  histogram_put(document, HISTOGRAM_PUBLISH_LAG, &sum.lag);
  published_sum_release(&sum);
}
