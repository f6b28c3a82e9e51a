/* Carries what one process of the client has measured to another of the same build, which adds it
 * to its own.
 *
 * The struct's function names each of its members once, with the rule by which two of them make
 * one. Where the bytes are made, it writes the members; where they arrive, it reads them and adds
 * them. So both sides agree on the bytes by being the same code. Bytes that end too early, or
 * memory that is missing, break the carrier: what is read then is 0. */
#ifndef CLIENTS_RECORD_CARRIER_H
#define CLIENTS_RECORD_CARRIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/growing_text.h"
#include "common/stats/age.h"
#include "common/stats/histogram.h"
#include "common/stats/ledger.h"

struct carrier {
  bool arriving;
  bool broken;
  struct growing_text made;
  const char *bytes; /* of those that arrive: all, their number, and the next one to be read */
  size_t count, at;
};

/* Makes bytes (`made`), which carrier_release frees; or reads those that have arrived. */
struct carrier carrier_making(void);
struct carrier carrier_reading(const char *bytes, size_t count);
void carrier_release(struct carrier *carrier); /* of carrier_making */

/* Whether all has arrived, and nothing more. */
bool carrier_complete(const struct carrier *carrier);

/* A number that goes along, and is not added to anything: the sender's, on both sides. */
uint64_t carrier_number(struct carrier *carrier, uint64_t value);

void carrier_sum(struct carrier *carrier, uint64_t *value); /* modulo 2^64 */
void carrier_most(struct carrier *carrier, uint64_t *value);
void carrier_least(struct carrier *carrier, uint64_t *value);
void carrier_any(struct carrier *carrier, bool *value);
void carrier_all(struct carrier *carrier, bool *value);
void carrier_sums(struct carrier *carrier, uint64_t *values, size_t count);

/* The first text that is not empty stays. */
void carrier_text(struct carrier *carrier, char *text, size_t capacity);

void carrier_histogram(struct carrier *carrier, struct histogram *histogram);
void carrier_age(struct carrier *carrier, struct age *age);

/* The messages that either has received; of the other counts only `delivered` means something
 * afterwards, where all messages are of the measured phase. */
void carrier_union(struct carrier *carrier, struct ledger *ledger);

#endif
