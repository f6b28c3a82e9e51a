/* Pairs the entries of two indexes. */
#include "bench/compare/cell_match.h"

#include <stdlib.h>
#include <string.h>

/* Takes an entry of that key that is left, of that name where `named`; NULL where there is none.
 * Goes through the entries of one key alone, of which there are few: cells with equal parameters.
 */
static const struct result_cell *entry_take(const struct cell_index *index,
                                            const struct keyed_cell *like, bool named) {
  const struct keyed_cell *end = index->items + index->count;
  struct keyed_cell *at = cell_index_find(index, like->key);
  for (; at && at < end && strcmp(at->key, like->key) == 0; at++)
    if (!at->taken && (!named || strcmp(at->cell->name, like->cell->name) == 0)) {
      at->taken = true;
      return at->cell;
    }
  return NULL;
}

static void pairs_take(struct cell_matches *matches, bool named) {
  for (size_t i = 0; i < matches->a.count; i++) {
    struct keyed_cell *entry = &matches->a.items[i];
    const struct result_cell *other = entry->taken ? NULL : entry_take(&matches->b, entry, named);
    if (!other)
      continue;
    entry->taken = true;
    matches->pairs[matches->count++] = (struct cell_pair){entry->key, entry->cell, other};
  }
}

static int pair_compare(const void *left, const void *right) {
  const struct cell_pair *a = left, *b = right;
  return (a->a > b->a) - (a->a < b->a);
}

static int cell_compare(const void *left, const void *right) {
  const struct result_cell *a = *(const struct result_cell *const *)left;
  const struct result_cell *b = *(const struct result_cell *const *)right;
  return (a > b) - (a < b);
}

/* The entries that are left, in the order of the run's cells. */
static size_t rest_take(const struct result_cell **out, const struct cell_index *index) {
  size_t count = 0;
  for (size_t i = 0; i < index->count; i++)
    if (!index->items[i].taken)
      out[count++] = index->items[i].cell;
  qsort(out, count, sizeof(const struct result_cell *), cell_compare);
  return count;
}

enum status cells_match(struct cell_matches *matches, const struct results *a,
                        const struct results *b, struct error *error) {
  *matches = (struct cell_matches){.count = 0};
  enum status status = cell_index_make(&matches->a, a, error);
  if (status == STATUS_OK)
    status = cell_index_make(&matches->b, b, error);
  if (status != STATUS_OK)
    return status;
  matches->pairs = calloc(a->cell_count + 1, sizeof *matches->pairs);
  matches->only_a = calloc(a->cell_count + 1, sizeof(const struct result_cell *));
  matches->only_b = calloc(b->cell_count + 1, sizeof(const struct result_cell *));
  if (!matches->pairs || !matches->only_a || !matches->only_b)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells");
  pairs_take(matches, true);
  pairs_take(matches, false);
  qsort(matches->pairs, matches->count, sizeof *matches->pairs, pair_compare);
  matches->only_a_count = rest_take(matches->only_a, &matches->a);
  matches->only_b_count = rest_take(matches->only_b, &matches->b);
  return STATUS_OK;
}

void cell_matches_release(struct cell_matches *matches) {
  cell_index_release(&matches->a);
  cell_index_release(&matches->b);
  free(matches->pairs);
  free(matches->only_a);
  free(matches->only_b);
  *matches = (struct cell_matches){.count = 0};
}

/* ---- what has no partner ---- */

static const char *key_of(const struct cell_index *index, const struct result_cell *cell) {
  for (size_t i = 0; i < index->count; i++)
    if (index->items[i].cell == cell)
      return index->items[i].key;
  return NULL;
}

struct words cell_nearest_words(const struct cell_matches *matches,
                                const struct result_cell *cell) {
  const char *own = key_of(&matches->a, cell);
  bool of_a = own != NULL;
  const struct cell_index *others = of_a ? &matches->b : &matches->a;
  struct words nearest = {""};
  size_t least = SIZE_MAX;
  own = of_a ? own : key_of(&matches->b, cell);
  for (size_t i = 0; own && i < others->count; i++) {
    size_t count;
    const char *other = others->items[i].key;
    struct words words = cell_keys_differ(of_a ? own : other, of_a ? other : own, &count);
    if (count < least) {
      least = count;
      nearest = words;
    }
  }
  return nearest;
}
