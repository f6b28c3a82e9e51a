/* Carries out runs of two builds: which programs carry out a cell, and what is said of them. */
#include <stdio.h>
#include <string.h>

#include "bench/plan/cell_builds.h"
#include "bench/plan/compared.h"
#include "bench/results/results_load.h"
#include "bench/run/run_state.h"
#include "bench/versus/versus.h"
#include "common/base/log.h"
#include "common/base/numerals.h"
#include "common/base/version.h"
#include "documents/run_document.h"

bool builds_are_two(const struct run *run) {
  return *run->other.folder.text != '\0';
}

/* NULL in a run of one build. */
static const char *folder_of(const struct run *run) {
  if (run->request->versus)
    return run->request->versus;
  return run->record ? run_text(run->record, RUN_VERSUS_FOLDER) : NULL;
}

/* --set and --quick may take away the cells that a figure is of. A run that is resumed was checked
 * when it began. */
static enum status figures_check(const struct run *run, struct error *error) {
  const struct experiment *experiment = &run->plan.experiment;
  struct error reason = {""};
  enum status status = run->record ? STATUS_OK
                                   : compared_check_cells(experiment->compare, &run->plan.cells,
                                                          experiment->time_scale, &reason);
  if (status != STATUS_USAGE || (run->request->set_count == 0 && !run->request->quick))
    return status == STATUS_OK ? status : error_set(error, status, "%s", reason.text);
  log_warning("%s: it is not compared", reason.text);
  return STATUS_OK;
}

/* Two builds are compared over the same rounds, of which their number is fixed: a search takes the
 * values that its own probes lead to, and a run that stops when it is precise enough may stop by
 * chance where one build looks better. */
static enum status rounds_fix(struct experiment *experiment, struct error *error) {
  if (experiment->search.wanted)
    return error_set(error, STATUS_USAGE,
                     "--versus and \"search\": each build would search for itself, with no rounds "
                     "to pair. Compare both at one value in an experiment without \"search\", or "
                     "run the search by each build");
  if (experiment->until)
    log_warning("\"until\" is set aside: the builds take turns for all of %lld rounds",
                (long long)experiment->repeats);
  json_decref(experiment->until);
  experiment->until = NULL;
  return STATUS_OK;
}

enum status builds_plan(struct run *run, struct error *error) {
  struct experiment *experiment = &run->plan.experiment;
  const char *folder = folder_of(run);
  enum status status = figures_check(run, error);
  if (status == STATUS_OK && folder)
    status = rounds_fix(experiment, error);
  if (status == STATUS_OK && folder)
    status = other_build_find(&run->other, folder, error);
  if (status == STATUS_OK && folder)
    status = other_build_check(&run->other, &run->plan.cells, error);
  if (status == STATUS_OK && folder)
    status = cells_double(&run->plan.cells, experiment, error);
  return status;
}

/* The version of a program of the other build, without the program's name: "0.3 (6bd2f3c5e8f1)". */
static struct words version_words(const struct run *run, enum program program) {
  static const char *const names[PROGRAMS] = {
      [PROGRAM_SERVER] = "pushbench-server ", [PROGRAM_CLIENT] = "pushbench-client "};
  const char *text = run->other.versions[program];
  size_t bytes = strlen(names[program]);
  struct words words;
  text += strncmp(text, names[program], bytes) == 0 ? bytes : 0;
  snprintf(words.text, sizeof words.text, "%.*s", (int)strcspn(text, ";"), text);
  return words;
}

static void builds_warn(const struct run *run, const char *server, const char *client) {
  size_t rounds = run_repeats(run), least = versus_rounds_min(1);
  if (strcmp(server, client) != 0)
    log_warning("the other build's server is %s and its client %s: build it again", server, client);
  if (other_build_is(&run->other, run->request->server_program, run->request->client_program))
    log_warning("both builds are the same files: whatever differs is chance");
  if (rounds < least)
    log_warning("%zu %s no difference: it takes %zu at least (--set repeats=%zu)", rounds,
                word_for((double)rounds, "round tells", "rounds tell"), least, least);
}

void builds_announce(const struct run *run) {
  char own[VERSION_BYTES];
  if (!builds_are_two(run))
    return;
  struct words server = version_words(run, PROGRAM_SERVER);
  fprintf(stderr, "two builds by turns: this one, %s, and %s\n",
          version_text(&run->request->build, own), server.text);
  builds_warn(run, server.text, version_words(run, PROGRAM_CLIENT).text);
}

const char *builds_program(const struct run *run, const struct cell *cell, enum program program) {
  if (cell_is_of_other_build(cell))
    return run->other.programs[program].text;
  return program == PROGRAM_SERVER ? run->request->server_program : run->request->client_program;
}

const struct left_out *builds_left_out(const struct run *run, const struct cell *cell) {
  return cell_is_of_other_build(cell) ? run->other.left_out : NULL;
}

enum status builds_require(const struct run *run, struct error *error) {
  struct results results = {0};
  if (!builds_are_two(run) || run->request->limits.fail_on_count > 0)
    return STATUS_OK;
  enum status status = results_load(&results, run->folder.final.text, error);
  if (status == STATUS_OK)
    status = versus_require(&results, error);
  results_release(&results);
  return status;
}
