/* Writes the rows: server, transport, parameters, and the figures. */
#include "bench/report/report_figures.h"

#include "bench/base/servers.h"
#include "bench/results/labels.h"
#include "common/base/contract.h"
#include "common/base/traits.h"

enum { NAMES = 3, ROW_MAX = NAMES + FIGURE_COLUMNS_MAX };

bool any_cell(const struct results *results, bool (*is)(const struct result_cell *cell)) {
  for (size_t i = 0; i < results->cell_count; i++)
    if (is(&results->cells[i]))
      return true;
  return false;
}

void report_figures(const struct page *page, const struct results *results,
                    bool (*is)(const struct result_cell *cell), const struct figure_column *columns,
                    size_t count) {
  const char *texts[ROW_MAX] = {"server", "transport", "parameters"};
  CONTRACT(count <= FIGURE_COLUMNS_MAX);
  for (size_t i = 0; i < count; i++)
    texts[NAMES + i] = columns[i].title;
  page_table_begin(page, texts, NAMES + count, NAMES);
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    const struct page_mark marks[] = {{1, transport_name(cell->transport)}};
    struct words figures[FIGURE_COLUMNS_MAX], condition = words_condition(results, cell);
    if (!is(cell))
      continue;
    texts[0] = server_label(cell->engine);
    texts[1] = transport_label(cell->transport);
    texts[2] = condition.text;
    for (size_t j = 0; j < count; j++) {
      figures[j] = columns[j].words(result_median(cell, columns[j].figure));
      texts[NAMES + j] = figures[j].text;
    }
    page_row(page, texts, NAMES + count, NAMES, marks, 1);
  }
  page_table_end(page);
}
