/* Reads the rows of summary.tsv. */
#include "bench/results/results_table.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/folder.h"
#include "bench/base/servers.h"
#include "bench/results/results_read.h"
#include "common/base/traits.h"

/* The meaning of a column. */
struct column {
  enum figure figure; /* FIGURE_NUMBER: none */
  char *parameter;    /* NULL: none */
};

struct table {
  struct results *results;
  struct column *columns;
  size_t column_count;
  char **fields; /* of the row at hand; the texts are those of its line */
};

static const char parameter_prefix[] = "params.";

static enum status no_memory(struct error *error) {
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the results");
}

static void table_release(struct table *table) {
  for (size_t i = 0; i < table->column_count; i++)
    free(table->columns[i].parameter);
  free(table->columns);
  free(table->fields);
}

/* ---- the columns ---- */

static size_t fields_in(const char *line) {
  size_t count = 1;
  for (; *line; line++)
    count += *line == '\t';
  return count;
}

static bool header_read(struct table *table, char *line) {
  char *rest = line;
  size_t count = fields_in(line);
  table->columns = calloc(count, sizeof *table->columns);
  table->fields = calloc(count, sizeof *table->fields);
  if (!table->columns || !table->fields)
    return false;
  for (; table->column_count < count; table->column_count++) {
    const char *name = strsep(&rest, "\t");
    struct column *column = &table->columns[table->column_count];
    bool of_parameter = strncmp(name, parameter_prefix, strlen(parameter_prefix)) == 0;
    column->figure = of_parameter ? FIGURE_NUMBER : figure_named(name);
    column->parameter = of_parameter ? strdup(name + strlen(parameter_prefix)) : NULL;
    if (of_parameter && !column->parameter)
      return false;
  }
  return true;
}

/* The row's text of a figure; NULL without such a column. */
static const char *field_of(const struct table *table, enum figure figure) {
  for (size_t i = 0; i < table->column_count; i++)
    if (table->columns[i].figure == figure)
      return table->fields[i];
  return NULL;
}

static bool field_is(const struct table *table, enum figure figure, const char *text) {
  const char *field = field_of(table, figure);
  return field && strcmp(field, text) == 0;
}

/* ---- the cells ---- */

static bool params_read(struct result_cell *cell, const struct table *table) {
  cell->params.items = calloc(table->column_count + 1, sizeof *cell->params.items);
  if (!cell->params.items)
    return false;
  for (size_t i = 0; i < table->column_count; i++) {
    struct result_pair *pair = &cell->params.items[cell->params.count];
    if (!table->columns[i].parameter)
      continue;
    *pair = (struct result_pair){strdup(table->columns[i].parameter), strdup(table->fields[i])};
    cell->params.count++;
    if (!pair->name || !pair->text)
      return false;
  }
  return true;
}

/* Rows of a cell need not stand together: its repeats take turns. NULL without memory. */
static struct result_cell *cell_of(struct table *table) {
  struct results *results = table->results;
  const char *name = field_of(table, FIGURE_CELL);
  for (size_t i = 0; i < results->cell_count; i++)
    if (strcmp(results->cells[i].name, name) == 0)
      return &results->cells[i];
  struct result_cell *grown = realloc(results->cells, (results->cell_count + 1) * sizeof *grown);
  if (!grown)
    return NULL;
  results->cells = grown;
  struct result_cell *cell = &grown[results->cell_count++];
  const char *engine = field_of(table, FIGURE_ENGINE);
  const char *transport = field_of(table, FIGURE_TRANSPORT);
  *cell = (struct result_cell){.name = strdup(name),
                               .engine = server_known(engine),
                               .transport = transport_named(transport)};
  return cell->name && params_read(cell, table) ? cell : NULL;
}

static enum verdict_grade grade_of(const struct table *table) {
  if (!field_is(table, FIGURE_OUTCOME, "done"))
    return VERDICT_FAILED;
  if (field_is(table, FIGURE_VERDICT_STATUS, "valid"))
    return VERDICT_VALID;
  return field_is(table, FIGURE_VERDICT_STATUS, "suspect") ? VERDICT_SUSPECT : VERDICT_INVALID;
}

