/* Finds the line of a value in a JSON text, for errors about what a value means: jansson tells
 * lines of malformed text alone. Pure. */
#ifndef DOCUMENTS_JSON_LINES_H
#define DOCUMENTS_JSON_LINES_H

#include <stddef.h>

/* The line, from 1, of the value that the JSON pointer points at; of a member of an object, that
 * of its key. Where it is not there, that of the innermost array or object on the way to it. The
 * text must have been read without an error (jansson) and be no deeper than JSON_DEPTH_MAX; another
 * one gives some line. */
int json_line_of(const char *text, size_t bytes, const char *pointer);

#endif
