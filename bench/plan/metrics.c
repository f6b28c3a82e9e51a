/* Searches the columns of the table of figures. */
#include "bench/plan/metrics.h"

#include "common/suite/options.h"

enum figure metric_named(const char *path) {
  enum figure figure = figure_named(path);
  return figure < FIGURE_COLUMNS && figure_is_metric(figure) ? figure : FIGURE_NUMBER;
}

const char *metric_nearest(const char *path) {
  struct option paths[FIGURE_COLUMNS + 1] = {{.name = NULL}};
  size_t count = 0;
  for (int i = 0; i < FIGURE_COLUMNS; i++)
    if (figure_is_metric((enum figure)i))
      paths[count++].name = figure_table[i].path;
  return option_nearest(paths, path);
}
