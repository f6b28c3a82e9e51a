/* Reads price lists, and adds up bills. */
#include "bench/choose/prices.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/error_context.h"
#include "bench/base/folder.h"
#include "common/base/traits.h"
#include "common/suite/options.h"
#include "documents/json_read.h"

static const struct {
  const char *name, *words;
} units[PRICE_UNIT_COUNT] = {
#define PRICE_UNIT(UNIT, name, words) [PRICE_##UNIT] = {#name, words},
    PRICE_UNITS(PRICE_UNIT)
#undef PRICE_UNIT
};

const char *price_unit_name(enum price_unit unit) {
  return units[unit].name;
}

const char *price_unit_words(enum price_unit unit) {
  return units[unit].words;
}

/* ---- the file ---- */

static const struct option list_keys[] = {
    {.name = "name"},       {.name = "note"},   {.name = "example"}, {.name = "currency"},
    {.name = "transports"}, {.name = "prices"}, {.name = NULL}};
static const struct option price_keys[] = {
    {.name = "per"},        {.name = "price"},  {.name = "from"}, {.name = "transports"},
    {.name = "each_bytes"}, {.name = "source"}, {.name = "date"}, {.name = NULL}};

static enum status keys_check(const json_t *object, const struct option *known, const char *place,
                              struct error *error) {
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)object, key, value) {
    const struct option *option = known;
    while (option->name && strcmp(option->name, key) != 0)
      option++;
    const char *nearest = option_nearest(known, key);
    if (!option->name)
      return error_set(error, STATUS_USAGE, "%s: unknown key '%.60s'%s%s%s", place, key,
                       nearest ? ": did you mean '" : "", nearest ? nearest : "",
                       nearest ? "'?" : "");
  }
  return STATUS_OK;
}

static enum status unit_read(enum price_unit *unit, const json_t *value, const char *place,
                             struct error *error) {
  char known[ERROR_TEXT_BYTES / 2] = "";
  const char *name = json_string_value(value);
  for (int i = 0; i < PRICE_UNIT_COUNT; i++) {
    size_t used = strlen(known);
    if (name && strcmp(units[i].name, name) == 0) {
      *unit = (enum price_unit)i;
      return STATUS_OK;
    }
    snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", units[i].name);
  }
  return error_set(error, STATUS_USAGE, "%s: per must be one of %s", place, known);
}

static enum status transports_read(unsigned *transports, const json_t *value, const char *place,
                                   struct error *error) {
  *transports = value ? 0 : ~0U;
  for (size_t i = 0; i < json_array_size(value); i++) {
    const char *name = json_string_value(json_array_get(value, i));
    int transport = transport_named(name);
    if (transport < 0)
      return error_set(error, STATUS_USAGE, "%s: transports: '%.60s' is none of %s", place,
                       name ? name : "?", TRANSPORT_CHOICES);
    *transports |= 1U << (unsigned)transport;
  }
  if (*transports == 0)
    return error_set(error, STATUS_USAGE, "%s: transports must be an array of names", place);
  return STATUS_OK;
}

