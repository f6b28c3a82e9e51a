/* The target files of an experiment: the servers of other people that its axis `server` names. */
#ifndef BENCH_PLAN_TARGETS_H
#define BENCH_PLAN_TARGETS_H

#include <jansson.h>
#include <stddef.h>

#include "bench/plan/settings.h"
#include "common/base/status.h"
#include "documents/target.h"

struct planned_target {
  char *value; /* of the parameter `server` */
  int server;  /* its number: bench/base/servers.h */
  struct target_description description;
};

struct planned_targets {
  struct planned_target *items;
  size_t count;
};

/* Reads the target files that the settings name. A value with a slash, or one that ends in ".json",
 * is a path: from the folder of the experiment at `path`, else as project_find finds it; in the
 * settings it becomes the path that was found. Another value is the name of a file in targets/.
 * Files that are there already are not read again. STATUS_USAGE says what is wrong in a file, and
 * where two have one name. */
enum status planned_targets_load(struct planned_targets *targets, struct settings *settings,
                                 const char *path, struct error *error);

/* NULL for our own servers. */
const struct planned_target *planned_target_of(const struct planned_targets *targets,
                                               const char *value);

/* Each file by the server's name, for run.json: a new reference. */
json_t *planned_targets_json(const struct planned_targets *targets);

/* Safe on a zeroed struct. */
void planned_targets_release(struct planned_targets *targets);

#endif
