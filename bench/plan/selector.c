/* Reads selectors, and applies them to cells. */
#include "bench/plan/selector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/error_context.h"
#include "bench/base/servers.h"
#include "bench/plan/metrics.h"
#include "bench/plan/parameters.h"
#include "common/base/traits.h"

static enum status no_memory(struct error *error) {
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the selectors");
}

/* ---- the figure ---- */

/* The part after the next dot; NULL where there is none. */
static const char *rest_of(const char *text) {
  const char *dot = strchr(text, '.');
  return dot ? dot + 1 : NULL;
}

/* The longest end of the text that is a figure's path; NULL where there is none. */
static const char *figure_begin(const char *text) {
  while (text && metric_named(text) == FIGURE_NUMBER)
    text = rest_of(text);
  return text;
}

/* Whether the word is neither the name of a variant nor a part of a value. */
static bool word_is_known(const char *word, size_t bytes) {
  char copy[64];
  if (memchr(word, '=', bytes))
    return true;
  if (bytes >= sizeof copy)
    return false;
  memcpy(copy, word, bytes);
  copy[bytes] = '\0';
  return transport_named(copy) >= 0 || server_named(copy) >= 0;
}

/* Looks for the figure that was meant behind the words that are known. */
static enum status figure_refuse(const char *text, struct error *error) {
  const char *meant = text, *nearest = NULL;
  while (rest_of(meant) && word_is_known(meant, strcspn(meant, ".")))
    meant = rest_of(meant);
  for (const char *at = meant; at && !nearest; at = rest_of(at))
    nearest = metric_nearest(at);
  if (nearest)
    return error_set(error, STATUS_USAGE, "'%.120s': unknown figure '%.80s': did you mean '%s'?",
                     text, meant, nearest);
  return error_set(error, STATUS_USAGE,
                   "'%.120s': unknown figure '%.80s': `pushbench figures` lists those there are",
                   text, meant);
}

/* ---- the words before it ---- */

/* Words that are not read yet: they end where the figure's path begins. */
struct rest {
  const char *at, *end;
};

static size_t word_bytes(const struct rest *rest) {
  const char *dot = memchr(rest->at, '.', (size_t)(rest->end - rest->at));
  return (size_t)((dot ? dot : rest->end) - rest->at);
}

/* The next word with those behind it that are not known: a variant's name, or a value, may have
 * dots in it. */
static size_t run_bytes(const struct rest *rest) {
  struct rest next = *rest;
  size_t bytes = word_bytes(&next);
  for (;;) {
    next.at = rest->at + bytes + 1;
    if (next.at >= next.end || word_is_known(next.at, word_bytes(&next)))
      return bytes;
    bytes += 1 + word_bytes(&next);
  }
}

static void rest_advance(struct rest *rest, size_t bytes) {
  rest->at += bytes;
  if (rest->at < rest->end)
    rest->at++;
}

/* Takes over `value`. */
static enum status value_add(struct selector *selector, const char *parameter, char *value,
                             struct error *error) {
  struct selector_value *grown =
      realloc(selector->values, (selector->value_count + 1) * sizeof *grown);
  if (grown)
    selector->values = grown;
  char *name = grown ? strdup(parameter) : NULL;
  if (!name || !value) {
    free(name);
    free(value);
    return no_memory(error);
  }
  for (size_t i = 0; i < selector->value_count; i++)
    if (strcmp(grown[i].parameter, parameter) == 0) {
      free(name);
      free(value);
      return error_set(error, STATUS_USAGE, "it names %s twice, and no cell has two values of it",
                       parameter);
    }
  grown[selector->value_count++] = (struct selector_value){name, value};
  return STATUS_OK;
}

/* Reads the longest value that the parameter takes: in "rate_per_s=0.5.lost" it is 0.5. */
static enum status value_read(struct selector *selector, size_t parameter, struct rest *rest,
                              struct error *error) {
  const struct option *option = &parameters_table()[parameter];
  char *value = strndup(rest->at, run_bytes(rest));
  size_t shortest = word_bytes(rest);
  if (!value)
    return no_memory(error);
  while (strlen(value) > shortest && option_check(option, value, NULL) != STATUS_OK)
    *strrchr(value, '.') = '\0';
  size_t bytes = strlen(value);
  enum status status = option_check(option, value, error);
  if (status == STATUS_OK)
    status = value_add(selector, option->name, parameter_canonical(parameter, value), error);
  free(value);
  rest_advance(rest, bytes);
  return status;
}

