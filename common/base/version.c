/* Texts about the version. */
#include "common/base/version.h"

#include <stdio.h>

enum { DIGITS_SHOWN = 12 };

const char *version_tree(const struct build *build, char *out) {
  if (build->commit[0] == '\0')
    return NULL;
  if (build->files_changed == 0)
    snprintf(out, TREE_BYTES, "clean");
  else
    snprintf(out, TREE_BYTES, "%d %s", build->files_changed,
             build->files_changed == 1 ? "file differs" : "files differ");
  return out;
}

const char *version_text(const struct build *build, char *out) {
  char tree[TREE_BYTES];
  if (build->commit[0] == '\0')
    snprintf(out, VERSION_BYTES, PUSHBENCH_VERSION);
  else if (build->files_changed == 0)
    snprintf(out, VERSION_BYTES, PUSHBENCH_VERSION " (%.*s)", DIGITS_SHOWN, build->commit);
  else
    snprintf(out, VERSION_BYTES, PUSHBENCH_VERSION " (%.*s, %s)", DIGITS_SHOWN, build->commit,
             version_tree(build, tree));
  return out;
}
