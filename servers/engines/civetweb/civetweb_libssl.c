/* Loads the library once; it stays. */
#include "servers/engines/civetweb/civetweb_libssl.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum status civetweb_libssl_load(struct error *error) {
  static const char name[] = "/libssl.so";
  char path[PATH_MAX];
  ssize_t bytes = readlink("/proc/self/exe", path, sizeof path - sizeof name);
  path[bytes > 0 ? bytes : 0] = '\0';
  char *end = strrchr(path, '/');
  if (end == NULL)
    return error_set(error, STATUS_ENVIRONMENT, "/proc/self/exe does not say where we are");
  memcpy(end, name, sizeof name);
  if (dlopen(path, RTLD_NOW) == NULL)
    return error_set(error, STATUS_ENVIRONMENT, "civetweb cannot do TLS: %.400s", dlerror());
  return STATUS_OK;
}
