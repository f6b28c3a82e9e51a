/* Writes the keys of cells, compares them, and sorts cells by them. */
#include "bench/compare/cell_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/formatting.h"
#include "bench/plan/parameters.h"

enum { DIFFERENCES_TOLD_MAX = 3, VALUE_BYTES = 64 };

/* ---- the key ---- */

/* Texts that are no choice name files: the same file may lie elsewhere. */
static void value_write(FILE *out, const struct option *option, const char *text) {
  const char *slash = strrchr(text, '/');
  char *end;
  double number = strtod(text, &end);
  if (*text && *end == '\0')
    fprintf(out, "%.10g\n", number);
  else
    fprintf(out, "%s\n", option && option->type == OPTION_TEXT && slash ? slash + 1 : text);
}

static void known_write(FILE *out, const struct result_cell *cell, double time_scale) {
  const struct option *table = parameters_table();
  for (size_t i = 0; table[i].name; i++) {
    if (!result_param_applies(cell, table[i].name))
      continue;
    const char *own = result_pairs_find(&cell->params, table[i].name);
    char *fallback = own ? NULL : parameter_scale(i, table[i].fallback, time_scale);
    fprintf(out, "%s=", table[i].name);
    value_write(out, &table[i], own ? own : fallback ? fallback : "");
    free(fallback);
  }
}

static void unknown_write(FILE *out, const struct result_cell *cell) {
  for (size_t i = 0; i < cell->params.count; i++) {
    const struct result_pair *pair = &cell->params.items[i];
    size_t index;
    if (parameter_find(pair->name, &index, NULL) == STATUS_OK)
      continue;
    fprintf(out, "%s=", pair->name);
    value_write(out, NULL, pair->text);
  }
}

char *cell_key(const struct result_cell *cell, double time_scale) {
  char *text = NULL;
  size_t bytes;
  FILE *out = open_memstream(&text, &bytes);
  if (!out)
    return NULL;
  known_write(out, cell, time_scale);
  unknown_write(out, cell);
  return fclose(out) == 0 ? text : NULL;
}

/* ---- differences ---- */

/* The value of `name` (of `bytes` bytes) in a key: *length bytes; NULL where there is none. */
static const char *value_find(const char *key, const char *name, size_t bytes, size_t *length) {
  for (const char *line = key; *line; line += strcspn(line, "\n") + 1)
    if (strncmp(line, name, bytes) == 0 && line[bytes] == '=') {
      *length = strcspn(line + bytes + 1, "\n");
      return line + bytes + 1;
    }
  return NULL;
}

/* "100 in A"; "none in A" */
static void side_add(struct words *words, const char *name, const char *value, size_t length,
                     char side) {
  char text[VALUE_BYTES];
  snprintf(text, sizeof text, "%.*s", (int)length, value ? value : "");
  bounded_append(words->text, sizeof words->text, "%s in %c",
                 value ? words_param_value(name, text).text : "none", side);
}

static void difference_add(struct words *words, size_t told, const char *name, size_t bytes,
                           const char *a, const char *b) {
  char plain[VALUE_BYTES];
  size_t a_length = 0, b_length = 0;
  const char *a_value = value_find(a, name, bytes, &a_length);
  const char *b_value = value_find(b, name, bytes, &b_length);
  snprintf(plain, sizeof plain, "%.*s", (int)bytes, name);
  bounded_append(words->text, sizeof words->text, "%s%s (", told > 0 ? ", " : "",
                 words_param_name(plain).text);
  side_add(words, plain, a_value, a_length, 'A');
  bounded_append(words->text, sizeof words->text, ", ");
  side_add(words, plain, b_value, b_length, 'B');
  bounded_append(words->text, sizeof words->text, ")");
}

/* Adds the lines of `lines` that the other key has not; where `absent` only those whose name the
 * other key lacks, since the rest were found from its side. */
static void differences_add(struct words *words, size_t *count, const char *lines,
                            const char *other, bool absent, const char *a, const char *b) {
  for (const char *line = lines; *line; line += strcspn(line, "\n") + 1) {
    size_t bytes = strcspn(line, "="), length = 0, other_length = 0;
    const char *value = value_find(lines, line, bytes, &length);
    const char *other_value = value_find(other, line, bytes, &other_length);
    bool equal = other_value && length == other_length && memcmp(value, other_value, length) == 0;
    if (equal || (absent && other_value))
      continue;
    if (*count < DIFFERENCES_TOLD_MAX)
      difference_add(words, *count, line, bytes, a, b);
    (*count)++;
  }
}

struct words cell_keys_differ(const char *a, const char *b, size_t *count) {
  struct words words = {""};
  *count = 0;
  differences_add(&words, count, a, b, false, a, b);
  differences_add(&words, count, b, a, true, a, b);
  if (*count > DIFFERENCES_TOLD_MAX)
    bounded_append(words.text, sizeof words.text, " and %zu more",
                   *count - (size_t)DIFFERENCES_TOLD_MAX);
  return words;
}

/* ---- the index ---- */

static int keyed_compare(const void *left, const void *right) {
  const struct keyed_cell *a = left, *b = right;
  int by_key = strcmp(a->key, b->key);
  return by_key ? by_key : strcmp(a->cell->name, b->cell->name);
}

enum status cell_index_make(struct cell_index *index, const struct results *results,
                            struct error *error) {
  *index = (struct cell_index){.items = calloc(results->cell_count + 1, sizeof *index->items)};
  for (size_t i = 0; index->items && i < results->cell_count; i++) {
    char *key = cell_key(&results->cells[i], results->time_scale);
    if (!key)
      break;
    index->items[index->count++] = (struct keyed_cell){.key = key, .cell = &results->cells[i]};
  }
  if (index->count < results->cell_count) {
    cell_index_release(index);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells");
  }
  if (index->items)
    qsort(index->items, index->count, sizeof *index->items, keyed_compare);
  return STATUS_OK;
}

void cell_index_release(struct cell_index *index) {
  for (size_t i = 0; i < index->count; i++)
    free(index->items[i].key);
  free(index->items);
  *index = (struct cell_index){0};
}

struct keyed_cell *cell_index_find(const struct cell_index *index, const char *key) {
  size_t low = 0, high = index->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (strcmp(index->items[middle].key, key) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low < index->count && strcmp(index->items[low].key, key) == 0 ? &index->items[low] : NULL;
}

const struct result_cell *cell_index_cell(const struct cell_index *index, const char *key,
                                          const char *name) {
  const struct keyed_cell *first = cell_index_find(index, key);
  for (const struct keyed_cell *at = first;
       at && at < index->items + index->count && strcmp(at->key, key) == 0; at++)
    if (strcmp(at->cell->name, name) == 0)
      return at->cell;
  return first ? first->cell : NULL;
}
