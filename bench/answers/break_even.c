/* Finds the points, pair by pair of transports. */
#include "bench/answers/break_even.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/answers/break_even_model.h"
#include "bench/answers/crossing.h"
#include "bench/base/servers.h"
#include "bench/results/table_file.h"
#include "common/base/traits.h"

/* What is being looked through: the cells of a transport on one engine whose other parameters are
 * those of `head`. */
struct search {
  const struct results *results;
  struct break_evens *out;
  const char *parameter;
  const struct compared_figure *figure;
  struct crossing_table table; /* room for all cells and their repeats */
  bool failed;                 /* no memory */
};

static bool texts_equal(const char *left, const char *right) {
  return left == right || (left && right && strcmp(left, right) == 0);
}

static bool is_taken(const struct search *search, const struct result_cell *cell) {
  bool idle = result_median(cell, FIGURE_PUBLISHED) == 0;
  enum figure_use use = search->figure->use;
  return !result_unranked(cell) && cell->engine >= 0 && cell->transport >= 0 &&
         result_median(cell, search->figure->id) > 0 &&
         (use == USE_ASKED || (use == USE_IDLE) == idle);
}

/* Whether two cells agree in all varied parameters but the swept one. `loosely`: a parameter that
 * one of them ignores does not matter. */
static bool is_alike(const struct search *search, const struct result_cell *left,
                     const struct result_cell *right, bool loosely) {
  const struct result_texts *varied = &search->results->varied;
  for (size_t i = 0; i < varied->count; i++) {
    const char *name = varied->items[i];
    const char *a = result_varied(left, name), *b = result_varied(right, name);
    if (!texts_equal(name, search->parameter) && !texts_equal(a, b) && !(loosely && !(a && b)))
      return false;
  }
  return left->engine == right->engine;
}

/* Whether the cell is the first of its transport, engine and other parameters. */
static bool is_head(const struct search *search, size_t index) {
  const struct result_cell *cells = search->results->cells;
  for (size_t i = 0; i < index; i++)
    if (cells[i].transport == cells[index].transport && is_taken(search, &cells[i]) &&
        is_alike(search, &cells[i], &cells[index], false))
      return false;
  return is_taken(search, &cells[index]);
}

/* The cell of the head's transport and parameters at that value; the only one where the parameter
 * is ignored. NULL where there is none. */
static const struct result_cell *cell_at(const struct search *search,
                                         const struct result_cell *head, double value) {
  const struct results *results = search->results;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (cell->transport == head->transport && is_taken(search, cell) &&
        is_alike(search, head, cell, false) &&
        (!result_varied(cell, search->parameter) ||
         result_param_number(cell, search->parameter) == value))
      return cell;
  }
  return NULL;
}

/* Gathers the values at which both were measured; `swept` heeds the parameter. False where these
 * are fewer than two, or not all numbers above 0. */
static bool columns_gather(struct search *search, const struct result_cell *swept,
                           const struct result_cell *other) {
  const struct results *results = search->results;
  struct crossing_table *table = &search->table;
  table->count = 0;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (cell->transport != swept->transport || !is_taken(search, cell) ||
        !is_alike(search, swept, cell, false))
      continue;
    double value = result_param_number(cell, search->parameter);
    const struct result_cell *partner = cell_at(search, other, value);
    if (!(value > 0))
      return false;
    if (partner)
      table->columns[table->count++] = (struct crossing_column){value, cell, partner};
  }
  return table->count >= 2;
}

static void point_keep(struct search *search, const struct crossing *crossing,
                       const struct result_cell *below, const struct result_cell *above) {
  struct break_evens *out = search->out;
  struct break_even *grown = realloc(out->items, (out->count + 1) * sizeof *grown);
  if (!grown) {
    search->failed = true;
    return;
  }
  bool few = !crossing->interval && search->figure->basis == BASIS_TESTED;
  bool inside = isfinite(crossing->low) && isfinite(crossing->high);
  out->items = grown;
  grown[out->count++] = (struct break_even){
      .figure = search->figure,
      .parameter = search->parameter,
      .below = below,
      .above = above,
      .at = crossing->at,
      .low = crossing->low,
      .high = crossing->high,
      .interval = crossing->interval,
      .least = search->table.columns[0].value,
      .greatest = search->table.columns[search->table.count - 1].value,
      .model = crossing_of_course(&search->table),
      .rounds = crossing->rounds,
      .changes = crossing->changes,
      .finding = crossing->changes > 1 ? BREAK_EVEN_SEVERAL
                 : few || !inside      ? BREAK_EVEN_UNSURE
                                       : BREAK_EVEN_CROSSES,
  };
}

static double course_log(const void *context, double value) {
  return break_even_model_log(context, value);
}

