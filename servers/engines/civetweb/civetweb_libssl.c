/* Loads the library, which stays loaded. */
#include "servers/engines/civetweb/civetweb_libssl.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME_BYTES_MAX = 64 };

/* Relative to the program's folder, as built and as installed. */
static const char *const paths[] = {"/libssl.so", "/../libexec/pushbench/libssl.so"};

enum status civetweb_libssl_load(struct error *error) {
  char path[PATH_MAX];
  ssize_t bytes = readlink("/proc/self/exe", path, sizeof path - NAME_BYTES_MAX);
  path[bytes > 0 ? bytes : 0] = '\0';
  char *end = strrchr(path, '/');
  if (!end)
    return error_set(error, STATUS_ENVIRONMENT, "/proc/self/exe does not say where we are");
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    snprintf(end, NAME_BYTES_MAX, "%s", paths[i]);
    if (access(path, R_OK) == 0)
      break;
  }
  if (!dlopen(path, RTLD_NOW))
    return error_set(error, STATUS_ENVIRONMENT, "civetweb cannot do TLS: %.400s", dlerror());
  return STATUS_OK;
}
