/* Writes the client's document in words, for a terminal. */
#ifndef CLIENTS_RESULT_RESULT_WORDS_H
#define CLIENTS_RESULT_RESULT_WORDS_H

#include <jansson.h>
#include <stdio.h>

/* Writes some lines: messages received, their latency, the cost, and failures. Figures that the
 * document does not have are left out. */
void result_words_print(const json_t *document, FILE *out);

#endif
