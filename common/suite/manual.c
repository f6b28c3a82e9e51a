/* The three forms of a manual. */
#include "common/suite/manual.h"

#include <string.h>

#include "common/base/version.h"

enum { RANGE_BYTES = 128, COMMAND_WIDTH = 12 };

/* The next line of the text, without its end; NULL behind the last. */
static const char *line_next(const char **text, int *bytes) {
  const char *line = *text;
  if (*line == '\0')
    return NULL;
  *bytes = (int)strcspn(line, "\n");
  *text = line + *bytes + (line[*bytes] == '\n');
  return line;
}

/* ---- help ---- */

static void help_usage(const struct manual *manual, FILE *out) {
  const struct manual_command *const *command = manual->commands;
  if (!command)
    fprintf(out, "usage: %s %s\n", manual->program, manual->arguments);
  for (const char *before = "usage:"; command && *command; command++, before = "      ")
    fprintf(out, "%s %s %s%s%s\n", before, manual->program, (*command)->name,
            *(*command)->arguments ? " " : "", (*command)->arguments);
}

static void help_commands(const struct manual_command *const *commands, FILE *out) {
  if (commands)
    fputc('\n', out);
  for (; commands && *commands; commands++) {
    const char *name = (*commands)->name, *text = (*commands)->text;
    int bytes;
    for (const char *line; (line = line_next(&text, &bytes)); name = "")
      fprintf(out, "%-*s%.*s\n", COMMAND_WIDTH, name, bytes, line);
  }
}

static void help_write(const struct manual *manual, FILE *out) {
  help_usage(manual, out);
  fprintf(out, "\n%s\n", manual->text);
  help_commands(manual->commands, out);
  if (*manual->example)
    fprintf(out, "\nExample:\n%s\n", manual->example);
  if (!manual->options_apart) {
    fprintf(out, "\n%s\n\n", manual->options_note);
    options_help(manual->options, out);
  }
  fputs("\nExit codes:\n", out);
  for (const struct manual_exit *exit = manual->exits; exit->text; exit++)
    fprintf(out, "  %d  %s\n", exit->status, exit->text);
}

/* ---- the manual page, as man(7) has it ---- */

/* Writes a text so that nothing in it is a request or an escape. */
static void page_text(const char *text, int bytes, FILE *out) {
  if (bytes > 0 && (text[0] == '.' || text[0] == '\''))
    fputs("\\&", out);
  for (int i = 0; i < bytes; i++) {
    if (text[i] == '\\')
      fputs("\\e", out);
    else if (text[i] == '-')
      fputs("\\-", out);
    else
      fputc(text[i], out);
  }
}

static void page_words(const char *text, FILE *out) {
  page_text(text, (int)strlen(text), out);
}

/* Writes lines to be filled; an empty one begins a paragraph. */
static void page_lines(const char *text, FILE *out) {
  int bytes;
  for (const char *line; (line = line_next(&text, &bytes));) {
    if (bytes == 0)
      fputs(".PP", out);
    else
      page_text(line, bytes, out);
    fputc('\n', out);
  }
}

static void page_usage(const struct manual *manual, FILE *out) {
  const struct manual_command whole = {.name = "", .arguments = manual->arguments, .text = ""};
  const struct manual_command *const alone[] = {&whole, NULL};
  const struct manual_command *const *next = manual->commands ? manual->commands : alone;
  fputs(".SH SYNOPSIS\n", out);
  for (; *next; next++) {
    const struct manual_command *command = *next;
    fputs(".B ", out);
    page_words(manual->program, out);
    fprintf(out, "%s%s\n", *command->name ? " " : "", command->name);
    page_lines(command->arguments, out);
    if (next[1])
      fputs(".br\n", out);
  }
}

static void page_commands(const struct manual_command *const *commands, FILE *out) {
  if (commands)
    fputs(".SH COMMANDS\n", out);
  for (; commands && *commands; commands++) {
    fprintf(out, ".TP\n.B %s\n", (*commands)->name);
    page_lines((*commands)->text, out);
  }
}

