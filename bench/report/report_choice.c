/* Writes the report's section on the experiment's case, and choose_front.tsv. */
#include "bench/report/report_choice.h"

#include <stdlib.h>

#include "bench/base/folder.h"
#include "bench/choose/choice_table.h"
#include "bench/report/sections.h"
#include "bench/results/document.h"
#include "common/base/traits.h"
#include "documents/run_document.h"

static void sentences_write(const struct page *page, const char *title,
                            const struct conclusions *sentences) {
  const char *texts[CONCLUSIONS_MAX];
  for (size_t i = 0; i < sentences->count; i++)
    texts[i] = sentences->texts[i];
  if (sentences->count == 0)
    return;
  page_heading(page, 3, title);
  page_list(page, texts, sentences->count);
}

static void row_write(const struct page *page, const struct table_row *row, size_t columns,
                      size_t named, size_t marked, int transport) {
  const char *cells[PROJECTION_COLUMNS];
  const struct page_mark mark = {marked, transport_name(transport)};
  for (size_t i = 0; i < columns; i++)
    cells[i] = row->cells[i].text;
  page_row(page, cells, columns, named, &mark, 1);
}

static void candidates_write(const struct page *page, const struct choice *choice) {
  page_table_begin(page, choice_titles, CHOICE_COLUMNS, 1);
  for (size_t i = 0; i < choice->count; i++) {
    struct table_row row = choice_row(choice, i);
    row_write(page, &row, CHOICE_COLUMNS, 1, 0, choice->candidates[i].transport);
  }
  page_table_end(page);
}

static void projections_write(const struct page *page, const struct choice *choice) {
  double sizes[PROJECTION_SIZES_MAX];
  size_t count = projection_sizes(choice, sizes);
  if (choice->answer == CHOICE_NONE)
    return;
  page_heading(page, 3, "For more and fewer users");
  page_table_begin(page, projection_titles, PROJECTION_COLUMNS, 2);
  for (size_t i = 0; i < count; i++)
    for (int transport = 0; transport < TRANSPORT_COUNT; transport++) {
      int index = choice_of_transport(choice, transport);
      if (index == CHOICE_NONE)
        continue;
      struct table_row row = projection_row(choice, (size_t)index, sizes[i]);
      row_write(page, &row, PROJECTION_COLUMNS, 2, 1, transport);
    }
  page_table_end(page);
}

void report_choice_write(const struct page *page, const struct choice *choice,
                         const struct choice_words *words) {
  page_heading(page, 2, "Choice for the case");
  for (size_t i = 0; i < words->answer.count; i++)
    page_text(page, PAGE_LEAD, words->answer.texts[i]);
  sentences_write(page, "Why", &words->why);
  candidates_write(page, choice);
  projections_write(page, choice);
  sentences_write(page, "How sure", &words->sure);
  sentences_write(page, "Assumptions", &words->assumptions);
}

/* ---- of a run ---- */

/* STATUS_OK with `found` false where the run's experiment has no case. */
static enum status case_load(struct user_case *its, const char *folder, bool *found,
                             struct error *error) {
  json_t *run = NULL;
  struct path path = path_of("%s/run.json", folder);
  enum status status = document_open(&run, path.text, RUN_SCHEMA, STATUS_CHECK,
                                     "expected the folder of a run", error);
  const json_t *object = run_json(run, RUN_EXPERIMENT_CASE);
  *found = status == STATUS_OK && object && !json_is_null(object);
  if (*found)
    status = user_case_open(its, error);
  if (*found && status == STATUS_OK)
    status = user_case_read(its, object, path.text, error);
  json_decref(run);
  return status;
}

static enum status answer_write(const struct page *page, const struct user_case *its,
                                const struct evidence *evidence, const struct prices *prices,
                                struct error *error) {
  struct choice choice;
  struct choice_words *words = calloc(1, sizeof *words);
  enum status status = words ? choice_make(&choice, its, evidence, prices, error)
                             : error_set(error, STATUS_ENVIRONMENT, "no memory for the answer");
  if (status == STATUS_OK) {
    choice_words_make(&choice, words);
    report_choice_write(page, &choice, words);
    status = choice_front_file_write(&choice, page->folder, error);
    choice_release(&choice);
  }
  free(words);
  return status;
}

enum status report_choice(const struct page *page, struct error *error) {
  struct user_case its = {0};
  struct evidence evidence = {0};
  struct prices prices = {0};
  bool found = false;
  enum status status = case_load(&its, page->folder, &found, error);
  if (status == STATUS_OK && found)
    status = evidence_load(&evidence, &page->folder, 1, error);
  if (status == STATUS_OK && found)
    status = prices_load_example(&prices, error);
  if (status == STATUS_OK && found)
    status = answer_write(page, &its, &evidence, prices.count > 0 ? &prices : NULL, error);
  prices_release(&prices);
  evidence_release(&evidence);
  user_case_release(&its);
  return status;
}
