/* Headers of an answer. Pure. */
#ifndef CLIENTS_PROTOCOLS_ANSWER_HEADER_H
#define CLIENTS_PROTOCOLS_ANSWER_HEADER_H

#include "clients/protocols/protocol.h"

/* The value of the first header of that name, in small or capital letters, without the blanks
 * around it; not ended by a NUL. NULL: the answer has none. */
const char *answer_header(const struct protocol_answer *answer, const char *name, size_t *bytes);

/* The same as a text, if it has fewer than `capacity` bytes and no control characters. False: there
 * is none that fits, and *text is as it was. */
bool answer_header_text(const struct protocol_answer *answer, const char *name, char *text,
                        size_t capacity);

/* What an answer was, for people: "403 Forbidden", or why there was none ("timed out"). Writes at
 * most `capacity` bytes. Returns `text`. */
const char *answer_words(const struct protocol_answer *answer, char *text, size_t capacity);

enum { ANSWER_WORDS_BYTES = 96 };

#endif
