/* Writes the points as words of a gnuplot variable. */
#include "bench/chart/chart_crossings.h"

#include <stdlib.h>

#include "bench/answers/break_even.h"
#include "bench/base/servers.h"
#include "common/base/traits.h"

static bool is_selected(const struct selection *selection, const struct result_cell *cell) {
  for (size_t i = 0; i < selection->count; i++)
    if (selection->cells[i] == cell)
      return true;
  return false;
}

static bool is_shown(const struct break_even *point, const struct selection *selection) {
  return point->finding == BREAK_EVEN_CROSSES && is_selected(selection, point->below) &&
         is_selected(selection, point->above);
}

bool chart_crossings_set(const struct drawing *drawing, const struct selection *selection,
                         const char *parameter, enum figure figure, size_t *count) {
  struct break_evens points = {0};
  char *text = NULL;
  size_t bytes = 0;
  *count = 0;
  enum status status = break_evens_find_along(&points, drawing->results, parameter, figure, NULL);
  FILE *out = status == STATUS_OK ? open_memstream(&text, &bytes) : NULL;
  for (size_t i = 0; out && i < points.count; i++) {
    const struct break_even *point = &points.items[i];
    if (!is_shown(point, selection))
      continue;
    ++*count;
    fprintf(out, "%s%s %.6g %.6g %.6g %s %s", ftell(out) > 0 ? " " : "",
            server_name(point->below->engine), point->at, point->low, point->high,
            transport_name(point->below->transport), transport_name(point->above->transport));
  }
  break_evens_release(&points);
  if (!out || fclose(out) != 0) {
    free(text);
    return false;
  }
  drawing_set_text(drawing, "crossings", text);
  free(text);
  return true;
}
