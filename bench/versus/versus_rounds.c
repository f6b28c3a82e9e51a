/* Finds twins, and pairs their rounds. */
#include "bench/versus/versus_rounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/cell.h"

bool versus_is(const struct results *results) {
  return results->versus.count > 0;
}

bool versus_is_other(const struct result_cell *cell) {
  const char *build = result_varied(cell, BUILD_AXIS);
  return build && strcmp(build, BUILD_OTHER) == 0;
}

/* Whether two cells differ at most in the build. */
static bool are_twins(const struct result_cell *left, const struct result_cell *right) {
  if (left->engine != right->engine || left->transport != right->transport ||
      left->varied.count != right->varied.count)
    return false;
  for (size_t i = 0; i < left->varied.count; i++) {
    const char *name = left->varied.items[i].name, *text = result_varied(right, name);
    if (strcmp(name, BUILD_AXIS) != 0 && (!text || strcmp(left->varied.items[i].text, text) != 0))
      return false;
  }
  return true;
}

const struct result_cell *versus_twin(const struct results *results,
                                      const struct result_cell *own) {
  for (size_t i = 0; i < results->cell_count; i++)
    if (versus_is_other(&results->cells[i]) && are_twins(own, &results->cells[i]))
      return &results->cells[i];
  return NULL;
}

static bool has(const struct result_repeat *repeat, enum figure figure) {
  return repeat->measured && !isnan(repeat->values[figure]);
}

/* Both cells have their repeats in the order of the rounds. */
static void rounds_fill(struct versus_rounds *rounds, const struct result_cell *own,
                        const struct result_cell *other, enum figure figure) {
  for (size_t i = 0, j = 0; i < own->repeat_count && j < other->repeat_count;) {
    const struct result_repeat *left = &own->repeats[i], *right = &other->repeats[j];
    if (left->round == right->round && has(left, figure) && has(right, figure)) {
      rounds->own[rounds->count] = left->values[figure];
      rounds->other[rounds->count++] = right->values[figure];
    }
    i += left->round <= right->round;
    j += right->round <= left->round;
  }
}

bool versus_rounds_read(struct versus_rounds *rounds, const struct result_cell *own,
                        const struct result_cell *other, enum figure figure) {
  size_t room = own->repeat_count + 1;
  *rounds = (struct versus_rounds){.own = calloc(room, sizeof *rounds->own),
                                   .other = calloc(room, sizeof *rounds->other)};
  if (!rounds->own || !rounds->other) {
    versus_rounds_release(rounds);
    return false;
  }
  rounds_fill(rounds, own, other, figure);
  return true;
}

void versus_rounds_release(struct versus_rounds *rounds) {
  free(rounds->own);
  free(rounds->other);
  *rounds = (struct versus_rounds){0};
}
