/* How wide what is printed may be. */
#ifndef BENCH_BASE_TERMINAL_H
#define BENCH_BASE_TERMINAL_H

#include <stddef.h>
#include <stdio.h>

/* Columns of the terminal behind the descriptor: what COLUMNS says, else what the terminal
 * says; 0, for any width, where it is none (a file, a pipe) and COLUMNS is not set. */
size_t terminal_columns(int fd);

/* Letters of a UTF-8 text. */
size_t text_letters(const char *text);

/* Writes the text and a line end, broken at blanks into lines of at most `columns` (0: one
 * line); `first` stands before it, and as many blanks before each further line. */
void text_wrap(FILE *out, const char *first, const char *text, size_t columns);

#endif
