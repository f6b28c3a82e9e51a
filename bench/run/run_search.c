/* Carries out searches: asks each for its next value, and makes, runs and judges the cell of it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench/answers/search_words.h"
#include "bench/plan/parameters.h"
#include "bench/plan/round.h"
#include "bench/plan/search_cells.h"
#include "bench/results/record.h"
#include "bench/results/searches.h"
#include "bench/run/run_record.h"
#include "bench/run/run_state.h"
#include "common/base/whole.h"
#include "documents/run_document.h"

/* So many disturbed probes in a row are left out; a machine that is always disturbed must not keep
 * a search from its end. */
enum { DISTURBED_MAX = 3 };

struct searching {
  struct run *run;
  struct cell_search *searches; /* one for each cell of the plan */
  size_t *disturbed;            /* of each search: probes in a row that were */
  size_t count;
  struct cells cells; /* of the probes so far */
  struct probes probes;
};

static const struct search_plan *search_of(const struct searching *searching) {
  return &searching->run->plan.experiment.search;
}

static enum status no_memory(struct error *error) {
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the probes");
}

/* ---- the begin ---- */

/* The greatest value for whose connections there are descriptors, which grow in proportion to the
 * users. */
static double descriptors_allow(const struct search_plan *search, const struct cell *cell) {
  struct rlimit files;
  double users = cell_number(cell, "clients");
  double needed = run_plan_descriptors(cell), fixed = run_plan_descriptors_fixed();
  if (search->parameter != parameter_named("clients") || needed <= fixed ||
      getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_max == RLIM_INFINITY)
    return INFINITY;
  return floor(((double)files.rlim_max - fixed) / ((needed - fixed) / users));
}

static enum status search_begin(struct searching *searching, size_t index, struct error *error) {
  const struct search_plan *search = search_of(searching);
  const struct cell *cell = &searching->run->plan.cells.items[index];
  double allowed = descriptors_allow(search, cell);
  if (allowed <= search->from)
    return error_set(error, STATUS_ENVIRONMENT,
                     "%s: the limit of open files allows %.0f users, so the search ends before it "
                     "begins: raise it (ulimit -Hn)",
                     cell->name, allowed);
  struct cell_search *own = &searching->searches[index];
  *own = (struct cell_search){
      .name = search_name_of(&searching->run->plan.experiment, cell),
      .engine = cell->engine,
      .transport = cell->transport,
      .few_descriptors = allowed < search->to,
  };
  knee_search_begin(&own->knee, search->from, fmin(search->to, allowed), search->within,
                    search->error, search_is_whole(search));
  return STATUS_OK;
}

static enum status searching_begin(struct searching *searching, struct run *run,
                                   struct error *error) {
  size_t count = run->plan.cells.count;
  double probes = run_plan_executions(&run->plan);
  *searching = (struct searching){.run = run,
                                  .searches = calloc(count, sizeof *searching->searches),
                                  .disturbed = calloc(count, sizeof *searching->disturbed),
                                  .count = count};
  if (!searching->searches || !searching->disturbed)
    return no_memory(error);
  for (size_t i = 0; i < count; i++) {
    enum status status = search_begin(searching, i, error);
    if (status != STATUS_OK)
      return status;
  }
  run->progress.total = whole_of(probes);
  run->progress.planned_s = run_plan_s(&run->plan);
  run->progress.repeats = 1;
  return STATUS_OK;
}

/* ---- a probe ---- */

/* Makes the cell of the search at that value, and takes it out of those of all searches. */
static enum status cell_add(struct searching *searching, size_t search, double value,
                            struct error *error) {
  struct cells made = {0};
  struct cell *grown =
      realloc(searching->cells.items, (searching->cells.count + 1) * sizeof *grown);
  if (!grown)
    return no_memory(error);
  searching->cells.items = grown;
  enum status status = search_cells_expand(&made, &searching->run->plan.experiment, value, error);
  if (status != STATUS_OK)
    return status;
  grown[searching->cells.count++] = made.items[search];
  made.items[search] = (struct cell){0};
  cells_release(&made);
  return STATUS_OK;
}

/* The cell of an earlier probe at the value, or a new one. */
static enum status cell_at(struct searching *searching, size_t search, double value, size_t *cell,
                           struct error *error) {
  for (size_t i = 0; i < searching->probes.count; i++) {
    const struct probe *probe = &searching->probes.items[i];
    if (probe->search == search && probe->value == value) {
      *cell = probe->cell;
      return STATUS_OK;
    }
  }
  *cell = searching->cells.count;
  return cell_add(searching, search, value, error);
}

static size_t repeats_of(const struct probes *probes, size_t cell) {
  size_t repeats = 0;
  for (size_t i = 0; i < probes->count; i++)
    repeats += probes->items[i].cell == cell;
  return repeats;
}

static enum status probe_execute(struct searching *searching, struct probe *probe,
                                 struct error *error) {
  struct run *run = searching->run;
  struct round_cell made = {.cell = {0}};
  if (run->progress.done >= run->progress.total)
    run->progress.total = run->progress.done + 1;
  enum status status =
      round_cell_make(&made, &searching->cells.items[probe->cell], probe->repeat, error);
  if (status == STATUS_OK)
    status = cell_execute(run, &made.cell, probe->repeat, &probe->document, error);
  round_cell_release(&made);
  return status;
}

