/* Makes, locks, finds again and renames the folder of a run. */
#include "bench/base/run_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_TRIED_MAX = 100 };

static const char suffix[] = ".partial";

/* ---- a new run ---- */

/* STATUS_OK where it is absent or empty, so that it may be given as --out. */
static enum status out_check(const char *out, struct error *error) {
  DIR *directory = opendir(out);
  bool empty = true;
  if (!directory && errno == ENOENT)
    return STATUS_OK;
  if (!directory)
    return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", out, strerror(errno));
  for (const struct dirent *entry; (entry = readdir(directory));)
    empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
  closedir(directory);
  return empty ? STATUS_OK
               : error_set(error, STATUS_USAGE,
                           "%.300s: the folder is not empty: name another, or remove it", out);
}

/* Makes parent/<name>.partial. STATUS_CHECK where it exists: another run has the name. */
static enum status partial_make(struct run_folder *folder, const char *parent, const char *name,
                                struct error *error) {
  folder->partial = path_of("%s/%s%s", parent, name, suffix);
  folder->final = path_of("%s/%s", parent, name);
  bool made = *folder->partial.text && mkdir(folder->partial.text, 0755) == 0;
  if (!made && errno == EEXIST)
    return error_set(error, STATUS_CHECK,
                     "%.300s exists: another run is writing it, or one was killed: `pushbench run "
                     "--resume` goes on with it, `pushbench report` reads what it had finished",
                     folder->partial.text);
  if (!made)
    return error_set(error, STATUS_ENVIRONMENT, "cannot write in %.300s: %s; --out names a folder",
                     parent, strerror(errno));
  return STATUS_OK;
}

static enum status out_open(struct run_folder *folder, const char *out, struct error *error) {
  struct path parent = path_of("%s", out);
  size_t length = strlen(parent.text);
  enum status status = out_check(out, error);
  if (status != STATUS_OK)
    return status;
  while (length > 1 && parent.text[length - 1] == '/')
    parent.text[--length] = '\0';
  char *slash = strrchr(parent.text, '/');
  const char *name = slash ? slash + 1 : parent.text;
  if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
    return error_set(error, STATUS_USAGE, "--out '%.300s': expected the name of a new folder", out);
  const char *above = !slash ? "." : slash == parent.text ? "/" : parent.text;
  if (slash)
    *slash = '\0';
  status = folder_make(above, error);
  if (status == STATUS_OK)
    status = partial_make(folder, above, name, error);
  return status == STATUS_CHECK ? STATUS_ENVIRONMENT : status;
}

/* Finds a name in results/ that no other run has. */
static enum status results_open(struct run_folder *folder, const char *name, uint64_t wall_ns,
                                struct error *error) {
  char started[TIME_TEXT_BYTES];
  enum status status = folder_make("results", error);
  time_text(wall_ns, true, started, sizeof started);
  struct path tried = path_of("%s-%s", started, name);
  for (int i = 2; status == STATUS_OK && i < NAMES_TRIED_MAX; i++) {
    status = partial_make(folder, "results", tried.text, error);
    /* checked only now: a run of that name may have ended since */
    bool taken = status == STATUS_OK && access(folder->final.text, F_OK) == 0;
    if (taken)
      rmdir(folder->partial.text);
    else if (status != STATUS_CHECK)
      break;
    tried = path_of("%s-%s-%d", started, name, i);
    status = STATUS_OK;
  }
  folder->latest = path_of("results/latest");
  return status;
}

/* Holds the folder until this process ends, however it does. False where another one holds it. A
 * file system without locks gives none. */
