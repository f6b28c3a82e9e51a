/* Expands an experiment into its cells. */
#include "bench/plan/cells.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/servers.h"
#include "bench/plan/cell_compression.h"
#include "bench/plan/cell_http_version.h"
#include "bench/plan/cell_link.h"
#include "bench/plan/cell_processes.h"
#include "bench/plan/cell_proxy.h"
#include "bench/plan/cell_workload.h"
#include "bench/plan/experiment_faults.h"
#include "bench/plan/parameters.h"
#include "common/base/contract.h"
#include "common/base/numerals.h"
#include "common/base/traits.h"
#include "common/base/whole.h"

enum { SPARE_THREADS = 16 };

/* ---- one point ---- */

static bool value_put(struct cell *cell, size_t parameter, const char *text) {
  char *copy = strdup(text);
  free(cell->values[parameter]);
  cell->values[parameter] = copy;
  return copy != NULL;
}

/* The axis at that place in the order of cells: transport, server and engine come first. */
static const struct setting *axis_at(const struct settings *settings, size_t position) {
  const struct setting *first[PARAMETER_ENGINE + 1] = {NULL};
  size_t leading = 0;
  for (size_t i = 0; i < settings->count; i++)
    if (settings->items[i].parameter <= PARAMETER_ENGINE)
      first[settings->items[i].parameter] = &settings->items[i];
  for (size_t i = 0; i <= PARAMETER_ENGINE; i++)
    if (first[i] && leading++ == position)
      return first[i];
  position -= leading;
  for (size_t i = 0; i < settings->count; i++)
    if (settings->items[i].parameter > PARAMETER_ENGINE && position-- == 0)
      return &settings->items[i];
  return NULL;
}

/* Fills the values of a point. Its number has a digit for each axis: the last is the variant, the
 * first the slowest axis. */
static bool point_values(struct cell *cell, const struct experiment *experiment, size_t point) {
  const struct settings *settings = &experiment->settings;
  const struct option *table = parameters_table();
  const struct variant *variant = NULL;
  bool good = true;
  for (size_t i = 0; table[i].name; i++)
    good = value_put(cell, i, table[i].fallback) && good;
  if (experiment->variant_count > 0) {
    variant = &experiment->variants[point % experiment->variant_count];
    point /= experiment->variant_count;
  }
  for (size_t i = settings->count; i-- > 0;) {
    const struct setting *axis = axis_at(settings, i);
    good = value_put(cell, axis->parameter, axis->values[point % axis->count]) && good;
    point /= axis->count;
  }
  for (size_t i = 0; variant && i < variant->settings.count; i++) {
    const struct setting *setting = &variant->settings.items[i];
    good = value_put(cell, setting->parameter, setting->values[0]) && good;
  }
  cell->variant = variant ? variant->name : NULL;
  return good;
}

static bool experiment_has(const struct experiment *experiment, size_t parameter) {
  bool has = settings_find(&experiment->settings, parameter) != NULL;
  for (size_t i = 0; i < experiment->variant_count; i++)
    has = has || settings_find(&experiment->variants[i].settings, parameter);
  return has;
}

/* One thread for each of the users' connections, and some for connections that come and go. */
static bool threads_put(struct cell *cell, size_t parameter) {
  double maximum = parameters_table()[parameter].maximum;
  double chosen = cell_connections(cell) + SPARE_THREADS;
  char text[32];
  snprintf(text, sizeof text, "%.0f", chosen < maximum ? chosen : maximum);
  return value_put(cell, parameter, text);
}

/* Sets the number of threads where the experiment does not. */
static bool threads_choose(struct cell *cell, const struct experiment *experiment) {
  for (int engine = 0; engine < ENGINE_COUNT; engine++) {
    const char *option = engine_traits[engine].threads_option;
    if (option && !experiment_has(experiment, parameter_named(option)) &&
        !threads_put(cell, parameter_named(option)))
      return false;
  }
  return true;
}

static enum status values_scale(struct cell *cell, double scale, struct error *error) {
  const struct option *table = parameters_table();
  for (size_t i = 0; table[i].name; i++) {
    struct error reason;
    char *scaled = parameter_scale(i, cell->values[i], scale);
    if (!scaled)
      return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells");
    free(cell->values[i]);
    cell->values[i] = scaled;
    if (option_check(&table[i], scaled, &reason) != STATUS_OK)
      return error_set(error, STATUS_USAGE, "with time_scale %g: %.400s", scale, reason.text);
  }
  return STATUS_OK;
}

static const struct client_library_traits *library_of(const struct cell *cell) {
  int library = client_library_named(cell_value(cell, "client_library"));
  CONTRACT(library >= 0);
  return &client_library_traits[library];
}

