/* The identity of the clock that a process reads. All processes of one boot and one time namespace
 * share CLOCK_MONOTONIC; in another boot or namespace it counts from another start. */
#ifndef COMMON_BASE_CLOCK_IDENTITY_H
#define COMMON_BASE_CLOCK_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_BOOT_ID_BYTES = 36 };

struct clock_identity {
  char boot_id[CLOCK_BOOT_ID_BYTES + 1]; /* "" where it cannot be read */
  uint64_t time_namespace; /* the inode of /proc/self/ns/time; 0 where the kernel has none */
};

/* Of this process; any thread. */
struct clock_identity clock_identity_read(void);

/* Whether both are known to be the same clock. */
bool clock_identity_same(const struct clock_identity *left, const struct clock_identity *right);

#endif
