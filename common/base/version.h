/* The version of the suite, and the commit that a program was built from. */
#ifndef COMMON_BASE_VERSION_H
#define COMMON_BASE_VERSION_H

#include <stddef.h>

/* Of the last release, as CHANGELOG.md has it. */
#define PUSHBENCH_VERSION "0.3"
#define PUSHBENCH_RELEASED "2026-11-26"

struct build {
  const char *commit; /* all its digits; "" where the sources were no git checkout */
  int files_changed;  /* that differed from the commit when the program was built */
};

/* Of the program that runs. */
extern const struct build build_this;

enum { VERSION_BYTES = 96, TREE_BYTES = 32 };

/* "0.3", "0.3 (6bd2f3c5e8f1)", "0.3 (6bd2f3c5e8f1, 2 files differ)". Returns `out`, whose
 * capacity is VERSION_BYTES. */
const char *version_text(const struct build *build, char *out);

/* How this was compiled, where that makes it another program to measure: "not optimized",
 * "AddressSanitizer", several with commas between them; "" for an ordinary build. */
const char *version_kind(void);

/* "clean", "1 file differs"; NULL where the commit is not known. Returns `out`, whose capacity
 * is TREE_BYTES. */
const char *version_tree(const struct build *build, char *out);

#endif