/* Counts the probe, or leaves it out where it was disturbed, and says so. */
static enum status probe_take(struct searching *searching, struct probe *probe,
                              struct error *error) {
  const struct search_plan *search = search_of(searching);
  const struct exhaustible machine = {
      .memory_bytes = run_value(searching->run->record, RUN_MACHINE_MEMORY, 0), .processors = 1};
  size_t *disturbed = &searching->disturbed[probe->search];
  enum status status = probe_judge(&probe->verdict, probe->document, search, &machine, error);
  if (status != STATUS_OK)
    return status;
  probe->counts = !probe->verdict.disturbed || *disturbed >= DISTURBED_MAX;
  *disturbed = probe->counts ? 0 : *disturbed + 1;
  if (probe->counts)
    knee_search_take(&searching->searches[probe->search].knee, probe->value, probe->verdict.holds);
  fprintf(stderr, "  %s: %s\n",
          !probe->counts         ? "disturbed, tried again"
          : probe->verdict.holds ? "holds"
                                 : "does not hold",
          probe_words(&probe->verdict, search).text);
  return STATUS_OK;
}

/* Writes run.json as it is now, so that the report of a run that is killed has all probes. */
static enum status searching_record(struct searching *searching, struct error *error) {
  struct run *run = searching->run;
  size_t most = 1;
  for (size_t i = 0; i < searching->cells.count; i++)
    most = repeats_of(&searching->probes, i) > most ? repeats_of(&searching->probes, i) : most;
  run_put(run->record, RUN_CELLS, run_cells_json(&searching->cells));
  run_put_count(run->record, RUN_EXECUTIONS_PLANNED, searching->cells.count * most);
  searches_put(run->record, &run->plan.experiment, searching->searches, searching->count,
               &searching->probes, &searching->cells);
  return record_write(run->record, run->folder.partial.text, error);
}

static enum status probe_carry_out(struct searching *searching, size_t search, double value,
                                   struct error *error) {
  struct probes *probes = &searching->probes;
  struct probe *grown = realloc(probes->items, (probes->count + 1) * sizeof *grown);
  if (!grown)
    return no_memory(error);
  probes->items = grown;
  struct probe probe = {.search = search, .value = value};
  enum status status = cell_at(searching, search, value, &probe.cell, error);
  if (status != STATUS_OK)
    return status;
  probe.repeat = repeats_of(probes, probe.cell) + 1;
  status = probe_execute(searching, &probe, error);
  if (status != STATUS_OK)
    return status;
  grown[probes->count++] = probe;
  status = probe_take(searching, &grown[probes->count - 1], error);
  return status == STATUS_OK ? searching_record(searching, error) : status;
}

/* The searches take turns, a probe each: slow drift of the machine does not hit one alone. */
static enum status probes_carry_out(struct searching *searching, struct error *error) {
  bool open = true;
  while (open) {
    open = false;
    for (size_t i = 0; i < searching->count; i++) {
      double value;
      if (knee_search_next(&searching->searches[i].knee, &value) != KNEE_GOES_ON)
        continue;
      open = true;
      enum status status = probe_carry_out(searching, i, value, error);
      if (status != STATUS_OK)
        return status;
    }
  }
  return STATUS_OK;
}

/* ---- the end ---- */

/* Gives the probes' cells and documents to the run, which completes them as any others. */
static enum status searching_end(struct searching *searching, struct error *error) {
  struct run *run = searching->run;
  const struct probes *probes = &searching->probes;
  size_t repeats = 1;
  for (size_t i = 0; i < probes->count; i++)
    repeats = probes->items[i].repeat > repeats ? probes->items[i].repeat : repeats;
  json_t **documents = calloc(searching->cells.count * repeats + 1, sizeof(json_t *));
  if (!documents)
    return no_memory(error);
  for (size_t i = 0; i < probes->count; i++)
    documents[probes->items[i].cell * repeats + probes->items[i].repeat - 1] =
        json_incref(probes->items[i].document);
  free(run->documents); /* of the plan's cells: none was carried out */
  run->documents = documents;
  cells_release(&run->plan.cells);
  run->plan.cells = searching->cells;
  searching->cells = (struct cells){0};
  run->plan.experiment.repeats = (int64_t)repeats;
  run_put_count(run->record, RUN_EXECUTIONS_PLANNED, probes->count);
  return STATUS_OK;
}

static void searching_release(struct searching *searching) {
  for (size_t i = 0; i < searching->probes.count; i++)
    json_decref(searching->probes.items[i].document);
  free(searching->probes.items);
  cells_release(&searching->cells);
  free(searching->searches);
  free(searching->disturbed);
}

enum status searches_execute(struct run *run, struct error *error) {
  struct searching searching;
  struct error reason;
  enum status status = searching_begin(&searching, run, error);
  if (status == STATUS_OK)
    status = probes_carry_out(&searching, error);
  if (searching.probes.count > 0) {
    enum status ended = searching_end(&searching, &reason);
    if (ended != STATUS_OK && status == STATUS_OK)
      status = error_set(error, ended, "%.500s", reason.text);
  }
  searching_release(&searching);
  return status;
}

enum status searches_judge(const struct run *run, struct error *error) {
  struct result_searches searches = {.count = 0};
  enum status status = result_searches_read(&searches, run->record, "run.json", error);
  bool quick = run->plan.experiment.search.quick; /* whose searches answer nothing */
  for (size_t i = 0; !quick && status == STATUS_OK && i < searches.count; i++) {
    enum search_outcome outcome = searches.items[i].outcome;
    if (outcome == SEARCH_FOUND || outcome == SEARCH_DESCRIPTORS)
      continue;
    bool wrong = outcome == SEARCH_BELOW || outcome == SEARCH_ABOVE;
    status = error_set(error, wrong ? STATUS_CHECK : STATUS_UNKNOWN, "%.500s",
                       search_sentence(&searches, i).text);
  }
  result_searches_release(&searches);
  return status;
}
