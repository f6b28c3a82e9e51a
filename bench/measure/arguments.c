/* Writes command lines. */
#include "bench/measure/arguments.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/contract.h"
#include "common/base/traits.h"
#include "common/suite/client_options.h"
#include "common/suite/link_options.h"
#include "common/suite/server_options.h"

enum { ARGUMENTS_MAX = 96 };

static bool argument_add(struct arguments *arguments, const char *name, const char *value) {
  char *text = NULL;
  CONTRACT(arguments->count + 1 < ARGUMENTS_MAX); /* NULL is behind the last */
  if (asprintf(&text, value ? "--%s=%s" : "%s%s", name, value ? value : "") < 0)
    return false;
  arguments->texts[arguments->count++] = text;
  return true;
}

/* The client of a server of other people is given what it heeds: it would refuse the rest. */
static bool heeds(const struct cell *cell, const struct option *option) {
  return !cell->target || option_applies(option, cell->transport, cell->engine);
}

/* `words`: of the command line, before its options; NULL last. */
static enum status made_of(struct arguments *arguments, const char *const *words,
                           const struct option *table, const struct cell *cell,
                           const struct certificate *certificate, const char *const *own,
                           struct error *error) {
  struct arguments made = {.texts = calloc(ARGUMENTS_MAX, sizeof(char *))};
  bool good = made.texts;
  for (; good && *words; words++)
    good = argument_add(&made, *words, NULL);
  for (const struct option *option = table; good && option->name; option++) {
    const char *file = certificate_value(certificate, cell, option->name);
    if (!option->process_only && heeds(cell, option))
      good = argument_add(&made, option->name, file ? file : cell_value(cell, option->name));
  }
  for (; good && own[0]; own += 2)
    good = argument_add(&made, own[0], own[1]);
  if (!good) {
    arguments_release(&made);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a command line");
  }
  *arguments = made;
  return STATUS_OK;
}

enum status arguments_make(struct arguments *arguments, enum program program, const char *path,
                           const struct cell *cell, const struct certificate *certificate,
                           const char *const *own, struct error *error) {
  const char *const words[] = {path, NULL};
  return made_of(arguments, words,
                 program == PROGRAM_SERVER ? server_options_table : client_options_table, cell,
                 certificate, own, error);
}

enum status arguments_make_link(struct arguments *arguments, const char *path,
                                const struct cell *cell, const char *const *own,
                                struct error *error) {
  const char *const words[] = {path, "link", NULL};
  return made_of(arguments, words, link_options_table, cell, NULL, own, error);
}

/* Whether the text is "--name=value". */
static bool is_of(const char *text, const char *name) {
  size_t bytes = strlen(name);
  return strncmp(text, "--", 2) == 0 && strncmp(text + 2, name, bytes) == 0 &&
         text[2 + bytes] == '=';
}

static bool is_left_out(const char *text, const struct left_out *left_out) {
  for (size_t i = 0; i < left_out->count; i++)
    if (is_of(text, left_out->names[i]))
      return true;
  return false;
}

void arguments_leave_out(struct arguments *arguments, const struct left_out *left_out) {
  size_t kept = 0;
  for (size_t i = 0; i < arguments->count; i++) {
    if (is_left_out(arguments->texts[i], left_out))
      free(arguments->texts[i]);
    else
      arguments->texts[kept++] = arguments->texts[i];
  }
  arguments->texts[kept] = NULL;
  arguments->count = kept;
}

void arguments_release(struct arguments *arguments) {
  for (size_t i = 0; i < arguments->count; i++)
    free(arguments->texts[i]);
  free(arguments->texts);
  *arguments = (struct arguments){0};
}