static bool folder_lock(struct run_folder *folder, const char *path) {
  folder->lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder->lock < 0 || flock(folder->lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return true;
  run_folder_unlock(folder);
  return false;
}

void run_folder_unlock(struct run_folder *folder) {
  if (folder->lock >= 0)
    close(folder->lock);
  folder->lock = -1;
}

enum status run_folder_open(struct run_folder *folder, const char *out, const char *name,
                            uint64_t wall_ns, struct error *error) {
  struct run_folder made = RUN_FOLDER_NONE;
  enum status status =
      out ? out_open(&made, out, error) : results_open(&made, name, wall_ns, error);
  if (status != STATUS_OK)
    return status;
  folder_lock(&made, made.partial.text);
  *folder = made;
  return STATUS_OK;
}

/* ---- a run that is resumed ---- */

/* The absolute path without links; empty where there is nothing of that name. */
static struct path path_real(const char *name) {
  struct path real = {""};
  if (!realpath(name, real.text))
    real.text[0] = '\0';
  return real;
}

/* The path of results/latest, if the folder is in the results/ of the current folder. */
static struct path latest_of(const struct path *folder) {
  struct path results = path_real("results");
  size_t bytes = strlen(results.text);
  bool within = bytes > 0 && strncmp(folder->text, results.text, bytes) == 0 &&
                folder->text[bytes] == '/' && !strchr(folder->text + bytes + 1, '/');
  return within ? path_of("%s/latest", results.text) : (struct path){""};
}

/* Sets both names from the one that it was found by. */
static void names_set(struct run_folder *folder) {
  size_t length = strlen(folder->found.text), bytes = sizeof suffix - 1;
  bool partial = length > bytes && strcmp(folder->found.text + length - bytes, suffix) == 0;
  folder->partial = folder->final = folder->found;
  if (partial)
    folder->final.text[length - bytes] = '\0';
  else
    folder->partial = path_of("%s%s", folder->found.text, suffix);
  folder->latest = latest_of(&folder->final);
}

enum status run_folder_find(struct run_folder *folder, const char *given, struct error *error) {
  struct run_folder found = RUN_FOLDER_NONE;
  found.found = path_real(given);
  if (!*found.found.text)
    found.found = path_real(path_of("%s%s", given, suffix).text);
  if (!*found.found.text)
    return error_set(error, STATUS_USAGE, "--resume %.300s: there is no such folder", given);
  names_set(&found);
  bool partial = strcmp(found.found.text, found.partial.text) == 0;
  if (access(partial ? found.final.text : found.partial.text, F_OK) == 0)
    return error_set(error, STATUS_USAGE,
                     "%.200s has a namesake, %.200s: move the one away that is not to be resumed",
                     found.partial.text, found.final.text);
  if (!folder_lock(&found, found.found.text))
    return error_set(error, STATUS_USAGE, "%.300s: another pushbench is writing it",
                     found.found.text);
  *folder = found;
  return STATUS_OK;
}

static enum status folder_rename(const char *from, const char *to, struct error *error) {
  if (rename(from, to) == 0)
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT, "%.200s could not be renamed to %.200s: %s", from, to,
                   strerror(errno));
}

enum status run_folder_reopen(const struct run_folder *folder, struct error *error) {
  if (strcmp(folder->found.text, folder->partial.text) == 0)
    return STATUS_OK;
  return folder_rename(folder->found.text, folder->partial.text, error);
}

/* ---- the end ---- */

enum status run_folder_finish(const struct run_folder *folder, struct error *error) {
  return folder_rename(folder->partial.text, folder->final.text, error);
}

enum status run_folder_link(const struct run_folder *folder, struct error *error) {
  struct path fresh = path_of("%s.link", folder->final.text); /* no other run uses this name */
  const char *slash = strrchr(folder->final.text, '/');
  if (!*folder->latest.text)
    return STATUS_OK;
  unlink(fresh.text);
  if (symlink(slash ? slash + 1 : folder->final.text, fresh.text) == 0 &&
      rename(fresh.text, folder->latest.text) == 0)
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", folder->latest.text, strerror(errno));
}

void run_folder_discard(const struct run_folder *folder) {
  folder_remove(folder->partial.text);
}
