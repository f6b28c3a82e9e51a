/* JSON pointers (RFC 6901): "/items/0/id", "" for the whole. Pure. */
#ifndef DOCUMENTS_JSON_POINTER_H
#define DOCUMENTS_JSON_POINTER_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/status.h"

enum { JSON_POINTER_PART_BYTES_MAX = 256 };

/* STATUS_USAGE says what is wrong, and at which character. */
enum status json_pointer_check(const char *pointer, struct error *error);

/* What it points at, borrowed. NULL where there is nothing, and for a pointer that is not right. */
json_t *json_pointer_get(const json_t *json, const char *pointer);

/* Reads the part at *at, which begins with a slash, without its escapes (section 4), and moves *at
 * behind it. False at the end, and for a part that is longer than JSON_POINTER_PART_BYTES_MAX. */
bool json_pointer_part(const char **at, char part[static JSON_POINTER_PART_BYTES_MAX + 1]);

/* The text of a value that is no array, no object and not null: malloc'd, a number as JSON writes
 * it. NULL for the others, without memory, and where the text has a NUL. */
char *json_value_text(const json_t *value);

#endif
