/* The table of figures: each member of the documents that the programs write, with its unit, its
 * owner, its meaning, and why it may be absent. The lines are in documents/figure_table.h. From
 * them come the documents of pushbench-client, pushbench-server and pushbench, their readers, the
 * columns of summary.tsv and summary.csv, the figures of run.json and metrics.txt, those that
 * claims may name, docs/figures.md and the JSON Schemas in docs/schema/. */
#ifndef DOCUMENTS_FIGURES_H
#define DOCUMENTS_FIGURES_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The unit of a figure; the kind of one that is no measurement. */
enum figure_unit {
  UNIT_TEXT,
  UNIT_WHOLE, /* a number that is no measurement: a setting, an index, a code */
  UNIT_FLAG,
  UNIT_TEXT_LIST,   /* of texts and nulls */
  UNIT_NUMBER_LIST, /* of numbers */
  UNIT_COUNTS,      /* an object of counts by name */
  UNIT_TEXTS_BY_NAME,
  UNIT_SETTINGS,       /* an object of parameters, each with a value or a list of values */
  UNIT_SETTINGS_LIST,  /* of such objects, whose values may also be bounds */
  UNIT_PARAMETERS,     /* an object of an experiment's parameters */
  UNIT_CLOCK,          /* {"boot_id", "time_namespace"} */
  UNIT_HISTOGRAM_TEXT, /* as of histogram_to_text */
  UNIT_OBJECT,         /* its members have lines of their own */
  UNIT_LIST,           /* of objects, whose members have lines of their own */
  UNIT_LIMIT,          /* a whole number, or "unlimited" */
  UNIT_VALUE,          /* a number, in a unit that stands beside it */
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
  FIGURE_UNITS
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
  FIGURE_NUMBER
};

/* The members that are histograms. */
enum figure_histogram {
#define HISTOGRAM(name, path, owner, absent, of) HISTOGRAM_##name,
#include "documents/figure_table.h"
  HISTOGRAM_NUMBER
};

enum { FIGURE_PATH_BYTES = 64 };

struct figure_entry {
  const char *path; /* dotted, in cell.json, or `list[].member`; shorter than FIGURE_PATH_BYTES */
  enum figure_unit unit;
  enum figure_owner owner;
  const char *absent; /* why it is null; "" where it never is, or null needs no reason */
  const char *meaning;
};

/* By enum figure; the first FIGURE_COLUMNS are columns of the summaries. */
extern const struct figure_entry figure_table[FIGURE_NUMBER];

struct histogram_entry {
  const char *path; /* as of a figure */
  enum figure_owner owner;
  const char *absent;
  const char *of; /* what its values are */
};

/* By enum figure_histogram. */
extern const struct histogram_entry histogram_table[HISTOGRAM_NUMBER];

/* The members of each histogram: a count, values in ns, the number of values out of range. Ends
 * with NULL. */
extern const char *const histogram_members[];

/* Whether repeats are summarised over it; false of FIGURE_NUMBER. */
bool figure_is_metric(enum figure figure);

/* Whether it is a member of the objects in a list: its path is `list[].member`. */
bool figure_is_in_list(enum figure figure);

/* The figure of that path, FIGURE_NUMBER where there is none. */
enum figure figure_named(const char *path);

/* The path from the object that holds the figure: the member alone of `list[].member`. */
const char *figure_path_within(const char *path);

/* Read a figure of a document, or of an object in the list where the path is `list[].member`.
 * figure_json: NULL where there is none, borrowed. figure_value: `fallback` where it is no number.
 * figure_text: NULL where it is no text. figure_is_measured: whether it is there and not null. */
json_t *figure_json(const json_t *document, enum figure figure);
double figure_value(const json_t *document, enum figure figure, double fallback);
const char *figure_text(const json_t *document, enum figure figure);
bool figure_is_measured(const json_t *document, enum figure figure);

/* Set a figure; figure_put takes over `value`. A number that is not finite is not set. A count of
 * 2^63 or more becomes a negative number. A text that is NULL becomes null. */
void figure_put(json_t *document, enum figure figure, json_t *value);
void figure_put_number(json_t *document, enum figure figure, double number);
void figure_put_count(json_t *document, enum figure figure, uint64_t count);
void figure_put_count_if(json_t *document, enum figure figure, bool known, uint64_t count);
void figure_put_text(json_t *document, enum figure figure, const char *text);
void figure_put_null(json_t *document, enum figure figure);

const char *figure_unit_name(enum figure_unit unit);
const char *figure_owner_name(enum figure_owner owner);

/* Writes docs/figures.md, the table for people, but for its last section
 * (documents/run_document.h); and rows of such a page. */
void figures_write_markdown(FILE *file);
void figures_write_rows(FILE *file, const struct figure_entry *entries, int count);

#endif
