/* The lives of the connections in the client's document, the clocks, and the series. */
#include "clients/result/result_parts.h"
#include "documents/figures.h"
#include "documents/parts.h"

static json_t *counts_json(const uint64_t *counts, const char *const *names, size_t count) {
  json_t *object = json_object();
  for (size_t i = 0; i < count; i++)
    json_object_set_new(object, names[i], json_integer((json_int_t)counts[i]));
  return object;
}

static json_t *closes_json(const struct life *life) {
  json_t *array = json_array();
  for (size_t i = 0; i < life->close_count; i++) {
    const struct life_close *close = &life->closes[i];
    json_t *object = json_object();
    figure_put_count(object, FIGURE_CLOSE_CODE, close->code);
    figure_put_text(object, FIGURE_CLOSE_BY, life_end_names[close->by]);
    figure_put_text(object, FIGURE_CLOSE_REASON, close->reason);
    figure_put_count(object, FIGURE_CLOSE_COUNT, close->count);
    json_array_append_new(array, object);
  }
  return array;
}

void clock_put(json_t *document, const struct server_clock *clock) {
  figure_put(document, FIGURE_CLOCK_SERVER,
             clock->named ? clock_identity_json(&clock->server) : json_null());
  figure_put(document, FIGURE_CLOCK_CLIENT, clock_identity_json(&clock->client));
  figure_put(document, FIGURE_CLOCK_SAME, json_boolean(clock->same));
}

void life_put(json_t *document, const struct life *life) {
  figure_put_count(document, FIGURE_LIFE_ESTABLISHED, life->established);
  figure_put_count(document, FIGURE_LIFE_ANSWERED, life->answered);
  figure_put_count(document, FIGURE_LIFE_UPGRADED, life->upgraded);
  figure_put_count(document, FIGURE_LIFE_READY, life->ready);
  figure_put(document, FIGURE_LIFE_FAILED,
             counts_json(life->failed, life_failure_names, LIFE_FAILURE_COUNT));
  figure_put(document, FIGURE_LIFE_LOST,
             counts_json(life->lost, life_failure_names, LIFE_FAILURE_COUNT));
  figure_put_count(document, FIGURE_LIFE_LOST_PROVOKED, life->lost_provoked);
  figure_put(document, FIGURE_LIFE_ENDED, counts_json(life->ended, life_end_names, LIFE_END_COUNT));
  figure_put(document, FIGURE_LIFE_CLOSES, closes_json(life));
  figure_put_count(document, FIGURE_LIFE_CLOSES_UNTOLD, life->closes_untold);
  figure_put_count(document, FIGURE_LIFE_NOT_BACK, life->not_back);
  histogram_put(document, HISTOGRAM_LIFE_OUTAGE, &life->outage);
  histogram_put(document, HISTOGRAM_LIFE_CONNECT, &life->connect);
  histogram_put(document, HISTOGRAM_LIFE_FIRST_BYTE, &life->first_byte);
  histogram_put(document, HISTOGRAM_LIFE_READY, &life->ready_time);
}

void series_put(json_t *document, const struct series *series) {
  static const enum figure columns[SERIES_COLUMN_COUNT] = {
#define SERIES_COLUMN_FIGURE(name) [SERIES_##name] = FIGURE_SERIES_##name,
      SERIES_COLUMNS(SERIES_COLUMN_FIGURE)
#undef SERIES_COLUMN_FIGURE
  };
  figure_put_count(document, FIGURE_SERIES_START, series->start_ns);
  figure_put_count(document, FIGURE_SERIES_SLOT_MS, SERIES_SLOT_MS);
  figure_put_count(document, FIGURE_SERIES_BEYOND, series->beyond);
  for (int column = 0; column < SERIES_COLUMN_COUNT; column++) {
    json_t *array = json_array();
    for (size_t i = 0; i < series->count; i++)
      json_array_append_new(array, json_integer((json_int_t)series->slots[i].counts[column]));
    figure_put(document, columns[column], array);
  }
}
