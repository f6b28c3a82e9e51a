/* Reads limits, and compares values with them. */
#include "bench/plan/limit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/figure_basis.h"
#include "bench/base/figure_words.h"

/* ---- units ---- */

struct limit_unit {
  const char *name; /* NULL ends a list */
  double factor;    /* to the list's first unit */
};

static const struct limit_unit times[] = {{"ns", 1},  {"us", 1e3},   {"µs", 1e3}, {"ms", 1e6},
                                          {"s", 1e9}, {"min", 6e10}, {NULL, 0}};
static const struct limit_unit bytes[] = {
    {"B", 1}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {NULL, 0}};
static const struct limit_unit byte_rates[] = {{"B/s", 1}, {"kB/s", 1e3}, {"MB/s", 1e6}, {NULL, 0}};
static const struct limit_unit rates[] = {{"/s", 1}, {NULL, 0}};
static const struct limit_unit shares[] = {{"", 1}, {"%", 0.01}, {NULL, 0}};
static const struct limit_unit numbers[] = {{"", 1}, {NULL, 0}};

/* By unit of figure: what it is, the units of its limits, and its own unit in the first of them. */
static const struct family {
  const char *what;
  const struct limit_unit *units;
  double own;
  const char *example;
} families[FIGURE_UNITS] = {
    [UNIT_NS] = {"a time", times, 1, "<20ms"},
    [UNIT_US] = {"a time", times, 1e3, "<50us"},
    [UNIT_MS] = {"a time", times, 1e6, "<20ms"},
    [UNIT_S] = {"a time", times, 1e9, "<2s"},
    [UNIT_BYTES] = {"a number of bytes", bytes, 1, "<2kB"},
    [UNIT_BYTES_PER_S] = {"bytes in a second", byte_rates, 1, "<2kB/s"},
    [UNIT_PER_S] = {"a rate", rates, 1, "<5/s"},
    [UNIT_SHARE] = {"a share", shares, 1, "<5%"},
    [UNIT_COUNT] = {"a count", numbers, 1, "=0"},
    [UNIT_RATIO] = {"a ratio", numbers, 1, "<1.5"},
};

/* "ns, us, ms or s" without the empty unit. */
static struct words units_words(const struct limit_unit *units) {
  struct words words = {""};
  for (; units->name; units++)
    if (*units->name)
      bounded_append(words.text, sizeof words.text, "%s%s",
                     !*words.text    ? ""
                     : units[1].name ? ", "
                                     : " or ",
                     units->name);
  return words;
}

static enum status unit_refuse(enum figure figure, const char *unit, struct error *error) {
  const struct family *family = &families[figure_table[figure].unit];
  const struct words units = units_words(family->units);
  const char *path = figure_table[figure].path;
  if (!*units.text)
    return error_set(error, STATUS_USAGE, "%s is %s, and its limit has no unit: '%s', not '%.20s'",
                     path, family->what, family->example, unit);
  if (!*unit)
    return error_set(error, STATUS_USAGE, "%s is %s: its limit needs a unit (%s), as in '%s'", path,
                     family->what, units.text, family->example);
  return error_set(error, STATUS_USAGE, "%s is %s: '%.20s' does not fit, but %s does, as in '%s'",
                   path, family->what, unit, units.text, family->example);
}

/* ---- limits ---- */

static const struct {
  const char *sign;
  enum limit_relation relation;
} relations[] = {{"<=", LIMIT_AT_MOST},
                 {">=", LIMIT_AT_LEAST},
                 {"<", LIMIT_BELOW},
                 {">", LIMIT_ABOVE},
                 {"=", LIMIT_EXACTLY}};

static const char *spaces_skip(const char *text) {
  return text + strspn(text, " ");
}

/* Returns the text behind the sign; NULL where there is none. */
static const char *relation_read(enum limit_relation *relation, const char *text) {
  for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
    size_t length = strlen(relations[i].sign);
    if (strncmp(text, relations[i].sign, length) == 0) {
      *relation = relations[i].relation;
      return text + length;
    }
  }
  return NULL;
}

/* Returns the text behind the number; NULL where there is none. strtod would also take hexadecimal
 * digits, "inf" and "nan". */
static const char *number_read(double *number, const char *text) {
  char *end;
  if (strspn(text, "+-.0123456789") == 0 || (text[0] == '0' && (text[1] | 0x20) == 'x'))
    return NULL;
  *number = strtod(text, &end);
  return end > text && isfinite(*number) ? end : NULL;
}