static void values_read(double *values, const struct table *table) {
  for (int i = 0; i < FIGURE_NUMBER; i++)
    values[i] = NAN;
  for (size_t i = 0; i < table->column_count; i++) {
    enum figure figure = table->columns[i].figure;
    char *end = table->fields[i];
    if (figure == FIGURE_NUMBER)
      continue;
    double number = strtod(table->fields[i], &end);
    if (end > table->fields[i] && *end == '\0')
      values[figure] = number;
  }
}

static bool row_read(struct table *table) {
  struct result_cell *cell = cell_of(table);
  if (!cell)
    return false;
  struct result_repeat *grown = realloc(cell->repeats, (cell->repeat_count + 1) * sizeof *grown);
  if (!grown)
    return false;
  cell->repeats = grown;
  struct result_repeat *repeat = &grown[cell->repeat_count++];
  enum verdict_grade grade = grade_of(table);
  repeat->measured = grade != VERDICT_FAILED;
  cell->measured += repeat->measured;
  if (grade > cell->grade)
    cell->grade = grade;
  values_read(repeat->values, table);
  return true;
}

/* Cuts a line into the row's fields, and takes it. */
static enum status line_take(struct table *table, char *line, bool whole, const char *place,
                             struct error *error) {
  char *rest = line;
  if (!whole || fields_in(line) != table->column_count)
    return error_set(error, STATUS_CHECK, "%s: the row is cut off", place);
  for (size_t i = 0; i < table->column_count; i++)
    table->fields[i] = strsep(&rest, "\t");
  if (!field_of(table, FIGURE_CELL))
    return error_set(error, STATUS_CHECK, "%s: there is no column cell", place);
  return row_read(table) ? STATUS_OK : no_memory(error);
}

static enum status rows_read(struct table *table, FILE *file, const char *path,
                             struct error *error) {
  char *line = NULL;
  size_t capacity = 0;
  enum status status = STATUS_OK;
  for (size_t number = 1; status == STATUS_OK && getline(&line, &capacity, file) > 0; number++) {
    char place[ERROR_TEXT_BYTES / 2];
    size_t bytes = strcspn(line, "\n");
    bool whole = line[bytes] == '\n';
    line[bytes] = '\0';
    snprintf(place, sizeof place, "%.200s:%zu", path, number);
    if (number > 1)
      status = line_take(table, line, whole, place, error);
    else if (!header_read(table, line))
      status = no_memory(error);
  }
  free(line);
  return status;
}

static enum status ranges_gather(struct results *results, struct error *error) {
  for (size_t i = 0; i < results->cell_count; i++) {
    struct result_cell *cell = &results->cells[i];
    double *numbers = calloc(cell->repeat_count + 1, sizeof *numbers);
    if (!numbers)
      return no_memory(error);
    for (int figure = 0; figure < FIGURE_NUMBER; figure++) {
      size_t count = result_values(cell, (enum figure)figure, numbers);
      cell->figures[figure] = result_range(numbers, count, results->interval_level);
    }
    free(numbers);
  }
  return STATUS_OK;
}

enum status results_table_load(struct results *results, const char *run_folder,
                               struct error *error) {
  struct results loaded = {.time_scale = 1};
  struct table table = {.results = &loaded};
  struct path path = path_of("%s/summary.tsv", run_folder);
  enum status status = results_read_run(&loaded, path_of("%s/run.json", run_folder).text, error);
  FILE *file = status == STATUS_OK ? fopen(path.text, "re") : NULL;
  if (status == STATUS_OK && !file)
    status = error_set(error, STATUS_USAGE, "%.300s: %s", path.text, strerror(errno));
  if (status == STATUS_OK)
    status = rows_read(&table, file, path.text, error);
  if (status == STATUS_OK)
    status = ranges_gather(&loaded, error);
  if (file)
    fclose(file);
  table_release(&table);
  if (status == STATUS_OK)
    *results = loaded;
  else
    results_release(&loaded);
  return status;
}
