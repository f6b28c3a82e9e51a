/* Finds, makes and removes folders. */
#include "bench/base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"

enum { NAMES_TRIED_MAX = 100, WALK_FDS = 16 };

struct path path_of(const char *format, ...) {
  struct path path;
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(path.text, sizeof path.text, format, arguments);
  va_end(arguments);
  if (length < 0 || length >= (int)sizeof path.text) {
    path.text[0] = '\0';
    errno = ENAMETOOLONG;
  }
  return path;
}

struct path program_folder(void) {
  struct path path = {""};
  ssize_t bytes = readlink("/proc/self/exe", path.text, sizeof path.text - 1);
  char *slash;
  if (bytes <= 0)
    return (struct path){"."};
  path.text[bytes] = '\0';
  slash = strrchr(path.text, '/');
  if (slash)
    *slash = '\0';
  return path;
}

struct path program_find(const char *relative) {
  struct path folder = program_folder();
  struct path path = path_of("%s/" INSTALLED_FOLDER "/%s", folder.text, relative);
  if (*path.text && access(path.text, R_OK) == 0)
    return path;
  while (*folder.text) {
    path = path_of("%s/%s", folder.text, relative);
    if (*path.text && access(path.text, R_OK) == 0)
      return path;
    char *slash = strrchr(folder.text, '/');
    if (!slash)
      break;
    *slash = '\0';
  }
  return (struct path){""};
}

struct path project_find(const char *relative) {
  return access(relative, R_OK) == 0 ? path_of("%s", relative) : program_find(relative);
}

enum status folder_make(const char *path, struct error *error) {
  struct path part = path_of("%s", path);
  for (char *slash = part.text; (slash = strchr(slash + 1, '/'));) {
    *slash = '\0';
    if (mkdir(part.text, 0755) != 0 && errno != EEXIST)
      return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", part.text, strerror(errno));
    *slash = '/';
  }
  if (!*part.text || (mkdir(part.text, 0755) != 0 && errno != EEXIST))
    return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", path, strerror(errno));
  return STATUS_OK;
}

static int entry_remove(const char *path, const struct stat *facts, int kind, struct FTW *place) {
  (void)facts;
  (void)kind;
  (void)place;
  return remove(path);
}

void folder_remove(const char *path) {
  nftw(path, entry_remove, WALK_FDS, FTW_DEPTH | FTW_PHYS);
}

void time_text(uint64_t wall_ns, bool for_names, char *out, size_t capacity) {
  time_t seconds = (time_t)(wall_ns / NS_PER_S);
  struct tm parts;
  gmtime_r(&seconds, &parts);
  strftime(out, capacity, for_names ? "%Y%m%dT%H%M%SZ" : "%Y-%m-%dT%H:%M:%SZ", &parts);
}

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
  folder->partial = path_of("%s/%s.partial", parent, name);
  folder->final = path_of("%s/%s", parent, name);
  bool made = *folder->partial.text && mkdir(folder->partial.text, 0755) == 0;
  if (!made && errno == EEXIST)
    return error_set(error, STATUS_CHECK,
                     "%.300s exists: another run is writing it, or one was killed; `pushbench "
                     "report` reads what that had finished; then remove it",
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

enum status run_folder_open(struct run_folder *folder, const char *out, const char *name,
                            uint64_t wall_ns, struct error *error) {
  struct run_folder made = {0};
  enum status status =
      out ? out_open(&made, out, error) : results_open(&made, name, wall_ns, error);
  if (status == STATUS_OK)
    *folder = made;
  return status;
}

enum status run_folder_finish(const struct run_folder *folder, struct error *error) {
  if (rename(folder->partial.text, folder->final.text) == 0)
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT, "%.200s could not be renamed to %.200s: %s",
                   folder->partial.text, folder->final.text, strerror(errno));
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
