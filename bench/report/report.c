/* Writes the page from top to bottom. */
#include "bench/report/report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/answers/answer.h"
#include "bench/answers/conclusions.h"
#include "bench/answers/variants.h"
#include "bench/base/bounded_text.h"
#include "bench/base/folder.h"
#include "bench/base/formatting.h"
#include "bench/chart/chart.h"
#include "bench/report/page.h"
#include "bench/report/reason_lines.h"
#include "bench/report/sections.h"
#include "bench/results/labels.h"
#include "bench/results/results_load.h"

enum { LINE_BYTES_MAX = 8192, INDEX_FIELDS = 6 };

static const char *machine_fact(const struct results *results, const char *name) {
  for (size_t i = 0; i < results->machine.count; i++)
    if (strcmp(results->machine.items[i].name, name) == 0)
      return results->machine.items[i].text;
  return NULL;
}

static size_t failed_cells(const struct results *results) {
  size_t failed = 0;
  for (size_t i = 0; i < results->cell_count; i++)
    failed += results->cells[i].grade == VERDICT_FAILED;
  return failed;
}

/* Warnings that a reader needs before any figure. */
static void write_warnings(const struct page *page, const struct results *results) {
  char text[LINE_BYTES_MAX];
  size_t failed = failed_cells(results);
  if (results->outcome && strcmp(results->outcome, "done") != 0) {
    snprintf(text, sizeof text, "This run is not complete (%.80s)", results->outcome);
    if (!isnan(results->planned) && !isnan(results->done))
      bounded_append(text, sizeof text,
                     ": %.0f of %.0f executions %s there, and all that follows is about %s.",
                     results->done, results->planned, word_for(results->done, "is", "are"),
                     word_for(results->done, "it", "them"));
    else
      bounded_append(text, sizeof text, ".");
    page_text(page, PAGE_WARNING, text);
  }
  if (results->quick)
    page_text(page, PAGE_WARNING,
              "This is a quick run (--quick): it has each kind of cell of the experiment once, for "
              "a moment and with few users. It shows that everything works. Its figures answer "
              "nothing, and no conclusions are drawn from them.");
  if (failed > 0) {
    snprintf(text, sizeof text,
             "%zu of %zu cells failed in at least one repeat; the reasons are given below.", failed,
             results->cell_count);
    page_text(page, PAGE_WARNING, text);
  }
  if (results->time_scale != 1) {
    snprintf(text, sizeof text,
             "Time is scaled: durations are divided and rates multiplied by %g, so a second in "
             "these figures stands for %g.",
             results->time_scale, results->time_scale);
    page_text(page, PAGE_WARNING, text);
  }
}

/* The description and the experiment's file do not show what --set changed. */
static void write_changed(const struct page *page, const struct result_texts *changed) {
  char text[LINE_BYTES_MAX] = "Changed in this run:";
  for (size_t i = 0; i < changed->count; i++)
    bounded_append(text, sizeof text, "%s %s", i > 0 ? "," : "", changed->items[i]);
  if (changed->count > 0)
    page_text(page, PAGE_PLAIN, text);
}

static void write_head(const struct page *page, const struct results *results, const char *title) {
  page_heading(page, 1, title);
  if (results->question && *results->question)
    page_text(page, PAGE_LEAD, results->question);
  write_warnings(page, results);
}

/* The machine and the workload. */
static void write_run(const struct page *page, const struct results *results) {
  char text[LINE_BYTES_MAX];
  const char *cpu = machine_fact(results, "cpu"), *kernel = machine_fact(results, "kernel");
  const char *cpus = machine_fact(results, "cpus_allowed");
  page_heading(page, 2, "The run");
  snprintf(text, sizeof text, "%s%s%zu %s%s%s%s%s%s%s%s", results->started ? results->started : "",
           results->started ? " · " : "", results->cell_count,
           word_for((double)results->cell_count, "cell", "cells"), cpu ? " · " : "", cpu ? cpu : "",
           cpus ? ", processors: " : "", cpus ? cpus : "", kernel ? " · " : "",
           kernel ? kernel : "", " · server and clients on one host");
  page_text(page, PAGE_QUIET, text);
  if (results->description && *results->description)
    page_text(page, PAGE_PLAIN, results->description);
  if (results->source && *results->source) {
    snprintf(text, sizeof text, "Source: %s", results->source);
    page_text(page, PAGE_QUIET, text);
  }
  write_changed(page, &results->changed);
  page_text(page, PAGE_QUIET, words_workload(results).text);
}