static enum status variant_read(struct selector *selector, struct rest *rest, struct error *error) {
  size_t bytes = run_bytes(rest);
  if (bytes == 0)
    return error_set(error, STATUS_USAGE, "a word is empty");
  if (selector->variant)
    return error_set(error, STATUS_USAGE, "it names two variants, '%.60s' and '%.*s'",
                     selector->variant, (int)(bytes < 60 ? bytes : 60), rest->at);
  selector->variant = strndup(rest->at, bytes);
  rest_advance(rest, bytes);
  return selector->variant ? STATUS_OK : no_memory(error);
}

/* "parameter=value", or "variant=name". */
static enum status setting_read(struct selector *selector, struct rest *rest, struct error *error) {
  size_t bytes = word_bytes(rest), parameter;
  const char *equals = memchr(rest->at, '=', bytes);
  char *name = strndup(rest->at, (size_t)(equals - rest->at));
  if (!name)
    return no_memory(error);
  enum status status;
  rest->at = equals + 1;
  if (strcmp(name, "variant") == 0) {
    status = variant_read(selector, rest, error);
  } else {
    status = parameter_find(name, &parameter, error);
    if (status == STATUS_OK)
      status = value_read(selector, parameter, rest, error);
  }
  free(name);
  return status;
}

static enum status kind_set(int *kind, int named, const char *what, struct error *error) {
  if (*kind >= 0 && *kind != named)
    return error_set(error, STATUS_USAGE, "it names two %s, and no cell has both", what);
  *kind = named;
  return STATUS_OK;
}

static enum status word_read(struct selector *selector, struct rest *rest, struct error *error) {
  size_t bytes = word_bytes(rest);
  if (memchr(rest->at, '=', bytes))
    return setting_read(selector, rest, error);
  if (!word_is_known(rest->at, bytes))
    return variant_read(selector, rest, error);
  char *word = strndup(rest->at, bytes);
  if (!word)
    return no_memory(error);
  enum status status =
      transport_named(word) >= 0
          ? kind_set(&selector->transport, transport_named(word), "transports", error)
          : kind_set(&selector->engine, server_named(word), "engines", error);
  free(word);
  rest_advance(rest, bytes);
  return status;
}

enum status selector_read(struct selector *selector, const char *text, struct error *error) {
  const char *figure = figure_begin(text);
  struct error reason = {""};
  if (!figure || *text == '.')
    return figure_refuse(text, error);
  struct selector read = {
      .text = strdup(text), .transport = -1, .engine = -1, .figure = metric_named(figure)};
  struct rest rest = {text, figure > text ? figure - 1 : figure};
  enum status status = read.text ? STATUS_OK : no_memory(&reason);
  while (status == STATUS_OK && rest.at < rest.end)
    status = word_read(&read, &rest, &reason);
  if (status == STATUS_OK) {
    *selector = read;
    return STATUS_OK;
  }
  selector_release(&read);
  return error_set(error, status, "'%.120s': %.360s", text, reason.text);
}

void selector_release(struct selector *selector) {
  for (size_t i = 0; i < selector->value_count; i++) {
    free(selector->values[i].parameter);
    free(selector->values[i].value);
  }
  free(selector->values);
  free(selector->variant);
  free(selector->text);
  *selector = (struct selector){.transport = -1, .engine = -1};
}

/* ---- cells ---- */

static const char *cell_value_of(const void *context, const char *parameter) {
  const struct cell *cell = context;
  return parameter_applies(parameter_named(parameter), cell->transport, cell->engine)
             ? cell_value(cell, parameter)
             : NULL;
}

struct selectable selectable_of_cell(const struct cell *cell, double time_scale) {
  return (struct selectable){.transport = cell->transport,
                             .engine = cell->engine,
                             .variant = cell->variant,
                             .time_scale = time_scale,
                             .value = cell_value_of,
                             .cell = cell};
}

static bool texts_agree(size_t parameter, const char *own, const char *wanted) {
  enum option_type type = parameters_table()[parameter].type;
  if (type != OPTION_INTEGER && type != OPTION_NUMBER)
    return strcmp(own, wanted) == 0;
  double number = strtod(wanted, NULL);
  return fabs(strtod(own, NULL) - number) <= 1e-9 * fabs(number);
}

