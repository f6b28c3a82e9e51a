/* Makes the changes of all matched cells, and corrects their tests together. */
#include "bench/compare/changes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/rank_test.h"
#include "bench/plan/selector.h"
#include "bench/results/selected.h"

enum { REPEATS_TRIED_MAX = 20 };

const struct compared_figure change_counts[] = {
    {FIGURE_LOST, "lost messages", words_count, BASIS_COUNTED, USE_DELIVERY},
    {FIGURE_DUPLICATED, "messages received twice", words_count, BASIS_COUNTED, USE_DELIVERY},
    {FIGURE_CONNECTIONS_FAILED, "failed connections", words_count, BASIS_COUNTED, USE_DELIVERY},
    {FIGURE_THREADS_PEAK, "threads of the server", words_count, BASIS_COUNTED, USE_DELIVERY},
    {.what = NULL},
};

struct builder {
  struct changes *out;
  const struct compared_pair *pair;
  struct change_judge judge;
  struct selector *named; /* by "compare" of both experiments */
  size_t named_count;
  bool failed; /* no memory */
};

/* ---- what is compared ---- */

static bool texts_have(const struct result_texts *texts, const char *text) {
  for (size_t i = 0; i < texts->count; i++)
    if (strcmp(texts->items[i], text) == 0)
      return true;
  return false;
}

/* Reads selectors; a text that this build cannot read names nothing. */
static void named_read(struct builder *builder, const struct result_texts *texts) {
  struct selector *grown =
      realloc(builder->named, (builder->named_count + texts->count + 1) * sizeof *grown);
  builder->failed = builder->failed || !grown;
  if (!grown)
    return;
  builder->named = grown;
  for (size_t i = 0; i < texts->count; i++)
    if (selector_read(&grown[builder->named_count], texts->items[i], NULL) == STATUS_OK)
      builder->named_count++;
}

static void named_release(struct builder *builder) {
  for (size_t i = 0; i < builder->named_count; i++)
    selector_release(&builder->named[i]);
  free(builder->named);
}

static bool is_named(const struct builder *builder, const struct compared_figure *figure,
                     const struct cell_pair *pair) {
  const char *path = figure_table[figure->id].path;
  for (size_t i = 0; i < builder->named_count; i++)
    if (builder->named[i].figure == figure->id && selector_takes(&builder->named[i], pair->b))
      return true;
  return figure->use != USE_ASKED || texts_have(&builder->pair->a->results.asked_figures, path) ||
         texts_have(&builder->pair->b->results.asked_figures, path);
}

static bool is_idle(const struct cell_pair *pair) {
  return result_median(pair->a, FIGURE_PUBLISHED) == 0 &&
         result_median(pair->b, FIGURE_PUBLISHED) == 0;
}

static bool is_wanted(const struct compared_figure *figure, const struct cell_pair *pair) {
  double a = result_median(pair->a, figure->id), b = result_median(pair->b, figure->id);
  if (isnan(a) && isnan(b))
    return false;
  if (figure->use == USE_IDLE && !is_idle(pair))
    return false;
  bool count = figure_table[figure->id].unit == UNIT_COUNT;
  return !count || pair->a->figures[figure->id].greatest > 0 ||
         pair->b->figures[figure->id].greatest > 0;
}

static void change_add(struct builder *builder, const struct compared_figure *figure,
                       const struct cell_pair *pair) {
  struct changes *out = builder->out;
  builder->judge.named = is_named(builder, figure, pair);
  if (change_make(&out->items[out->count], figure, pair, &builder->judge))
    out->count++;
  else
    builder->failed = true;
}

static bool is_compared(const struct cell_pair *pair) {
  return !result_unranked(pair->a) && !result_unranked(pair->b);
}

