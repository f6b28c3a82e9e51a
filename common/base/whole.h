/* Converts floating-point numbers to integers; scripts/check-conversions allows it nowhere else. A
 * cast of a value that the type cannot hold is undefined; here the result is the nearest value that
 * it can hold. */
#ifndef COMMON_BASE_WHOLE_H
#define COMMON_BASE_WHOLE_H

#include <stdint.h>

/* Rounds down; 0 for what is negative or NAN. */
uint64_t whole_of(double number);

/* Rounds towards 0; 0 for NAN. */
int64_t whole_signed_of(double number);

/* Seconds as nanoseconds; from 584 years on UINT64_MAX, which stands for "never". */
uint64_t whole_ns_of_s(double seconds);

/* The instant span_ns after another; UINT64_MAX, "never", where the sum would be above. */
static inline uint64_t instant_after_ns(uint64_t instant_ns, uint64_t span_ns) {
  return span_ns > UINT64_MAX - instant_ns ? UINT64_MAX : instant_ns + span_ns;
}

#endif
