/* Names and values of parameters for people. */
#include "bench/base/formatting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    snprintf(words.text, sizeof words.text, "%.64s %s", text,
             word_for(strtod(text, NULL), "user", "users"));
  else if (strcmp(name, "variant") == 0)
    snprintf(words.text, sizeof words.text, "%.64s", text);
  else if (strcmp(name, "build") == 0)
    snprintf(words.text, sizeof words.text, "%.64s build", text);
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
  if (strcmp(name, "delay_ms") == 0)
    plain = (struct words){"delay, one way: half of a round trip"};
  const char *unit;
  name_split(name, &unit);
  if (*unit)
    snprintf(words.text, sizeof words.text, "%.96s (%s%s)", plain.text, *unit == '/' ? "1" : "",
             *unit == ' ' ? unit + 1 : unit);
  else
    words = plain;
  return words;
}
