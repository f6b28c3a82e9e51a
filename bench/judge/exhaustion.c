/* Finds out what gave out. */
#include "bench/judge/exhaustion.h"

#include <stdbool.h>
#include <string.h>

#include "bench/judge/reasons.h"
#include "bench/judge/verdict.h"
#include "documents/figures.h"

static const struct {
  const char *name, *words;
} kinds[EXHAUSTED_KINDS] = {
    [EXHAUSTED_DESCRIPTORS] = {"descriptors", "descriptors"},
    [EXHAUSTED_PORTS] = {"ports", "local ports"},
    [EXHAUSTED_MEMORY] = {"memory", "memory"},
    [EXHAUSTED_GENERATOR] = {"generator", "the load generator"},
    [EXHAUSTED_SERVER] = {"server_processor", "the server's processor"},
    [EXHAUSTED_LIMIT] = {"limit", "the limit itself"},
};

const char *exhausted_name(enum exhausted kind) {
  return kinds[kind].name;
}

const char *exhausted_words(enum exhausted kind) {
  return kinds[kind].words;
}

enum exhausted exhausted_named(const char *name) {
  int kind = 0;
  while (kind < EXHAUSTED_KINDS && !(name && strcmp(kinds[kind].name, name) == 0))
    kind++;
  return (enum exhausted)kind;
}

static bool has_reason(const json_t *document, enum reason_kind kind) {
  const json_t *said = figure_json(document, FIGURE_VERDICT_KINDS);
  for (size_t i = 0; i < json_array_size(said); i++)
    if (reason_named(json_string_value(json_array_get(said, i))) == kind)
      return true;
  return false;
}

static bool error_says(const json_t *document, const char *words) {
  const char *error = figure_text(document, FIGURE_ERROR);
  return error && strstr(error, words);
}

static bool memory_is_out(const json_t *document, const struct exhaustible *machine) {
  double used = figure_value(document, FIGURE_RSS_PEAK, 0);
  bool filled = machine->memory_bytes > 0 && used > EXHAUSTION_MEMORY_SHARE * machine->memory_bytes;
  return filled || error_says(document, "the server ended by signal 9") ||
         error_says(document, "no memory");
}

static double server_share(const json_t *document, const struct exhaustible *machine) {
  double window_s = figure_value(document, FIGURE_SERVER_CPU_WINDOW, 0);
  double used_s = figure_value(document, FIGURE_SERVER_CPU_S, 0);
  return window_s > 0 && machine->processors > 0 ? used_s / window_s / machine->processors : 0;
}

enum exhausted exhausted_by(const json_t *document, const struct exhaustible *machine) {
  double client = figure_value(document, FIGURE_CLIENT_CPU_SHARE, 0);
  if (has_reason(document, REASON_NO_DESCRIPTOR))
    return EXHAUSTED_DESCRIPTORS;
  if (has_reason(document, REASON_NO_PORT))
    return EXHAUSTED_PORTS;
  if (memory_is_out(document, machine))
    return EXHAUSTED_MEMORY;
  if (client > VERDICT_CLIENT_CPU_SHARE_MAX || error_says(document, "the client "))
    return EXHAUSTED_GENERATOR;
  if (server_share(document, machine) > EXHAUSTION_SERVER_SHARE)
    return EXHAUSTED_SERVER;
  if (client > EXHAUSTION_LATE_CLIENT_SHARE && has_reason(document, REASON_CLIENT_LOOP))
    return EXHAUSTED_GENERATOR;
  return EXHAUSTED_LIMIT;
}
