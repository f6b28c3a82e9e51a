/* Prepares a run: finds and reads the experiment, expands its cells, and checks what they need. */
#include "bench/run/run_plan.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench/base/error_context.h"
#include "bench/base/folder.h"
#include "bench/judge/knee_search.h"
#include "bench/measure/certificate.h"
#include "bench/plan/cell_processes.h"
#include "bench/plan/experiment_files.h"
#include "bench/plan/experiment_read.h"
#include "bench/plan/experiment_texts.h"
#include "bench/plan/quick.h"
#include "bench/plan/search_cells.h"
#include "bench/plan/until.h"
#include "bench/run/run_needs.h"

enum { FILES_SPARE = 64 };

/* Changes are made to the shortened experiment: they have the last word. */
static enum status experiment_change(struct experiment *experiment,
                                     const struct run_request *request, struct error *error) {
  enum status status = request->quick ? experiment_shorten(experiment, error) : STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < request->set_count; i++)
    status = experiment_set(experiment, request->sets[i], error);
  return status;
}

/* Expands the cells, of a search those of its least value, and checks that the experiment's bounds
 * are about some of them; a quick run has others. */
static enum status cells_make(struct run_plan *plan, bool quick, struct error *error) {
  struct experiment *experiment = &plan->experiment;
  struct search_plan *search = &experiment->search;
  enum status status = STATUS_OK;
  if (search->wanted)
    status = search_settle(search, &experiment->settings, experiment->repeats, error);
  if (status == STATUS_OK)
    status = search->wanted ? search_cells_expand(&plan->cells, experiment, search->from, error)
                            : cells_expand(&plan->cells, experiment, error);
  if (status == STATUS_OK && experiment->until && !quick)
    status = until_check_cells(experiment->until, &plan->cells, experiment->time_scale, error);
  return status;
}

enum status run_plan_make(struct run_plan *plan, const struct run_request *request,
                          struct error *error) {
  struct path path;
  enum status status = project_json_find(&path, "experiments", request->experiment, error);
  if (status == STATUS_OK)
    status = experiment_load(&plan->experiment, path.text, error);
  if (status == STATUS_OK)
    status = experiment_change(&plan->experiment, request, error);
  if (status == STATUS_OK)
    status = experiment_texts_fill(&plan->experiment, error);
  if (status == STATUS_OK)
    status = experiment_files_find(&plan->experiment, path.text, error);
  if (status != STATUS_OK)
    return status;
  status = cells_make(plan, request->quick, error);
  return status == STATUS_OK ? status : error_at(error, status, path.text);
}

enum status run_plan_recorded(struct run_plan *plan, json_t *experiment, const char *path,
                              struct error *error) {
  enum status status = experiment_read(&plan->experiment, experiment, path, error);
  if (status == STATUS_OK)
    status = experiment_files_find(&plan->experiment, path, error);
  if (status != STATUS_OK)
    return status;
  status = cells_make(plan, true, error); /* its bounds were checked when it began */
  return status == STATUS_OK ? status : error_at(error, status, path);
}

static enum status program_check(const char *program, struct error *error) {
  if (access(program, X_OK) == 0)
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s: `make` builds it", program,
                   strerror(errno));
}

double run_plan_descriptors_fixed(void) {
  return FILES_SPARE;
}

/* Each connection is an open file of the server and one of the client. The kernel deals them out to
 * several processes nearly evenly. */
static double descriptors_with(double connections, double processes) {
  const double uneven = 0.05;
  double own = connections / processes;
  return ceil(processes > 1 ? own * (1 + uneven) : own) + FILES_SPARE;
}

double run_plan_descriptors(const struct cell *cell) {
  struct rlimit files;
  if (cell_in_process(cell))
    return FILES_SPARE;
  double limit = getrlimit(RLIMIT_NOFILE, &files) == 0 ? (double)files.rlim_max : INFINITY;
  struct cell_processes processes = cell_processes_of(cell);
  double needed = descriptors_with(cell_connections(cell), processes.fewest);
  for (int more = 1; processes.fewest + more <= processes.most && needed > limit; more++)
    needed = descriptors_with(cell_connections(cell), processes.fewest + more);
  return needed;
}

enum status run_plan_check_files(const struct run_plan *plan, struct error *error) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) != 0)
    return STATUS_OK;
  for (size_t i = 0; i < plan->cells.count; i++) {
    const struct cell *cell = &plan->cells.items[i];
    double needed = run_plan_descriptors(cell);
    if (needed > (double)files.rlim_max)
      return error_set(error, STATUS_ENVIRONMENT,
                       "%s needs %.0f open files in a process, the hard limit is %llu: raise it "
                       "(ulimit -Hn)",
                       cell->name, needed, (unsigned long long)files.rlim_max);
  }
  return STATUS_OK;
}

/* Nobody loads a stranger's server by a slip. */
static enum status remote_check(const struct planned_targets *targets, struct error *error) {
  for (size_t i = 0; i < targets->count; i++)
    if (target_is_remote(&targets->items[i].description))
      return error_set(error, STATUS_USAGE,
                       "%.300s: its server is on another host: --remote if that is meant",
                       targets->items[i].description.path);
  return STATUS_OK;
}

enum status run_plan_check(const struct run_plan *plan, const struct run_request *request,
                           struct error *error) {
  enum status status = program_check(request->server_program, error);
  if (status == STATUS_OK)
    status = program_check(request->client_program, error);
  if (status == STATUS_OK && !request->remote)
    status = remote_check(&plan->experiment.targets, error);
  if (status == STATUS_OK)
    status = run_plan_check_files(plan, error);
  for (size_t i = 0; status == STATUS_OK && i < plan->cells.count; i++)
    status = certificate_check(&plan->cells.items[i], error);
  return status == STATUS_OK ? run_needs_check(&plan->cells, request->host_program, error) : status;
}

/* The probes of one cell's search, where all goes well. */
static double probes_of(const struct search_plan *search) {
  struct knee_search knee;
  knee_search_begin(&knee, search->from, search->to, search->within, search->error,
                    search_is_whole(search));
  return knee_search_probes(&knee);
}

double run_plan_executions(const struct run_plan *plan) {
  const struct experiment *experiment = &plan->experiment;
  double each =
      experiment->search.wanted ? probes_of(&experiment->search) : (double)experiment->repeats;
  return each * (double)plan->cells.count;
}

/* Executions of a search take about as long as those in the middle of its range. */
static double search_s(const struct run_plan *plan) {
  const struct search_plan *search = &plan->experiment.search;
  double value = sqrt(search->from * search->to), planned_s = 0;
  struct cells middle = {.count = 0};
  if (search_cells_expand(&middle, &plan->experiment,
                          search_is_whole(search) ? round(value) : value, NULL) != STATUS_OK)
    return NAN;
  for (size_t i = 0; i < middle.count; i++)
    planned_s += cell_planned_s(&middle.items[i]);
  cells_release(&middle);
  return planned_s * probes_of(search);
}

double run_plan_s(const struct run_plan *plan) {
  double planned_s = 0;
  if (plan->experiment.search.wanted)
    return search_s(plan);
  for (size_t i = 0; i < plan->cells.count; i++)
    planned_s += cell_planned_s(&plan->cells.items[i]);
  return planned_s * (double)plan->experiment.repeats;
}

void run_plan_release(struct run_plan *plan) {
  cells_release(&plan->cells);
  experiment_release(&plan->experiment);
}
