/* The client's document in words, for somebody who reads it on a terminal. */
#ifndef CLIENTS_RESULT_RESULT_WORDS_H
#define CLIENTS_RESULT_RESULT_WORDS_H

#include <jansson.h>
#include <stdio.h>

/* Some lines: what arrived, how late, what it cost, and what went wrong. What the document has
 * no figure for is left out. */
void result_words_print(const json_t *document, FILE *out);

#endif
