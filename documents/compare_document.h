/* compare.json: the table of its members, out of which come the document, its section in
 * docs/figures.md and its JSON Schema. documents/compare_table.h has the lines. */
#ifndef DOCUMENTS_COMPARE_DOCUMENT_H
#define DOCUMENTS_COMPARE_DOCUMENT_H

#include "documents/figures.h"

/* Goes up when a reader of the old form would misread the new one. An additional member does not
 * change it. */
enum { COMPARE_SCHEMA = 1 };

enum compare_member {
#define COMPARE_MEMBER(name, path, unit, absent, meaning) COMPARE_##name,
#include "documents/compare_table.h"
  COMPARE_MEMBERS
};

/* By enum compare_member. The paths are dotted, or `list[].member`. */
extern const struct figure_entry compare_table[COMPARE_MEMBERS];

/* Set a member of the document, or of an object in a list; take over `value`. A text that is NULL,
 * and a number that is not finite, is null. */
void compare_put(json_t *document, enum compare_member member, json_t *value);
void compare_put_text(json_t *document, enum compare_member member, const char *text);
void compare_put_number(json_t *document, enum compare_member member, double number);
void compare_put_count(json_t *document, enum compare_member member, uint64_t count);

/* The table for people, at the end of docs/figures.md. */
void compare_write_markdown(FILE *file);

#endif
