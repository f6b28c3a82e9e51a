/* Figures and names for people. */
#include "bench/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/options.h"
#include "common/transports.h"
#include "common/workload.h"

/* Length of the name without its unit, which goes to *unit. */
static size_t name_split(const char *name, const char **unit) {
  static const struct {
    const char *ending, *unit;
  } units[] = {{"_per_s", "/s"}, {"_bytes", " B"}, {"_ms", " ms"}, {"_us", " µs"}, {"_s", " s"}};
  size_t length = strlen(name);
  *unit = "";
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    size_t ending = strlen(units[i].ending);
    if (length > ending && strcmp(name + length - ending, units[i].ending) == 0) {
      *unit = units[i].unit;
      return length - ending;
    }
  }
  return length;
}

struct words words_param_name(const char *name) {
  struct words words;
  const char *unit;
  size_t length = name_split(name, &unit);
  if (strcmp(name, "clients") == 0)
    return (struct words){"users"};
  snprintf(words.text, sizeof words.text, "%.*s", (int)length, name);
  for (char *at = words.text; *at; at++)
    if (*at == '_')
      *at = ' ';
  return words;
}

struct words words_param(const char *name, const char *text) {
  struct words words, plain = words_param_name(name);
  const char *unit;
  name_split(name, &unit);
  if (strcmp(name, "clients") == 0)
    snprintf(words.text, sizeof words.text, "%.64s users", text);
  else if (strcmp(name, "variant") == 0)
    snprintf(words.text, sizeof words.text, "%.64s", text);
  else
    snprintf(words.text, sizeof words.text, "%.96s %.64s%s", plain.text, text, unit);
  return words;
}

struct words words_param_value(const char *name, const char *text) {
  struct words words;
  const char *unit;
  name_split(name, &unit);
  snprintf(words.text, sizeof words.text, "%.64s%s", text, unit);
  return words;
}

struct words words_param_axis(const char *name) {
  struct words words, plain = words_param_name(name);
  const char *unit;
  name_split(name, &unit);
  if (*unit)
    snprintf(words.text, sizeof words.text, "%.96s (%s%s)", plain.text, *unit == '/' ? "1" : "",
             *unit == ' ' ? unit + 1 : unit);
  else
    words = plain;
  return words;
}

/* Cuts what does not fit: a label stays a label. */
static void words_append(struct words *words, const char *separator, const char *text) {
  size_t used = strlen(words->text);
  strncat(words->text, used > 0 ? separator : "", sizeof words->text - used - 1);
  used = strlen(words->text);
  strncat(words->text, text, sizeof words->text - used - 1);
}

struct words words_condition(const struct results *results, const struct result_cell *cell) {
  struct words words = {""};
  for (size_t i = 0; i < results->varied.count; i++) {
    const char *name = results->varied.items[i];
    const char *text = result_param(cell, name);
    if (!text || !result_param_applies(cell, name))
      continue;
    words_append(&words, ", ", words_param(name, text).text);
  }
  return words;
}

static bool is_varied(const struct results *results, const char *name) {
  for (size_t i = 0; i < results->varied.count; i++)
    if (strcmp(results->varied.items[i], name) == 0)
      return true;
  return false;
}

/* A parameter in a sentence; the last one has no name. */
struct fact {
  const char *name, *before, *after;
};

enum { FACTS_MAX = 8 };

#define FACTS_OF_MESSAGES             \
  {"arrival", "", " arrival"}, {      \
    "payload_bytes", "", " B payload" \
  }
#define FACT_OF_DURATION \
  { "duration_s", "", " s measured" }

static const struct fact facts[][FACTS_MAX] = {
    [WORKLOAD_TICKER] = {{"clients", "", " users"},
                         {"rate_per_s", "", " messages/s"},
                         FACTS_OF_MESSAGES,
                         FACT_OF_DURATION},
    [WORKLOAD_NOTIFY] = {{"clients", "", " users with a channel each"},
                         {"rate_per_s", "", " messages/s for each"},
                         FACTS_OF_MESSAGES,
                         FACT_OF_DURATION},
    [WORKLOAD_CHAT] = {{"clients", "", " users"},
                       {"room_users", "in rooms of ", ""},
                       {"rate_per_s", "", " messages/s of each"},
                       FACTS_OF_MESSAGES,
                       FACT_OF_DURATION},
    [WORKLOAD_COLLAB] = {{"clients", "", " users"},
                         {"room_users", "at documents of ", ""},
                         {"editors", "", " of whom edit"},
                         {"rate_per_s", "", " edits/s of each of these"},
                         FACTS_OF_MESSAGES,
                         FACT_OF_DURATION},
    [WORKLOAD_TRACE] = {{"clients", "", " users"}, {"trace", "recording ", ""}, FACT_OF_DURATION},
};

/* Where workloads vary, what a ticker heeds is said. */
static int workload_of(const struct results *results) {
  const char *name = result_param(&results->cells[0], "workload");
  int kind = name && !is_varied(results, "workload") ? option_choice(WORKLOAD_CHOICES, name) : -1;
  return kind < 0 ? WORKLOAD_TICKER : kind;
}

struct words words_workload(const struct results *results) {
  struct words words = {""};
  if (results->cell_count == 0)
    return words;
  for (const struct fact *fact = facts[workload_of(results)]; fact->name; fact++) {
    const char *text = result_param(&results->cells[0], fact->name);
    if (!text || is_varied(results, fact->name))
      continue;
    words_append(&words, ", ", fact->before);
    words_append(&words, "", text);
    words_append(&words, "", fact->after);
  }
  return words;
}

static const char *name_in(const char *const *names, size_t count, int position) {
  return position >= 0 && (size_t)position < count ? names[position] : "unknown";
}

const char *transport_words(int transport) {
  static const char *const names[TRANSPORT_COUNT] = {"short poll", "long poll", "SSE", "WebSocket"};
  return name_in(names, TRANSPORT_COUNT, transport);
}

const char *engine_words(int engine) {
  static const char *const names[ENGINE_COUNT] = {"libwebsockets", "civetweb", "no network"};
  return name_in(names, ENGINE_COUNT, engine);
}

const char *transport_name(int transport) {
  static const char *const names[TRANSPORT_COUNT] = {"short_poll", "long_poll", "sse", "websocket"};
  return name_in(names, TRANSPORT_COUNT, transport);
}

const char *engine_name(int engine) {
  static const char *const names[ENGINE_COUNT] = {"lws", "civetweb", "null"};
  return name_in(names, ENGINE_COUNT, engine);
}

const char *verdict_words(enum verdict_grade grade) {
  static const char *const names[] = {"valid", "suspect", "invalid", "failed"};
  return name_in(names, sizeof names / sizeof *names, (int)grade);
}
