/* Reads options, and writes a command line as text. */
#include "bench/commands/words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *option_value(const char *name, int argc, char *const *argv, int *at) {
  size_t bytes = strlen(name);
  const char *text = argv[*at];
  if (!text || strncmp(text, name, bytes) != 0)
    return NULL;
  if (text[bytes] == '=')
    return text + bytes + 1;
  if (text[bytes] != '\0')
    return NULL;
  return *at + 1 < argc ? argv[++*at] : "";
}

char *command_text(int argc, char *const *argv) {
  char *text = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  if (!stream)
    return NULL;
  for (int i = 0; i < argc; i++) {
    bool plain = argv[i][0] && !strpbrk(argv[i], " \t\n\"'\\$`*?[]{}()<>|&;#~!");
    fprintf(stream, plain ? "%s%s" : "%s'%s'", i > 0 ? " " : "", argv[i]);
  }
  fclose(stream);
  return text;
}
