/* run.json: the table of its members, out of which come the document, its readers, its section in
 * docs/figures.md and its JSON Schema. documents/run_table.h has the lines. */
#ifndef DOCUMENTS_RUN_DOCUMENT_H
#define DOCUMENTS_RUN_DOCUMENT_H

#include "documents/figures.h"

enum run_member {
#define RUN_MEMBER(name, path, unit, absent, meaning) RUN_##name,
#include "documents/run_table.h"
  RUN_MEMBERS
};

/* By enum run_member. The paths are dotted, in run.json, or `list[].member`. */
extern const struct figure_entry run_table[RUN_MEMBERS];

/* The members of a metric: of a figure over a cell's repeats, in RUN_CELL_METRICS. */
#define METRIC_MEDIAN "median"
#define METRIC_LOW "low"
#define METRIC_HIGH "high"
#define METRIC_INTERVAL "interval"
#define METRIC_COUNT "count"

/* A member of run.json, or of an object in the list where the path is `list[].member`: NULL where
 * the path ends early (borrowed); its number, the fallback where it has none; its text, NULL where
 * it is none. */
json_t *run_json(const json_t *document, enum run_member member);
double run_value(const json_t *document, enum run_member member, double fallback);
const char *run_text(const json_t *document, enum run_member member);

/* Sets it; takes over `value`. A text that is NULL is null. */
void run_put(json_t *document, enum run_member member, json_t *value);
void run_put_count(json_t *document, enum run_member member, uint64_t count);
void run_put_text(json_t *document, enum run_member member, const char *text);

/* The table for people, at the end of docs/figures.md. */
void run_write_markdown(FILE *file);

#endif