static enum status write_conclusions(const struct page *page, const struct results *results,
                                     const struct comparisons *comparisons, struct error *error) {
  struct conclusions *conclusions = calloc(1, sizeof *conclusions);
  const char *texts[CONCLUSIONS_MAX];
  if (!conclusions)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the conclusions");
  conclusions_draw(results, comparisons, conclusions);
  for (size_t i = 0; i < conclusions->count; i++)
    texts[i] = conclusions->texts[i];
  if (conclusions->count > 0) {
    page_heading(page, 2, "Conclusions");
    page_list(page, texts, conclusions->count);
    if (*conclusions->note)
      page_text(page, PAGE_QUIET, conclusions->note);
  }
  free(conclusions);
  return STATUS_OK;
}

/* The sentences at the top; the sum of the claims comes first. */
static void write_answer(const struct page *page, const struct results *results,
                         const struct comparisons *comparisons) {
  struct claims_summary claims = claims_summary(page->folder);
  struct answer answer;
  const char *texts[ANSWER_SENTENCES + 1];
  size_t count = 0;
  if (*claims.text)
    texts[count++] = claims.text;
  answer_draw(results, comparisons, &answer);
  for (size_t i = 0; i < answer.count; i++)
    texts[count++] = answer.sentences[i].text;
  if (count == 0)
    return;
  page_heading(page, 2, "Answer");
  page_list(page, texts, count);
}

/* A valid cell may have lost messages, to a fault. */
static bool anything_lost(const struct results *results) {
  for (size_t i = 0; i < results->cell_count; i++)
    if (result_median(&results->cells[i], FIGURE_LOST) > 0)
      return true;
  return false;
}

static void write_reasons(const struct page *page, const struct result_cell *cell) {
  size_t count = cell->reasons.count;
  char(*lines)[REASON_LINE_BYTES] = calloc(count + 1, sizeof *lines);
  const char **items = calloc(count + 1, sizeof *items);
  for (size_t i = 0; lines && items && i < count; i++) {
    reason_line(cell, &cell->reasons.items[i], lines[i], sizeof lines[i]);
    items[i] = lines[i];
  }
  if (lines && items)
    page_list(page, items, count);
  free(items);
  free(lines);
}

static void write_verdicts(const struct page *page, const struct results *results) {
  char text[LINE_BYTES_MAX];
  size_t other = 0;
  page_heading(page, 2, "Verdicts");
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (cell->grade == VERDICT_VALID)
      continue;
    other++;
    snprintf(text, sizeof text, "%s: %s", cell->name, verdict_words(cell->grade));
    page_heading(page, 3, text);
    write_reasons(page, cell);
  }
  if (other == 0) {
    bool lost = anything_lost(results);
    snprintf(text, sizeof text,
             "%s valid: %sthe counts of client, server and kernel agree, and neither the publisher "
             "nor the client was late.%s",
             results->cell_count == 1 ? "The cell is" : "All cells are",
             lost ? "" : "every expected message arrived, ",
             lost ? " All messages that were lost were lost to faults of the experiment." : "");
    page_text(page, PAGE_PLAIN, text);
  }
}

/* Reads a line of charts/index.tsv; `fields` are in the order of CHART_INDEX_HEADER. */
static bool index_read(FILE *index, char line[LINE_BYTES_MAX], char *fields[INDEX_FIELDS]) {
  char *rest = line;
  fields[INDEX_FIELDS - 1] = NULL;
  while (!fields[INDEX_FIELDS - 1]) {
    if (!fgets(line, LINE_BYTES_MAX, index))
      return false;
    rest = line;
    line[strcspn(line, "\n")] = '\0';
    for (int i = 0; i < INDEX_FIELDS; i++)
      fields[i] = strsep(&rest, "\t");
  }
  return true;
}

static bool is_drawn(char *const fields[INDEX_FIELDS]) {
  return strcmp(fields[1], "yes") == 0;
}

static void write_chart(const struct page *page, char *const fields[INDEX_FIELDS]) {
  const char *name = fields[0], *title = fields[2];
  char text[LINE_BYTES_MAX], shows[LINE_BYTES_MAX];
  snprintf(text, sizeof text, "%.2000s%s%.2000s", fields[4], *fields[3] ? " " : "", fields[3]);
  snprintf(shows, sizeof shows, "%.500s: %.2000s", title, fields[5]);
  if (page_chart(page, name, shows, text))
    return;
  snprintf(text, sizeof text, "%.1000s: the picture is missing.", title);
  page_text(page, PAGE_QUIET, text);
}

/* "Not drawn: Latency in each second (nothing arrived); …" */
static void write_not_drawn(const struct page *page, FILE *index) {
  char line[LINE_BYTES_MAX], text[LINE_BYTES_MAX] = "", *fields[INDEX_FIELDS];
  while (index_read(index, line, fields))
    if (!is_drawn(fields))
      bounded_append(text, sizeof text, "%s %s (%s)", *text ? ";" : "Not drawn:", fields[2],
                     fields[1]);
  if (*text == '\0')
    return;
  bounded_append(text, sizeof text, ".");
  page_text(page, PAGE_QUIET, text);
}

