/* Which variables are kept, and which are worth a word when they are not. */
#include "bench/base/environment.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char locale[] = "LC_ALL=C.UTF-8";

/* Needed to find programs and files, or by sanitizers and coverage. Patterns of fnmatch(3). */
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
  for (; *caller && count < ENVIRONMENT_ENTRIES_MAX; caller++)
    if (IS_ANY(*caller, kept))
      made.entries[count++] = *caller;
  return made;
}

/* Texts joined by blanks; null for none. */
struct joined {
  char text[2048];
  size_t used;
};

static void join(struct joined *joined, const char *text, size_t bytes) {
  if (joined->used + bytes + 2 > sizeof joined->text)
    return;
  joined->used += (size_t)snprintf(joined->text + joined->used, sizeof joined->text - joined->used,
                                   "%s%.*s", joined->used ? " " : "", (int)bytes, text);
}

static json_t *joined_json(const struct joined *joined) {
  json_t *text = joined->used ? json_string(joined->text) : json_null();
  return text ? text : json_string("not UTF-8");
}

void environment_put(json_t *machine, char *const *caller) {
  struct joined noted = {"", 0}, left_out = {"", 0};
  for (; *caller; caller++) {
    if (!IS_ANY(*caller, kept)) {
      if (IS_ANY(*caller, of_weight) && strcmp(*caller, locale) != 0)
        join(&left_out, *caller, strcspn(*caller, "="));
    } else if (!IS_ANY(*caller, harmless)) {
      join(&noted, *caller, strlen(*caller));
    }
  }
  json_object_set_new(machine, "environment_set", json_string(locale));
  json_object_set_new(machine, "environment_kept", joined_json(&noted));
  json_object_set_new(machine, "environment_left_out", joined_json(&left_out));
}
