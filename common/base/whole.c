/* Conversions whose range is checked first. */
#include "common/base/whole.h"

#include <math.h>

#include "common/base/clock.h"

/* The least values that are too large: 2^64 and 2^63, which a double holds exactly. */
static const double above_unsigned = 18446744073709551616.0, above_signed = 9223372036854775808.0;

uint64_t whole_of(double number) {
  if (!(number > 0))
    return 0;
  return number >= above_unsigned ? UINT64_MAX : (uint64_t)number;
}

int64_t whole_signed_of(double number) {
  if (isnan(number))
    return 0;
  if (number >= above_signed)
    return INT64_MAX;
  return number <= -above_signed ? INT64_MIN : (int64_t)number;
}

uint64_t whole_ns_of_s(double seconds) {
  return whole_of(seconds * (double)NS_PER_S);
}