static enum status library_check(const struct cell *cell, struct error *error) {
  const struct client_library_traits *library = library_of(cell);
  if (transport_traits[cell->transport].framed || cell->target)
    return STATUS_OK;
  if (cell_speaks_tls(cell) && !library->https)
    return error_set(
        error, STATUS_USAGE,
        "client_library %s speaks no TLS: with tls on it is %s, or transport %s", library->name,
        client_libraries_where(offsetof(struct client_library_traits, https), true).text,
        transports_where(offsetof(struct transport_traits, framed), true).text);
  if (strcmp(cell_value(cell, "compression"), "on") == 0 && !library->inflates)
    return error_set(
        error, STATUS_USAGE,
        "client_library %s reads no gzip: with compression on it is %s, or transport %s",
        library->name,
        client_libraries_where(offsetof(struct client_library_traits, inflates), true).text,
        transports_where(offsetof(struct transport_traits, framed), true).text);
  return STATUS_OK;
}

/* Where several libraries are compared, one without WebSocket has no such cell. */
static bool library_lacks(const struct cell *cell) {
  return !cell->target && !cell_in_process(cell) && transport_traits[cell->transport].framed &&
         !library_of(cell)->websockets;
}

static bool target_lacks(const struct cell *cell) {
  return cell->target && !cell->target->transports[cell->transport];
}

/* Where cells were left out since `lacking` does not carry them, cells of WebSocket must remain.
 * NULL for no library. */
static enum status libraries_check(const struct cells *cells,
                                   const struct client_library_traits *lacking,
                                   struct error *error) {
  for (size_t i = 0; i < cells->count; i++)
    if (transport_traits[cells->items[i].transport].framed)
      return STATUS_OK;
  if (!lacking)
    return STATUS_OK;
  return error_set(
      error, STATUS_USAGE, "client_library %s carries no WebSocket: it is %s, or transport %s",
      lacking->name,
      client_libraries_where(offsetof(struct client_library_traits, websockets), true).text,
      transports_where(offsetof(struct transport_traits, framed), false).text);
}

/* ---- names ---- */

static void varied_find(struct cell *cell, const struct experiment *experiment) {
  for (size_t i = 0; i < experiment->settings.count; i++) {
    const struct setting *setting = &experiment->settings.items[i];
    bool searched = experiment->search.wanted && setting->parameter == experiment->search.parameter;
    if ((setting->count > 1 || searched) && setting->parameter > PARAMETER_ENGINE &&
        parameter_applies(setting->parameter, cell->transport, cell->engine))
      cell->varied[setting->parameter] = true;
  }
}

/* Whether any variant has an effect on such a cell. */
static bool variants_matter(const struct cell *cell, const struct experiment *experiment) {
  for (size_t i = 0; i < experiment->variant_count; i++) {
    const struct settings *settings = &experiment->variants[i].settings;
    for (size_t j = 0; j < settings->count; j++)
      if (parameter_applies(settings->items[j].parameter, cell->transport, cell->engine))
        return true;
  }
  return false;
}

/* Makes the name, which is also that of its folder. False without memory. */
static bool cell_name(struct cell *cell, const struct experiment *experiment) {
  const struct option *table = parameters_table();
  size_t bytes = 0;
  FILE *name = open_memstream(&cell->name, &bytes);
  if (!name)
    return false;
  fprintf(name, "%s-%s", server_name(cell->engine), cell->values[PARAMETER_TRANSPORT]);
  for (size_t i = 0; i < experiment->settings.count; i++) {
    size_t parameter = experiment->settings.items[i].parameter;
    if (cell->varied[parameter])
      fprintf(name, "-%s=%s", table[parameter].name, cell->values[parameter]);
  }
  if (cell->variant)
    fprintf(name, "-%s", cell->variant);
  bool good = !ferror(name);
  good = fclose(name) == 0 && good;
  for (char *slash = cell->name; good && (slash = strchr(slash, '/'));)
    *slash = '_'; /* of a file's path */
  return good;
}

/* Two cells are equal when all their parameters that have an effect are. */
static bool cells_equal(const struct cell *left, const struct cell *right) {
  if (left->transport != right->transport || left->engine != right->engine)
    return false;
  for (size_t i = 0; i < parameters_count(); i++)
    if (parameter_applies(i, left->transport, left->engine) &&
        strcmp(left->values[i], right->values[i]) != 0)
      return false;
  return true;
}

static void cell_release(struct cell *cell) {
  for (size_t i = 0; cell->values && i < parameters_count(); i++)
    free(cell->values[i]);
  free(cell->values);
  free(cell->varied);
  free(cell->name);
  *cell = (struct cell){0};
}

/* Takes the description of a server of other people, by whose name the cell then calls it. False
 * without memory. */
