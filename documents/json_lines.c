/* Steps over a text that is known to be JSON. */
#include "documents/json_lines.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "documents/json_pointer.h"

struct scanner {
  const char *at, *end;
  int line; /* of `at` */
};

static void step(struct scanner *scanner) {
  scanner->line += *scanner->at == '\n';
  scanner->at++;
}

static bool at_one_of(const struct scanner *scanner, const char *characters) {
  return scanner->at < scanner->end && *scanner->at && strchr(characters, *scanner->at);
}

static void blanks_skip(struct scanner *scanner) {
  while (at_one_of(scanner, " \t\r\n"))
    step(scanner);
}

/* Over a text, from quote to quote. */
static void text_skip(struct scanner *scanner) {
  step(scanner);
  while (scanner->at < scanner->end && *scanner->at != '"') {
    if (*scanner->at == '\\' && scanner->at + 1 < scanner->end)
      step(scanner);
    step(scanner);
  }
  if (scanner->at < scanner->end)
    step(scanner);
}

/* Over a value, whatever it holds. */
static void value_skip(struct scanner *scanner) {
  size_t depth = 0;
  do {
    if (at_one_of(scanner, "\"")) {
      text_skip(scanner);
    } else if (at_one_of(scanner, "[{")) {
      depth++;
      step(scanner);
    } else if (at_one_of(scanner, "]}")) {
      depth -= depth > 0;
      step(scanner);
    } else if (depth > 0 || !at_one_of(scanner, ",")) {
      step(scanner);
    }
  } while (scanner->at < scanner->end && (depth > 0 || !at_one_of(scanner, ",]} \t\r\n")));
}

/* Steps over a key and its colon, and says whether it is that one. */
static bool key_take(struct scanner *scanner, const char *wanted) {
  const char *begin = scanner->at;
  text_skip(scanner);
  json_t *key = json_loadb(begin, (size_t)(scanner->at - begin), JSON_DECODE_ANY, NULL);
  bool same = json_is_string(key) && strcmp(json_string_value(key), wanted) == 0;
  json_decref(key);
  blanks_skip(scanner);
  if (at_one_of(scanner, ":"))
    step(scanner);
  blanks_skip(scanner);
  return same;
}

/* Moves to the value of that part of a pointer, and tells the line of its key. False, in some
 * place, where the value here has no such part. */
static bool part_enter(struct scanner *scanner, const char *part, int *line) {
  bool object = at_one_of(scanner, "{");
  if (!object && !at_one_of(scanner, "["))
    return false;
  step(scanner);
  for (size_t index = 0; scanner->at < scanner->end; index++) {
    char number[24];
    blanks_skip(scanner);
    if (at_one_of(scanner, ",")) {
      step(scanner);
      blanks_skip(scanner);
    }
    if (at_one_of(scanner, "]}") || (object && !at_one_of(scanner, "\"")))
      return false;
    *line = scanner->line;
    snprintf(number, sizeof number, "%zu", index);
    if (object ? key_take(scanner, part) : strcmp(number, part) == 0)
      return true;
    value_skip(scanner);
  }
  return false;
}

int json_line_of(const char *text, size_t bytes, const char *pointer) {
  struct scanner scanner = {.at = text, .end = text + bytes, .line = 1};
  char part[JSON_POINTER_PART_BYTES_MAX + 1];
  blanks_skip(&scanner);
  int line = scanner.line;
  while (json_pointer_part(&pointer, part)) {
    int found = line;
    if (!part_enter(&scanner, part, &found))
      break;
    line = found;
  }
  return line;
}
