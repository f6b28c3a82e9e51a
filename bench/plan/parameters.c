/* The union of the programs' tables, and how values travel in JSON. */
#include "bench/plan/parameters.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/servers.h"
#include "bench/plan/proxies.h"
#include "common/base/contract.h"
#include "common/base/whole.h"
#include "common/suite/client_options.h"
#include "common/suite/link_options.h"
#include "common/suite/server_options.h"

static const struct option runner_table[] = {
    {.name = "server",
     .type = OPTION_TEXT,
     .fallback = SERVER_OWN,
     .unit = "",
     .help = "who serves: own, or a target file: its name in targets/, or its path",
     .applies = APPLIES_ALL},
    {.name = "proxy",
     .type = OPTION_CHOICE,
     .choices = PROXY_CHOICES,
     .fallback = "none",
     .unit = "",
     .help = "the reverse proxy in front of the server: docs/proxies.md",
     .applies = APPLIES_TRANSPORTS | APPLIES_NETWORK},
    {.name = "proxy_settings",
     .type = OPTION_CHOICE,
     .choices = PROXY_SETTINGS_CHOICES,
     .fallback = "default",
     .unit = "",
     .help = "its own defaults, or what its documentation says for answers that are pushed",
     .applies = APPLIES_TRANSPORTS | APPLIES_NETWORK},
    {.name = "proxy_idle_s",
     .type = OPTION_NUMBER,
     .minimum = 0,
     .maximum = 3600,
     .fallback = "0",
     .unit = "s",
     .help = "silence after which it ends a connection; 0: as the settings have it",
     .applies = APPLIES_TRANSPORTS | APPLIES_NETWORK},
    {.name = NULL},
};

static struct option table[PARAMETERS_MAX];
static size_t table_count;

static bool names_equal(const char *left, const char *right) {
  for (; *left && *right; left++, right++)
    if ((*left == '-' ? '_' : *left) != (*right == '-' ? '_' : *right))
      return false;
  return *left == *right;
}

static struct option *row_named(struct option *rows, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++)
    if (names_equal(rows[i].name, name))
      return &rows[i];
  return NULL;
}

/* Returns the number of rows. */
static size_t row_add(struct option *rows, size_t count, const struct option *option) {
  struct option *known = row_named(rows, count, option->name);
  if (option->process_only)
    return count;
  if (known) {
    CONTRACT_OF(option->name, options_agree(known, option));
    known->applies |= option->applies;
    known->help = option->help; /* the client's: the server's may speak of users in process */
    return count;
  }
  CONTRACT_OF(option->name, count + 1 < PARAMETERS_MAX); /* the last one ends the table */
  rows[count] = *option;
  return count + 1;
}

static size_t row_add_named(struct option *rows, size_t count, const struct option *options,
                            const char *name) {
  for (; options->name; options++)
    if (strcmp(options->name, name) == 0)
      count = row_add(rows, count, options);
  return count;
}

size_t parameters_unite(const struct option *runner, const struct option *server,
                        const struct option *client, const struct option *link,
                        struct option out[static PARAMETERS_MAX]) {
  size_t count = row_add_named(out, 0, client, "transport");
  count = row_add_named(out, count, runner, "server");
  count = row_add_named(out, count, server, "engine");
  for (; runner->name; runner++)
    count = row_add(out, count, runner);
  for (; server->name; server++)
    count = row_add(out, count, server);
  for (; client->name; client++)
    count = row_add(out, count, client);
  for (; link->name; link++)
    count = row_add(out, count, link);
  out[count] = (struct option){.name = NULL};
  return count;
}

const struct option *parameters_table(void) {
  if (table_count == 0)
    table_count = parameters_unite(runner_table, server_options_table, client_options_table,
                                   link_options_table, table);
  return table;
}

size_t parameters_count(void) {
  parameters_table();
  return table_count;
}

