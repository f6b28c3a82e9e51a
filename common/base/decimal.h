/* Unsigned decimal numbers in text, as the wire formats write them: no sign, no
 * leading zero, at most UINT64_MAX. */
#ifndef COMMON_BASE_DECIMAL_H
#define COMMON_BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DECIMAL_BYTES_MAX = 20 };

/* Writes the digits without a terminating NUL; returns how many. */
size_t decimal_write(uint64_t value, char *out);

/* Reads the digits at *at, which moves behind them. False, and nothing is moved or
 * written, when there is no number there or it is too large. */
bool decimal_read(const char **at, const char *end, uint64_t *out);

#endif
