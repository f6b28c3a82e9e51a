/* Lays sentences and tables out as plain text. */
#include "bench/choose/choice_print.h"

#include <stdbool.h>

#include "bench/base/terminal.h"
#include "bench/choose/choice_table.h"

static void sentences_print(FILE *out, const char *title, const struct conclusions *sentences,
                            size_t columns) {
  if (sentences->count > 0)
    fprintf(out, "\n%s\n", title);
  for (size_t i = 0; i < sentences->count; i++)
    text_wrap(out, "- ", sentences->texts[i], columns);
}

/* Text columns are aligned to the left, figures to the right. */
static void cell_print(FILE *out, const char *text, size_t width, bool left, bool last) {
  size_t letters = text_letters(text);
  int blanks = (int)(width > letters ? width - letters : 0);
  if (left)
    fprintf(out, "%s%*s", text, last ? 0 : blanks + 2, "");
  else
    fprintf(out, "%*s%s%s", blanks, "", text, last ? "" : "  ");
}

struct layout {
  const char *const *titles;
  size_t columns, named; /* the first `named` columns hold words */
  size_t widths[PROJECTION_COLUMNS];
};

static void widths_take(struct layout *layout, const struct table_row *row) {
  for (size_t i = 0; i < layout->columns; i++) {
    size_t letters = text_letters(row ? row->cells[i].text : layout->titles[i]);
    if (letters > layout->widths[i])
      layout->widths[i] = letters;
  }
}

static void row_print(FILE *out, const struct layout *layout, const struct table_row *row) {
  for (size_t i = 0; i < layout->columns; i++)
    cell_print(out, row ? row->cells[i].text : layout->titles[i], layout->widths[i],
               i < layout->named, i + 1 == layout->columns);
  fputc('\n', out);
}

static void candidates_print(FILE *out, const struct choice *choice) {
  struct layout layout = {.titles = choice_titles, .columns = CHOICE_COLUMNS, .named = 1};
  widths_take(&layout, NULL);
  for (size_t i = 0; i < choice->count; i++) {
    struct table_row row = choice_row(choice, i);
    widths_take(&layout, &row);
  }
  fputc('\n', out);
  row_print(out, &layout, NULL);
  for (size_t i = 0; i < choice->count; i++) {
    struct table_row row = choice_row(choice, i);
    row_print(out, &layout, &row);
  }
}

/* Calls for the best candidate in time of each transport, at each number of users. */
static void projections_walk(const struct choice *choice, struct layout *layout, FILE *out) {
  double sizes[PROJECTION_SIZES_MAX];
  size_t count = projection_sizes(choice, sizes);
  for (size_t i = 0; i < count; i++)
    for (int transport = 0; transport < TRANSPORT_COUNT; transport++) {
      int index = choice_of_transport(choice, transport);
      if (index == CHOICE_NONE)
        continue;
      struct table_row row = projection_row(choice, (size_t)index, sizes[i]);
      if (out)
        row_print(out, layout, &row);
      else
        widths_take(layout, &row);
    }
}

static void projections_print(FILE *out, const struct choice *choice) {
  struct layout layout = {.titles = projection_titles, .columns = PROJECTION_COLUMNS, .named = 2};
  if (choice->answer == CHOICE_NONE)
    return;
  widths_take(&layout, NULL);
  projections_walk(choice, &layout, NULL);
  fputc('\n', out);
  row_print(out, &layout, NULL);
  projections_walk(choice, &layout, out);
}

void choice_print(FILE *out, const struct choice *choice, const struct choice_words *words,
                  size_t columns) {
  for (size_t i = 0; i < words->answer.count; i++)
    text_wrap(out, "", words->answer.texts[i], columns);
  sentences_print(out, "Why", &words->why, columns);
  candidates_print(out, choice);
  projections_print(out, choice);
  sentences_print(out, "How sure", &words->sure, columns);
  sentences_print(out, "Assumed", &words->assumptions, columns);
}
