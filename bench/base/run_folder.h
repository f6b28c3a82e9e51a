/* The folder of a run: while the run is written its name ends in ".partial". */
#ifndef BENCH_BASE_RUN_FOLDER_H
#define BENCH_BASE_RUN_FOLDER_H

#include <stdint.h>

#include "bench/base/folder.h"
#include "common/base/status.h"

struct run_folder {
  struct path partial; /* the run is written here */
  struct path final;   /* its name when the run is done */
  struct path latest;  /* a link to it; empty where there is none */
  struct path found;   /* of a run that is resumed: which of the two it was found as */
  int lock;            /* held while this program writes the folder; -1: not held */
};

#define RUN_FOLDER_NONE ((struct run_folder){.lock = -1})

/* Makes the partial folder: of results/<UTC time>-<name>, or of `out`, with ".partial" behind the
 * name. `out` must not exist or be empty. In results/, runs that begin at once get different names.
 * STATUS_USAGE when `out` is not empty; STATUS_ENVIRONMENT when the folder cannot be written. */
enum status run_folder_open(struct run_folder *folder, const char *out, const char *name,
                            uint64_t wall_ns, struct error *error);

/* Finds and locks the folder of a run that is to be resumed, by either of its names or a link to
 * it. STATUS_USAGE where there is none, it has both names, or another program writes it. */
enum status run_folder_find(struct run_folder *folder, const char *given, struct error *error);

/* Gives the folder that was found its partial name. */
enum status run_folder_reopen(const struct run_folder *folder, struct error *error);

/* Renames the partial folder to its final name. */
enum status run_folder_finish(const struct run_folder *folder, struct error *error);

/* Points results/latest to the final folder, in one step. */
enum status run_folder_link(const struct run_folder *folder, struct error *error);

/* Removes the partial folder with all that is in it. */
void run_folder_discard(const struct run_folder *folder);

/* Releases the lock, if it is held. */
void run_folder_unlock(struct run_folder *folder);

#endif