static void figures_add(struct builder *builder, const struct compared_figure *figures) {
  const struct cell_matches *matches = builder->pair->matches;
  for (const struct compared_figure *figure = figures; figure->what; figure++)
    for (size_t i = 0; i < matches->count; i++)
      if (is_compared(&matches->pairs[i]) && is_wanted(figure, &matches->pairs[i]))
        change_add(builder, figure, &matches->pairs[i]);
}

static void uncompared_add(struct builder *builder) {
  const struct cell_matches *matches = builder->pair->matches;
  for (size_t i = 0; i < matches->count; i++) {
    const struct cell_pair *pair = &matches->pairs[i];
    if (!is_compared(pair))
      builder->out->uncompared[builder->out->uncompared_count++] =
          (struct uncompared){pair, result_unranked(pair->a), result_unranked(pair->b)};
  }
}

/* ---- all tests together ---- */

static bool all_correct(struct changes *changes) {
  double *p = calloc(changes->count + 1, sizeof *p);
  size_t at = 0;
  if (!p)
    return false;
  for (size_t i = 0; i < changes->count; i++)
    if (change_is_tested(&changes->items[i]))
      p[changes->tests++] = changes->items[i].p;
  holm_adjust(p, changes->tests);
  for (size_t i = 0; i < changes->count; i++)
    if (change_is_tested(&changes->items[i]))
      change_judge_by(&changes->items[i], p[at++], changes->tests);
  free(p);
  return true;
}

static size_t figures_count(const struct compared_figure *figures) {
  size_t count = 0;
  while (figures[count].what)
    count++;
  return count;
}

enum status changes_make(struct changes *changes, const struct compared_pair *pair,
                         const struct baseline *baseline, const char *without_baseline,
                         struct error *error) {
  size_t figures = figures_count(compared_figures) + figures_count(change_counts);
  struct builder builder = {.out = changes,
                            .pair = pair,
                            .judge = {.baseline = baseline,
                                      .without = without_baseline,
                                      .schedules_apart = schedules_differ(pair->a, pair->b)}};
  *changes =
      (struct changes){.items = calloc(pair->matches->count * figures + 1, sizeof *changes->items),
                       .uncompared = calloc(pair->matches->count + 1, sizeof *changes->uncompared)};
  builder.failed = !changes->items || !changes->uncompared;
  named_read(&builder, &pair->a->results.compared);
  named_read(&builder, &pair->b->results.compared);
  if (!builder.failed) {
    figures_add(&builder, compared_figures);
    figures_add(&builder, change_counts);
    uncompared_add(&builder);
  }
  named_release(&builder);
  if (!builder.failed && all_correct(changes))
    return STATUS_OK;
  changes_release(changes);
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the changes");
}

void changes_release(struct changes *changes) {
  free(changes->items);
  free(changes->uncompared);
  *changes = (struct changes){0};
}

/* ---- questions ---- */

size_t changes_found(const struct changes *changes, enum change_finding finding) {
  size_t count = 0;
  for (size_t i = 0; i < changes->count; i++)
    count += changes->items[i].finding == finding;
  return count;
}

bool uncompared_is_worse(const struct uncompared *uncompared) {
  return !uncompared->a_reason && uncompared->b_reason;
}

bool changes_are_worse(const struct changes *changes) {
  for (size_t i = 0; i < changes->uncompared_count; i++)
    if (uncompared_is_worse(&changes->uncompared[i]))
      return true;
  return changes_found(changes, CHANGE_WORSE) > 0;
}

size_t changes_repeats_needed(const struct changes *changes) {
  size_t unable = changes_found(changes, CHANGE_CANNOT_TELL);
  size_t tests = changes->tests > unable ? changes->tests : unable;
  for (size_t repeats = 1; unable > 0 && repeats <= REPEATS_TRIED_MAX; repeats++) {
    const struct rank_split split = {NULL, NULL, repeats, repeats};
    if (rank_p_least(&split, 1) * (double)tests < CHANGE_LEVEL)
      return repeats;
  }
  return 0;
}