static bool server_take(struct cell *cell, const struct planned_targets *targets) {
  const struct planned_target *target = planned_target_of(targets, cell->values[PARAMETER_SERVER]);
  if (!target)
    return true;
  cell->engine = target->server;
  cell->target = &target->description;
  return value_put(cell, PARAMETER_SERVER, target->description.name);
}

/* Takes the values of a point. *kept is false where the experiment's rules leave it out. */
static enum status cell_begin(struct cell *cell, const struct experiment *experiment, size_t point,
                              bool *kept, struct error *error) {
  cell->values = calloc(parameters_count(), sizeof *cell->values);
  cell->varied = calloc(parameters_count(), sizeof *cell->varied);
  if (!cell->values || !cell->varied || !point_values(cell, experiment, point)) {
    error_set(error, STATUS_ENVIRONMENT, "no memory for the cells");
    return STATUS_ENVIRONMENT;
  }
  cell->transport = transport_named(cell->values[PARAMETER_TRANSPORT]);
  cell->engine = engine_named(cell->values[PARAMETER_ENGINE]);
  if (!server_take(cell, &experiment->targets))
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells");
  *kept = (experiment->only.count == 0 ||
           cell_rules_take(&experiment->only, cell->values, cell->variant)) &&
          !cell_rules_take(&experiment->except, cell->values, cell->variant);
  return STATUS_OK;
}

/* What its values and its faults ask of one another. */
static enum status cell_check(const struct cell *cell, struct error *error) {
  enum status status = cell_link_check(cell, error);
  if (status == STATUS_OK)
    status = cell_proxy_check(cell, error);
  if (status == STATUS_OK)
    status = cell_processes_check(cell, error);
  return status == STATUS_OK ? cell_http_version_check(cell, error) : status;
}

static enum status cell_complete(struct cell *cell, const struct experiment *experiment,
                                 struct error *error) {
  enum status status = cell_workload_make(cell, error);
  if (status == STATUS_OK && cell->workload.kind == WORKLOAD_TRACE && experiment->time_scale != 1)
    status = error_set(error, STATUS_USAGE, "time_scale does not change the times of a trace");
  if (status == STATUS_OK)
    status = cell_compression_settle(cell, error);
  if (status == STATUS_OK)
    status = cell_http_version_settle(cell, error);
  if (status == STATUS_OK && !threads_choose(cell, experiment))
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for the cells");
  if (status == STATUS_OK)
    status = values_scale(cell, experiment->time_scale, error);
  if (status == STATUS_OK)
    status = library_check(cell, error);
  if (status != STATUS_OK)
    return status;
  status =
      experiment_faults_scale(&experiment->faults, experiment->time_scale, cell->transport,
                              cell->engine, cell_number(cell, "duration_s"), &cell->faults, error);
  if (status == STATUS_OK)
    status = cell_check(cell, error);
  if (status != STATUS_OK)
    return status;
  varied_find(cell, experiment);
  if (!variants_matter(cell, experiment))
    cell->variant = NULL;
  if (!cell_name(cell, experiment))
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells");
  return STATUS_OK;
}

/* ---- all of them ---- */

static enum status executions_check(const struct experiment *experiment, double cells,
                                    const char *of_what, struct error *error) {
  double executions = cells * (double)experiment->repeats;
  if (executions <= CELLS_EXECUTIONS_MAX)
    return STATUS_OK;
  return error_set(
      error, STATUS_USAGE, "%s: %.0f %s with %lld %s each are %.0f executions; at most %d",
      experiment->name, cells, of_what, (long long)experiment->repeats,
      word_for((double)experiment->repeats, "repeat", "repeats"), executions, CELLS_EXECUTIONS_MAX);
}

/* Where rules prune the product, the executions are counted once that is done. */
static enum status points_count(size_t *points, const struct experiment *experiment,
                                struct error *error) {
  double product = experiment->variant_count > 0 ? (double)experiment->variant_count : 1;
  bool pruned = experiment->only.count + experiment->except.count > 0;
  for (size_t i = 0; i < experiment->settings.count; i++)
    product *= (double)experiment->settings.items[i].count;
  *points = whole_of(product);
  if (!pruned)
    return executions_check(experiment, product, "combinations", error);
  if (product <= CELLS_POINTS_MAX)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "%s: %.0f combinations, of which \"only\" and \"except\" choose; at most %d",
                   experiment->name, product, CELLS_POINTS_MAX);
}

static enum status duration_check(const struct cells *cells, const struct experiment *experiment,
                                  struct error *error) {
  double planned_s = 0;
  for (size_t i = 0; i < cells->count; i++)
    planned_s += cell_planned_s(&cells->items[i]);
  planned_s *= (double)experiment->repeats;
  if (planned_s > CELLS_HOURS_MAX * 3600.0)
    return error_set(
        error, STATUS_USAGE, "%s: %zu %s with %lld %s each would take %.1f h; at most %d h",
        experiment->name, cells->count, word_for((double)cells->count, "cell", "cells"),
        (long long)experiment->repeats, word_for((double)experiment->repeats, "repeat", "repeats"),
        planned_s / 3600, CELLS_HOURS_MAX);
  return STATUS_OK;
}

