/* The table of the members of compare.json, and the way to them. */
#include "documents/compare_document.h"

#include <math.h>

#include "documents/fields.h"

const struct figure_entry compare_table[COMPARE_MEMBERS] = {
#define COMPARE_MEMBER(name, path, unit, absent, meaning) \
  [COMPARE_##name] = {path, UNIT_##unit, OWNER_RUNNER, absent, meaning},
#include "documents/compare_table.h"
};

void compare_put(json_t *document, enum compare_member member, json_t *value) {
  field_put(document, figure_path_within(compare_table[member].path), value);
}

void compare_put_text(json_t *document, enum compare_member member, const char *text) {
  compare_put(document, member, text ? json_string(text) : json_null());
}

void compare_put_number(json_t *document, enum compare_member member, double number) {
  compare_put(document, member, isfinite(number) ? json_real(number) : json_null());
}

void compare_put_count(json_t *document, enum compare_member member, uint64_t count) {
  compare_put(document, member, json_integer((json_int_t)count));
}

static const char head[] = "\n"
                           "## In compare.json\n"
                           "\n"
                           "`pushbench compare A B --json` prints these, and writes them as "
                           "`compare.json` into the folder "
                           "of\n"
                           "`--out` ([compare.md](compare.md)).\n"
                           "\n";

void compare_write_markdown(FILE *file) {
  fputs(head, file);
  figures_write_rows(file, compare_table, COMPARE_MEMBERS);
}
