/* Heartbeats in the client's document. */
#include "clients/result/result_parts.h"
#include "clients/run/client.h"
#include "documents/figures.h"
#include "documents/parts.h"

void heartbeat_rtt_put(json_t *document, const struct client *client) {
  const struct heartbeat *heartbeat = client->crowd.heartbeat;
  bool pings = heartbeat && heartbeat->schedule.plan.pings;
  histogram_put(document, HISTOGRAM_HEARTBEAT_RTT, pings ? &heartbeat->rtt : NULL);
}
