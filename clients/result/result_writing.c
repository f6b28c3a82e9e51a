/* The document's part on what users wrote. */
#include "clients/result/result_json.h"
#include "clients/run/client.h"

/* Pairs of one who writes and one who listens, and those that did not get every message
 * of the measured phase exactly once. */
static json_t *pairs_json(const struct client *client) {
  uint64_t pairs = 0;
  uint64_t incomplete = 0;
  for (size_t i = 0; i < client->crowd.count; i++) {
    const struct writer_ledger *hearing = &client->crowd.users[i].subscriber.hearing;
    for (size_t j = 0; j < hearing->writer_count; j++) {
      const struct writer *writer = client->crowd.users[hearing->first_writer + j].writer;
      pairs++;
      incomplete += hearing->writers[j].measured != (writer ? writer_written(writer) : 0);
    }
  }
  json_t *object = json_object();
  put(object, "count", pairs);
  put(object, "incomplete", incomplete);
  return object;
}

static json_t *publish_json(const struct writers *writers, const struct counters *window) {
  json_t *object = json_object();
  put(object, "requests", window->publish_requests);
  put(object, "waited", writers->waited);
  put(object, "refused", writers->refused);
  return object;
}

void writing_put(json_t *object, const struct client *client, const struct counters *window) {
  static const char *const names[] = {"written",        "acknowledged", "ack_ns",
                                      "publish_lag_ns", "publish",      "pairs"};
  const struct writers *writers = client->crowd.writers;
  if (!writers) {
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
      json_object_set_new(object, names[i], json_null());
    return;
  }
  put(object, "written", writers->written);
  put(object, "acknowledged", writers->acknowledged);
  json_object_set_new(object, "ack_ns", histogram_json(&writers->ack));
  json_object_set_new(object, "publish_lag_ns", histogram_json(&writers->lag));
  json_object_set_new(object, "publish", publish_json(writers, window));
  json_object_set_new(object, "pairs", pairs_json(client));
}
