/* The lives of the connections in the client's document, and the series. */
#include "clients/result/result_json.h"

static json_t *counts_json(const uint64_t *counts, const char *const *names, size_t count) {
  json_t *object = json_object();
  for (size_t i = 0; i < count; i++)
    put(object, names[i], counts[i]);
  return object;
}

static json_t *closes_json(const struct life *life) {
  json_t *array = json_array();
  for (size_t i = 0; i < life->close_count; i++) {
    const struct life_close *close = &life->closes[i];
    json_t *object = json_object();
    put(object, "code", close->code);
    json_object_set_new(object, "by", json_string(life_end_names[close->by]));
    json_object_set_new(object, "reason", json_string(close->reason));
    put(object, "count", close->count);
    json_array_append_new(array, object);
  }
  return array;
}

json_t *life_json(const struct life *life) {
  json_t *object = json_object();
  put(object, "established", life->established);
  put(object, "answered", life->answered);
  put(object, "upgraded", life->upgraded);
  put(object, "ready", life->ready);
  json_object_set_new(object, "failed",
                      counts_json(life->failed, life_failure_names, LIFE_FAILURE_COUNT));
  json_object_set_new(object, "lost",
                      counts_json(life->lost, life_failure_names, LIFE_FAILURE_COUNT));
  put(object, "lost_provoked", life->lost_provoked);
  json_object_set_new(object, "ended", counts_json(life->ended, life_end_names, LIFE_END_COUNT));
  json_object_set_new(object, "closes", closes_json(life));
  put(object, "closes_untold", life->closes_untold);
  put(object, "not_back", life->not_back);
  json_object_set_new(object, "outage_ns", histogram_json(&life->outage));
  json_object_set_new(object, "connect_ns", histogram_json(&life->connect));
  json_object_set_new(object, "first_byte_ns", histogram_json(&life->first_byte));
  json_object_set_new(object, "ready_ns", histogram_json(&life->ready_time));
  return object;
}

json_t *series_json(const struct series *series) {
  json_t *object = json_object();
  put(object, "start_ns", series->start_ns);
  put(object, "slot_ms", SERIES_SLOT_MS);
  put(object, "beyond", series->beyond);
  for (int column = 0; column < SERIES_COLUMN_COUNT; column++) {
    json_t *array = json_array();
    for (size_t i = 0; i < series->count; i++)
      json_array_append_new(array, json_integer((json_int_t)series->slots[i].counts[column]));
    json_object_set_new(object, series_column_names[column], array);
  }
  return object;
}
