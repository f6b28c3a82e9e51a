/* Heartbeats and failures in the client's document. */
#include "clients/result/result_parts.h"
#include "clients/run/client.h"
#include "documents/figures.h"
#include "documents/parts.h"

void heartbeat_rtt_put(json_t *document, const struct client *client) {
  const struct heartbeat *heartbeat = client->crowd.heartbeat;
  bool pings = heartbeat && heartbeat->schedule.plan.pings;
  histogram_put(document, HISTOGRAM_HEARTBEAT_RTT, pings ? &heartbeat->rtt : NULL);
}

void failure_put(json_t *document, const struct client *client) {
  const struct failure *failure = &client->failure;
  bool asked = failure->at_ns != 0;
  figure_put_count_if(document, FIGURE_FAILURE_AT, asked, failure->at_ns);
  figure_put_count_if(document, FIGURE_FAILURE_AFFECTED, asked, failure->affected);
  figure_put_count_if(document, FIGURE_FAILURE_NOTICED, asked, failure->noticed);
  histogram_put(document, HISTOGRAM_NOTICE, asked ? &failure->notice : NULL);
}
