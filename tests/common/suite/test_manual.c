/* The help, the manual page and the option table of a program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/suite/manual.h"

static const struct option options[] = {
    {"per_s", OPTION_NUMBER, 0, "1/s", 0.5, 100, "2", NULL, "how\\often", APPLIES_ALL, 0, false},
    {"color", OPTION_CHOICE, 0, "", 0, 0, "", "red|green", ".what", APPLIES_ALL, 0, false},
    {.name = NULL}};

static const struct manual_command *const commands[] = {
    &(const struct manual_command){"run", "FILE", "does it:\nall of it.", NULL},
    &(const struct manual_command){"list", "", "names them.", NULL}, NULL};

static const struct manual_exit exits[] = {{0, "done"}, {3, "no room"}, {0, NULL}};

static struct manual made(void) {
  return (struct manual){.program = "a-b",
                         .purpose = "is tested",
                         .arguments = "[--option value]...",
                         .text = "First line.\n\nSecond paragraph.",
                         .example = "  a-b --per-s 3",
                         .options_note = "Of all.",
                         .options = options,
                         .exits = exits};
}

static void assert_written(const struct manual *manual, enum options_asked asked,
                           const char *expected) {
  char *text = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  assert_non_null(stream);
  manual_write(manual, asked, stream);
  fclose(stream);
  assert_string_equal(text, expected);
  free(text);
}

static void help_has_the_options_where_there_are_no_commands(void **state) {
  (void)state;
  const struct manual manual = made();
  assert_written(&manual, OPTIONS_ASKED_HELP,
                 "usage: a-b [--option value]...\n"
                 "\n"
                 "First line.\n\nSecond paragraph.\n"
                 "\n"
                 "Example:\n"
                 "  a-b --per-s 3\n"
                 "\n"
                 "Of all.\n"
                 "\n"
                 "  option    unit  range       default\n"
                 "  --per_s   1/s   0.5 to 100  2\n"
                 "        how\\often\n"
                 "  --color   -     red|green   -\n"
                 "        .what\n"
                 "\n"
                 "Exit codes:\n"
                 "  0  done\n"
                 "  3  no room\n");
}

static void help_has_the_commands_and_may_leave_the_options_to_one(void **state) {
  (void)state;
  struct manual manual = made();
  manual.commands = commands;
  manual.options_apart = true;
  manual.example = "";
  assert_written(&manual, OPTIONS_ASKED_HELP,
                 "usage: a-b run FILE\n"
                 "       a-b list\n"
                 "\n"
                 "First line.\n\nSecond paragraph.\n"
                 "\n"
                 "run         does it:\n"
                 "            all of it.\n"
                 "list        names them.\n"
                 "\n"
                 "Exit codes:\n"
                 "  0  done\n"
                 "  3  no room\n");
}

/* The page from that line to the next heading. */
static void assert_section(const struct manual *manual, const char *heading, const char *expected) {
  char *text = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  assert_non_null(stream);
  manual_write(manual, OPTIONS_ASKED_PAGE, stream);
  fclose(stream);
  char *begin = strstr(text, heading);
  assert_non_null(begin);
  begin += strlen(heading);
  char *end = strstr(begin, ".SH");
  if (end)
    *end = '\0';
  assert_string_equal(begin, expected);
  free(text);
}

static void nothing_in_the_page_is_taken_for_a_request(void **state) {
  (void)state;
  const struct manual manual = made();
  assert_section(&manual, ".SH NAME\n", "a\\-b \\- is tested\n");
  assert_section(&manual, ".SH SYNOPSIS\n", ".B a\\-b\n[\\-\\-option value]...\n");
  assert_section(&manual, ".SH DESCRIPTION\n", "First line.\n.PP\nSecond paragraph.\n");
  assert_section(&manual, ".SH OPTIONS\n",
                 "Of all.\n"
                 ".TP\n\\fB\\-\\-per\\-s\\fR \\fI0.5 to 100\\fR\nhow\\eoften\n(1/s; default: 2)\n"
                 ".TP\n\\fB\\-\\-color\\fR \\fIred|green\\fR\n\\&.what\n(default: none)\n");
  assert_section(&manual, ".SH EXIT STATUS\n", ".TP\n.B 0\ndone\n.TP\n.B 3\nno room\n");
  assert_section(&manual, ".SH EXAMPLES\n", ".nf\n  a\\-b \\-\\-per\\-s 3\n.fi\n");
}

static void the_page_names_keys_of_experiments_as_they_are(void **state) {
  (void)state;
  struct manual manual = made();
  manual.commands = commands;
  manual.options_apart = true;
  assert_section(&manual, ".SH SYNOPSIS\n", ".B a\\-b run\nFILE\n.br\n.B a\\-b list\n");
  assert_section(&manual, ".SH COMMANDS\n",
                 ".TP\n.B run\ndoes it:\nall of it.\n.TP\n.B list\nnames them.\n");
  assert_section(&manual, ".SH PARAMETERS\n",
                 "Of all.\n"
                 ".TP\n\\fBper_s\\fR \\fI0.5 to 100\\fR\nhow\\eoften\n(1/s; default: 2)\n"
                 ".TP\n\\fBcolor\\fR \\fIred|green\\fR\n\\&.what\n(default: none)\n");
}

static void the_table_has_commands_and_options(void **state) {
  (void)state;
  struct manual manual = made();
  manual.commands = commands;
  assert_written(&manual, OPTIONS_ASKED_TABLE,
                 "name\ttype\tunit\trange\tdefault\thelp\n"
                 "run\tcommand\t\tFILE\t\tdoes it:\n"
                 "list\tcommand\t\t\t\tnames them.\n"
                 "per_s\tnumber\t1/s\t0.5 to 100\t2\thow\\often\n"
                 "color\tchoice\t\tred|green\t\t.what\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(help_has_the_options_where_there_are_no_commands),
      cmocka_unit_test(help_has_the_commands_and_may_leave_the_options_to_one),
      cmocka_unit_test(nothing_in_the_page_is_taken_for_a_request),
      cmocka_unit_test(the_page_names_keys_of_experiments_as_they_are),
      cmocka_unit_test(the_table_has_commands_and_options),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
