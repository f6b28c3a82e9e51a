/* JSON from files and from other programs, bounded in depth before it is parsed. */
#ifndef DOCUMENTS_JSON_READ_H
#define DOCUMENTS_JSON_READ_H

#include <jansson.h>
#include <stddef.h>

/* A new reference, or NULL with the fault in *fault, as json_loadb sets it; its line is -1 where
 * the file cannot be read. `fault` may be NULL; `flags` are jansson's. */
json_t *json_read_file(const char *path, size_t flags, json_error_t *fault);
json_t *json_read_text(const char *text, size_t bytes, size_t flags, json_error_t *fault);

/* The whole file, malloc'd, with a NUL behind it; NULL with errno. */
char *json_read_bytes(const char *path, size_t *bytes);

#endif
