/* The words of a command line. */
#ifndef BENCH_COMMANDS_WORDS_H
#define BENCH_COMMANDS_WORDS_H

/* The value of an option that is "--name VALUE" or "--name=VALUE" at argv[*at], "" where none
 * follows; NULL when that is another argument. Moves *at to the last one it used. */
const char *option_value(const char *name, int argc, char *const *argv, int *at);

/* The command line as it was typed, with single quotes around the words that need them: malloc'd,
 * NULL without memory. */
char *command_text(int argc, char *const *argv);

#endif
