/* The width of the terminal, and texts that are broken to fit. */
#ifndef BENCH_BASE_TERMINAL_H
#define BENCH_BASE_TERMINAL_H

#include <stddef.h>
#include <stdio.h>

/* Columns of the terminal behind the descriptor: those in COLUMNS, else the terminal's own; 0,
 * which means any width, of a file or pipe without COLUMNS. */
size_t terminal_columns(int fd);

/* Letters of a UTF-8 text. */
size_t text_letters(const char *text);

/* Writes the text and a line end, broken at blanks into lines of at most `columns` (0: one
 * line); `first` stands before it, and as many blanks before each further line. */
void text_wrap(FILE *out, const char *first, const char *text, size_t columns);

#endif