enum status parameter_find(const char *name, size_t *index, struct error *error) {
  const struct option *options = parameters_table();
  for (size_t i = 0; options[i].name; i++) {
    if (names_equal(options[i].name, name)) {
      *index = i;
      return STATUS_OK;
    }
  }
  const char *nearest = option_nearest(options, name);
  if (nearest)
    return error_set(error, STATUS_USAGE, "unknown parameter '%s': did you mean '%s'?", name,
                     nearest);
  return error_set(error, STATUS_USAGE,
                   "unknown parameter '%s': `pushbench parameters` lists those there are", name);
}

size_t parameter_named(const char *name) {
  size_t index = 0;
  enum status found = parameter_find(name, &index, NULL);
  CONTRACT_OF(name, found == STATUS_OK);
  return index;
}

bool parameter_applies(size_t index, int transport, int engine) {
  return option_applies(&parameters_table()[index], transport, engine);
}

/* The choice as the list spells it. */
static json_t *choice_json(const char *choices, const char *text) {
  const char *choice = choices;
  for (int left = option_choice(choices, text); left > 0; left--)
    choice = strchr(choice, '|') + 1;
  return json_stringn(choice, strcspn(choice, "|"));
}

json_t *parameter_json(size_t index, const char *text) {
  const struct option *option = &parameters_table()[index];
  CONTRACT_OF(option->name, option_check(option, text, NULL) == STATUS_OK);
  switch (option->type) {
  case OPTION_INTEGER:
    return json_integer(strtoll(text, NULL, 10));
  case OPTION_NUMBER:
    return json_real(strtod(text, NULL));
  case OPTION_SWITCH:
    return json_boolean(option_choice("on|true|1", text) >= 0);
  case OPTION_CHOICE:
    return choice_json(option->choices, text);
  case OPTION_TEXT:
    break;
  }
  return json_string(text);
}

/* run.json keeps 15 digits of a number. A quotient of two such numbers is the same again to less
 * than that, so it has fewer: a cell that is planned again from run.json is then the same. */
enum { DIGITS_MAX = 15, DIGITS_SCALED_MAX = 12 };

/* The shortest text that reads back as the same number, or one of so many digits. */
static char *number_text(double number, int digits_max) {
  char text[64];
  for (int digits = 6; digits <= digits_max; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, number);
    if (strtod(text, NULL) == number)
      break;
  }
  return strdup(text);
}

char *parameter_text(const json_t *value) {
  char text[32];
  switch (json_typeof(value)) {
  case JSON_STRING:
    return strdup(json_string_value(value));
  case JSON_TRUE:
    return strdup("on");
  case JSON_FALSE:
    return strdup("off");
  case JSON_INTEGER:
    snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return strdup(text);
  case JSON_REAL:
    return number_text(json_real_value(value), DIGITS_MAX);
  case JSON_NULL:
  case JSON_ARRAY:
  case JSON_OBJECT:
    break;
  }
  return NULL;
}

char *parameter_canonical(size_t index, const char *text) {
  json_t *value = parameter_json(index, text);
  char *canonical = value ? parameter_text(value) : NULL;
  json_decref(value);
  return canonical;
}

static bool name_ends(const char *name, const char *ending) {
  size_t length = strlen(name), bytes = strlen(ending);
  return length > bytes && strcmp(name + length - bytes, ending) == 0;
}

bool parameter_is_scaled(size_t index) {
  const char *name = parameters_table()[index].name;
  if (strncmp(name, "connect_", 8) == 0 || strncmp(name, "reconnect_", 10) == 0)
    return false;
  return name_ends(name, "_ms") || name_ends(name, "_s");
}

char *parameter_scale(size_t index, const char *text, double scale) {
  const struct option *option = &parameters_table()[index];
  double value = strtod(text, NULL);
  char scaled[32];
  if (scale == 1 || !parameter_is_scaled(index))
    return strdup(text);
  value = name_ends(option->name, "_per_s") ? value * scale : value / scale;
  if (option->type != OPTION_INTEGER)
    return number_text(value, DIGITS_SCALED_MAX);
  snprintf(scaled, sizeof scaled, "%" PRId64, whole_signed_of(round(value)));
  return strdup(scaled);
}
