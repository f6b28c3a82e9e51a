/* Prints and keeps a comparison, and decides on the status. */
#include "bench/compare/compare.h"

#include <stdio.h>
#include <unistd.h>

#include "bench/base/terminal.h"
#include "bench/compare/compared_limits.h"
#include "bench/compare/comparison_files.h"
#include "bench/compare/comparison_json.h"
#include "bench/compare/comparison_markdown.h"
#include "bench/compare/comparison_table.h"
#include "bench/compare/run_comparison.h"
#include "common/base/log.h"
#include "common/base/numerals.h"

static void json_print(const struct run_comparison *comparison) {
  json_t *document = comparison_json(comparison);
  json_dumpf(document, stdout, JSON_INDENT(1));
  putchar('\n');
  json_decref(document);
}

static void comparison_show(const struct run_comparison *comparison, enum compare_form form) {
  switch (form) {
  case COMPARE_TABLE:
    comparison_print(stdout, comparison, terminal_columns(STDOUT_FILENO));
    break;
  case COMPARE_MARKDOWN:
    comparison_write_markdown(stdout, comparison);
    break;
  case COMPARE_JSON:
    json_print(comparison);
    break;
  }
}

/* A and B are the same run. */
static void one_run_show(const struct run_comparison *comparison, enum compare_form form) {
  if (form == COMPARE_JSON)
    json_print(comparison);
  else
    printf("A and B are the same run (%s): there is nothing to compare.\n",
           comparison->a.folder.text);
}

static enum status worse_say(const struct changes *changes, struct error *error) {
  size_t figures = changes_found(changes, CHANGE_WORSE), cells = 0;
  for (size_t i = 0; i < changes->uncompared_count; i++)
    cells += uncompared_is_worse(&changes->uncompared[i]);
  return error_set(error, STATUS_CHECK, "worse in B: %zu %s, %zu %s that %s good in A", figures,
                   word_for((double)figures, "figure", "figures"), cells,
                   word_for((double)cells, "cell", "cells"),
                   word_for((double)cells, "was", "were"));
}

static enum status files_write(const struct run_comparison *comparison,
                               const struct compare_request *request, struct error *error) {
  struct path written;
  if (!request->out && request->form != COMPARE_TABLE)
    return STATUS_OK;
  enum status status = comparison_keep(comparison, request->out, &written, error);
  if (status == STATUS_OK && request->form == COMPARE_TABLE)
    printf("%s\n", written.text);
  return status;
}

/* The status by what was found. */
static enum status found_status(const struct run_comparison *comparison, struct error *error) {
  if (comparison->limits.count > 0)
    return expectation_answers_status(&comparison->answers, error);
  return changes_are_worse(&comparison->changes) ? worse_say(&comparison->changes, error)
                                                 : STATUS_OK;
}

/* What was found is the answer, even where the files could not be written. */
static enum status comparison_finish(struct run_comparison *comparison,
                                     const struct compare_request *request, struct error *error) {
  struct error reason = {""};
  enum status judged =
      compared_limits_judge(comparison, request->fail_ons, request->fail_on_count, error);
  if (judged != STATUS_OK)
    return judged;
  comparison_show(comparison, request->form);
  enum status written = files_write(comparison, request, &reason);
  enum status found = found_status(comparison, error);
  if (found == STATUS_OK && written != STATUS_OK)
    return error_set(error, written, "%s", reason.text);
  if (written != STATUS_OK)
    log_error("%s", reason.text);
  return found;
}

enum status compare_execute(const struct compare_request *request, struct error *error) {
  struct run_comparison comparison;
  enum status status =
      run_comparison_make(&comparison, request->a, request->b, request->baseline, error);
  if (status == STATUS_OK && comparison.one_run)
    one_run_show(&comparison, request->form);
  else if (status == STATUS_OK)
    status = comparison_finish(&comparison, request, error);
  run_comparison_release(&comparison);
  return status;
}
