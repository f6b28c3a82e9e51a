/* Finds the reason by how the figure's path begins, and by what was measured. */
#include "bench/results/absence.h"

#include <stdbool.h>
#include <string.h>

#include "bench/judge/support.h"
#include "bench/plan/cell_compression.h"
#include "common/base/contract.h"

/* Figures that an engine without a network does not have. */
static const struct {
  const char *beginning, *reason;
} in_process[] = {
    {"client.", "the null engine has its users in process: there is no client program"},
    {"noise_ns.client.", "the null engine has its users in process: it is one processor"},
    {"other_share.client", "the null engine has its users in process: it is one processor"},
    {"server.rss_start", "the null engine has its users in process: they are never apart from it"},
    {"server.memory_", "the null engine has its users in process: they are never apart from it"},
    {"machine.kernel_", "the null engine has no sockets"},
    {"bytes.", "the null engine has no sockets"},
    {"segments.", "the null engine has no sockets"},
    {"connections.", "the null engine has no sockets"},
    {"life.", "the null engine has no sockets"},
    {"slow.", "the null engine's users always read"},
    {"replayed", "the null engine's users never reconnect"},
};

/* Figures that a server of other people does not have. */
static const struct {
  const char *beginning, *reason;
} foreign[] = {
    {"server.report.", "a server of other people does not tell what it counts"},
    {"model.", "the model is of our own servers"},
};

/* Figures that need both programs to read the same clock. */
static const char *const compared[] = {"latency_ns.",       "first_ns.", "spread_ns.",
                                       "unplaced",          "age_ns.",   "early",
                                       "replayed",          "settling.", "model.latency_mean_ns.",
                                       "model.age_mean_ns."};

/* Figures that need a processor for each program. */
static const char *const of_sides[] = {"noise_ns.client.", "other_share."};

enum {
  IN_PROCESS = sizeof in_process / sizeof *in_process,
  FOREIGN = sizeof foreign / sizeof *foreign,
  COMPARED = sizeof compared / sizeof *compared,
  OF_SIDES = sizeof of_sides / sizeof *of_sides,
};

static bool path_begins(const char *path, const char *beginning) {
  return strncmp(path, beginning, strlen(beginning)) == 0;
}

static bool path_begins_with_one(const char *path, const char *const *beginnings, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (path_begins(path, beginnings[i]))
      return true;
  return false;
}

static bool begins_a_column(const char *beginning) {
  for (int i = 0; i < FIGURE_COLUMNS; i++)
    if (path_begins(figure_table[i].path, beginning))
      return true;
  return false;
}

void absence_beginning_check(const char *beginning) {
  CONTRACT_OF(beginning, begins_a_column(beginning));
}

void absence_check(void) {
  for (size_t i = 0; i < IN_PROCESS; i++)
    absence_beginning_check(in_process[i].beginning);
  for (size_t i = 0; i < FOREIGN; i++)
    absence_beginning_check(foreign[i].beginning);
  for (size_t i = 0; i < COMPARED; i++)
    absence_beginning_check(compared[i]);
  for (size_t i = 0; i < OF_SIDES; i++)
    absence_beginning_check(of_sides[i]);
}

static const char *process_absence(const char *path, const struct measurement *measurement) {
  for (size_t i = 0; cell_in_process(measurement->cell) && i < IN_PROCESS; i++)
    if (path_begins(path, in_process[i].beginning))
      return in_process[i].reason;
  return NULL;
}

static const char *foreign_absence(const char *path, const struct measurement *measurement) {
  for (size_t i = 0; measurement->cell->target && i < FOREIGN; i++)
    if (path_begins(path, foreign[i].beginning))
      return foreign[i].reason;
  return NULL;
}

static const char *compression_absence(const struct cell *cell) {
  const char *lack = compression_lack(cell->transport, cell->engine);
  if (lack)
    return lack;
  return strcmp(cell_value(cell, "compression"), "on") == 0
             ? "compression is on, but nothing became shorter by it"
             : "compression is off";
}

/* Of a server that is not ours and publishes by itself. */
static const char *untold_absence(enum figure figure, const json_t *document) {
  static const enum figure counts[] = {FIGURE_PUBLISHED, FIGURE_EXPECTED, FIGURE_LOST,
                                       FIGURE_LOST_SHARE, FIGURE_SKIPPED};
  const char *by = figure_text(document, FIGURE_PUBLISHED_BY);
  if (!by || strcmp(by, "itself") != 0)
    return NULL;
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    if (counts[i] == figure)
      return "the server publishes by itself, and does not say what: nobody knows what is lost";
  return path_begins_with_one(figure_table[figure].path, compared, COMPARED)
             ? "the server publishes by itself: nobody knows when its messages were due"
             : NULL;
}

static const char *clock_absence(const char *path, const json_t *document) {
  if (!json_is_false(figure_json(document, FIGURE_CLOCK_SAME)) ||
      !path_begins_with_one(path, compared, COMPARED))
    return NULL;
  return figure_is_measured(document, FIGURE_CLOCK_SERVER)
             ? "the server reads another clock than the client"
             : "the server does not say which clock it reads";
}

static const char *memory_absence(enum figure figure, const struct measurement *measurement) {
  if (figure == FIGURE_MEMORY_PER_USER || figure == FIGURE_MEMORY_PER_USER_ERROR)
    return measurement->memory.lack;
  if (figure == FIGURE_KERNEL_PER_USER || figure == FIGURE_KERNEL_PER_USER_ERROR)
    return measurement->kernel_memory.lack;
  return NULL;
}

static const char *support_absence(enum figure figure, const json_t *document) {
  return support_is_lacking(document, figure)
             ? "fewer than ten messages of the measured phase lie beyond this percentile"
             : NULL;
}

/* NULL where the cause is not in how the runner measured. */
static const char *runner_absence(enum figure figure, const struct measurement *measurement) {
  if (measurement->client_cpu < 0 &&
      path_begins_with_one(figure_table[figure].path, of_sides, OF_SIDES))
    return "server and client shared the processors";
  if (figure == FIGURE_CONTEXT_SWITCHES && measurement->has_end)
    return "threads ended in the measured phase and took their counts with them";
  if ((figure == FIGURE_SERVER_CPU_S || figure == FIGURE_CPU_US_PER_MESSAGE ||
       figure == FIGURE_CPU_MS_PER_USER_HOUR) &&
      !measurement->has_end)
    return "the server was not sampled over the measured phase";
  return NULL;
}

const char *absence_of(enum figure figure, const json_t *document,
                       const struct measurement *measurement) {
  const char *path = figure_table[figure].path;
  if (*measurement->failure)
    return measurement->failure;
  const char *reason = process_absence(path, measurement);
  if (!reason)
    reason = foreign_absence(path, measurement);
  if (!reason)
    reason = support_absence(figure, document);
  if (!reason)
    reason = untold_absence(figure, document);
  if (!reason)
    reason = clock_absence(path, document);
  if (!reason)
    reason = memory_absence(figure, measurement);
  if (!reason)
    reason = runner_absence(figure, measurement);
  if (reason)
    return reason;
  if (figure == FIGURE_COMPRESSION)
    return compression_absence(measurement->cell);
  if (path_begins(path, histogram_table[HISTOGRAM_PUBLISH_LAG].path) &&
      figure_json(document, FIGURE_PUBLISH_LAG_COUNT))
    return "no message was published";
  return figure_table[figure].absent;
}
