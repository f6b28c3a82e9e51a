/* Writes headings, lists and tables of Markdown. */
#include "bench/compare/comparison_markdown.h"

#include <string.h>

#include "bench/compare/change_words.h"
#include "bench/compare/compared_limits.h"
#include "bench/compare/comparison_words.h"
#include "bench/compare/notes.h"

/* Names of folders and cells may have letters that mean something in Markdown. */
static void text_write(FILE *out, const char *text) {
  for (; *text; text++) {
    if (strchr("\\`*_[]<>|#", *text))
      fputc('\\', out);
    fputc(*text == '\n' ? ' ' : *text, out);
  }
}

static void list_write(FILE *out, struct notes *notes) {
  for (size_t i = 0; i < notes->count; i++) {
    fputs("- ", out);
    text_write(out, notes->items[i]);
    fputc('\n', out);
  }
  notes_release(notes);
}

static void fields_write(FILE *out, const char *const *fields, size_t count) {
  for (size_t i = 0; i < count; i++) {
    fputs(i > 0 ? " | " : "| ", out);
    text_write(out, fields[i]);
  }
  fputs(" |\n", out);
}

static void row_write(FILE *out, const struct run_comparison *comparison,
                      const struct change *change) {
  struct words cell = pair_words(comparison, change->pair);
  struct words a = change->figure->words(change->a), b = change->figure->words(change->b);
  struct words size = change_size_words(change), interval = change_interval_words(change);
  const char *const fields[] = {change->figure->what,
                                cell.text,
                                a.text,
                                b.text,
                                size.text,
                                interval.text,
                                change_finding_words(change->finding)};
  fields_write(out, fields, sizeof fields / sizeof *fields);
}

static bool is_called_different(const struct change *change) {
  return change->finding == CHANGE_WORSE || change->finding == CHANGE_BETTER;
}

static void table_write(FILE *out, const struct run_comparison *comparison, bool all) {
  fputs("\n| figure | cell | A | B | change | 95 % | |\n|---|---|---:|---:|---:|---:|---|\n", out);
  for (size_t i = 0; i < comparison->changes.count; i++)
    if (all || is_called_different(&comparison->changes.items[i]))
      row_write(out, comparison, &comparison->changes.items[i]);
}

/* Where there are limits, they decide. */
static const char *headline(const struct run_comparison *comparison) {
  bool worse = changes_are_worse(&comparison->changes);
  if (comparison->limits.count == 0)
    return worse ? "worse in B" : "nothing that is called is worse in B";
  switch (expectation_answers_status(&comparison->answers, NULL)) {
  case STATUS_OK:
    return "the limits hold";
  case STATUS_UNKNOWN:
    return "cannot tell whether the limits hold";
  default:
    return "a limit is broken";
  }
}

void comparison_write_markdown(FILE *out, const struct run_comparison *comparison) {
  const struct changes *changes = &comparison->changes;
  struct notes notes = {0};
  fprintf(out, "### pushbench: %s\n\n", headline(comparison));
  say_limits(comparison, &notes);
  say_findings(comparison, &notes);
  list_write(out, &notes);
  if (changes_found(changes, CHANGE_WORSE) + changes_found(changes, CHANGE_BETTER) > 0)
    table_write(out, comparison, false);
  fputs("\n<details><summary>All figures, and how they are called</summary>\n\n", out);
  say_runs(comparison, &notes);
  list_write(out, &notes);
  for (size_t i = 0; i < comparison->warnings.count; i++) {
    fputs("- **Warning:** ", out);
    text_write(out, comparison->warnings.items[i]);
    fputc('\n', out);
  }
  say_method(comparison, &notes);
  say_left_out(comparison, &notes);
  list_write(out, &notes);
  table_write(out, comparison, true);
  fputs("\n</details>\n", out);
}
