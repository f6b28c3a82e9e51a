/* What the client itself took, and what that means for what it measured. */
#include <stdlib.h>

#include "clients/result/result_json.h"
#include "clients/run/client.h"
#include "common/base/clock.h"

/* Of a library's reads nothing is known. */
static void reads_put(json_t *object, const struct client *client, const struct counters *window) {
  bool raw = client->options->client_library == CLIENT_LIBRARY_RAW;
  bool stamped = raw && client->arrivals.queueing.count > 0;
  json_object_set_new(object, "queueing_ns",
                      stamped ? histogram_json(&client->arrivals.queueing) : json_null());
  json_object_set_new(object, "reads", raw ? json_integer((json_int_t)window->reads) : json_null());
  json_object_set_new(object, "reads_of_several_share",
                      raw && window->reads > 0
                          ? json_real((double)window->reads_of_several / (double)window->reads)
                          : json_null());
}

json_t *process_json(const struct client *client, const struct counters *window) {
  const struct phases *phases = &client->phases;
  double cpu_s = (double)(phases->end.cpu_ns - phases->start.cpu_ns) / (double)NS_PER_S;
  double window_s = (double)(phases->end.at_ns - phases->start.at_ns) / (double)NS_PER_S;
  char *lags = histogram_to_text(&phases->lag.histogram);
  json_t *object = json_object();
  json_object_set_new(object, "cpu_s", json_real(cpu_s));
  json_object_set_new(object, "cpu_share", json_real(window_s > 0 ? cpu_s / window_s : 0));
  json_object_set_new(object, "loop_lag_ns", histogram_json(&phases->lag.histogram));
  json_object_set_new(object, "loop_lag_histogram", json_string(lags ? lags : ""));
  free(lags);
  reads_put(object, client, window);
  return object;
}
