/* What the parts of the document share. */
#include "clients/result/result_json.h"

void put(json_t *object, const char *name, uint64_t value) {
  json_object_set_new(object, name, json_integer((json_int_t)value));
}

void put_if(json_t *object, const char *name, bool known, uint64_t value) {
  json_object_set_new(object, name, known ? json_integer((json_int_t)value) : json_null());
}

static json_t *identity_json(const struct clock_identity *identity) {
  return json_pack("{s:s, s:I}", "boot_id", identity->boot_id, "time_namespace",
                   (json_int_t)identity->time_namespace);
}

json_t *clock_json(const struct server_clock *clock) {
  return json_pack("{s:o, s:o, s:b}", "server",
                   clock->said ? identity_json(&clock->server) : json_null(), "client",
                   identity_json(&clock->client), "same", (int)clock->same);
}

json_t *histogram_json(const struct histogram *histogram) {
  json_t *object = json_object();
  put(object, "count", histogram->count);
  put(object, "min", histogram->count ? histogram->min_ns : 0);
  json_object_set_new(object, "mean", json_real(histogram_mean_ns(histogram)));
  put(object, "p50", histogram_quantile_ns(histogram, 0.5));
  put(object, "p90", histogram_quantile_ns(histogram, 0.9));
  put(object, "p99", histogram_quantile_ns(histogram, 0.99));
  put(object, "p99_9", histogram_quantile_ns(histogram, 0.999));
  put(object, "p99_99", histogram_quantile_ns(histogram, 0.9999));
  put(object, "max", histogram->max_ns);
  put(object, "out_of_range", histogram->out_of_range);
  return object;
}
