/* Writes the report's table of claims, and claims.tsv. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/answers/claim_judge.h"
#include "bench/base/folder.h"
#include "bench/base/formatting.h"
#include "bench/report/sections.h"
#include "bench/results/table_file.h"
#include "documents/json_read.h"
#include "documents/run_document.h"

enum { COLUMNS_MAX = 5, TEXT_BYTES = 2048 };

/* A run and its claims, of which there may be none. */
struct claimed {
  json_t *run;
  struct claims claims;
};

static enum status claimed_load(struct claimed *claimed, const char *run_folder,
                                struct error *error) {
  struct path path = path_of("%s/run.json", run_folder);
  *claimed = (struct claimed){.run = json_read_file(path.text, 0, NULL)};
  json_t *array = run_json(claimed->run, RUN_CLAIMS);
  if (!array)
    return STATUS_OK;
  struct error reason;
  if (claims_read(&claimed->claims, array, path.text, &reason) == STATUS_OK)
    return STATUS_OK;
  json_decref(claimed->run);
  return error_set(error, STATUS_CHECK, "%s", reason.text);
}

static void claimed_release(struct claimed *claimed) {
  claims_release(&claimed->claims);
  json_decref(claimed->run);
}

/* ---- one row ---- */

/* The number of the claim's source among the different sources, from 1; 0 without a source. */
static size_t source_number(const struct claims *claims, size_t index) {
  const char *source = claims->items[index].source;
  size_t number = 0;
  for (size_t i = 0; i <= index; i++) {
    size_t first = 0;
    while (strcmp(claims->items[first].source, claims->items[i].source) != 0)
      first++;
    number += first == i && *claims->items[i].source;
    if (strcmp(claims->items[i].source, source) == 0)
      break;
  }
  return *source ? number : 0;
}

static struct words measured_words(const struct claim *claim, const struct judgement *judgement) {
  struct words words = words_number(judgement->value);
  size_t used = strlen(words.text);
  if (judgement->verdict == CLAIM_NOT_MEASURED)
    return words;
  if (*claim->unit)
    used += (size_t)snprintf(words.text + used, sizeof words.text - used, " %.40s", claim->unit);
  if (judgement->projected_from > 0)
    used += (size_t)snprintf(words.text + used, sizeof words.text - used,
                             ", projected from %.40s users",
                             words_count(judgement->projected_from).text);
  if (judgement->suspect)
    snprintf(words.text + used, sizeof words.text - used, " (suspect)");
  return words;
}

/* Writes a whole number in full. */
static struct words bound_words(double bound) {
  return floor(bound) == bound ? words_count(bound) : words_number(bound);
}

/* "at least 6 Mb/s", "at most …", "from … to …". */
static struct words condition_words(const struct claim *claim) {
  struct words words = {""};
  const char *space = *claim->unit ? " " : "";
  struct words least = bound_words(claim->at_least), most = bound_words(claim->at_most);
  if (claim->at_least == claim->at_most)
    snprintf(words.text, sizeof words.text, "exactly %.40s%s%.40s", least.text, space, claim->unit);
  else if (!isnan(claim->at_least) && !isnan(claim->at_most))
    snprintf(words.text, sizeof words.text, "from %.40s to %.40s%s%.40s", least.text, most.text,
             space, claim->unit);
  else if (!isnan(claim->at_least))
    snprintf(words.text, sizeof words.text, "at least %.40s%s%.40s", least.text, space,
             claim->unit);
  else if (!isnan(claim->at_most))
    snprintf(words.text, sizeof words.text, "at most %.40s%s%.40s", most.text, space, claim->unit);
  return words;
}

static struct words verdict_said(const struct claim *claim, const struct judgement *judgement) {
  struct words words;
  const struct words condition = condition_words(claim);
  const char *said = judgement->why ? judgement->why : condition.text;
  snprintf(words.text, sizeof words.text, "%s%s%.120s", claim_verdict_words(judgement->verdict),
           *said ? ": " : "", said);
  return words;
}

