/* Pairs the cells of a variant with those of its base. */
#include "bench/answers/variants.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/servers.h"
#include "bench/results/table_file.h"
#include "common/base/traits.h"

const enum figure variant_figures[VARIANT_FIGURES] = {
    FIGURE_LATENCY_MEAN,       FIGURE_LATENCY_P99,          FIGURE_WIRE_PER_MESSAGE,
    FIGURE_CPU_US_PER_MESSAGE, FIGURE_REQUESTS_PER_MESSAGE, FIGURE_MEMORY_PER_USER,
};

static bool texts_equal(const char *left, const char *right) {
  return left && right && strcmp(left, right) == 0;
}

/* Whether two cells differ at most in the variant. */
static bool same_but_for_variant(const struct result_cell *left, const struct result_cell *right) {
  if (left->engine != right->engine || left->transport != right->transport)
    return false;
  for (size_t i = 0; i < left->varied.count; i++) {
    const char *name = left->varied.items[i].name;
    if (strcmp(name, "variant") != 0 &&
        !texts_equal(left->varied.items[i].text, result_varied(right, name)))
      return false;
  }
  return true;
}

const char *variant_sets(const struct results *results, const char *variant) {
  for (size_t i = 0; i < results->variants.count; i++)
    if (texts_equal(results->variants.items[i].name, variant))
      return results->variants.items[i].text;
  return "";
}

const char *variants_base_name(const struct results *results, const char *variant) {
  for (size_t i = 0; i < results->bases.count; i++)
    if (texts_equal(results->bases.items[i].name, variant))
      return results->bases.items[i].text;
  return results->variants.count > 0 ? results->variants.items[0].name : NULL;
}

const struct result_cell *variant_base(const struct results *results,
                                       const struct result_cell *cell) {
  const char *variant = result_varied(cell, "variant");
  const char *base = variant ? variants_base_name(results, variant) : NULL;
  for (size_t i = 0; base && i < results->cell_count; i++) {
    const struct result_cell *other = &results->cells[i];
    if (texts_equal(result_varied(other, "variant"), base) && same_but_for_variant(cell, other))
      return other;
  }
  return NULL;
}

bool variant_is_compared(const struct results *results, const struct result_cell *cell) {
  const struct result_cell *base = variant_base(results, cell);
  if (!base || result_median(cell, FIGURE_DELIVERED) == 0)
    return false;
  if (base != cell)
    return true;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *other = &results->cells[i];
    if (other != base && result_median(other, FIGURE_DELIVERED) != 0 &&
        variant_base(results, other) == base)
      return true;
  }
  return false;
}

struct difference variant_difference(const struct result_cell *base, const struct result_cell *cell,
                                     enum figure figure) {
  struct difference difference = {.ratio = NAN, .p = 1};
  double *before = calloc(base->repeat_count + 1, sizeof *before);
  double *after = calloc(cell->repeat_count + 1, sizeof *after);
  if (before && after) {
    size_t before_count = result_values(base, figure, before);
    size_t after_count = result_values(cell, figure, after);
    difference = difference_of(before, before_count, after, after_count);
  }
  free(before);
  free(after);
  return difference;
}

static const char *difference_words(const struct difference *difference) {
  if (!difference->testable)
    return "untestable";
  return difference_called(difference) ? "yes" : "no";
}

static void row_write(FILE *out, const struct result_cell *base, const struct result_cell *cell,
                      enum figure figure) {
  struct difference difference = variant_difference(base, cell, figure);
  fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s", server_name(cell->engine), transport_name(cell->transport),
          cell->name, base->name, result_varied(cell, "variant"), figure_table[figure].path);
  table_number_write(out, result_median(base, figure));
  table_number_write(out, result_median(cell, figure));
  table_number_write(out, difference.ratio);
  table_number_write(out, difference.p);
  fprintf(out, "\t%zu\t%zu\t%s\n", difference.first, difference.count - difference.first,
          difference_words(&difference));
}

void variants_write(FILE *out, const struct results *results) {
  fputs("engine\ttransport\tcell\tbase\tvariant\tfigure\tbase_median\tmedian\tratio\tp\t"
        "base_repeats\trepeats\tdifference\n",
        out);
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    const struct result_cell *base = variant_base(results, cell);
    if (!base || base == cell)
      continue;
    for (int j = 0; j < VARIANT_FIGURES; j++)
      row_write(out, base, cell, variant_figures[j]);
  }
}

static void file_write(FILE *out, const void *results) {
  variants_write(out, results);
}

enum status variants_file_write(const struct results *results, const char *run_folder,
                                struct error *error) {
  if (results->variants.count == 0)
    return STATUS_OK;
  return table_file_write(run_folder, "variants.tsv", file_write, results, error);
}
