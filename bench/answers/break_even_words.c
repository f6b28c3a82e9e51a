/* Builds the sentences. */
#include "bench/answers/break_even_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/results/labels.h"
#include "common/base/traits.h"

/* A value of the parameter with its unit, to three digits. */
static struct words value_words(const char *parameter, double value) {
  char text[32];
  snprintf(text, sizeof text, value < 1000 ? "%.3g" : "%.0f", value);
  return words_param_value(parameter, text);
}

static void interval_add(struct text *text, const struct break_even *point) {
  if (point->interval)
    text_add(text, "95 %% interval of %zu repeats ", point->rounds);
  else
    text_add(text, "range of %zu %s ", point->rounds,
             word_for((double)point->rounds, "repeat", "repeats"));
  text_add(text, "%s to %s", value_words(point->parameter, point->low).text,
           value_words(point->parameter, point->high).text);
  if (isfinite(point->model))
    text_add(text, "; the model says %s", value_words(point->parameter, point->model).text);
}

/* The other varied parameters of both cells, each once. */
static void conditions_add(struct text *text, const struct results *results,
                           const struct break_even *point) {
  for (size_t i = 0; i < results->varied.count; i++) {
    const char *name = results->varied.items[i];
    const char *below = result_varied(point->below, name);
    const char *value = below ? below : result_varied(point->above, name);
    if (value && strcmp(name, point->parameter) != 0)
      text_add(text, ", %s", words_param(name, value).text);
  }
}

struct text break_even_sentence(const struct results *results, const struct break_even *point) {
  struct text text = text_sentence(point->figure->what);
  text_add(&text, ": %s has less up to %s, %s from there on (",
           transport_label(point->below->transport), value_words(point->parameter, point->at).text,
           transport_label(point->above->transport));
  interval_add(&text, point);
  text_add(&text, "), on %s", server_label(point->below->engine));
  conditions_add(&text, results, point);
  text_add(&text, ".");
  return text;
}
