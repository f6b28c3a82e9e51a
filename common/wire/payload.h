/* The data of messages: bytes that a receiver can check without having seen them, printable
 * and without characters that JSON escapes.
 *
 *   pattern  sixteen hexadecimal digits, over and over: the fastest to make and to check;
 *            from 32 bytes on it compresses to almost nothing
 *   text     "key:value," of a small vocabulary, as in notices and quotes: compresses as
 *            such things do, some three to one in long messages
 *   random   letters and digits at random, 6 bits in each byte: compresses to 3/4 at best
 *
 * All are functions of the kind and a number, a hash that tells messages apart. */
#ifndef COMMON_WIRE_PAYLOAD_H
#define COMMON_WIRE_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAYLOAD_KIND_CHOICES "pattern|text|random"

enum payload_kind { PAYLOAD_PATTERN, PAYLOAD_TEXT, PAYLOAD_RANDOM };

void payload_fill(enum payload_kind kind, uint64_t number, char *data, size_t bytes);
bool payload_check(enum payload_kind kind, uint64_t number, const char *data, size_t bytes);

#endif