/* "--rate-per-s number (1/s)" and what it does. */
static void page_option(const struct option *option, const char *dashes, FILE *out) {
  char range[RANGE_BYTES], unit[RANGE_BYTES] = "", tail[2 * RANGE_BYTES];
  option_range(option, range, sizeof range);
  fputs(".TP\n\\fB", out);
  page_words(dashes, out);
  for (const char *byte = option->name; *byte; byte++)
    page_text(*dashes && *byte == '_' ? "-" : byte, 1, out);
  fputs("\\fR \\fI", out);
  page_words(range, out);
  fputs("\\fR\n", out);
  page_lines(option->help, out);
  if (*option->unit)
    snprintf(unit, sizeof unit, "%s; ", option->unit);
  snprintf(tail, sizeof tail, "(%sdefault: %s)", unit,
           *option->fallback ? option->fallback : "none");
  page_lines(tail, out);
}

static void page_exits(const struct manual_exit *exits, FILE *out) {
  fputs(".SH EXIT STATUS\n", out);
  for (; exits->text; exits++) {
    fprintf(out, ".TP\n.B %d\n", exits->status);
    page_lines(exits->text, out);
  }
}

/* The section that all programs have. */
static void page_questions(FILE *out) {
  fputs(".SH HELP AND VERSION\n"
        ".TP\n.B \\-\\-help\nprints the help; with =man this page, with =table a table of what "
        "stands above,\nits columns set apart by tabs\n"
        ".TP\n.B \\-\\-version\nprints the version, and the commit that was built\n",
        out);
}

static void page_write(const struct manual *manual, FILE *out) {
  fputs(".TH ", out);
  for (const char *byte = manual->program; *byte; byte++)
    fputc(*byte >= 'a' && *byte <= 'z' ? *byte - 'a' + 'A' : *byte, out);
  fprintf(out, " 1 %s \"pushbench %s\"\n.SH NAME\n", PUSHBENCH_RELEASED, PUSHBENCH_VERSION);
  page_words(manual->program, out);
  fputs(" \\- ", out);
  page_words(manual->purpose, out);
  fputc('\n', out);
  page_usage(manual, out);
  fputs(".SH DESCRIPTION\n", out);
  page_lines(manual->text, out);
  page_commands(manual->commands, out);
  fputs(manual->options_apart ? ".SH PARAMETERS\n" : ".SH OPTIONS\n", out);
  page_lines(manual->options_note, out);
  for (const struct option *option = manual->options; option->name; option++)
    page_option(option, manual->options_apart ? "" : "--", out);
  page_questions(out);
  page_exits(manual->exits, out);
  if (*manual->example) {
    fputs(".SH EXAMPLES\n.nf\n", out);
    page_lines(manual->example, out);
    fputs(".fi\n", out);
  }
  fputs(".SH SEE ALSO\n.BR pushbench (1),\n.BR pushbench\\-server (1),\n"
        ".BR pushbench\\-client (1)\n",
        out);
}

/* ---- the table ---- */

static void table_write(const struct manual *manual, FILE *out) {
  static const char *const types[] = {
      [OPTION_INTEGER] = "integer", [OPTION_NUMBER] = "number", [OPTION_SWITCH] = "switch",
      [OPTION_CHOICE] = "choice",   [OPTION_TEXT] = "text",
  };
  char range[RANGE_BYTES];
  fputs("name\ttype\tunit\trange\tdefault\thelp\n", out);
  for (const struct manual_command *const *command = manual->commands; command && *command;
       command++)
    fprintf(out, "%s\tcommand\t\t%s\t\t%.*s\n", (*command)->name, (*command)->arguments,
            (int)strcspn((*command)->text, "\n"), (*command)->text);
  for (const struct option *option = manual->options; option->name; option++) {
    option_range(option, range, sizeof range);
    fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", option->name, types[option->type], option->unit, range,
            option->fallback, option->help);
  }
}

void manual_write(const struct manual *manual, enum options_asked asked, FILE *out) {
  if (asked == OPTIONS_ASKED_PAGE)
    page_write(manual, out);
  else if (asked == OPTIONS_ASKED_TABLE)
    table_write(manual, out);
  else
    help_write(manual, out);
}
