/* The table of figures: each member of cell.json that others rely on, with its unit, who measures
 * it, what it means, and why it may be absent. documents/figure_table.h has the lines. Out of it
 * come the columns of summary.tsv and summary.csv, what run.json summarises, metrics.txt, the
 * figures that claims may name, what charts and reports read (enum metric), and docs/figures.md. */
#ifndef DOCUMENTS_FIGURES_H
#define DOCUMENTS_FIGURES_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

enum figure_unit {
  UNIT_LABEL, /* a text, or a number that repeats are not summarised over */
  UNIT_COUNT,
  UNIT_RATIO, /* of two counts */
  UNIT_SHARE, /* 0 to 1 */
  UNIT_NS,
  UNIT_US,
  UNIT_MS,
  UNIT_S,
  UNIT_BYTES,
  UNIT_PER_S,
  UNIT_BYTES_PER_S,
  UNIT_NUMBER
};

enum figure_owner {
  OWNER_CLIENT,  /* the users' program counted it */
  OWNER_SERVER,  /* the server's last line says it */
  OWNER_RUNNER,  /* pushbench chose it, or saw it from outside */
  OWNER_DERIVED, /* computed from the others */
  OWNER_NUMBER
};

enum figure {
#define FIGURE(name, path, unit, owner, absent, meaning) FIGURE_##name,
#define FIGURES_END_OF_COLUMNS FIGURE_COLUMNS, FIGURE_LAST_COLUMN = FIGURE_COLUMNS - 1,
#include "documents/figure_table.h"
#undef FIGURES_END_OF_COLUMNS
#undef FIGURE
  FIGURE_NUMBER
};

/* Every figure by the same name, as what results are read into. */
enum metric {
#define FIGURE(name, path, unit, owner, absent, meaning) METRIC_##name,
#define FIGURES_END_OF_COLUMNS
#include "documents/figure_table.h"
#undef FIGURES_END_OF_COLUMNS
#undef FIGURE
  METRIC_COUNT
};

enum { FIGURE_PATH_BYTES = 64 };

struct figure_entry {
  const char *path; /* dotted, in cell.json; shorter than FIGURE_PATH_BYTES */
  enum figure_unit unit;
  enum figure_owner owner;
  const char *absent; /* why it is null; "" where it never is, or where null says it all */
  const char *meaning;
};

/* By enum figure; the first FIGURE_COLUMNS are columns. */
extern const struct figure_entry figure_table[FIGURE_NUMBER];

/* Whether repeats are summarised over it. */
bool figure_is_metric(enum figure figure);

/* The figure of that path, FIGURE_NUMBER where there is none. */
enum figure figure_named(const char *path);

/* Of a cell.json: the member, NULL where the path ends early (borrowed); its number, the
 * fallback where it has none; its text, NULL where it is none; whether it is there and not null. */
json_t *figure_json(const json_t *document, enum figure figure);
double figure_value(const json_t *document, enum figure figure, double fallback);
const char *figure_text(const json_t *document, enum figure figure);
bool figure_is_measured(const json_t *document, enum figure figure);

/* Sets it; takes over `value`. A number that is not finite is no figure: nothing is set. */
void figure_put(json_t *document, enum figure figure, json_t *value);
void figure_put_number(json_t *document, enum figure figure, double number);

const char *figure_unit_name(enum figure_unit unit);
const char *figure_owner_name(enum figure_owner owner);

/* The table for people, as docs/figures.md. */
void figures_write_markdown(FILE *file);

#endif
