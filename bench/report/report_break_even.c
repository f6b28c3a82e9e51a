/* Writes the report's section on break-even points, and break_even.tsv. */
#include <stdlib.h>

#include "bench/answers/break_even_words.h"
#include "bench/report/sections.h"

static size_t points_of(const struct break_evens *points, enum break_even_finding finding) {
  size_t count = 0;
  for (size_t i = 0; i < points->count; i++)
    count += points->items[i].finding == finding;
  return count;
}

static void sentences_write(const struct page *page, const struct results *results,
                            const struct break_evens *points) {
  struct text *sentences = calloc(points->count, sizeof *sentences);
  const char **texts = calloc(points->count, sizeof *texts);
  size_t count = 0;
  for (size_t i = 0; sentences && texts && i < points->count; i++) {
    if (points->items[i].finding != BREAK_EVEN_CROSSES)
      continue;
    sentences[count] = break_even_sentence(results, &points->items[i]);
    texts[count] = sentences[count].text;
    count++;
  }
  if (count > 0)
    page_list(page, texts, count);
  free(texts);
  free(sentences);
}

/* The points that are in the table alone. */
static void others_write(const struct page *page, const struct break_evens *points) {
  size_t unsure = points_of(points, BREAK_EVEN_UNSURE);
  size_t several = points_of(points, BREAK_EVEN_SEVERAL);
  struct text text = {""};
  if (unsure > 0)
    text_add(
        &text,
        "Cannot tell: in %zu further %s the medians change places, but the repeats do not show "
        "that it is inside what was measured, or are fewer than six. ",
        unsure, word_for((double)unsure, "comparison", "comparisons"));
  if (several > 0)
    text_add(&text,
             "In %zu %s the medians change places more than once, so there is no one point. ",
             several, word_for((double)several, "comparison", "comparisons"));
  text_add(&text,
           "break_even.tsv has all of them. Between two measured values the ratio takes "
           "the model's course, or else that of a power of the parameter; each interval is of "
           "one point alone.");
  page_text(page, PAGE_QUIET, text.text);
}

enum status report_break_even(const struct page *page, const struct results *results,
                              struct error *error) {
  struct break_evens points;
  enum status status = break_evens_find(&points, results, error);
  if (status != STATUS_OK || points.count == 0)
    return status;
  page_heading(page, 2, "Where transports break even");
  sentences_write(page, results, &points);
  others_write(page, &points);
  status = break_evens_file_write(&points, page->folder, error);
  break_evens_release(&points);
  return status;
}