/* Each cell needs a folder of its own. */
static enum status names_check(const struct cells *cells, struct error *error) {
  for (size_t i = 0; i < cells->count; i++) {
    const char *name = cells->items[i].name;
    if (strlen(name) > NAME_MAX)
      return error_set(
          error, STATUS_USAGE,
          "the cell %.80s… has a name of %zu bytes, and a folder's has at most %d: let "
          "variants have short names for what varies",
          name, strlen(name), NAME_MAX);
    for (size_t j = 0; j < i; j++)
      if (strcmp(cells->items[j].name, name) == 0)
        return error_set(error, STATUS_USAGE,
                         "two cells would have the folder %s: give the values that differ other "
                         "names, as by variants",
                         name);
  }
  return STATUS_OK;
}

/* Each server has a cell, unless rules leave it out. */
static enum status targets_check(const struct cells *cells, const struct experiment *experiment,
                                 struct error *error) {
  const struct planned_targets *targets = &experiment->targets;
  bool ruled = experiment->only.count + experiment->except.count > 0;
  for (size_t i = 0; !ruled && i < targets->count; i++) {
    const struct target_description *target = &targets->items[i].description;
    size_t own = 0;
    for (size_t j = 0; j < cells->count; j++)
      own += cells->items[j].target == target;
    if (own == 0)
      return error_set(error, STATUS_USAGE,
                       "server %s offers none of the transports that %s asks for: see "
                       "\"transports\" in %.200s",
                       target->name, experiment->name, target->path);
  }
  return STATUS_OK;
}

static enum status cells_check(const struct cells *cells, const struct experiment *experiment,
                               struct error *error) {
  enum status asked = targets_check(cells, experiment, error);
  if (asked != STATUS_OK)
    return asked;
  if (cells->count == 0)
    return error_set(error, STATUS_USAGE,
                     "%s: \"only\" and \"except\" leave no cell: nothing would be run",
                     experiment->name);
  enum status status = executions_check(experiment, (double)cells->count, "cells", error);
  if (status == STATUS_OK)
    status = duration_check(cells, experiment, error);
  if (status == STATUS_OK)
    status = names_check(cells, error);
  if (status == STATUS_OK)
    status = cells_compression_check(cells->items, cells->count, experiment, error);
  return status == STATUS_OK
             ? cells_http_version_check(cells->items, cells->count, experiment, error)
             : status;
}

static bool cell_is_known(const struct cells *cells, const struct cell *cell) {
  for (size_t i = 0; i < cells->count; i++)
    if (cells_equal(&cells->items[i], cell))
      return true;
  return false;
}

/* Adds the cell of a point, unless a rule leaves it out or it equals another. A cell whose library
 * does not carry it is left out; *lacking is then that library. */
static enum status point_add(struct cells *cells, const struct experiment *experiment, size_t point,
                             const struct client_library_traits **lacking, struct error *error) {
  struct cell *cell = &cells->items[cells->count];
  bool kept = false;
  enum status status = cell_begin(cell, experiment, point, &kept, error);
  if (status == STATUS_OK && kept)
    status = cell_complete(cell, experiment, error);
  bool lacks = status == STATUS_OK && kept && library_lacks(cell);
  if (lacks)
    *lacking = library_of(cell);
  if (status != STATUS_OK || !kept || lacks || target_lacks(cell) || cell_is_known(cells, cell))
    cell_release(cell);
  else
    cells->count++;
  return status;
}

enum status cells_expand(struct cells *cells, const struct experiment *experiment,
                         struct error *error) {
  struct cells made = {0};
  size_t points = 0;
  const struct client_library_traits *lacking = NULL;
  enum status status = points_count(&points, experiment, error);
  if (status != STATUS_OK)
    return status;
  made.items = calloc(points > 0 ? points : 1, sizeof *made.items);
  if (!made.items)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells");
  for (size_t point = 0; status == STATUS_OK && point < points; point++)
    status = point_add(&made, experiment, point, &lacking, error);
  if (status == STATUS_OK)
    status = libraries_check(&made, lacking, error);
  if (status == STATUS_OK)
    status = cells_check(&made, experiment, error);
  if (status == STATUS_OK)
    *cells = made;
  else
    cells_release(&made);
  return status;
}

void cells_release(struct cells *cells) {
  for (size_t i = 0; i < cells->count; i++)
    cell_release(&cells->items[i]);
  free(cells->items);
  *cells = (struct cells){0};
}
