/* Reads the bounds of intervals. */
#include "bench/plan/until.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/error_context.h"

/* The text behind the beginning; NULL where the text begins otherwise. */
static const char *behind(const char *text, const char *beginning) {
  size_t bytes = strlen(beginning);
  return strncmp(text, beginning, bytes) == 0 ? text + bytes : NULL;
}

/* Reads "±5%" or "± 5 %"; false for any other text, and where the bound is not above 0. */
static bool share_read(const char *text, double *share) {
  char *end;
  const char *number = behind(text, "±");
  if (!number)
    number = behind(text, "+-");
  if (!number)
    return false;
  number += strspn(number, " ");
  if (*number < '0' || *number > '9')
    return false;
  *share = strtod(number, &end) / 100;
  end += strspn(end, " ");
  return strcmp(end, "%") == 0 && *share > 0 && *share <= 1;
}

static enum status bound_read(struct until_bound *bound, const char *name, const json_t *value,
                              const char *place, struct error *error) {
  const char *text = json_string_value(value);
  enum status status = selector_read(&bound->selector, name, error);
  if (status != STATUS_OK)
    return error_at(error, status, place);
  if (text && share_read(text, &bound->share))
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "%s: %.120s: expected how far its interval may reach, as \"±5%%\", and at most "
                   "\"±100%%\"",
                   place, name);
}

enum status until_read(struct until *until, const json_t *object, const char *place,
                       struct error *error) {
  const char *name;
  json_t *value;
  enum status status = STATUS_OK;
  if (!json_is_object(object) || json_object_size(object) == 0)
    return error_set(error, STATUS_USAGE,
                     "%s: expected an object of figures and bounds, as {\"latency_ns.p99\": "
                     "\"±5%%\"}",
                     place);
  struct until read = {.items = calloc(json_object_size(object), sizeof *read.items)};
  if (!read.items)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the bounds");
  json_object_foreach((json_t *)object, name, value) {
    if (status == STATUS_OK)
      status = bound_read(&read.items[read.count++], name, value, place, error);
  }
  if (status == STATUS_OK)
    *until = read;
  else
    until_release(&read);
  return status;
}

void until_release(struct until *until) {
  for (size_t i = 0; i < until->count; i++)
    selector_release(&until->items[i].selector);
  free(until->items);
  *until = (struct until){0};
}

enum status until_check(const json_t *object, const char *place, struct error *error) {
  struct until until = {0};
  enum status status = until_read(&until, object, place, error);
  until_release(&until);
  return status;
}

enum status until_check_cells(const json_t *object, const struct cells *cells, double time_scale,
                              struct error *error) {
  struct until until = {0};
  enum status status = until_read(&until, object, "until", error);
  for (size_t i = 0; status == STATUS_OK && i < until.count; i++) {
    status = selector_check_cells(&until.items[i].selector, cells, time_scale, error);
    if (status != STATUS_OK)
      error_at(error, status, "until");
  }
  until_release(&until);
  return status;
}
