/* The table of a case's members, and its reading. */
#include "bench/plan/user_case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/error_context.h"
#include "bench/plan/parameters.h"
#include "common/base/traits.h"
#include "common/wire/header_profile.h"
#include "common/wire/message.h"

#define FIELD(member) #member, .offset = offsetof(struct user_case, member), .applies = APPLIES_ALL

const struct option user_case_table[] = {
    {.name = FIELD(users),
     .type = OPTION_INTEGER,
     .minimum = 1,
     .maximum = 1e9,
     .fallback = "1000",
     .unit = "users",
     .help = "users that are connected at once"},
    {.name = FIELD(messages_per_user_minute),
     .type = OPTION_NUMBER,
     .minimum = 0,
     .maximum = 60000,
     .fallback = "1",
     .unit = "1/min",
     .help = "messages that each user who is not idle receives in a minute, at random"},
    {.name = FIELD(payload_bytes),
     .type = OPTION_INTEGER,
     .minimum = 0,
     .maximum = MESSAGE_DATA_BYTES_MAX,
     .fallback = "64",
     .unit = "bytes",
     .help = "data of a message; an envelope of some 66 bytes is added"},
    {.name = FIELD(budget_ms),
     .type = OPTION_NUMBER,
     .minimum = 0.001,
     .maximum = 1e9,
     .fallback = "1000",
     .unit = "ms",
     .help = "the latest that a message may come after it is due"},
    {.name = FIELD(percentile),
     .type = OPTION_CHOICE,
     .choices = CASE_PERCENTILE_CHOICES,
     .fallback = "p99",
     .unit = "",
     .help = "the share of the messages that the budget is for"},
    {.name = FIELD(rtt_ms),
     .type = OPTION_NUMBER,
     .minimum = 0,
     .maximum = 60000,
     .fallback = "0",
     .unit = "ms",
     .help = "round-trip time between server and users"},
    {.name = FIELD(loss),
     .type = OPTION_NUMBER,
     .minimum = 0,
     .maximum = 0.2,
     .fallback = "0",
     .unit = "",
     .help = "share of the segments that the network loses"},
    {.name = FIELD(tls),
     .type = OPTION_SWITCH,
     .fallback = "off",
     .unit = "",
     .help = "whether connections are encrypted"},
    {.name = FIELD(idle_share),
     .type = OPTION_NUMBER,
     .minimum = 0,
     .maximum = 1,
     .fallback = "0",
     .unit = "",
     .help = "share of the users who are connected and receive nothing"},
    {.name = FIELD(heartbeat_s),
     .type = OPTION_NUMBER,
     .minimum = 0,
     .maximum = 86400,
     .fallback = "30",
     .unit = "s",
     .help = "time between the pings of a WebSocket, or the comments of SSE; 0 for none"},
    {.name = FIELD(intervals_s),
     .type = OPTION_TEXT,
     .fallback = "1,2,5,10,30,60",
     .unit = "s",
     .help = "intervals of short polls that may be chosen"},
    {.name = FIELD(holds_s),
     .type = OPTION_TEXT,
     .fallback = "30",
     .unit = "s",
     .help = "times to hold a long poll that may be chosen"},
    {.name = FIELD(transports),
     .type = OPTION_TEXT,
     .fallback = "short_poll,long_poll,sse,websocket",
     .unit = "",
     .help = "transports that may be chosen"},
    {.name = FIELD(engine),
     .type = OPTION_CHOICE,
     .choices = "lws|civetweb",
     .fallback = "lws",
     .unit = "",
     .help = "kind of server whose costs are looked up: event loop, or a thread per connection"},
    {.name = FIELD(request_headers),
     .type = OPTION_CHOICE,
     .choices = REQUEST_HEADERS_CHOICES,
     .fallback = "minimal",
     .unit = "",
     .help = "what else the heads of requests carry"},
    {.name = FIELD(response_headers),
     .type = OPTION_CHOICE,
     .choices = RESPONSE_HEADERS_CHOICES,
     .fallback = "minimal",
     .unit = "",
     .help = "what else the heads of answers carry"},
    {.name = FIELD(cheapest_in),
     .type = OPTION_CHOICE,
     .choices = CASE_CURRENCY_CHOICES,
     .fallback = "money",
     .unit = "",
     .help = "what to spend least of"},
    {.name = NULL},
};

