/* Finds the width of the terminal, and breaks texts. */
#include "bench/base/terminal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_LEAST = 20, COLUMNS_MOST = 10000 };

size_t terminal_columns(int fd) {
  const char *text = getenv("COLUMNS");
  struct winsize size = {0};
  char *end;
  long said = text ? strtol(text, &end, 10) : 0;
  if (text && *text && *end == '\0' && said >= COLUMNS_LEAST && said <= COLUMNS_MOST)
    return (size_t)said;
  if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= COLUMNS_LEAST)
    return size.ws_col;
  return 0;
}

size_t text_letters(const char *text) {
  size_t letters = 0;
  for (; *text; text++)
    letters += ((unsigned char)*text & 0xc0) != 0x80;
  return letters;
}

static size_t word_letters(const char *word, size_t bytes) {
  size_t letters = 0;
  for (size_t i = 0; i < bytes; i++)
    letters += ((unsigned char)word[i] & 0xc0) != 0x80;
  return letters;
}

void text_wrap(FILE *out, const char *first, const char *text, size_t columns) {
  size_t indent = text_letters(first), at = indent;
  fputs(first, out);
  for (bool begin = true; *text; begin = false) {
    size_t bytes = strcspn(text, " "), letters = word_letters(text, bytes);
    if (!begin && columns > 0 && at + 1 + letters > columns) {
      fprintf(out, "\n%*s", (int)indent, "");
      at = indent;
    } else if (!begin) {
      fputc(' ', out);
      at++;
    }
    fwrite(text, 1, bytes, out);
    at += letters;
    text += bytes + strspn(text + bytes, " ");
  }
  fputc('\n', out);
}
