/* The client's own processor time, and how far its lateness adds to latencies. */
#include "clients/result/result_parts.h"
#include "clients/run/client.h"
#include "common/base/clock.h"
#include "documents/figures.h"
#include "documents/parts.h"

/* The reads of other libraries are not known. */
static void reads_put(json_t *document, const struct client *client,
                      const struct counters *window) {
  bool stamps = client_library_traits[client->options->client_library].stamps;
  const struct histogram *queueing = &client->queueing.histogram;
  histogram_put(document, HISTOGRAM_QUEUEING, stamps && queueing->count > 0 ? queueing : NULL);
  figure_put_count_if(document, FIGURE_READS, stamps, window->reads);
  figure_put(document, FIGURE_READS_OF_SEVERAL_SHARE,
             stamps && window->reads > 0
                 ? json_real((double)window->reads_of_several / (double)window->reads)
                 : json_null());
}

void process_put(json_t *document, const struct client *client, const struct counters *window) {
  const struct phases *phases = &client->phases;
  double cpu_s = (double)(phases->end.cpu_ns - phases->start.cpu_ns) / (double)NS_PER_S;
  double window_s = (double)(phases->end.at_ns - phases->start.at_ns) / (double)NS_PER_S;
  figure_put_number(document, FIGURE_CLIENT_CPU_S, cpu_s);
  double busiest_s = (double)phases->cpu_most_ns / (double)NS_PER_S;
  figure_put_number(document, FIGURE_CLIENT_CPU_SHARE, window_s > 0 ? busiest_s / window_s : 0);
  histogram_put(document, HISTOGRAM_LOOP_LAG, &phases->lag.histogram);
  histogram_text_put(document, FIGURE_LOOP_LAG_HISTOGRAM, &phases->lag.histogram);
  reads_put(document, client, window);
}
