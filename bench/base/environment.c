/* Chooses the variables that are kept, and those that are reported when they are left out. */
#include "bench/base/environment.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/log.h"
#include "documents/run_document.h"

static const char locale[] = "LC_ALL=C.UTF-8";

/* They lead to programs and files, or set up sanitizers and coverage. Patterns of fnmatch(3). */
static const char *const kept[] = {"PATH",
                                   "HOME", /* git(1) reads there which folders are safe */
                                   "TMPDIR",
                                   "LD_LIBRARY_PATH",
                                   "[ALTU]*SAN_OPTIONS",
                                   "*SAN_SYMBOLIZER_PATH",
                                   "LLVM_PROFILE_FILE",
                                   "GCOV_PREFIX*"};
static const char *const harmless[] = {"PATH", "HOME", "TMPDIR"};

/* Read by the C library, the dynamic linker, libev, OpenSSL, libcurl, libwebsockets, gnuplot. */
static const char *const of_weight[] = {
    "*_proxy",   "*_PROXY", "LC_*",        "LANG",     "LANGUAGE",    "MALLOC_*",
    "LD_*",      "GLIBC_*", "LIBEV_*",     "OPENSSL*", "SSL*",        "CURL_*",
    "GNUPLOT_*", "GNUTERM", "GDFONTPATH*", "PANGO*",   "FONTCONFIG_*"};

static bool name_is(const char *entry, const char *const *patterns, size_t count) {
  char name[256];
  snprintf(name, sizeof name, "%.*s", (int)strcspn(entry, "="), entry);
  for (size_t i = 0; i < count; i++)
    if (fnmatch(patterns[i], name, 0) == 0)
      return true;
  return false;
}

#define IS_ANY(entry, patterns) name_is(entry, patterns, sizeof(patterns) / sizeof *(patterns))

struct environment environment_make(char *const *caller, const char *more) {
  struct environment made = {{locale}};
  size_t count = 1;
  if (more)
    made.entries[count++] = more;
  for (; *caller; caller++) {
    if (!IS_ANY(*caller, kept))
      continue;
    if (count < ENVIRONMENT_ENTRIES_MAX)
      made.entries[count++] = *caller;
    else
      log_warning("%.*s: programs are started without it, for %d variables are kept at most",
                  (int)strcspn(*caller, "="), *caller, ENVIRONMENT_ENTRIES_MAX - 1);
  }
  return made;
}

/* Appends a text, behind a blank where it is not the first. */
static void join(FILE *joined, const char *text, size_t bytes) {
  if (joined)
    fprintf(joined, "%s%.*s", ftell(joined) > 0 ? " " : "", (int)bytes, text);
}

/* Closes the joined text and puts it; null where it is empty. */
static void joined_put(json_t *record, enum run_member member, FILE *joined, char **text) {
  bool good = joined && fclose(joined) == 0;
  json_t *value = !good ? json_string("no memory") : **text ? json_string(*text) : json_null();
  run_put(record, member, value ? value : json_string("not UTF-8"));
  if (joined)
    free(*text);
}

void environment_put(json_t *record, char *const *caller) {
  char *noted_text = NULL, *left_out_text = NULL;
  size_t bytes = 0;
  FILE *noted = open_memstream(&noted_text, &bytes);
  FILE *left_out = open_memstream(&left_out_text, &bytes);
  for (; *caller; caller++) {
    if (!IS_ANY(*caller, kept)) {
      if (IS_ANY(*caller, of_weight) && strcmp(*caller, locale) != 0)
        join(left_out, *caller, strcspn(*caller, "="));
    } else if (!IS_ANY(*caller, harmless)) {
      join(noted, *caller, strlen(*caller));
    }
  }
  run_put_text(record, RUN_MACHINE_ENVIRONMENT_SET, locale);
  joined_put(record, RUN_MACHINE_ENVIRONMENT_KEPT, noted, &noted_text);
  joined_put(record, RUN_MACHINE_ENVIRONMENT_LEFT_OUT, left_out, &left_out_text);
}
