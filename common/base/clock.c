/* The monotonic clock, and sleeping to an instant of it. */
#include "common/base/clock.h"

#include <errno.h>

enum { OFFSET_TRIES = 5 };

static uint64_t clock_read_ns(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

uint64_t clock_now_ns(void) {
  return clock_read_ns(CLOCK_MONOTONIC);
}

uint64_t clock_wall_ns(void) {
  return clock_read_ns(CLOCK_REALTIME);
}

/* Reads the other clock between two readings of the monotonic one. Of several tries the one that
 * took the least time counts. */
static int64_t clock_offset_ns(clockid_t id) {
  int64_t offset_ns = 0;
  uint64_t least_ns = UINT64_MAX;
  for (int i = 0; i < OFFSET_TRIES; i++) {
    uint64_t before_ns = clock_now_ns();
    uint64_t other_ns = clock_read_ns(id);
    uint64_t span_ns = clock_now_ns() - before_ns;
    if (span_ns >= least_ns)
      continue;
    least_ns = span_ns;
    offset_ns = (int64_t)(other_ns - before_ns - span_ns / 2);
  }
  return offset_ns;
}

struct clock_offsets clock_offsets_read(void) {
  return (struct clock_offsets){.wall_ns = clock_offset_ns(CLOCK_REALTIME),
                                .boot_ns = clock_offset_ns(CLOCK_BOOTTIME)};
}

void clock_sleep_until_ns(uint64_t instant_ns) {
  struct timespec instant = clock_timespec(instant_ns);
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &instant, NULL) == EINTR) {
  }
}

struct timespec clock_timespec(uint64_t instant_ns) {
  return (struct timespec){
      .tv_sec = (time_t)(instant_ns / NS_PER_S),
      .tv_nsec = (long)(instant_ns % NS_PER_S),
  };
}
