/* Texts about the version. */
#include "common/base/version.h"

#include <stdio.h>
#include <string.h>

enum { DIGITS_SHOWN = 12 };

#if defined(__has_feature)
#define HAS_FEATURE(feature) __has_feature(feature)
#else
#define HAS_FEATURE(feature) 0
#endif

#if defined(__OPTIMIZE__)
#define KIND_OPTIMIZED ""
#else
#define KIND_OPTIMIZED ", not optimized"
#endif
#if defined(__SANITIZE_ADDRESS__) || HAS_FEATURE(address_sanitizer)
#define KIND_SANITIZED ", AddressSanitizer"
#elif defined(__SANITIZE_THREAD__) || HAS_FEATURE(thread_sanitizer)
#define KIND_SANITIZED ", ThreadSanitizer"
#else
#define KIND_SANITIZED ""
#endif

const char *version_kind(void) {
  static const char kind[] = KIND_OPTIMIZED KIND_SANITIZED;
  return *kind ? kind + strlen(", ") : "";
}

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