/* YYYY-MM-DD, of a day that some month has. */
static bool date_is_one(const char *text) {
  static const char form[] = "dddd-dd-dd";
  size_t at = 0;
  while (text && at < sizeof form - 1 &&
         (form[at] == 'd' ? text[at] >= '0' && text[at] <= '9' : text[at] == form[at]))
    at++;
  if (at < sizeof form - 1 || text[at])
    return false;
  long month = strtol(text + 5, NULL, 10), day = strtol(text + 8, NULL, 10);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static enum status number_read(double *number, const json_t *value, const char *name,
                               const char *place, struct error *error) {
  if (!value)
    return STATUS_OK;
  *number = json_number_value(value);
  if (!json_is_number(value) || !(*number >= 0))
    return error_set(error, STATUS_USAGE, "%s: %s must be a number, 0 or more", place, name);
  return STATUS_OK;
}

static enum status price_read(struct price *price, const json_t *object, const char *place,
                              struct error *error) {
  if (!json_is_object(object))
    return error_set(error, STATUS_USAGE, "%s: expected an object", place);
  price->source = json_string_value(json_object_get(object, "source"));
  price->date = json_string_value(json_object_get(object, "date"));
  enum status status = keys_check(object, price_keys, place, error);
  if (status == STATUS_OK)
    status = unit_read(&price->per, json_object_get(object, "per"), place, error);
  if (status == STATUS_OK && !json_object_get(object, "price"))
    status = error_set(error, STATUS_USAGE, "%s: no price", place);
  if (status == STATUS_OK)
    status = number_read(&price->amount, json_object_get(object, "price"), "price", place, error);
  if (status == STATUS_OK)
    status = number_read(&price->from, json_object_get(object, "from"), "from", place, error);
  if (status == STATUS_OK)
    status = number_read(&price->each_bytes, json_object_get(object, "each_bytes"), "each_bytes",
                         place, error);
  if (status == STATUS_OK)
    status =
        transports_read(&price->transports, json_object_get(object, "transports"), place, error);
  if (status == STATUS_OK && (!price->source || !*price->source))
    status = error_set(error, STATUS_USAGE,
                       "%s: no source: say where the price stands, as \"https://…\"", place);
  if (status == STATUS_OK && !date_is_one(price->date))
    status = error_set(error, STATUS_USAGE,
                       "%s: no date: say when the source had this price, as \"2026-04-27\"", place);
  return status;
}

/* Two prices of one quantity, from the same step on, for the same transport. */
static enum status steps_check(const struct prices *prices, const char *path, struct error *error) {
  for (size_t i = 0; i < prices->count; i++)
    for (size_t j = 0; j < i; j++) {
      const struct price *a = &prices->items[i], *b = &prices->items[j];
      if (a->per == b->per && a->from == b->from && (a->transports & b->transports))
        return error_set(error, STATUS_USAGE, "%s: prices %zu and %zu are both for %s from %g on",
                         path, j + 1, i + 1, units[a->per].name, a->from);
    }
  return STATUS_OK;
}

static enum status items_read(struct prices *prices, const char *path, struct error *error) {
  const json_t *array = json_object_get(prices->document, "prices");
  size_t count = json_array_size(array);
  if (count == 0)
    return error_set(error, STATUS_USAGE, "%s: prices must be an array, not an empty one", path);
  prices->items = calloc(count, sizeof *prices->items);
  if (!prices->items)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the prices");
  for (; prices->count < count; prices->count++) {
    char place[64];
    snprintf(place, sizeof place, "price %zu", prices->count + 1);
    enum status status =
        price_read(&prices->items[prices->count], json_array_get(array, prices->count),
                   error_context_in(path, place).text, error);
    if (status != STATUS_OK)
      return status;
  }
  return steps_check(prices, path, error);
}

static enum status list_read(struct prices *prices, const char *path, struct error *error) {
  const json_t *document = prices->document;
  if (!json_is_object(document))
    return error_set(error, STATUS_USAGE, "%s: expected a JSON object", path);
  enum status status = keys_check(document, list_keys, path, error);
  if (status != STATUS_OK)
    return status;
  prices->name = json_string_value(json_object_get(document, "name"));
  prices->note = json_string_value(json_object_get(document, "note"));
  prices->currency = json_string_value(json_object_get(document, "currency"));
  prices->example = json_is_true(json_object_get(document, "example"));
  if (!prices->name || !prices->currency || !*prices->currency)
    return error_set(error, STATUS_USAGE,
                     "%s: a price list needs a name, and a currency, as \"EUR\"", path);
  status =
      transports_read(&prices->transports, json_object_get(document, "transports"), path, error);
  return status == STATUS_OK ? items_read(prices, path, error) : status;
}

enum status prices_load(struct prices *prices, const char *path, struct error *error) {
  json_error_t fault;
  struct prices read = {.document = json_read_file(path, JSON_REJECT_DUPLICATES, &fault)};
  enum status status;
  if (!read.document && fault.line <= 0)
    return error_set(error, STATUS_USAGE, "%s", fault.text);
  status = read.document ? list_read(&read, path, error)
                         : error_set(error, STATUS_USAGE, "%s:%d:%d: %s", path, fault.line,
                                     fault.column, fault.text);
  if (status == STATUS_OK)
    *prices = read;
  else
    prices_release(&read);
  return status;
}

enum status prices_load_example(struct prices *prices, struct error *error) {
  struct path path = project_find("prices/aws-server.json");
  *prices = (struct prices){0};
  return *path.text ? prices_load(prices, path.text, error) : STATUS_OK;
}

void prices_release(struct prices *prices) {
  json_decref(prices->document);
  free(prices->items);
  *prices = (struct prices){0};
}

const char *prices_oldest(const struct prices *prices) {
  const char *oldest = prices->count > 0 ? prices->items[0].date : "";
  for (size_t i = 1; i < prices->count; i++)
    if (strcmp(prices->items[i].date, oldest) < 0)
      oldest = prices->items[i].date;
  return oldest;
}

const char *prices_newest(const struct prices *prices) {
  const char *newest = "";
  for (size_t i = 0; i < prices->count; i++)
    if (strcmp(prices->items[i].date, newest) > 0)
      newest = prices->items[i].date;
  return newest;
}

/* ---- bills ---- */

static bool is_for(const struct price *price, int transport) {
  return (price->transports & (1U << (unsigned)transport)) != 0;
}

/* The quantity at which the next step of the price's scale begins. */
static double step_end(const struct prices *prices, const struct price *price, int transport) {
  double end = INFINITY;
  for (size_t i = 0; i < prices->count; i++) {
    const struct price *other = &prices->items[i];
    if (other->per == price->per && is_for(other, transport) && other->from > price->from)
      end = fmin(end, other->from);
  }
  return end;
}

static double quantity_of(const struct price *price, const struct usage *usage) {
  double quantity = usage->quantities[price->per];
  bool counted = price->per == PRICE_MILLION_MESSAGES || price->per == PRICE_MILLION_REQUESTS;
  return counted && price->each_bytes > 0
             ? quantity * fmax(1, ceil(usage->text_bytes / price->each_bytes))
             : quantity;
}

bool prices_ask(const struct prices *prices, int transport, enum price_unit unit) {
  for (size_t i = 0; i < prices->count; i++)
    if (prices->items[i].per == unit && is_for(&prices->items[i], transport))
      return true;
  return false;
}

double prices_bill(const struct prices *prices, int transport, const struct usage *usage) {
  double bill = 0;
  if (!(prices->transports & (1U << (unsigned)transport)))
    return NAN;
  for (size_t i = 0; i < prices->count; i++) {
    const struct price *price = &prices->items[i];
    if (!is_for(price, transport))
      continue;
    double quantity = quantity_of(price, usage);
    if (isnan(quantity))
      return NAN;
    bill +=
        price->amount * fmax(0, fmin(quantity, step_end(prices, price, transport)) - price->from);
  }
  return bill;
}
