/* Writes the report's table of limits, expectations.tsv and junit.xml. */
#include <stdio.h>

#include "bench/base/folder.h"
#include "bench/limits/junit.h"
#include "bench/report/expected.h"
#include "bench/report/sections.h"
#include "bench/results/table_file.h"

enum { COLUMNS_OF_LIMITS = 4 };

static void row_write(const struct page *page, const struct expectation_answer *answer) {
  static const char *const marks[] = {[EXPECTATION_HOLDS] = "holds",
                                      [EXPECTATION_BROKEN] = "fails",
                                      [EXPECTATION_INVALID] = "invalid",
                                      [EXPECTATION_UNKNOWN] = "suspect",
                                      [EXPECTATION_NO_CELL] = "unmeasured"};
  const struct words limit = expectation_words(answer->expectation);
  const struct page_mark mark = {COLUMNS_OF_LIMITS - 1, marks[answer->verdict]};
  const char *cells[COLUMNS_OF_LIMITS] = {limit.text, answer->cell ? answer->cell->name : "–",
                                          answer->why, expectation_verdict_words(answer->verdict)};
  page_row(page, cells, COLUMNS_OF_LIMITS, COLUMNS_OF_LIMITS, &mark, 1);
}

static void section_write(const struct page *page, const struct expected *expected) {
  static const char *const titles[COLUMNS_OF_LIMITS] = {"limit", "cell", "measured", "verdict"};
  const struct expectation_answers *answers = &expected->answers;
  char text[256];
  page_heading(page, 2, "Are the limits kept?");
  snprintf(text, sizeof text, "%s.", expectation_answers_words(answers).text);
  page_text(page, PAGE_PLAIN, text);
  page_texts_begin(page, titles, COLUMNS_OF_LIMITS);
  for (size_t i = 0; i < answers->count; i++)
    row_write(page, &answers->items[i]);
  page_table_end(page);
  if (*expected->note)
    page_text(page, PAGE_PLAIN, expected->note);
  page_text(page, PAGE_QUIET,
            "A limit of a time or of memory holds where all of the 95 % interval of the median is "
            "within it, and is broken where all of it is beyond; each limit and cell is judged by "
            "itself. Counts are exact. expectations.tsv and junit.xml have the same answers.");
}

static void tsv_write(FILE *out, const void *content) {
  expectation_answers_write(out, content);
}

static void xml_write(FILE *out, const void *content) {
  junit_write(out, content);
}

enum status report_expectations(const struct page *page, const struct results *results,
                                struct error *error) {
  struct expected expected;
  enum status status = expected_load(&expected, page->folder, results, error);
  if (status != STATUS_OK)
    return status;
  if (expected.answers.count > 0) {
    section_write(page, &expected);
    status =
        table_file_write(page->folder, "expectations.tsv", tsv_write, &expected.answers, error);
    if (status == STATUS_OK)
      status = table_file_write(page->folder, "junit.xml", xml_write, &expected.answers, error);
  }
  expected_release(&expected);
  return status;
}
