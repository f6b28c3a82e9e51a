/* A program's help, its manual page and the table that completion reads, all made from one
 * description and the options. */
#ifndef COMMON_SUITE_MANUAL_H
#define COMMON_SUITE_MANUAL_H

#include <stdio.h>

#include "common/suite/options.h"

/* A command, which is a program's first argument. */
struct manual_command {
  const char *name;
  const char *arguments;
  const char *text; /* lines, each but the last with its '\n' */
  enum status (*run)(int argc, char *const *argv, struct error *error); /* the whole command line */
};

struct manual_exit {
  int status;
  const char *text; /* NULL ends a table */
};

struct manual {
  const char *program;
  const char *purpose;                          /* a line, as in a list of manual pages */
  const char *arguments;                        /* of a program without commands */
  const struct manual_command *const *commands; /* ended by NULL; NULL for none */
  const char *text;                             /* lines, each but the last with its '\n' */
  const char *example;                          /* a command, indented; "" for none */
  const char *options_note;                     /* holds for all options; lines as in text */
  const struct option *options;
  /* The options are keys of a file, without dashes; a command lists them, not --help. */
  bool options_apart;
  const struct manual_exit *exits;
};

/* The note of a program whose arguments options_parse reads. */
#define OPTIONS_NOTE                                                                           \
  "An option's name may be cut short where that names one only; - and _ in it are the same;\n" \
  "a switch is --name, --no-name, or --name on|off."

/* Writes what was asked for: the page (--help=man), the table (--help=table) or the help. */
void manual_write(const struct manual *manual, enum options_asked asked, FILE *out);

#endif
