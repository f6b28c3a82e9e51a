/* From a floating-point number to a whole one: the only place where that is done
 * (scripts/check-conversions). A cast of what the type cannot hold has no defined value; here it
 * is the nearest that there is. */
#ifndef COMMON_BASE_WHOLE_H
#define COMMON_BASE_WHOLE_H

#include <stdint.h>

/* The greatest whole number that is not above: 0 for what is below it or no number, UINT64_MAX
 * for what is above that. */
uint64_t whole_of(double number);

/* The same between INT64_MIN and INT64_MAX, towards 0; 0 for what is no number. */
int64_t whole_signed_of(double number);

/* Seconds in nanoseconds; UINT64_MAX (584 years) and above is "never". */
uint64_t whole_ns_of_s(double seconds);

/* An instant and what comes so long after it; UINT64_MAX where that is never. */
static inline uint64_t instant_after_ns(uint64_t instant_ns, uint64_t span_ns) {
  return span_ns > UINT64_MAX - instant_ns ? UINT64_MAX : instant_ns + span_ns;
}

#endif
