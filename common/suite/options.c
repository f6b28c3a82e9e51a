/* Options: finding them in a table, reading their values, command lines, help. */
#include "common/suite/options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/contract.h"

enum { NAME_BYTES_MAX = 63, VALUE_TEXT_BYTES = 128 };

union option_value {
  int64_t integer;
  double number;
  bool on;
  int choice;
  const char *text;
};

/* ---- names ---- */

static char name_byte(char byte) {
  return byte == '-' ? '_' : byte;
}

/* Counts the first bytes of `name` that `known` begins with; `-` in `name` stands for `_`. */
static size_t name_matching(const char *known, const char *name, size_t bytes) {
  size_t i = 0;
  while (i < bytes && known[i] == name_byte(name[i]))
    i++;
  return i;
}

/* The fewest insertions, deletions, substitutions and swaps of neighbours that turn
 * one name into the other (optimal string alignment). */
static size_t name_distance(const char *name, const char *known) {
  size_t rows[3][NAME_BYTES_MAX + 1];
  size_t columns = strlen(known);
  if (columns > NAME_BYTES_MAX)
    return SIZE_MAX;
  for (size_t j = 0; j <= columns; j++)
    rows[0][j] = j;
  size_t *before = rows[2], *above = rows[0], *row = rows[1];
  for (size_t i = 1; name[i - 1]; i++) {
    row[0] = i;
    for (size_t j = 1; j <= columns; j++) {
      size_t best = above[j - 1] + (name_byte(name[i - 1]) != known[j - 1]);
      if (above[j] + 1 < best)
        best = above[j] + 1;
      if (row[j - 1] + 1 < best)
        best = row[j - 1] + 1;
      if (i > 1 && j > 1 && name_byte(name[i - 1]) == known[j - 2] &&
          name_byte(name[i - 2]) == known[j - 1] && before[j - 2] + 1 < best)
        best = before[j - 2] + 1;
      row[j] = best;
    }
    size_t *oldest = before;
    before = above;
    above = row;
    row = oldest;
  }
  return above[columns];
}

const char *option_nearest(const struct option *table, const char *name) {
  size_t length = strlen(name);
  if (length > NAME_BYTES_MAX)
    return NULL;
  size_t nearest_distance = 1 + length / 3; /* further off is another word */
  const char *nearest = NULL;
  for (const struct option *option = table; option->name; option++) {
    bool begins = length > 1 && name_matching(option->name, name, length) == length;
    size_t distance = begins ? 0 : name_distance(name, option->name);
    if (distance < nearest_distance || (distance == nearest_distance && !nearest)) {
      nearest = option->name;
      nearest_distance = distance;
    }
  }
  return nearest;
}

/* The option of that name, or the only one whose name begins with it. *others counts those that
 * do. */
static const struct option *option_match(const struct option *table, const char *name, size_t bytes,
                                         int *others) {
  const struct option *found = NULL;
  *others = 0;
  for (const struct option *option = table; bytes && option->name; option++) {
    if (name_matching(option->name, name, bytes) != bytes)
      continue;
    if (!option->name[bytes]) {
      *others = 1;
      return option;
    }
    found = option;
    ++*others;
  }
  return *others == 1 ? found : NULL;
}

/* "a, b, c": the names that begin with `name`. */
static void option_list(const struct option *table, const char *name, size_t bytes, char *out,
                        size_t capacity) {
  size_t used = 0;
  out[0] = '\0';
  for (const struct option *option = table; option->name && used < capacity; option++) {
    if (name_matching(option->name, name, bytes) == bytes)
      used += (size_t)snprintf(out + used, capacity - used, "%s%s", used ? ", " : "", option->name);
  }
}

static const struct option *option_find_bytes(const struct option *table, const char *name,
                                              size_t bytes, struct error *error) {
  int others;
  const struct option *option = option_match(table, name, bytes, &others);
  if (option)
    return option;

  if (others) {
    char names[256];
    option_list(table, name, bytes, names, sizeof names);
    error_set(error, STATUS_USAGE, "'%.*s' is short for several options: %s", (int)bytes, name,
              names);
    return NULL;
  }
  char copy[NAME_BYTES_MAX + 1];
  snprintf(copy, sizeof copy, "%.*s", (int)bytes, name);
  const char *nearest = bytes <= NAME_BYTES_MAX ? option_nearest(table, copy) : NULL;
  if (nearest)
    error_set(error, STATUS_USAGE, "unknown option '%s': did you mean '%s'?", copy, nearest);
  else
    error_set(error, STATUS_USAGE, "unknown option '%s': --help lists those there are", copy);
  return NULL;
}

