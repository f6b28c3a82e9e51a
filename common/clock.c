/* The monotonic clock, and sleeping to an instant of it. */
#include "common/clock.h"

#include <errno.h>

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
