/* Finds, makes and removes folders. */
#include "bench/base/folder.h"

#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"

enum { WALK_FDS = 16 };

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

struct path path_beside(const char *name, const char *path) {
  const char *slash = strrchr(path, '/');
  int folder_bytes = slash ? (int)(slash + 1 - path) : 0;
  struct path beside = path_of("%.*s%s", folder_bytes, path, name);
  if (name[0] == '/' || name[0] == '\0')
    return (struct path){""};
  return *beside.text && access(beside.text, R_OK) == 0 ? beside : project_find(name);
}

bool is_json_path(const char *text) {
  static const char suffix[] = ".json";
  size_t bytes = strlen(text), suffix_bytes = sizeof suffix - 1;
  return strchr(text, '/') ||
         (bytes > suffix_bytes && strcmp(text + bytes - suffix_bytes, suffix) == 0);
}

enum status project_json_find(struct path *path, const char *folder, const char *text,
                              struct error *error) {
  *path = path_of("%s", text);
  if (is_json_path(text))
    return STATUS_OK;
  *path = project_find(path_of("%s/%s.json", folder, text).text);
  if (*path->text)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "%.200s: there is no %s/%.200s.json; a file's name ends in .json", text, folder,
                   text);
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
