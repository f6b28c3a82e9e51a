/* The commit of this build: this file alone is compiled with it, so that a new commit compiles
 * nothing else again. */
#include "common/base/version.h"

#ifndef BUILD_COMMIT /* scripts/commit prints both, where the sources are a checkout of git */
#define BUILD_COMMIT ""
#define BUILD_FILES_CHANGED 0
#endif

const struct build build_this = {BUILD_COMMIT, BUILD_FILES_CHANGED};