const struct option *option_find(const struct option *table, const char *name,
                                 struct error *error) {
  return option_find_bytes(table, name, strlen(name), error);
}

/* ---- values ---- */

int option_choice(const char *choices, const char *text) {
  size_t bytes = strlen(text);
  int position = 0;
  for (const char *choice = choices; choice; position++) {
    const char *bar = strchr(choice, '|');
    size_t choice_bytes = bar ? (size_t)(bar - choice) : strlen(choice);
    if (choice_bytes == bytes && name_matching(choice, text, bytes) == bytes)
      return position;
    choice = bar ? bar + 1 : NULL;
  }
  return -1;
}

/* 1, 0, or -1 when it is neither. */
static int switch_value(const char *text) {
  switch (option_choice("on|true|1|off|false|0", text)) {
  case 0:
  case 1:
  case 2:
    return 1;
  case 3:
  case 4:
  case 5:
    return 0;
  default:
    return -1;
  }
}

/* strtoll and strtod would also take spaces, hexadecimal digits and "inf". */
static bool text_only(const char *text, const char *bytes) {
  return *text && strspn(text, bytes) == strlen(text);
}

static bool integer_read(const struct option *option, const char *text, int64_t *out) {
  char *end;
  errno = 0;
  long long value = strtoll(text, &end, 10);
  if (!text_only(text, "+-0123456789") || *end || errno)
    return false;
  if ((double)value < option->minimum || (double)value > option->maximum)
    return false;
  *out = value;
  return true;
}

static bool number_read(const struct option *option, const char *text, double *out) {
  char *end;
  double value = strtod(text, &end);
  if (!text_only(text, "+-.0123456789eE") || *end || !isfinite(value))
    return false;
  if (value < option->minimum || value > option->maximum)
    return false;
  *out = value;
  return true;
}

void option_range(const struct option *option, char *out, size_t capacity) {
  switch (option->type) {
  case OPTION_INTEGER:
  case OPTION_NUMBER:
    snprintf(out, capacity, "%.16g to %.16g", option->minimum, option->maximum);
    return;
  case OPTION_SWITCH:
    snprintf(out, capacity, "on|off");
    return;
  case OPTION_CHOICE:
    snprintf(out, capacity, "%s", option->choices);
    return;
  case OPTION_TEXT:
    snprintf(out, capacity, "text");
    return;
  }
}

static enum status option_refuse(const struct option *option, const char *text,
                                 struct error *error) {
  char range[VALUE_TEXT_BYTES];
  char unit[32] = "";
  option_range(option, range, sizeof range);
  if (option->unit && *option->unit)
    snprintf(unit, sizeof unit, " (%s)", option->unit);
  const char *kind = "one of";
  if (option->type == OPTION_INTEGER)
    kind = "an integer from";
  else if (option->type == OPTION_NUMBER)
    kind = "a number from";
  return error_set(error, STATUS_USAGE, "%s must be %s %s%s, not '%s'", option->name, kind, range,
                   unit, text);
}

static enum status option_read(const struct option *option, const char *text,
                               union option_value *out, struct error *error) {
  bool good = false;
  switch (option->type) {
  case OPTION_INTEGER:
    good = integer_read(option, text, &out->integer);
    break;
  case OPTION_NUMBER:
    good = number_read(option, text, &out->number);
    break;
  case OPTION_SWITCH:
    good = switch_value(text) >= 0;
    out->on = switch_value(text) == 1;
    break;
  case OPTION_CHOICE:
    out->choice = option_choice(option->choices, text);
    good = out->choice >= 0;
    break;
  case OPTION_TEXT:
    out->text = text;
    good = true;
    break;
  }
  return good ? STATUS_OK : option_refuse(option, text, error);
}