static void pair_search(struct search *search, const struct result_cell *first,
                        const struct result_cell *second) {
  bool heeded = result_varied(first, search->parameter) != NULL;
  const struct result_cell *swept = heeded ? first : second, *other = heeded ? second : first;
  if (!result_varied(swept, search->parameter) || !columns_gather(search, swept, other))
    return;
  struct break_even_model model =
      break_even_model_of(swept, other, search->parameter, search->figure->id);
  search->table.course = (struct crossing_course){course_log, &model};
  crossing_table_sort(&search->table);
  struct crossing crossing = crossing_find(&search->table, search->figure->id);
  if (crossing.changes > 0)
    point_keep(search, &crossing, crossing.first_is_less ? swept : other,
               crossing.first_is_less ? other : swept);
  break_even_model_release(&model);
}

/* Each pair of heads is looked at, so the time grows with the square of the number of cells, of
 * which an experiment has some hundreds at most. */
static void figure_search(struct search *search) {
  const struct results *results = search->results;
  for (size_t i = 0; i < results->cell_count; i++)
    for (size_t j = i + 1; is_head(search, i) && j < results->cell_count; j++) {
      const struct result_cell *first = &results->cells[i], *second = &results->cells[j];
      if (first->transport != second->transport && is_head(search, j) &&
          is_alike(search, first, second, true))
        pair_search(search, first, second);
    }
}

enum status break_evens_find_along(struct break_evens *out, const struct results *results,
                                   const char *parameter, enum figure only, struct error *error) {
  struct search search = {.results = results, .out = out, .parameter = parameter};
  search.failed = !crossing_table_open(&search.table, results);
  for (const struct compared_figure *figure = compared_figures; figure->what; figure++) {
    search.figure = figure;
    if (!search.failed && (only == FIGURE_NUMBER || only == figure->id))
      figure_search(&search);
  }
  crossing_table_release(&search.table);
  if (!search.failed)
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the break-even points");
}

enum status break_evens_find(struct break_evens *out, const struct results *results,
                             struct error *error) {
  enum status status = STATUS_OK;
  *out = (struct break_evens){0};
  for (size_t i = 0; status == STATUS_OK && i < results->varied.count; i++)
    status = break_evens_find_along(out, results, results->varied.items[i], FIGURE_NUMBER, error);
  if (status != STATUS_OK)
    break_evens_release(out);
  return status;
}

void break_evens_release(struct break_evens *points) {
  free(points->items);
  *points = (struct break_evens){0};
}

/* ---- the table ---- */

const char *break_even_finding_name(enum break_even_finding finding) {
  static const char *const names[] = {[BREAK_EVEN_CROSSES] = "crosses",
                                      [BREAK_EVEN_UNSURE] = "unsure",
                                      [BREAK_EVEN_SEVERAL] = "several"};
  return names[finding];
}

/* The varied parameters of both cells but the swept one: "interval_ms=5000 payload_bytes=64". */
static void condition_write(FILE *out, const struct break_even *point) {
  const struct result_cell *const cells[] = {point->below, point->above};
  bool any = false;
  for (size_t i = 0; i < 2; i++)
    for (size_t j = 0; j < cells[i]->varied.count; j++) {
      const struct result_pair *pair = &cells[i]->varied.items[j];
      bool told = i == 1 && result_varied(cells[0], pair->name);
      if (told || strcmp(pair->name, point->parameter) == 0 ||
          strcmp(pair->name, "transport") == 0 || strcmp(pair->name, "engine") == 0)
        continue;
      fprintf(out, "%s%s=%s", any ? " " : "", pair->name, pair->text);
      any = true;
    }
}

static void row_write(FILE *out, const struct break_even *point) {
  fprintf(out, "%s\t%s\t%s\t", point->parameter, figure_table[point->figure->id].path,
          server_name(point->below->engine));
  condition_write(out, point);
  fprintf(out, "\t%s\t%s", transport_name(point->below->transport),
          transport_name(point->above->transport));
  table_number_write(out, point->at);
  table_number_write(out, point->low);
  table_number_write(out, point->high);
  fprintf(out, "\t%s", point->interval ? "95 %" : "range");
  table_number_write(out, point->least);
  table_number_write(out, point->greatest);
  table_number_write(out, point->model);
  fprintf(out, "\t%zu\t%s\n", point->rounds, break_even_finding_name(point->finding));
}

void break_evens_write(FILE *out, const struct break_evens *points) {
  fprintf(out,
          "parameter\tfigure\tengine\tcondition\tbelow\tabove\tat\tlow\thigh\tinterval\tleast\t"
          "greatest\tmodel\trounds\tfinding\n");
  for (size_t i = 0; i < points->count; i++)
    row_write(out, &points->items[i]);
}

static void file_write(FILE *out, const void *content) {
  break_evens_write(out, content);
}

enum status break_evens_file_write(const struct break_evens *points, const char *run_folder,
                                   struct error *error) {
  if (points->count == 0)
    return STATUS_OK;
  return table_file_write(run_folder, "break_even.tsv", file_write, points, error);
}