static enum status value_read(struct limit *limit, enum figure figure, double number,
                              const char *unit, struct error *error) {
  const struct family *family = &families[figure_table[figure].unit];
  for (const struct limit_unit *known = family->units; known->name; known++)
    if (strcmp(known->name, unit) == 0) {
      limit->value = number * known->factor / family->own;
      return STATUS_OK;
    }
  limit->value = 0;
  return number == 0 && !*unit ? STATUS_OK : unit_refuse(figure, unit, error);
}

enum status limit_read(struct limit *limit, enum figure figure, const char *text,
                       struct error *error) {
  const struct family *family = &families[figure_table[figure].unit];
  double number = 0;
  const char *at = relation_read(&limit->relation, spaces_skip(text));
  at = at ? number_read(&number, spaces_skip(at)) : NULL;
  if (!at)
    return error_set(error, STATUS_USAGE,
                     "'%.60s' is no limit: it is <, <=, =, >= or > and a number, as in '%s'", text,
                     family->example);
  char unit[32];
  at = spaces_skip(at);
  snprintf(unit, sizeof unit, "%s", at);
  unit[strcspn(unit, " ")] = '\0';
  if (limit->relation == LIMIT_EXACTLY && figure_basis_of(figure) == BASIS_TESTED)
    return error_set(error, STATUS_USAGE,
                     "%s is measured, not counted, and never exactly a number: use < or >",
                     figure_table[figure].path);
  return value_read(limit, figure, number, unit, error);
}

/* Equal but for what is lost where a text is read and a quotient computed. */
static bool is_exactly(double value, double wanted) {
  return fabs(value - wanted) <= 1e-9 * fabs(wanted);
}

bool limit_keeps(const struct limit *limit, double value) {
  switch (limit->relation) {
  case LIMIT_BELOW:
    return value < limit->value;
  case LIMIT_AT_MOST:
    return value <= limit->value || is_exactly(value, limit->value);
  case LIMIT_EXACTLY:
    return is_exactly(value, limit->value);
  case LIMIT_AT_LEAST:
    return value >= limit->value || is_exactly(value, limit->value);
  case LIMIT_ABOVE:
    break;
  }
  return value > limit->value;
}

struct words limit_words(const struct limit *limit, enum figure figure) {
  static const char *const before[] = {[LIMIT_BELOW] = "below",
                                       [LIMIT_AT_MOST] = "at most",
                                       [LIMIT_EXACTLY] = "exactly",
                                       [LIMIT_AT_LEAST] = "at least",
                                       [LIMIT_ABOVE] = "above"};
  struct words words;
  snprintf(words.text, sizeof words.text, "%s %.160s", before[limit->relation],
           figure_words(figure, limit->value).text);
  return words;
}

/* ---- limits of changes ---- */

enum status change_limit_read(struct change_limit *limit, const char *text, struct error *error) {
  static const char *const signs[] = {"±", "+-", "+", "-"};
  enum { BOTH, BOTH_PLAIN, MORE, LESS, SIGNS };
  int sign = 0;
  double percent;
  const char *at = spaces_skip(text);
  while (sign < SIGNS && strncmp(at, signs[sign], strlen(signs[sign])) != 0)
    sign++;
  at = sign < SIGNS ? number_read(&percent, spaces_skip(at + strlen(signs[sign]))) : NULL;
  if (!at || percent < 0 || strncmp(spaces_skip(at), "%", 1) != 0 ||
      *spaces_skip(spaces_skip(at) + 1))
    return error_set(error, STATUS_USAGE,
                     "'%.60s' is no limit of a change: it is '+10%%' (at most so much more than "
                     "the base), '-10%%' or '±10%%'",
                     text);
  if (sign != MORE && percent > 100)
    return error_set(error, STATUS_USAGE, "'%.60s': no figure falls by more than 100 %%", text);
  *limit = (struct change_limit){.least = sign == MORE ? 0 : 1 - percent / 100,
                                 .greatest = sign == LESS ? INFINITY : 1 + percent / 100};
  return STATUS_OK;
}

struct words change_limit_words(const struct change_limit *limit) {
  struct words words;
  bool more = isfinite(limit->greatest), less = limit->least > 0;
  double percent = 100 * (more ? limit->greatest - 1 : 1 - limit->least);
  snprintf(words.text, sizeof words.text, "at most %.6g %% %s", percent,
           more && less ? "more or less"
           : more       ? "more"
                        : "less");
  return words;
}
