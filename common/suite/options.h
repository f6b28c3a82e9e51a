/* Parameters as a table: the same names on command lines and in experiments, `_`
 * and `-` alike, each with its unit, range, default and meaning. */
#ifndef COMMON_SUITE_OPTIONS_H
#define COMMON_SUITE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/base/status.h"
#include "common/base/traits.h"

enum option_type {
  OPTION_INTEGER, /* int64_t */
  OPTION_NUMBER,  /* double */
  OPTION_SWITCH,  /* bool; on|off, true|false, 1|0; on the command line --name, --no-name too */
  OPTION_CHOICE,  /* int: position in `choices` */
  OPTION_TEXT,    /* const char *: points at the text given */
};

/* The cells that a parameter matters for, by the traits of their transport and engine. Other cells
 * ignore it, so a sweep over it does not multiply them. */
enum { APPLIES_ENGINE_SHIFT = 16 };
enum applies {
  APPLIES_SCHEDULED = 1 << 0, /* polls that are asked every interval_ms */
  APPLIES_HELD = 1 << 1,      /* polls that are held for hold_ms */
  APPLIES_STREAMS = 1 << 2,
  APPLIES_FRAMED = 1 << 3,
  APPLIES_POLLS = APPLIES_SCHEDULED | APPLIES_HELD,
  APPLIES_HTTP = APPLIES_POLLS | APPLIES_STREAMS,
  APPLIES_TRANSPORTS = APPLIES_HTTP | APPLIES_FRAMED,
  APPLIES_NETWORK = 1 << 4,
  APPLIES_IN_PROCESS = 1 << 5,
  APPLIES_THREADS = 1 << 6,      /* engines with a thread for each connection */
  APPLIES_PLAIN_FRAMES = 1 << 7, /* engines that do not compress WebSockets */
  APPLIES_FOREIGN = 1 << 8,      /* servers of other people */
  APPLIES_ENGINES = APPLIES_NETWORK | APPLIES_IN_PROCESS,
  APPLIES_CLIENT = APPLIES_NETWORK | APPLIES_FOREIGN,
  APPLIES_ALL = APPLIES_TRANSPORTS | APPLIES_ENGINES | APPLIES_FOREIGN,
};

/* One engine's own parameter. */
#define APPLIES_ENGINE(kind) (1U << (APPLIES_ENGINE_SHIFT + (kind)))

struct option {
  const char *name; /* with `_`; NULL ends a table */
  enum option_type type;
  size_t offset;    /* of the value in the values' struct */
  const char *unit; /* "ms", "" when it has none */
  double minimum;   /* of OPTION_INTEGER and OPTION_NUMBER */
  double maximum;
  const char *fallback; /* the default, as text */
  const char *choices;  /* "a|b|c" of OPTION_CHOICE */
  const char *help;     /* one line, what it does */
  unsigned applies;     /* enum applies, combined */
  unsigned applies_not; /* except cells whose transport and engine are both in here */
  bool process_only;    /* a matter of one process (an address, a pid): not for experiments */
};

/* Contracts: each line of a table is complete, and its default a value that it takes; no name
 * stands twice. Each program calls it when it starts. */
void options_check(const struct option *table);

/* Whether two rows have the same type, unit, range, choices and default. */
bool options_agree(const struct option *left, const struct option *right);

/* The bits of enum applies that a transport has, or an engine. From ENGINE_COUNT on, an engine is a
 * server of other people. */
unsigned applies_of_transport(int transport);
unsigned applies_of_engine(int engine);

/* Whether a cell of that transport and engine heeds it. */
bool option_applies(const struct option *option, int transport, int engine);

/* The request of a command line: the program's work, or a text about the program. */
enum options_asked {
  OPTIONS_ASKED_RUN,
  OPTIONS_ASKED_HELP,  /* --help, -h */
  OPTIONS_ASKED_PAGE,  /* --help=man */
  OPTIONS_ASKED_TABLE, /* --help=table */
  OPTIONS_ASKED_VERSION,
};

/* OPTIONS_ASKED_RUN where the argument is none of these. */
enum options_asked options_asked_by(const char *argument);

/* Sets every option to its default. options_parse then reads the command line, up to an argument
 * that asks for something else than the program's work; the caller finds that in *asked. */
enum status options_defaults(const struct option *table, void *values, struct error *error);
enum status options_parse(const struct option *table, void *values, int argc, char *const *argv,
                          enum options_asked *asked, struct error *error);

/* Sets one by its name (or an unambiguous beginning of it) from text. The errors
 * name the option, the range, or the nearest known name. */
enum status options_set(const struct option *table, void *values, const char *name,
                        const char *text, struct error *error);

/* By name or unambiguous beginning; NULL with a reason that offers the nearest. */
const struct option *option_find(const struct option *table, const char *name, struct error *error);

/* Whether `text` is a value that the option takes; no values needed. */
enum status option_check(const struct option *option, const char *text, struct error *error);

/* Position of the value in `choices`, -1 if it is none of them. */
int option_choice(const char *choices, const char *text);

/* The name in the table that begins with `name`, or takes the fewest edits from it; NULL
 * when none is near. */
const char *option_nearest(const struct option *table, const char *name);

/* The values that it takes, as help and errors show them: "1 to 1000", "on|off", "red|green",
 * "text". */
void option_range(const struct option *option, char *out, size_t capacity);

void options_help(const struct option *table, FILE *out);

#endif