static size_t option_value_bytes(enum option_type type) {
  static const size_t bytes[] = {
      [OPTION_INTEGER] = sizeof(int64_t), [OPTION_NUMBER] = sizeof(double),
      [OPTION_SWITCH] = sizeof(bool),     [OPTION_CHOICE] = sizeof(int),
      [OPTION_TEXT] = sizeof(char *),
  };
  return bytes[type];
}

static enum status option_store(const struct option *option, void *values, const char *text,
                                struct error *error) {
  union option_value value;
  enum status status = option_read(option, text, &value, error);
  if (status == STATUS_OK)
    memcpy((char *)values + option->offset, &value, option_value_bytes(option->type));
  return status;
}

enum status option_check(const struct option *option, const char *text, struct error *error) {
  union option_value ignored;
  return option_read(option, text, &ignored, error);
}

enum status options_set(const struct option *table, void *values, const char *name,
                        const char *text, struct error *error) {
  const struct option *option = option_find(table, name, error);
  return option ? option_store(option, values, text, error) : STATUS_USAGE;
}

static void option_range_check(const struct option *option) {
  switch (option->type) {
  case OPTION_INTEGER:
  case OPTION_NUMBER:
    CONTRACT_OF(option->name, option->minimum < option->maximum);
    break;
  case OPTION_CHOICE:
    CONTRACT_OF(option->name, option->choices && strlen(option->choices) < VALUE_TEXT_BYTES);
    break;
  case OPTION_SWITCH:
  case OPTION_TEXT:
    break;
  }
}

void options_check(const struct option *table) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
  for (const struct option *option = table; option->name; option++) {
    size_t bytes = strlen(option->name);
    CONTRACT_OF(option->name, bytes > 0 && bytes <= NAME_BYTES_MAX);
    CONTRACT_OF(option->name, strspn(option->name, letters) == bytes);
    CONTRACT_OF(option->name, option->fallback && option->unit && option->help);
    option_range_check(option);
    CONTRACT_OF(option->name, option_check(option, option->fallback, NULL) == STATUS_OK);
    CONTRACT_OF(option->name, option->applies & APPLIES_TRANSPORTS);
    CONTRACT_OF(option->name, option->applies & ~(unsigned)APPLIES_TRANSPORTS);
    for (const struct option *before = table; before < option; before++)
      CONTRACT_OF(option->name, strcmp(before->name, option->name) != 0);
  }
}

static bool texts_agree(const char *left, const char *right) {
  return left == right || (left && right && strcmp(left, right) == 0);
}

bool options_agree(const struct option *left, const struct option *right) {
  return left->type == right->type && left->minimum == right->minimum &&
         left->maximum == right->maximum && texts_agree(left->unit, right->unit) &&
         texts_agree(left->fallback, right->fallback) && texts_agree(left->choices, right->choices);
}

unsigned applies_of_transport(int transport) {
  CONTRACT(transport >= 0 && transport < TRANSPORT_COUNT);
  const struct transport_traits *traits = &transport_traits[transport];
  return (traits->scheduled ? APPLIES_SCHEDULED : 0U) | (traits->holds ? APPLIES_HELD : 0U) |
         (traits->streams ? APPLIES_STREAMS : 0U) | (traits->framed ? APPLIES_FRAMED : 0U);
}

unsigned applies_of_engine(int engine) {
  CONTRACT(engine >= 0);
  if (engine >= ENGINE_COUNT)
    return APPLIES_FOREIGN;
  const struct engine_traits *traits = &engine_traits[engine];
  return APPLIES_ENGINE(engine) | (traits->in_process ? APPLIES_IN_PROCESS : APPLIES_NETWORK) |
         (traits->threads_per_connection ? APPLIES_THREADS : 0U) |
         (traits->plain_frames ? APPLIES_PLAIN_FRAMES : 0U);
}

bool option_applies(const struct option *option, int transport, int engine) {
  unsigned by_transport = applies_of_transport(transport), by_engine = applies_of_engine(engine);
  bool excepted = (option->applies_not & by_transport) && (option->applies_not & by_engine);
  return (option->applies & by_transport) && (option->applies & by_engine) && !excepted;
}

