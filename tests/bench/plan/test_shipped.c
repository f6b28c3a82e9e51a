/* Each experiment of the project: it can be run, says what it asks, and stands in docs/presets.md.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <glob.h>

#include "bench/plan/cells.h"
#include "bench/plan/experiment_files.h"
#include "bench/plan/experiment_read.h"
#include "bench/plan/experiment_texts.h"

enum { DESCRIPTION_BYTES_MIN = 80, MINUTES_MAX = 30 };

static const char *path;
static struct experiment experiment;
static struct cells cells;

/* Calls `check` with each experiment and its name. */
static void for_each(void (*check)(const char *name)) {
  glob_t found;
  assert_int_equal(glob("experiments/*.json", 0, NULL, &found), 0);
  assert_true(found.gl_pathc > 30);
  for (size_t i = 0; i < found.gl_pathc; i++) {
    path = found.gl_pathv[i];
    const char *file = strrchr(path, '/') + 1;
    char name[80];
    struct error error = {""};
    snprintf(name, sizeof name, "%.*s", (int)(strlen(file) - strlen(".json")), file);
    if (experiment_load(&experiment, path, &error) != STATUS_OK)
      fail_msg("%s", error.text);
    check(name);
    experiment_release(&experiment);
  }
  globfree(&found);
}

static void check_texts(const char *name) {
  struct error error = {""};
  assert_string_equal(experiment.name, name);
  assert_int_equal(experiment_texts_fill(&experiment, &error), STATUS_OK);
  size_t question = strlen(experiment.question);
  if (*experiment.title == '\0' || question == 0 || experiment.question[question - 1] != '?')
    fail_msg("%s has no title, or its question no question mark", name);
  if (strlen(experiment.description) < DESCRIPTION_BYTES_MIN)
    fail_msg("a newcomer does not understand %s by '%s'", name, experiment.description);
}

static void each_asks_a_question_and_explains_itself(void **state) {
  (void)state;
  for_each(check_texts);
}

static void check_minutes(const char *name) {
  struct error error = {""};
  double seconds = 0;
  cells = (struct cells){0};
  if (experiment_files_find(&experiment, path, &error) != STATUS_OK ||
      cells_expand(&cells, &experiment, &error) != STATUS_OK)
    fail_msg("%s: %s", name, error.text);
  for (size_t i = 0; i < cells.count; i++)
    seconds +=
        cell_number(&cells.items[i], "warmup_s") + cell_number(&cells.items[i], "duration_s");
  seconds *= (double)experiment.repeats;
  if (seconds > 60 * MINUTES_MAX)
    fail_msg("%s measures for %.0f minutes", name, seconds / 60);
  cells_release(&cells);
}

static void each_has_cells_that_take_half_an_hour_at_most(void **state) {
  (void)state;
  for_each(check_minutes);
}

static char *page; /* docs/presets.md */

static void check_row(const char *name) {
  char row[96];
  snprintf(row, sizeof row, "\n| `%s` | ", name);
  if (!strstr(page, row))
    fail_msg("docs/presets.md has no row for %s", name);
}

static void each_has_a_row_in_docs_presets(void **state) {
  (void)state;
  size_t bytes = 0;
  FILE *file = fopen("docs/presets.md", "r");
  assert_non_null(file);
  assert_true(getdelim(&page, &bytes, '\0', file) > 0);
  fclose(file);
  for_each(check_row);
  free(page);
}

static void those_with_the_settings_or_figures_of_others_name_their_source(void **state) {
  (void)state;
  static const char *const names[] = {"nchan",   "socketio",   "sockjs",  "cometd", "signalr",
                                      "phoenix", "centrifugo", "mercure", "bozdag", "kjohann",
                                      "aquil",   "llm-stream", "storm",   "hold",   "deflaters"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char named[96];
    struct error error = {""};
    snprintf(named, sizeof named, "experiments/%s.json", names[i]);
    if (experiment_load(&experiment, named, &error) != STATUS_OK)
      fail_msg("%s", error.text);
    if (*experiment.source == '\0')
      fail_msg("%s names no source", names[i]);
    experiment_release(&experiment);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_asks_a_question_and_explains_itself),
      cmocka_unit_test(each_has_cells_that_take_half_an_hour_at_most),
      cmocka_unit_test(each_has_a_row_in_docs_presets),
      cmocka_unit_test(those_with_the_settings_or_figures_of_others_name_their_source),
  };
  return cmocka_run_group_tests_name("shipped", tests, NULL, NULL);
}
