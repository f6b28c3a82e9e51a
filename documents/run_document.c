/* The table of the members of run.json, and the way to them. */
#include "documents/run_document.h"

#include "documents/fields.h"

const struct figure_entry run_table[RUN_MEMBERS] = {
#define RUN_MEMBER(name, path, unit, absent, meaning) \
  [RUN_##name] = {path, UNIT_##unit, OWNER_RUNNER, absent, meaning},
#include "documents/run_table.h"
};

static const char *path_of_member(enum run_member member) {
  return figure_path_within(run_table[member].path);
}

json_t *run_json(const json_t *document, enum run_member member) {
  return field_get(document, path_of_member(member));
}

double run_value(const json_t *document, enum run_member member, double fallback) {
  return field_number(document, path_of_member(member), fallback);
}

const char *run_text(const json_t *document, enum run_member member) {
  return json_string_value(run_json(document, member));
}

void run_put(json_t *document, enum run_member member, json_t *value) {
  field_put(document, path_of_member(member), value);
}

void run_put_count(json_t *document, enum run_member member, uint64_t count) {
  run_put(document, member, json_integer((json_int_t)count));
}

void run_put_text(json_t *document, enum run_member member, const char *text) {
  run_put(document, member, text ? json_string(text) : json_null());
}

static const char head[] =
    "\n"
    "## In run.json\n"
    "\n"
    "`run.json` has these members, and some of `cell.json`: `time_scale` and `idle`, and for each "
    "of\n"
    "its `cells` `cell`, `engine`, `transport`, `variant`, `params`, `varied` and `verdict` (of "
    "all\n"
    "repeats).\n"
    "\n";

void run_write_markdown(FILE *file) {
  fputs(head, file);
  figures_write_rows(file, run_table, RUN_MEMBERS);
}