enum status options_defaults(const struct option *table, void *values, struct error *error) {
  for (const struct option *option = table; option->name; option++) {
    enum status status = option_store(option, values, option->fallback, error);
    if (status)
      return status;
  }
  return STATUS_OK;
}

/* ---- command lines ---- */

/* "--no-NAME" of a switch. */
static const struct option *option_negated(const struct option *table, const char *name,
                                           size_t bytes) {
  int others;
  if (bytes <= 3 || name_matching("no_", name, 3) != 3)
    return NULL;
  const struct option *option = option_match(table, name + 3, bytes - 3, &others);
  return option && option->type == OPTION_SWITCH ? option : NULL;
}

/* Applies an argument; `following` is the next one or NULL. *used becomes the number of arguments
 * that were taken, 1 or 2. */
static enum status argument_apply(const struct option *table, void *values, const char *argument,
                                  const char *following, int *used, struct error *error) {
  *used = 1;
  if (strncmp(argument, "--", 2) != 0 || !argument[2])
    return error_set(error, STATUS_USAGE, "unexpected argument '%s': options are --name value",
                     argument);
  const char *name = argument + 2;
  size_t bytes = strcspn(name, "=");
  const char *text = name[bytes] ? name + bytes + 1 : NULL;

  const struct option *negated = text ? NULL : option_negated(table, name, bytes);
  if (negated)
    return option_store(negated, values, "off", error);
  const struct option *option = option_find_bytes(table, name, bytes, error);
  if (!option)
    return STATUS_USAGE;
  if (text)
    return option_store(option, values, text, error);
  if (option->type == OPTION_SWITCH && (!following || switch_value(following) < 0))
    return option_store(option, values, "on", error);
  if (!following)
    return error_set(error, STATUS_USAGE, "%s needs a value", option->name);
  *used = 2;
  return option_store(option, values, following, error);
}

enum options_asked options_asked_by(const char *argument) {
  static const struct {
    const char *argument;
    enum options_asked asked;
  } known[] = {{"--help", OPTIONS_ASKED_HELP},
               {"-h", OPTIONS_ASKED_HELP},
               {"--help=man", OPTIONS_ASKED_PAGE},
               {"--help=table", OPTIONS_ASKED_TABLE},
               {"--version", OPTIONS_ASKED_VERSION}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(argument, known[i].argument) == 0)
      return known[i].asked;
  return OPTIONS_ASKED_RUN;
}

enum status options_parse(const struct option *table, void *values, int argc, char *const *argv,
                          enum options_asked *asked, struct error *error) {
  enum status status = options_defaults(table, values, error);
  enum options_asked wish = OPTIONS_ASKED_RUN;
  for (int i = 1; status == STATUS_OK && wish == OPTIONS_ASKED_RUN && i < argc;) {
    int used = 1;
    wish = options_asked_by(argv[i]);
    if (wish == OPTIONS_ASKED_RUN)
      status =
          argument_apply(table, values, argv[i], i + 1 < argc ? argv[i + 1] : NULL, &used, error);
    i += used;
  }
  if (status == STATUS_OK)
    *asked = wish;
  return status;
}

/* ---- help ---- */

static int wider(int width, const char *text) {
  int bytes = (int)strlen(text);
  return bytes > width ? bytes : width;
}

static const char *shown(const char *text) {
  return text && *text ? text : "-";
}

void options_help(const struct option *table, FILE *out) {
  char range[VALUE_TEXT_BYTES];
  int name_width = wider(0, "option"), unit_width = wider(0, "unit"), range_width = 0;
  for (const struct option *option = table; option->name; option++) {
    option_range(option, range, sizeof range);
    name_width = wider(name_width, option->name);
    unit_width = wider(unit_width, shown(option->unit));
    range_width = wider(range_width, range);
  }
  fprintf(out, "  %-*s    %-*s  %-*s  %s\n", name_width, "option", unit_width, "unit", range_width,
          "range", "default");
  for (const struct option *option = table; option->name; option++) {
    option_range(option, range, sizeof range);
    fprintf(out, "  --%-*s  %-*s  %-*s  %s\n        %s\n", name_width, option->name, unit_width,
            shown(option->unit), range_width, range, shown(option->fallback), option->help);
  }
}
