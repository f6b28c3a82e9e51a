/* Parts of documents, built with jansson. */
#include "documents/parts.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "documents/fields.h"

static void count_put(json_t *object, const char *name, uint64_t count) {
  json_object_set_new(object, name, json_integer((json_int_t)count));
}

static void values_put(json_t *object, const struct histogram *histogram) {
  static const struct {
    const char *name;
    double quantile;
  } quantiles[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99_9", 0.999}, {"p99_99", 0.9999}};
  count_put(object, "min", histogram->min_ns);
  json_object_set_new(object, "mean", json_real(histogram_mean_ns(histogram)));
  for (size_t i = 0; i < sizeof quantiles / sizeof *quantiles; i++)
    count_put(object, quantiles[i].name, histogram_quantile_ns(histogram, quantiles[i].quantile));
  count_put(object, "max", histogram->max_ns);
}

json_t *histogram_json(const struct histogram *histogram) {
  json_t *object = json_object();
  for (size_t i = 0; histogram_members[i]; i++)
    json_object_set_new(object, histogram_members[i], json_null());
  count_put(object, "count", histogram->count);
  count_put(object, "out_of_range", histogram->out_of_range);
  if (histogram->count > 0)
    values_put(object, histogram);
  return object;
}

json_t *histogram_text_json(const struct histogram *histogram) {
  char *text = histogram_to_text(histogram);
  json_t *string = text ? json_string(text) : json_null();
  free(text);
  return string;
}

json_t *clock_identity_json(const struct clock_identity *identity) {
  return json_pack("{s:s, s:I}", "boot_id", identity->boot_id, "time_namespace",
                   (json_int_t)identity->time_namespace);
}

json_t *histogram_member(const json_t *document, enum figure_histogram member) {
  return field_get(document, figure_path_within(histogram_table[member].path));
}

void histogram_member_put(json_t *document, enum figure_histogram member, json_t *value) {
  field_put(document, figure_path_within(histogram_table[member].path), value);
}

void histogram_put(json_t *document, enum figure_histogram member,
                   const struct histogram *histogram) {
  histogram_member_put(document, member, histogram ? histogram_json(histogram) : json_null());
}

void histogram_text_put(json_t *document, enum figure figure, const struct histogram *histogram) {
  figure_put(document, figure, histogram ? histogram_text_json(histogram) : json_null());
}

void age_put(json_t *document, const struct age *age) {
  if (!age || age->time_ns == 0) {
    figure_put_null(document, FIGURE_AGE);
    return;
  }
  figure_put_number(document, FIGURE_AGE_MEAN, age_mean_ns(age));
  figure_put_count(document, FIGURE_AGE_P50, age_quantile_ns(age, 0.5));
  figure_put_count(document, FIGURE_AGE_P99, age_quantile_ns(age, 0.99));
  figure_put_number(document, FIGURE_AGE_WATCHED_S, (double)age->time_ns / (double)NS_PER_S);
}
