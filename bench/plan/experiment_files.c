/* Finds the files of an experiment. */
#include "bench/plan/experiment_files.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/folder.h"
#include "bench/plan/parameters.h"

/* Replaces the names in the values of the parameter by paths. False without memory. */
static bool paths_find(struct settings *settings, size_t parameter, const char *path) {
  struct setting *setting = settings_find(settings, parameter);
  for (size_t i = 0; setting && i < setting->count; i++) {
    struct path found = path_beside(setting->values[i], path);
    char *copy = *found.text ? strdup(found.text) : setting->values[i];
    if (!copy)
      return false;
    if (copy != setting->values[i])
      free(setting->values[i]);
    setting->values[i] = copy;
  }
  return true;
}

enum status experiment_files_find(struct experiment *experiment, const char *path,
                                  struct error *error) {
  size_t trace = 0;
  enum status status = parameter_find("trace", &trace, error);
  bool good = status != STATUS_OK || paths_find(&experiment->settings, trace, path);
  for (size_t i = 0; good && status == STATUS_OK && i < experiment->variant_count; i++)
    good = paths_find(&experiment->variants[i].settings, trace, path);
  if (!good)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the experiment");
  if (status == STATUS_OK)
    status = planned_targets_load(&experiment->targets, &experiment->settings, path, error);
  for (size_t i = 0; status == STATUS_OK && i < experiment->variant_count; i++)
    status =
        planned_targets_load(&experiment->targets, &experiment->variants[i].settings, path, error);
  return status;
}