static void write_charts(const struct page *page) {
  char line[LINE_BYTES_MAX], *fields[INDEX_FIELDS];
  FILE *index = fopen(path_of("%s/charts/index.tsv", page->folder).text, "re");
  page_heading(page, 2, "Charts");
  if (!index || !fgets(line, sizeof line, index))
    page_text(page, PAGE_WARNING,
              "There are no charts: gnuplot is not installed (scripts/install-deps) or failed.");
  if (!index)
    return;
  long begin = ftell(index);
  while (index_read(index, line, fields))
    if (is_drawn(fields))
      write_chart(page, fields);
  if (fseek(index, begin, SEEK_SET) == 0)
    write_not_drawn(page, index);
  fclose(index);
}

static void write_pairs(const struct page *page, const char *title,
                        const struct result_pairs *pairs) {
  static const char *const titles[] = {"name", "value"};
  if (pairs->count == 0)
    return;
  page_fold_begin(page, title);
  page_table_begin(page, titles, 2, 2);
  for (size_t i = 0; i < pairs->count; i++) {
    const char *cells[] = {pairs->items[i].name, pairs->items[i].text};
    page_row(page, cells, 2, 2, NULL, 0);
  }
  page_table_end(page);
  page_fold_end(page);
}

static void write_origin(const struct page *page, const struct results *results) {
  page_heading(page, 2, "Method");
  if (results->command) {
    page_text(page, PAGE_PLAIN, "To run it again:");
    page_code(page, results->command);
  }
  report_parameters(page, results);
  write_pairs(page, "Machine and versions", &results->machine);
  write_pairs(page, "Settings and mitigations of the kernel", &results->settings);
  page_text(page, PAGE_QUIET,
            "Beside this page: summary.tsv (a row for each cell and repeat), run.json, the "
            "histograms and logs under cells/, and each chart's table under charts/.");
}

static enum status page_write(const struct page *page, const struct results *results,
                              const struct comparisons *comparisons, const struct versus *versus,
                              const char *title, struct error *error) {
  write_head(page, results, title);
  report_versus(page, results, versus);
  bool concluded = !results->quick && results->searches.count == 0; /* probes are not compared */
  if (concluded)
    write_answer(page, results, comparisons);
  enum status status = report_search(page, results, error);
  if (status == STATUS_OK)
    status = report_choice(page, error);
  write_run(page, results);
  if (status == STATUS_OK)
    status = report_expectations(page, results, error);
  if (status == STATUS_OK)
    status = report_claims(page, error);
  report_table(page, results);
  write_charts(page);
  if (status == STATUS_OK && concluded)
    status = write_conclusions(page, results, comparisons, error);
  if (status == STATUS_OK && results->searches.count == 0)
    status = report_break_even(page, results, error);
  if (status == STATUS_OK)
    status = report_rounds(page, results, error);
  report_faults(page, results);
  report_proxies(page, results);
  report_radio(page, results);
  report_variants(page, results, comparisons);
  report_tls(page, results);
  report_http2(page, results);
  report_compression(page, results);
  report_floor(page, results);
  report_model(page, results);
  write_verdicts(page, results);
  write_origin(page, results);
  return status;
}

static const char *title_of(const struct results *results) {
  if (results->title && *results->title)
    return results->title;
  return results->name && *results->name ? results->name : "A run";
}

enum status report_write(const char *run_folder, struct error *error) {
  struct results results = {0};
  struct comparisons comparisons = {0};
  struct versus versus = {0};
  struct page page;
  enum status status = results_load(&results, run_folder, error);
  if (status != STATUS_OK)
    return status;
  const char *title = title_of(&results);
  status = comparisons_make(&comparisons, &results, error);
  if (status == STATUS_OK)
    status = versus_make(&versus, &results, error);
  if (status == STATUS_OK)
    status = page_open(&page, run_folder, title, error);
  if (status == STATUS_OK) {
    status = page_write(&page, &results, &comparisons, &versus, title, error);
    enum status closed = page_close(&page, status == STATUS_OK ? error : NULL);
    if (status == STATUS_OK)
      status = closed;
  }
  if (status == STATUS_OK)
    status = variants_file_write(&results, run_folder, error);
  if (status == STATUS_OK)
    status = comparisons_file_write(&comparisons, run_folder, error);
  if (status == STATUS_OK)
    status = versus_file_write(&versus, run_folder, error);
  versus_release(&versus);
  comparisons_release(&comparisons);
  results_release(&results);
  return status;
}
