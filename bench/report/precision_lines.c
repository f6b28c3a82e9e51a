/* Prints the figures that did not reach their bounds. */
#include "bench/report/precision_lines.h"

#include "bench/answers/precisions.h"
#include "bench/base/terminal.h"

enum { LINE_BYTES = 512 };

static void missed_print(FILE *out, const struct precision *precision, size_t width) {
  char line[LINE_BYTES];
  snprintf(line, sizeof line, "%s: %s: %s, bound ±%.3g %%", precision->cell->name,
           figure_table[precision->figure].path, precision_words(precision).text,
           100 * precision->bound);
  text_wrap(out, "- ", line, width);
}

enum status precision_lines_print(FILE *out, const struct results *results, size_t width,
                                  struct error *error) {
  char sentence[PRECISIONS_SENTENCE_BYTES];
  struct precisions precisions = {0};
  size_t told = 0;
  if (results->until.count == 0)
    return STATUS_OK;
  enum status status = precisions_of(&precisions, results, error);
  if (status != STATUS_OK)
    return status;
  precisions_sentence(&precisions, results, sentence);
  text_wrap(out, "", sentence, width);
  for (size_t i = 0; i < precisions.count && told < PRECISION_LINES_MAX; i++)
    if (precisions_looked(&precisions) && precisions.items[i].state != PRECISION_REACHED) {
      missed_print(out, &precisions.items[i], width);
      told++;
    }
  size_t apart = precisions.missed + precisions.unmeasured;
  if (precisions_looked(&precisions) && apart > told)
    fprintf(out, "- and %zu more: see the report\n", apart - told);
  precisions_release(&precisions);
  return STATUS_OK;
}
