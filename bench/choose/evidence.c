/* Looks for runs in folders. */
#include "bench/choose/evidence.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/servers.h"
#include "bench/results/results_table.h"
#include "common/base/traits.h"

void evidence_release(struct evidence *evidence) {
  for (size_t i = 0; i < evidence->count; i++)
    results_release(&evidence->runs[i]);
  free(evidence->runs);
  free(evidence->folders);
  *evidence = (struct evidence){0};
}

/* Makes room for one more run; false without memory. */
static bool room_make(struct evidence *evidence) {
  size_t capacity = evidence->capacity ? 2 * evidence->capacity : 8;
  if (evidence->count < evidence->capacity)
    return true;
  struct results *runs = realloc(evidence->runs, capacity * sizeof *runs);
  if (!runs)
    return false;
  evidence->runs = runs;
  struct path *folders = realloc(evidence->folders, capacity * sizeof *folders);
  if (!folders)
    return false;
  evidence->folders = folders;
  evidence->capacity = capacity;
  return true;
}

static enum status run_add(struct evidence *evidence, const char *folder, struct error *error) {
  if (!room_make(evidence)) {
    error_set(error, STATUS_ENVIRONMENT, "no memory for the measured runs");
    return STATUS_ENVIRONMENT;
  }
  enum status status = results_table_load(&evidence->runs[evidence->count], folder, error);
  if (status == STATUS_OK)
    evidence->folders[evidence->count++] = path_of("%s", folder);
  return status;
}

enum status evidence_load(struct evidence *evidence, const char *const *folders, size_t count,
                          struct error *error) {
  struct evidence loaded = {0};
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < count; i++)
    status = run_add(&loaded, folders[i], error);
  if (status == STATUS_OK)
    *evidence = loaded;
  else
    evidence_release(&loaded);
  return status;
}

/* ---- runs that were not named ---- */

static int is_no_dot(const struct dirent *entry) {
  return entry->d_name[0] != '.';
}

static bool is_complete(const struct results *run) {
  return !run->faulty && run->outcome && strcmp(run->outcome, "done") == 0;
}

static bool is_suitable(const struct results *run) {
  unsigned seen = 0;
  for (size_t i = 0; i < run->cell_count; i++) {
    const struct result_cell *cell = &run->cells[i];
    bool network = cell->engine >= 0 && !server_is_foreign(cell->engine) &&
                   !server_traits(cell->engine)->in_process;
    if (network && cell->transport >= 0 && !result_unranked(cell) &&
        result_median(cell, FIGURE_DELIVERED) > 0)
      seen |= 1U << (unsigned)cell->transport;
  }
  return is_complete(run) && seen == (1U << TRANSPORT_COUNT) - 1;
}

/* Adds the runs of a folder, the newest first, as their names begin with the time; folders without
 * a readable run are passed over. `newest`: only the first suitable one. */
static enum status runs_scan(struct evidence *evidence, const char *folder, bool newest,
                             struct error *error) {
  struct dirent **entries = NULL;
  int count = *folder ? scandir(folder, &entries, is_no_dot, alphasort) : 0;
  enum status status = STATUS_OK;
  for (int i = count - 1; i >= 0; i--) {
    struct path path = path_of("%s/%s", folder, entries[i]->d_name);
    bool enough = newest && evidence->count > 0;
    bool partial =
        strstr(entries[i]->d_name, ".partial") || strcmp(entries[i]->d_name, "latest") == 0;
    free(entries[i]);
    if (enough || partial || status == STATUS_ENVIRONMENT)
      continue;
    status = run_add(evidence, path.text, error);
    struct results *added = &evidence->runs[evidence->count > 0 ? evidence->count - 1 : 0];
    if (status == STATUS_OK && !(newest ? is_suitable(added) : is_complete(added))) {
      results_release(added);
      evidence->count--;
    }
  }
  free(entries);
  return status == STATUS_ENVIRONMENT ? status : STATUS_OK;
}

enum status evidence_find(struct evidence *evidence, const char *results, const char *reference,
                          struct error *error) {
  struct evidence found = {0};
  enum status status = runs_scan(&found, results, true, error);
  if (status == STATUS_OK && found.count == 0) {
    found.reference = true;
    status = runs_scan(&found, reference, false, error);
  }
  if (status == STATUS_OK && found.count == 0)
    status = error_set(error, STATUS_USAGE,
                       "no measured run of all four transports is in results/: run `pushbench run "
                       "costs`, or name a run's folder by --from");
  if (status == STATUS_OK)
    *evidence = found;
  else
    evidence_release(&found);
  return status;
}
