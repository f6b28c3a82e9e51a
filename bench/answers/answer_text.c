/* Adds sentences to an answer, and the words that several of them have. */
#include "bench/answers/answer_text.h"

#include <math.h>
#include <string.h>

#include "common/base/contract.h"

struct text *answer_next(struct answer *answer) {
  CONTRACT(answer->count < ANSWER_SENTENCES);
  struct text *sentence = &answer->sentences[answer->count++];
  *sentence->text = '\0';
  return sentence;
}

void text_or(struct text *text, size_t index, size_t count, const char *item) {
  text_add(text, "%s%s", index == 0 ? "" : index + 1 == count ? " or " : ", ", item);
}

static struct words stratum_times(const struct comparison *comparison, size_t stratum,
                                  bool inverse) {
  double ratio = comparison_stratum_ratio(comparison, stratum);
  return words_times(inverse ? 1 / ratio : ratio);
}

struct text answer_ratio(const struct comparison *comparison, bool inverse) {
  struct words first = stratum_times(comparison, 0, inverse);
  struct text text = {""};
  bool exact = comparison->figure->basis == BASIS_COUNTED && !isnan(comparison->ratio.ratio);
  for (size_t i = 1; i < comparison->strata; i++)
    exact = exact && strcmp(stratum_times(comparison, i, inverse).text, first.text) == 0;
  if (!exact)
    return ratio_words(comparison, inverse);
  text_add(&text, "%s", first.text);
  return text;
}
