/* Words the facts that need no test: the wait of short polls, threads, the effects of faults, and
 * the cells that are not compared. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "bench/answers/conclude.h"
#include "bench/base/servers.h"
#include "bench/results/labels.h"
#include "common/base/traits.h"

enum { LEFT_OUT_TOLD_MAX = 16 };

static bool may_be_told(const struct result_cell *cell) {
  return result_unranked(cell) == NULL;
}

/* The cell of an engine and a transport; NULL where there are several, or where it must not be
 * ranked. */
static const struct result_cell *only_cell(const struct results *results, int engine,
                                           int transport) {
  const struct result_cell *only = NULL;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (cell->engine != engine || cell->transport != transport)
      continue;
    if (only)
      return NULL;
    only = cell;
  }
  return only && may_be_told(only) ? only : NULL;
}

/* "libwebsockets, short poll (interval 250 ms)" */
static struct text subject(const struct results *results, const struct result_cell *cell) {
  struct words condition = words_condition(results, cell);
  struct text text = {""};
  text_add(&text, "%s, %s", server_label(cell->engine), transport_label(cell->transport));
  if (*condition.text)
    text_add(&text, " (%s)", condition.text);
  return text;
}

/* ---- cells in which nothing is published ---- */

/* Whether the varied parameters that apply to them have the same values. */
static bool conditions_equal(const struct results *results, const struct result_cell *left,
                             const struct result_cell *right) {
  for (size_t i = 0; i < results->varied.count; i++) {
    const char *name = results->varied.items[i];
    const char *a = result_param_applies(left, name) ? result_param(left, name) : NULL;
    const char *b = result_param_applies(right, name) ? result_param(right, name) : NULL;
    if (!a || !b ? a != b : strcmp(a, b) != 0)
      return false;
  }
  return true;
}

static bool is_like(const struct results *results, const struct result_cell *left,
                    const struct result_cell *right) {
  return left->transport == right->transport && result_median(right, FIGURE_PUBLISHED) == 0 &&
         may_be_told(right) && conditions_equal(results, left, right);
}

/* Whether it is the first of the cells that differ in the engine alone. */
static bool is_first_like(const struct results *results, const struct result_cell *cell) {
  for (const struct result_cell *other = results->cells; other < cell; other++)
    if (is_like(results, cell, other))
      return false;
  return is_like(results, cell, cell);
}

/* "long poll libwebsockets 4.1 ms, civetweb 5.2 ms" */
static void hour_add(struct text *text, const struct results *results,
                     const struct result_cell *cell, const struct compared_figure *figure) {
  struct words condition = words_condition(results, cell);
  text_add(text, "%s%s%s%s%s", *text->text ? "; " : "", transport_label(cell->transport),
           *condition.text ? " (" : "", condition.text, *condition.text ? ")" : "");
  for (size_t i = 0, told = 0; i < results->cell_count; i++)
    if (is_like(results, cell, &results->cells[i]))
      text_add(text, "%s %s %s", told++ > 0 ? "," : "", server_label(results->cells[i].engine),
               figure->words(result_median(&results->cells[i], figure->id)).text);
}

void conclude_idle(const struct results *results, struct conclusions *out) {
  for (const struct compared_figure *figure = compared_figures; figure->what; figure++) {
    struct text list = {""};
    for (size_t i = 0; figure->use == USE_IDLE && i < results->cell_count; i++)
      if (is_first_like(results, &results->cells[i]))
        hour_add(&list, results, &results->cells[i], figure);
    if (*list.text)
      conclude(out, "While nothing is published, %s: %s.", figure->what, list.text);
  }
}

/* ---- polls ---- */

static void polls_conclude(const struct results *results, struct conclusions *out) {
  for (int position = 0; position < servers_count() * TRANSPORT_COUNT; position++) {
    int engine = position / TRANSPORT_COUNT, transport = position % TRANSPORT_COUNT;
    const struct result_cell *poll =
        transport_traits[transport].scheduled ? only_cell(results, engine, transport) : NULL;
    if (!poll)
      continue;
    double mean = result_median(poll, FIGURE_LATENCY_MEAN);
    double wait = result_median(poll, FIGURE_MODEL_LATENCY);
    double empty = result_median(poll, FIGURE_EMPTY_SHARE);
    if (isnan(mean) || isnan(wait) || isnan(empty))
      continue;
    conclude(
        out,
        "%s, %s: mean latency %s; by the schedule alone a message waits %s on average for the next "
        "poll. %s of the requests brought no message.",
        server_label(engine), transport_label(transport), words_duration_ns(mean).text,
        words_duration_ns(wait).text, words_share(empty).text);
  }
}

/* ---- threads ---- */

static void threads_add(struct text *text, const struct results *results, int engine) {
  double told = NAN;
  for (int transport = 0; transport < TRANSPORT_COUNT; transport++) {
    const struct result_cell *cell = only_cell(results, engine, transport);
    double threads = cell ? result_median(cell, FIGURE_THREADS_PEAK) : NAN;
    if (isnan(threads) || threads == told)
      continue;
    if (isnan(told))
      text_add(text, "%s%s %s", *text->text ? "; " : "", server_label(engine),
               words_count(threads).text);
    else
      text_add(text, " (%s %s)", transport_label(transport), words_count(threads).text);
    told = threads;
  }
}

