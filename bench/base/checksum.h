/* Checksums of files, which tell whether something has changed them: FNV-1a of 64 bits (Fowler,
 * Noll and Vo, 1991). They protect against accidents, not against forgers. */
#ifndef BENCH_BASE_CHECKSUM_H
#define BENCH_BASE_CHECKSUM_H

#include <stdint.h>

#include "common/base/status.h"

#define CHECKSUM_START UINT64_C(0xcbf29ce484222325)

/* A checksum as text, by value. */
struct checksum_text {
  char text[17]; /* sixteen hexadecimal digits */
};

struct checksum_text checksum_text(uint64_t checksum);

/* Adds the bytes of a file to the checksum, which is CHECKSUM_START before the first one.
 * STATUS_ENVIRONMENT names the file that cannot be read. */
enum status checksum_file(uint64_t *checksum, const char *path, struct error *error);

#endif
