/* One clock for every instant that is compared: CLOCK_MONOTONIC of this host. */
#ifndef COMMON_BASE_CLOCK_H
#define COMMON_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NS_PER_US UINT64_C(1000)
#define NS_PER_MS UINT64_C(1000000)
#define NS_PER_S UINT64_C(1000000000)

/* Nanoseconds since an unspecified start; never goes back. Any thread. */
uint64_t clock_now_ns(void);

/* Nanoseconds since the Unix epoch, for file names and logs only. */
uint64_t clock_wall_ns(void);

/* The lead of two other clocks of this host over CLOCK_MONOTONIC, read with an error of
 * microseconds. */
struct clock_offsets {
  int64_t wall_ns; /* CLOCK_REALTIME's; changes when somebody sets it (slewing moves both) */
  int64_t boot_ns; /* CLOCK_BOOTTIME's; changes when the machine is suspended */
};
struct clock_offsets clock_offsets_read(void);

/* Sleeps until the monotonic clock shows at least `instant_ns`; a signal does
 * not cut it short. */
void clock_sleep_until_ns(uint64_t instant_ns);

struct timespec clock_timespec(uint64_t instant_ns);

#endif