/* The engine's choices above are the first kinds of engines, in their order. */
_Static_assert(ENGINE_LWS == 0 && ENGINE_CIVETWEB == 1, "engines of a case");

static const struct {
  double quantile;
  const char *words;
} percentiles[] = {
    [CASE_MEAN] = {NAN, "the mean"},
    [CASE_P50] = {0.5, "50 % of the messages"},
    [CASE_P90] = {0.9, "90 % of the messages"},
    [CASE_P99] = {0.99, "99 % of the messages"},
    [CASE_P99_9] = {0.999, "99.9 % of the messages"},
};

enum status user_case_open(struct user_case *its, struct error *error) {
  *its = (struct user_case){.texts = json_object()};
  if (!its->texts)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the case");
  return options_defaults(user_case_table, its, error);
}

void user_case_release(struct user_case *its) {
  json_decref(its->texts);
  *its = (struct user_case){0};
}

double case_quantile(int percentile) {
  return percentiles[percentile].quantile;
}

const char *case_percentile_words(int percentile) {
  return percentiles[percentile].words;
}

/* ---- lists ---- */

/* Calls for each item of a list; false where one of them is refused. */
static bool list_walk(const char *list, bool (*take)(const char *item, size_t bytes, void *context),
                      void *context) {
  for (const char *at = list;; at++) {
    size_t bytes = strcspn(at, ",");
    if (!take(at, bytes, context))
      return false;
    at += bytes;
    if (!*at)
      return true;
  }
}

struct seconds {
  double *values;
  size_t count;
};

static bool second_take(const char *item, size_t bytes, void *context) {
  struct seconds *seconds = context;
  char *end;
  double value = strtod(item, &end);
  if (bytes == 0 || end != item + bytes || !(value >= 0.001 && value <= 86400) ||
      seconds->count == CASE_SECONDS_MAX)
    return false;
  seconds->values[seconds->count++] = value;
  return true;
}

size_t case_seconds(const char *list, double out[static CASE_SECONDS_MAX]) {
  double values[CASE_SECONDS_MAX];
  struct seconds seconds = {.values = values};
  list_walk(list, second_take, &seconds);
  memcpy(out, values, seconds.count * sizeof *values);
  return seconds.count;
}

static bool transport_check(const char *item, size_t bytes, void *context) {
  (void)context;
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    if (strlen(transport_name(i)) == bytes && strncmp(transport_name(i), item, bytes) == 0)
      return true;
  return false;
}

struct wanted {
  const char *name;
};

static bool is_another(const char *item, size_t bytes, void *context) {
  const struct wanted *wanted = context;
  return strlen(wanted->name) != bytes || strncmp(wanted->name, item, bytes) != 0;
}

bool case_allows(const struct user_case *its, int transport) {
  struct wanted wanted = {transport_name(transport)};
  return !list_walk(its->transports, is_another, &wanted);
}

static enum status lists_check(const struct user_case *its, struct error *error) {
  double values[CASE_SECONDS_MAX];
  struct seconds intervals = {.values = values}, holds = {.values = values};
  if (!list_walk(its->intervals_s, second_take, &intervals))
    return error_set(error, STATUS_USAGE,
                     "intervals_s: '%.60s' is no list of up to %d times from 0.001 to 86400 s, as "
                     "1,5,30",
                     its->intervals_s, CASE_SECONDS_MAX);
  if (!list_walk(its->holds_s, second_take, &holds))
    return error_set(
        error, STATUS_USAGE,
        "holds_s: '%.60s' is no list of up to %d times from 0.001 to 86400 s, as 25,55",
        its->holds_s, CASE_SECONDS_MAX);
  if (!list_walk(its->transports, transport_check, NULL))
    return error_set(error, STATUS_USAGE, "transports: '%.60s' is no list of these: %s",
                     its->transports, TRANSPORT_CHOICES);
  return STATUS_OK;
}