static void row_write(const struct page *page, const struct claimed *claimed, size_t index) {
  static const char *const marks[] = {[CLAIM_HOLDS] = "holds",
                                      [CLAIM_DOES_NOT_HOLD] = "fails",
                                      [CLAIM_SHOWN] = "shown",
                                      [CLAIM_NOT_MEASURED] = "unmeasured"};
  const struct claim *claim = &claimed->claims.items[index];
  struct judgement judgement = claim_judge(claim, claimed->run);
  struct words measured = measured_words(claim, &judgement);
  struct words verdict = verdict_said(claim, &judgement);
  struct page_mark mark = {COLUMNS_MAX - 1, marks[judgement.verdict]};
  size_t source = source_number(&claimed->claims, index);
  char text[TEXT_BYTES];
  snprintf(text, sizeof text, "%.2000s", claim->claim);
  if (source > 0)
    snprintf(text + strlen(text), sizeof text - strlen(text), " [%zu]", source);
  const char *cells[COLUMNS_MAX] = {text, *claim->printed ? claim->printed : "–",
                                    *claim->corrected ? claim->corrected : "–", measured.text,
                                    verdict.text};
  page_row(page, cells, COLUMNS_MAX, COLUMNS_MAX, &mark, 1);
}

/* ---- the section ---- */

static void sources_write(const struct page *page, const struct claims *claims) {
  size_t written = 0;
  for (size_t i = 0; i < claims->count; i++) {
    char text[TEXT_BYTES];
    size_t number = source_number(claims, i);
    if (number <= written)
      continue;
    written = number;
    snprintf(text, sizeof text, "[%zu] %.2000s", number, claims->items[i].source);
    page_text(page, PAGE_QUIET, text);
  }
}

static void file_write(FILE *out, const void *content) {
  const struct claimed *claimed = content;
  claims_write(out, &claimed->claims, claimed->run);
}

enum status report_claims(const struct page *page, struct error *error) {
  static const char *const titles[COLUMNS_MAX] = {"claim", "as printed", "corrected",
                                                  "measured here", "verdict"};
  struct claimed claimed;
  enum status status = claimed_load(&claimed, page->folder, error);
  if (status != STATUS_OK)
    return status;
  if (claimed.claims.count > 0) {
    page_heading(page, 2, "Claims, put to the test");
    page_texts_begin(page, titles, COLUMNS_MAX);
    for (size_t i = 0; i < claimed.claims.count; i++)
      row_write(page, &claimed, i);
    page_table_end(page);
    sources_write(page, &claimed.claims);
    page_text(
        page, PAGE_QUIET,
        "Measured on one host; a network's delay is there only where the experiment has a link. A "
        "projected figure was measured with fewer users and multiplied. claims.tsv names the cell "
        "and the figure behind each row.");
    status = table_file_write(page->folder, "claims.tsv", file_write, &claimed, error);
  }
  claimed_release(&claimed);
  return status;
}

struct claims_summary claims_summary(const char *run_folder) {
  struct claims_summary summary = {""};
  struct claimed claimed;
  size_t counts[CLAIM_NOT_MEASURED + 1] = {0};
  if (claimed_load(&claimed, run_folder, NULL) != STATUS_OK)
    return summary;
  for (size_t i = 0; i < claimed.claims.count; i++)
    counts[claim_judge(&claimed.claims.items[i], claimed.run).verdict]++;
  if (claimed.claims.count > 0)
    snprintf(summary.text, sizeof summary.text,
             "%zu %s: %zu %s, %zu %s not, %zu %s shown, %zu not measured", claimed.claims.count,
             word_for((double)claimed.claims.count, "claim", "claims"), counts[CLAIM_HOLDS],
             word_for((double)counts[CLAIM_HOLDS], "holds", "hold"), counts[CLAIM_DOES_NOT_HOLD],
             word_for((double)counts[CLAIM_DOES_NOT_HOLD], "does", "do"), counts[CLAIM_SHOWN],
             word_for((double)counts[CLAIM_SHOWN], "is", "are"), counts[CLAIM_NOT_MEASURED]);
  claimed_release(&claimed);
  return summary;
}
