/* Reads expectations from experiments and from the command line. */
#include "bench/plan/expectations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/error_context.h"

static void expectation_release(struct expectation *expectation) {
  selector_release(&expectation->selector);
  free(expectation->bound);
}

static enum status no_memory(struct error *error) {
  return error_set(error, STATUS_ENVIRONMENT, "no memory for what is expected");
}

/* Takes over the expectation, also on failure. */
static enum status expectation_put(struct expectations *expectations,
                                   struct expectation *expectation, struct error *error) {
  for (size_t i = 0; i < expectations->count; i++) {
    struct expectation *known = &expectations->items[i];
    if (known->kind == expectation->kind &&
        strcmp(known->selector.text, expectation->selector.text) == 0) {
      expectation_release(known);
      *known = *expectation;
      return STATUS_OK;
    }
  }
  struct expectation *grown =
      realloc(expectations->items, (expectations->count + 1) * sizeof *grown);
  if (!grown) {
    expectation_release(expectation);
    return no_memory(error);
  }
  expectations->items = grown;
  grown[expectations->count++] = *expectation;
  return STATUS_OK;
}

static enum status expectation_read(struct expectations *expectations, const char *selector,
                                    const char *bound, enum expectation_kind kind,
                                    struct error *error) {
  struct expectation read = {.bound = strdup(bound), .kind = kind};
  enum status status =
      read.bound ? selector_read(&read.selector, selector, error) : no_memory(error);
  if (status == STATUS_OK && kind == EXPECT_VALUE)
    status = limit_read(&read.limit, read.selector.figure, bound, error);
  else if (status == STATUS_OK)
    status = change_limit_read(&read.change, bound, error);
  if (status == STATUS_OK)
    return expectation_put(expectations, &read, error);
  expectation_release(&read);
  return status;
}

enum status expectations_read(struct expectations *expectations, const json_t *object,
                              enum expectation_kind kind, const char *place, struct error *error) {
  const char *selector;
  json_t *bound;
  struct error reason = {""};
  if (!json_is_object(object))
    return error_set(error, STATUS_USAGE,
                     "%s: expected an object of limits, as {\"latency_ns.p99\": \"%s\"}", place,
                     kind == EXPECT_VALUE ? "<20ms" : "+10%");
  json_object_foreach((json_t *)object, selector, bound) {
    if (!json_is_string(bound))
      return error_set(error, STATUS_USAGE, "%s: %s: a limit is a text, as \"%s\"", place, selector,
                       kind == EXPECT_VALUE ? "<20ms" : "+10%");
    enum status status =
        expectation_read(expectations, selector, json_string_value(bound), kind, &reason);
    if (status != STATUS_OK)
      return error_set(error, status, "%s: %s", place, reason.text);
  }
  return STATUS_OK;
}

enum status expectations_check(const json_t *object, const char *place, struct error *error) {
  struct expectations read = {0};
  enum status status = expectations_read(&read, object, EXPECT_VALUE, place, error);
  expectations_release(&read);
  return status;
}

/* ---- the command line ---- */

static const char *option_of(enum expectation_kind kind) {
  return kind == EXPECT_VALUE ? "--expect" : "--fail-on";
}

/* The begin of the limit in a text; NULL where there is none. A selector has "=" in it too, but no
 * limit has it within. */
static const char *bound_begin(const char *text, enum expectation_kind kind) {
  const char *at = text + strlen(text);
  if (kind == EXPECT_CHANGE) {
    const char *colon = strrchr(text, ':');
    return colon ? colon + 1 : NULL;
  }
  while (at > text && !strchr("<>=", at[-1]))
    at--;
  while (at > text && strchr("<>=", at[-1]))
    at--;
  return *at && strchr("<>=", *at) ? at : NULL;
}

enum status expectations_add(struct expectations *expectations, const char *text,
                             enum expectation_kind kind, struct error *error) {
  const char *bound = bound_begin(text, kind);
  struct error reason = {""};
  if (!bound)
    return error_set(error, STATUS_USAGE, "%s '%.120s': expected a figure and its limit, as '%s'",
                     option_of(kind), text,
                     kind == EXPECT_VALUE ? "websocket.latency_ns.p99<20ms"
                                          : "websocket.latency_ns.p99:+10%");
  size_t bytes = (size_t)(bound - text);
  while (bytes > 0 && strchr(" :", text[bytes - 1]))
    bytes--;
  char *selector = strndup(text, bytes);
  if (!selector)
    return no_memory(error);
  enum status status = expectation_read(expectations, selector, bound, kind, &reason);
  free(selector);
  return status == STATUS_OK ? status
                             : error_set(error, status, "%s: %.480s", option_of(kind), reason.text);
}

void expectations_release(struct expectations *expectations) {
  for (size_t i = 0; i < expectations->count; i++)
    expectation_release(&expectations->items[i]);
  free(expectations->items);
  *expectations = (struct expectations){0};
}

json_t *expectations_json(const struct expectations *expectations, enum expectation_kind kind) {
  json_t *object = json_object();
  for (size_t i = 0; i < expectations->count; i++)
    if (expectations->items[i].kind == kind)
      json_object_set_new(object, expectations->items[i].selector.text,
                          json_string(expectations->items[i].bound));
  return object;
}

struct words expectation_words(const struct expectation *expectation) {
  struct words words;
  snprintf(words.text, sizeof words.text, "%.120s %.60s", expectation->selector.text,
           expectation->bound);
  return words;
}