/* The cell of a transport that holds requests, on an engine with or without a thread for each
 * connection; NULL without one. */
static const struct result_cell *holding_cell(const struct results *results, bool threads) {
  for (int engine = 0; engine < servers_count(); engine++) {
    const struct engine_traits *traits = server_traits(engine);
    for (int transport = 0; transport < TRANSPORT_COUNT; transport++) {
      const struct result_cell *cell = only_cell(results, engine, transport);
      if (cell && transport_traits[transport].holds && !traits->in_process &&
          traits->threads_per_connection == threads)
        return cell;
    }
  }
  return NULL;
}

static void threads_conclude(const struct results *results, struct conclusions *out) {
  const struct result_cell *loop = holding_cell(results, false);
  struct text text = {""};
  if (!loop || !holding_cell(results, true))
    return;
  for (int engine = 0; engine < servers_count(); engine++)
    if (!server_traits(engine)->in_process)
      threads_add(&text, results, engine);
  if (*text.text)
    conclude(out, "Threads of the server for %s %s: %s.",
             words_count(result_median(loop, FIGURE_CLIENTS)).text,
             word_for(result_median(loop, FIGURE_CLIENTS), "user", "users"), text.text);
}

void conclude_facts(const struct results *results, struct conclusions *out) {
  polls_conclude(results, out);
  threads_conclude(results, out);
}

/* ---- faults ---- */

static void fault_add(struct text *text, const struct results *results,
                      const struct result_cell *cell, const struct result_fault *fault) {
  struct words condition = words_condition(results, cell);
  text_add(text, "%s%s", *text->text ? "; " : "", transport_label(cell->transport));
  if (*condition.text)
    text_add(text, " (%s)", condition.text);
  text_add(text, ": %s %s noticed", words_count(fault->noticed).text,
           word_for(fault->noticed, "user", "users"));
  if (fault->noticed > 0)
    text_add(text, " (median after %s)", words_duration_ns(fault->notice_p50_ns).text);
  if (isnan(fault->served_again_ns))
    text_add(text, ", not all were served again");
  else
    text_add(text, ", all were served again after %s",
             words_duration_ns(fault->served_again_ns).text);
  text_add(text, ", %s %s lost", words_count(fault->lost).text,
           word_for(fault->lost, "delivery", "deliveries"));
}

/* The effects of one fault on the cells of an engine. */
static void conclude_fault(const struct results *results, size_t index, int engine,
                           struct conclusions *out) {
  struct text text = {""};
  const struct result_fault *any = NULL;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (cell->engine != engine || cell->measured == 0 || index >= cell->fault_count)
      continue;
    any = &cell->faults[index];
    fault_add(&text, results, cell, any);
  }
  if (any)
    conclude(out, "%s, %s at %s. %s.", server_label(engine), fault_kinds[any->kind].words,
             words_duration_ns(any->at_s * 1e9).text, text.text);
}

void conclude_faults(const struct results *results, struct conclusions *out) {
  size_t most = 0;
  for (size_t i = 0; i < results->cell_count; i++)
    if (results->cells[i].fault_count > most)
      most = results->cells[i].fault_count;
  for (size_t index = 0; index < most; index++)
    for (int engine = 0; engine < servers_count(); engine++)
      conclude_fault(results, index, engine, out);
}

/* ---- cells that are not compared ---- */

/* Whether a fault's sentence has the cell's losses, so that none is needed here. */
static bool is_told_with_its_fault(const struct result_cell *cell) {
  return cell->fault_count > 0 && cell->measured > 0 && cell->grade < VERDICT_INVALID;
}

static void conclude_not_compared(const struct results *results, const struct result_cell *cell,
                                  const char *reason, struct conclusions *out) {
  bool graded = cell->grade >= VERDICT_INVALID;
  conclude(out, "Not compared: %s%s%s: %s.", subject(results, cell).text, graded ? ", " : "",
           graded ? verdict_words(cell->grade) : "", reason);
}

void conclude_left_out(const struct results *results, bool any_compared, struct conclusions *out) {
  size_t suspect = 0, left_out = 0;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    const char *reason = result_unranked(cell);
    suspect += !reason && cell->grade == VERDICT_SUSPECT;
    if (reason && !is_told_with_its_fault(cell) && left_out++ < LEFT_OUT_TOLD_MAX)
      conclude_not_compared(results, cell, reason, out);
  }
  if (left_out > LEFT_OUT_TOLD_MAX)
    conclude(out, "Not compared either: %zu more %s; the reasons are given below.",
             left_out - LEFT_OUT_TOLD_MAX,
             word_for((double)(left_out - LEFT_OUT_TOLD_MAX), "cell", "cells"));
  if (suspect > 0)
    conclude(out, "Suspect%s: %zu of %zu cells; the reasons are given below.",
             any_compared ? ", but compared" : "", suspect, results->cell_count);
}
