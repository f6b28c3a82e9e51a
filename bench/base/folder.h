/* Paths, folders, and the project's own files beside the programs. */
#ifndef BENCH_BASE_FOLDER_H
#define BENCH_BASE_FOLDER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"

/* A path by value; empty when there is none. */
struct path {
  char text[PATH_MAX];
};

/* Formats a path; empty, and errno ENAMETOOLONG, when it is too long. */
struct path path_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The folder that this program's file is in. */
struct path program_folder(void);

/* Where `make install` puts the project's files, seen from the folder of the programs. */
#define INSTALLED_FOLDER "../share/pushbench"

/* A file of the project by its path in the checkout ("scripts/plots"): the installed one, else the
 * one in the folder of the programs or in a folder above. Empty if there is none. */
struct path program_find(const char *relative);

/* The same, but the current folder is searched first. */
struct path project_find(const char *relative);

/* A file that another one, at `path`, names: in the folder of that one, else where project_find
 * finds it. Empty where it is nowhere, and where the name is absolute or empty. */
struct path path_beside(const char *name, const char *path);

/* Whether a text is the path of a JSON file, and not a name: it has a slash, or ends in .json. */
bool is_json_path(const char *text);

/* "name" stands for FOLDER/name.json of the project; a path is taken as it is. STATUS_USAGE where
 * there is no such name. */
enum status project_json_find(struct path *path, const char *folder, const char *text,
                              struct error *error);

/* Makes the folder and those above it. */
enum status folder_make(const char *path, struct error *error);
void folder_remove(const char *path);

enum { TIME_TEXT_BYTES = 32 };

/* "2026-11-24T02:20:00Z", or without punctuation as in names; TIME_TEXT_BYTES are enough. */
void time_text(uint64_t wall_ns, bool for_names, char *out, size_t capacity);

#endif
