/* A price list, and the bill for what a transport uses in a month.
 *
 *   {"name": "aws-server", "note": "…", "example": true, "currency": "USD",
 *    "transports": ["websocket"],           those that are offered; all without it
 *    "prices": [
 *      {"per": "gb_out", "price": 0.09, "from": 0, "transports": ["websocket"],
 *       "each_bytes": 32768, "source": "https://…", "date": "2026-04-27"}]}
 *
 * `from` is the quantity of a month from which the price applies, so that prices with rising `from`
 * are the steps of one scale. A message or request counts once for each `each_bytes` that it has
 * begun. Every price needs its source and the day on which the source had it. */
#ifndef BENCH_CHOOSE_PRICES_H
#define BENCH_CHOOSE_PRICES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/base/status.h"

/* What is paid for: EACH(UNIT, name, words). The name stands in price lists. */
#define PRICE_UNITS(EACH)                                                                         \
  EACH(GB_OUT, gb_out, "GB to the users")                                                         \
  EACH(GB_IN, gb_in, "GB from the users")                                                         \
  EACH(MILLION_REQUESTS, million_requests, "million requests")                                    \
  EACH(MILLION_MESSAGES, million_messages, "million messages")                                    \
  EACH(MILLION_CONNECTION_MINUTES, million_connection_minutes, "million minutes of a connection") \
  EACH(CORE_HOUR, core_hour, "hour of a core")

enum price_unit {
#define PRICE_UNIT(UNIT, ...) PRICE_##UNIT,
  PRICE_UNITS(PRICE_UNIT)
#undef PRICE_UNIT
      PRICE_UNIT_COUNT
};

struct price {
  enum price_unit per;
  double amount;             /* of the list's currency */
  double from, each_bytes;   /* 0: none */
  unsigned transports;       /* bits by enum transport_kind */
  const char *source, *date; /* borrowed from the list's document */
};

struct prices {
  json_t *document; /* owned; the texts are its */
  const char *name, *note, *currency;
  bool example;        /* to be replaced by the reader's own prices */
  unsigned transports; /* that are offered */
  struct price *items; /* owned */
  size_t count;
};

/* Reads and checks the file. STATUS_USAGE says what is wrong with which price. Release is safe on a
 * zeroed struct. */
enum status prices_load(struct prices *prices, const char *path, struct error *error);

/* Reads the list that comes with the project (prices/aws-server.json), an example; none, without
 * prices, where it is not installed. */
enum status prices_load_example(struct prices *prices, struct error *error);
void prices_release(struct prices *prices);

/* Quantities of a month by enum price_unit, in the unit; NAN where unknown. */
struct usage {
  double quantities[PRICE_UNIT_COUNT];
  double text_bytes; /* of a message */
};

/* The bill of a month; NAN where the transport is not offered, or a quantity that is paid for is
 * not known. */
double prices_bill(const struct prices *prices, int transport, const struct usage *usage);

/* Whether the bill needs that quantity. */
bool prices_ask(const struct prices *prices, int transport, enum price_unit unit);

/* The first and last day of the list's sources; "" in a list without prices. */
const char *prices_oldest(const struct prices *prices);
const char *prices_newest(const struct prices *prices);

const char *price_unit_name(enum price_unit unit);
const char *price_unit_words(enum price_unit unit);

#endif
