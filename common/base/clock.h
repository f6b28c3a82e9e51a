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

/* How far other clocks of this host are ahead of CLOCK_MONOTONIC, in ns. Between two
 * readings both stay the same, but for an error of microseconds, unless */
struct clock_offsets {
  int64_t wall_ns; /* CLOCK_REALTIME: somebody set it (slewing moves both) */
  int64_t boot_ns; /* CLOCK_BOOTTIME: the machine was suspended */
};
struct clock_offsets clock_offsets_read(void);

/* Sleeps until the monotonic clock shows at least `instant_ns`; a signal does
 * not cut it short. */
void clock_sleep_until_ns(uint64_t instant_ns);

struct timespec clock_timespec(uint64_t instant_ns);

#endif
