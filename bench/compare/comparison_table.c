/* Lays the rows out to fit. */
#include "bench/compare/comparison_table.h"

#include <string.h>

#include "bench/base/terminal.h"
#include "bench/compare/change_words.h"
#include "bench/compare/compared_limits.h"
#include "bench/compare/comparison_words.h"
#include "bench/compare/notes.h"

enum field { FIELD_CELL, FIELD_A, FIELD_B, FIELD_CHANGE, FIELD_INTERVAL, FIELD_FINDING, FIELDS };
enum { GAP = 2 };

/* A cell's name stands in the row, or above its figures. */
enum layout { LAYOUT_ROW, LAYOUT_ABOVE, LAYOUT_NARROW };

static const char *const titles[FIELDS] = {"", "A", "B", "change", "95 %", ""};

/* With the reason why it is not called, unless that is the same for all times. */
static struct words finding_of(const struct run_comparison *comparison,
                               const struct change *change) {
  struct words words;
  bool own = *change->reason && change->reason != comparison->without.text;
  snprintf(words.text, sizeof words.text, "%s%s%.100s", change_finding_words(change->finding),
           own ? ": " : "", own ? change->reason : "");
  return words;
}

static struct words field_of(const struct run_comparison *comparison, const struct change *change,
                             enum field field) {
  switch (field) {
  case FIELD_CELL:
    return pair_words(comparison, change->pair);
  case FIELD_A:
    return change->figure->words(change->a);
  case FIELD_B:
    return change->figure->words(change->b);
  case FIELD_CHANGE:
    return change_size_words(change);
  case FIELD_INTERVAL:
    return change_interval_words(change);
  case FIELD_FINDING:
  case FIELDS:
    break;
  }
  return finding_of(comparison, change);
}

static size_t greater(size_t left, size_t right) {
  return left > right ? left : right;
}

/* The first column has the names of the figures, too. */
static void widths_take(size_t widths[FIELDS], const struct run_comparison *comparison) {
  const struct changes *changes = &comparison->changes;
  for (int field = 0; field < FIELDS; field++)
    widths[field] = text_letters(titles[field]);
  for (size_t i = 0; i < changes->count; i++) {
    const struct change *change = &changes->items[i];
    widths[FIELD_CELL] = greater(widths[FIELD_CELL], text_letters(change->figure->what));
    for (int field = 0; field < FIELDS; field++)
      widths[field] = greater(widths[field],
                              text_letters(field_of(comparison, change, (enum field)field).text));
  }
}

static enum layout layout_for(const size_t widths[FIELDS], size_t width) {
  size_t figures = 0;
  for (int field = FIELD_A; field < FIELDS; field++)
    figures += GAP + widths[field];
  if (width == 0 || widths[FIELD_CELL] + figures <= width)
    return LAYOUT_ROW;
  return figures <= width ? LAYOUT_ABOVE : LAYOUT_NARROW;
}

/* A name that begins a row, or stands above it. */
static void name_print(FILE *out, const char *text, size_t width, enum layout layout) {
  fputs(text, out);
  if (layout == LAYOUT_ROW)
    fprintf(out, "%*s", (int)(width - text_letters(text)), "");
  else
    fputc('\n', out);
}

static void figure_print(FILE *out, const char *text, size_t width) {
  fprintf(out, "%*s%s", GAP + (int)(width - text_letters(text)), "", text);
}

static bool layout_has(enum layout layout, enum field field) {
  return layout != LAYOUT_NARROW || field != FIELD_INTERVAL;
}

static void title_print(FILE *out, const char *what, const size_t widths[FIELDS],
                        enum layout layout) {
  name_print(out, what, widths[FIELD_CELL], layout);
  for (int field = FIELD_A; field < FIELD_FINDING; field++)
    if (layout_has(layout, (enum field)field))
      figure_print(out, titles[field], widths[field]);
  fputc('\n', out);
}

/* The interval and the finding, below the figures. */
static void rest_print(FILE *out, const struct run_comparison *comparison,
                       const struct change *change, size_t width) {
  char text[3 * WORDS_BYTES];
  struct words interval = field_of(comparison, change, FIELD_INTERVAL);
  snprintf(text, sizeof text, "%s%s%s%s", *interval.text ? "95 %: " : "", interval.text,
           *interval.text ? "; " : "", field_of(comparison, change, FIELD_FINDING).text);
  text_wrap(out, "  ", text, width);
}

static void row_print(FILE *out, const struct run_comparison *comparison,
                      const struct change *change, const size_t widths[FIELDS],
                      enum layout layout) {
  name_print(out, field_of(comparison, change, FIELD_CELL).text, widths[FIELD_CELL], layout);
  for (int field = FIELD_A; field < FIELD_FINDING; field++)
    if (layout_has(layout, (enum field)field))
      figure_print(out, field_of(comparison, change, (enum field)field).text, widths[field]);
  if (layout != LAYOUT_NARROW)
    fprintf(out, "%*s%s", GAP, "", field_of(comparison, change, FIELD_FINDING).text);
  fputc('\n', out);
}

static void rows_print(FILE *out, const struct run_comparison *comparison, size_t width) {
  const struct changes *changes = &comparison->changes;
  size_t widths[FIELDS];
  widths_take(widths, comparison);
  enum layout layout = layout_for(widths, width);
  for (size_t i = 0; i < changes->count; i++) {
    const struct change *change = &changes->items[i];
    if (i == 0 || change->figure != changes->items[i - 1].figure) {
      fputc('\n', out);
      title_print(out, change->figure->what, widths, layout);
    }
    row_print(out, comparison, change, widths, layout);
    if (layout == LAYOUT_NARROW)
      rest_print(out, comparison, change, width);
  }
}

static void notes_print(FILE *out, struct notes *notes, const char *before, size_t width) {
  for (size_t i = 0; i < notes->count; i++)
    text_wrap(out, before, notes->items[i], width);
  notes_release(notes);
}

void comparison_print(FILE *out, const struct run_comparison *comparison, size_t width) {
  struct notes notes = {0};
  say_runs(comparison, &notes);
  notes_print(out, &notes, "", width);
  for (size_t i = 0; i < comparison->warnings.count; i++)
    text_wrap(out, "Warning: ", comparison->warnings.items[i], width);
  fputc('\n', out);
  say_method(comparison, &notes);
  notes_print(out, &notes, "", width);
  rows_print(out, comparison, width);
  fputc('\n', out);
  say_left_out(comparison, &notes);
  say_findings(comparison, &notes);
  say_limits(comparison, &notes);
  notes_print(out, &notes, "- ", width);
}
