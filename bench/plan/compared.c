/* Checks the selectors of the figures that are compared. */
#include "bench/plan/compared.h"

#include <stdbool.h>

#include "bench/base/error_context.h"
#include "bench/plan/selector.h"

static bool stands_before(const json_t *array, size_t at) {
  for (size_t i = 0; i < at; i++)
    if (json_equal(json_array_get(array, i), json_array_get(array, at)))
      return true;
  return false;
}

static enum status text_check(const json_t *array, size_t at, struct error *error) {
  const char *text = json_string_value(json_array_get(array, at));
  struct selector selector = {0};
  if (!text)
    return error_set(error, STATUS_USAGE, "expected texts, such as \"websocket.latency_ns.p99\"");
  if (stands_before(array, at))
    return error_set(error, STATUS_USAGE, "'%.200s' stands twice", text);
  enum status status = selector_read(&selector, text, error);
  selector_release(&selector);
  return status;
}

enum status compared_check(const json_t *array, const char *place, struct error *error) {
  if (!json_is_array(array) || json_array_size(array) == 0)
    return error_set(error, STATUS_USAGE, "%s: expected an array of figures, not an empty one",
                     place);
  for (size_t i = 0; i < json_array_size(array); i++)
    if (text_check(array, i, error) != STATUS_OK)
      return error_at(error, STATUS_USAGE, place);
  return STATUS_OK;
}

enum status compared_check_cells(const json_t *array, const struct cells *cells, double time_scale,
                                 struct error *error) {
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < json_array_size(array); i++) {
    struct selector selector = {0};
    status = selector_read(&selector, json_string_value(json_array_get(array, i)), error);
    if (status == STATUS_OK)
      status = selector_check_cells(&selector, cells, time_scale, error);
    selector_release(&selector);
    if (status != STATUS_OK)
      error_at(error, status, "compare");
  }
  return status;
}
