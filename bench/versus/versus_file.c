/* Writes versus.tsv, and turns what is worse into an error. */
#include <math.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/results/table_file.h"
#include "bench/versus/versus.h"
#include "bench/versus/versus_words.h"

static void row_write(FILE *out, const struct versus_pair *pair) {
  static const char *const findings[VERSUS_FINDINGS] = {"worse",  "better",   "equal",
                                                        "untold", "untested", "shown"};
  fprintf(out, "%s\t%s\t%s\t%zu", pair->own->name, figure_table[pair->figure].path,
          pair->named ? "yes" : "no", pair->rounds);
  table_number_write(out, pair->other_median);
  table_number_write(out, pair->median);
  table_number_write(out, pair->ratio.ratio);
  table_number_write(out, pair->ratio.low);
  table_number_write(out, pair->ratio.high);
  fprintf(out, "\t%s", isnan(pair->ratio.ratio) ? "" : pair->ratio.interval ? "95 %" : "range");
  table_number_write(out, pair->p);
  table_number_write(out, pair->corrected);
  fprintf(out, "\t%s", findings[pair->finding]);
  table_number_write(out, pair->spread);
  table_number_write(out, pair->change_told);
  table_number_write(out, pair->rounds_needed);
  fprintf(out, "\t%s\n", pair->why ? pair->why : "");
}

void versus_write(FILE *out, const struct versus *versus) {
  fputs("cell\tfigure\tnamed\trounds\tother_median\tmedian\tratio\tlow\thigh\tinterval\tp\t"
        "corrected_p\tfinding\tspread\tchange_told\trounds_needed\twhy\n",
        out);
  for (size_t i = 0; i < versus->count; i++)
    row_write(out, &versus->items[i]);
}

static void file_write(FILE *out, const void *versus) {
  versus_write(out, versus);
}

enum status versus_file_write(const struct versus *versus, const char *run_folder,
                              struct error *error) {
  if (versus->count == 0)
    return STATUS_OK;
  return table_file_write(run_folder, "versus.tsv", file_write, versus, error);
}

/* "WebSocket, mean latency (+4.3 %); SSE, …" */
static void worse_list(char *out, size_t capacity, const struct versus *versus,
                       const struct results *results) {
  *out = '\0';
  for (size_t i = 0; i < versus->named; i++) {
    const struct versus_pair *pair = &versus->items[i];
    if (pair->finding == VERSUS_WORSE)
      bounded_append(out, capacity, "%s%s, %s (%s)", *out ? "; " : "",
                     versus_cell_words(results, pair->own).text, versus_figure_words(pair->figure),
                     versus_change_words(pair->ratio.ratio).text);
  }
}

enum status versus_require(const struct results *results, struct error *error) {
  struct versus versus;
  char list[ERROR_TEXT_BYTES / 2];
  enum status status = versus_make(&versus, results, error);
  if (status != STATUS_OK)
    return status;
  size_t worse = versus.findings[VERSUS_WORSE];
  worse_list(list, sizeof list, &versus, results);
  if (worse > 0)
    status = error_set(error, STATUS_CHECK, "%zu named %s worse than by the other build: %s", worse,
                       word_for((double)worse, "figure is", "figures are"), list);
  versus_release(&versus);
  return status;
}
