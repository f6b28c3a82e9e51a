/* Asks the kernel which clock this process reads. */
#include "common/base/clock_identity.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct clock_identity clock_identity_read(void) {
  struct clock_identity identity = {.boot_id = "", .time_namespace = 0};
  struct stat facts;
  int descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  ssize_t got = descriptor < 0 ? 0 : read(descriptor, identity.boot_id, CLOCK_BOOT_ID_BYTES);
  if (descriptor >= 0)
    close(descriptor);
  identity.boot_id[got == CLOCK_BOOT_ID_BYTES ? CLOCK_BOOT_ID_BYTES : 0] = '\0';
  if (stat("/proc/self/ns/time", &facts) == 0)
    identity.time_namespace = (uint64_t)facts.st_ino;
  return identity;
}

bool clock_identity_same(const struct clock_identity *left, const struct clock_identity *right) {
  return left->boot_id[0] != '\0' && strcmp(left->boot_id, right->boot_id) == 0 &&
         left->time_namespace == right->time_namespace;
}