/* ---- reading ---- */

enum status user_case_set(struct user_case *its, const char *key, const char *text,
                          struct error *error) {
  const struct option *option = option_find(user_case_table, key, error);
  if (!option)
    return STATUS_USAGE;
  json_t *kept = json_string(text);
  if (!kept || json_object_set_new(its->texts, option->name, kept) != 0)
    return error_set(error, STATUS_ENVIRONMENT, "%s: no memory, or no UTF-8", option->name);
  enum status status =
      options_set(user_case_table, its, option->name, json_string_value(kept), error);
  return status == STATUS_OK ? lists_check(its, error) : status;
}

/* A scalar, or the scalars of an array with commas between them, as text: malloc'd, NULL where it
 * is neither. */
static char *value_text(const json_t *value) {
  char *text = NULL;
  size_t bytes;
  if (!json_is_array(value))
    return parameter_text(value);
  FILE *out = open_memstream(&text, &bytes);
  bool plain = out && json_array_size(value) > 0;
  for (size_t i = 0; plain && i < json_array_size(value); i++) {
    char *item = parameter_text(json_array_get(value, i));
    plain = item != NULL;
    if (item)
      fprintf(out, "%s%s", i > 0 ? "," : "", item);
    free(item);
  }
  if (out)
    fclose(out);
  if (plain)
    return text;
  free(text);
  return NULL;
}

enum status user_case_read(struct user_case *its, const json_t *object, const char *place,
                           struct error *error) {
  const char *key;
  json_t *value;
  if (!json_is_object(object))
    return error_set(error, STATUS_USAGE, "%s: a case is an object, as {\"users\": 20000}", place);
  json_object_foreach((json_t *)object, key, value) {
    char *text = value_text(value);
    enum status status =
        text ? user_case_set(its, key, text, error)
             : error_set(error, STATUS_USAGE, "%.60s must be a plain value, or a list", key);
    free(text);
    if (status != STATUS_OK)
      return error_at(error, status, place);
  }
  return STATUS_OK;
}

enum status user_case_check(const struct user_case *its, const char *place, struct error *error) {
  static const char *const required[] = {"users", "messages_per_user_minute", "budget_ms"};
  for (size_t i = 0; i < sizeof required / sizeof *required; i++)
    if (!json_object_get(its->texts, required[i]))
      return error_set(error, STATUS_USAGE,
                       "%s: a case needs users, messages_per_user_minute and budget_ms; %s is "
                       "missing",
                       place, required[i]);
  return STATUS_OK;
}

enum status user_case_judge(const json_t *object, const char *place, struct error *error) {
  struct user_case its;
  enum status status = user_case_open(&its, error);
  if (status == STATUS_OK)
    status = user_case_read(&its, object, place, error);
  if (status == STATUS_OK)
    status = user_case_check(&its, place, error);
  user_case_release(&its);
  return status;
}

/* ---- as JSON ---- */

static json_t *member_json(const struct user_case *its, const struct option *option) {
  const void *at = (const char *)its + option->offset;
  switch (option->type) {
  case OPTION_INTEGER:
    return json_integer(*(const int64_t *)at);
  case OPTION_NUMBER:
    return json_real(*(const double *)at);
  case OPTION_SWITCH:
    return json_boolean(*(const bool *)at);
  case OPTION_CHOICE:
  case OPTION_TEXT:
    break;
  }
  return json_incref(json_object_get(its->texts, option->name));
}

json_t *user_case_json(const struct user_case *its) {
  json_t *object = json_object();
  for (const struct option *option = user_case_table; object && option->name; option++)
    if (json_object_get(its->texts, option->name))
      json_object_set_new(object, option->name, member_json(its, option));
  return object;
}