static bool value_holds(const struct selector_value *wanted, const struct selectable *cell) {
  size_t parameter = parameter_named(wanted->parameter);
  const char *own = cell->value(cell->cell, wanted->parameter);
  char *scaled = own ? parameter_scale(parameter, wanted->value, cell->time_scale) : NULL;
  bool holds = scaled && texts_agree(parameter, own, scaled);
  free(scaled);
  return holds;
}

static bool variant_holds(const struct selector *selector, const struct selectable *cell) {
  return !selector->variant || (cell->variant && strcmp(selector->variant, cell->variant) == 0);
}

bool selector_holds(const struct selector *selector, const struct selectable *cell) {
  if (selector->transport >= 0 && selector->transport != cell->transport)
    return false;
  if (selector->engine >= 0 && selector->engine != cell->engine)
    return false;
  for (size_t i = 0; i < selector->value_count; i++)
    if (!value_holds(&selector->values[i], cell))
      return false;
  return variant_holds(selector, cell);
}

/* ---- a selector that takes no cell ---- */

static bool holds_for_any(const struct selector *selector, const struct selectable *cells,
                          size_t count) {
  for (size_t i = 0; i < count; i++)
    if (selector_holds(selector, &cells[i]))
      return true;
  return false;
}

/* The word that is nearest to an unknown one: of a transport, an engine, or a variant that a cell
 * has. */
static const char *word_nearest(const char *word, const struct selectable *cells, size_t count) {
  struct option *words = calloc(TRANSPORT_COUNT + ENGINE_COUNT + count + 1, sizeof *words);
  size_t used = 0;
  if (!words)
    return NULL;
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    words[used++].name = transport_name(i);
  for (int i = 0; i < ENGINE_COUNT; i++)
    words[used++].name = server_name(i);
  for (size_t i = 0; i < count; i++)
    if (cells[i].variant)
      words[used++].name = cells[i].variant;
  const char *nearest = option_nearest(words, word);
  free(words);
  return nearest;
}

static enum status variant_refuse(const struct selector *selector, const struct selectable *cells,
                                  size_t count, struct error *error) {
  const char *nearest = word_nearest(selector->variant, cells, count);
  return error_set(error, STATUS_USAGE,
                   "'%.120s': '%.60s' is no transport, no engine and no variant here%s%s%s",
                   selector->text, selector->variant, nearest ? ": did you mean '" : "",
                   nearest ? nearest : "", nearest ? "'?" : "");
}

enum status selector_check(const struct selector *selector, const struct selectable *cells,
                           size_t count, struct error *error) {
  struct selector transport = {.transport = selector->transport, .engine = -1};
  struct selector engine = {.transport = -1, .engine = selector->engine};
  struct selector variant = {.transport = -1, .engine = -1, .variant = selector->variant};
  if (holds_for_any(selector, cells, count))
    return STATUS_OK;
  if (!holds_for_any(&transport, cells, count))
    return error_set(error, STATUS_USAGE, "'%.120s': there is no cell of %s", selector->text,
                     transport_name(selector->transport));
  if (!holds_for_any(&engine, cells, count))
    return error_set(error, STATUS_USAGE, "'%.120s': there is no cell of %s", selector->text,
                     server_name(selector->engine));
  if (!holds_for_any(&variant, cells, count))
    return variant_refuse(selector, cells, count, error);
  for (size_t i = 0; i < selector->value_count; i++) {
    const struct selector value = {
        .transport = -1, .engine = -1, .values = &selector->values[i], .value_count = 1};
    if (!holds_for_any(&value, cells, count))
      return error_set(error, STATUS_USAGE, "'%.120s': no cell that heeds %s has %s=%.60s",
                       selector->text, value.values->parameter, value.values->parameter,
                       value.values->value);
  }
  return error_set(error, STATUS_USAGE, "'%.120s': no cell has all that it names", selector->text);
}

enum status selector_check_cells(const struct selector *selector, const struct cells *cells,
                                 double time_scale, struct error *error) {
  struct selectable *all = calloc(cells->count + 1, sizeof *all);
  if (!all)
    return no_memory(error);
  for (size_t i = 0; i < cells->count; i++)
    all[i] = selectable_of_cell(&cells->items[i], time_scale);
  enum status status = selector_check(selector, all, cells->count, error);
  free(all);
  return status;
}
