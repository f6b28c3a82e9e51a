/* Heartbeats and failures in the client's document. */
#include "clients/result/result_json.h"
#include "clients/run/client.h"

json_t *heartbeats_json(const struct counters *counters) {
  json_t *object = json_object();
  put(object, "sent", counters->heartbeats_sent);
  put(object, "answered", counters->heartbeats_answered);
  put(object, "received", counters->heartbeats_received);
  put(object, "missed", counters->heartbeats_missed);
  return object;
}

json_t *heartbeat_rtt_json(const struct client *client) {
  const struct heartbeat *heartbeat = client->crowd.heartbeat;
  return heartbeat && heartbeat->schedule.plan.pings ? histogram_json(&heartbeat->rtt)
                                                     : json_null();
}

json_t *failure_json(const struct client *client) {
  const struct failure *failure = &client->failure;
  if (!failure->at_ns)
    return json_null();
  json_t *object = json_object();
  put(object, "at_ns", failure->at_ns);
  put(object, "affected", failure->affected);
  put(object, "noticed", failure->noticed);
  return object;
}

json_t *notice_json(const struct client *client) {
  const struct failure *failure = &client->failure;
  return failure->at_ns ? histogram_json(&failure->notice) : json_null();
}
