/* Finds the cells that were served again soonest and last after each fault. */
#include "bench/answers/answer_faults.h"

#include <math.h>
#include <string.h>

#include "bench/base/servers.h"
#include "common/base/traits.h"

/* The cells that were served again soonest and last after a fault; NULL where none was. */
struct recovery {
  const struct result_cell *soonest, *last;
  size_t never; /* cells in which some users never were */
};

static double served_again_ns(const struct result_cell *cell, size_t fault) {
  return cell->faults[fault].served_again_ns;
}

static struct recovery recovery_of(const struct results *results, size_t fault) {
  struct recovery recovery = {NULL, NULL, 0};
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (cell->measured == 0 || fault >= cell->fault_count)
      continue;
    double ns = served_again_ns(cell, fault);
    if (isnan(ns)) {
      recovery.never++;
      continue;
    }
    if (!recovery.soonest || ns < served_again_ns(recovery.soonest, fault))
      recovery.soonest = cell;
    if (!recovery.last || ns > served_again_ns(recovery.last, fault))
      recovery.last = cell;
  }
  return recovery;
}

static void recovery_add(struct text *text, const struct result_cell *cell, size_t fault) {
  text_add(text, "%s on %s (%s)", transport_label(cell->transport), server_label(cell->engine),
           words_duration_ns(served_again_ns(cell, fault)).text);
}

/* "all users were served again soonest with SSE on lws (1.00 s), last with …" */
static void recovery_say(struct text *text, const struct recovery *recovery, size_t fault) {
  struct words soonest = words_duration_ns(served_again_ns(recovery->soonest, fault));
  struct words last = words_duration_ns(served_again_ns(recovery->last, fault));
  if (strcmp(soonest.text, last.text) == 0) {
    text_add(text, "all users were served again after %s, with every transport alike",
             soonest.text);
    return;
  }
  text_add(text, "all users were served again soonest with ");
  recovery_add(text, recovery->soonest, fault);
  text_add(text, ", last with ");
  recovery_add(text, recovery->last, fault);
}

size_t answer_fault_count(const struct results *results) {
  size_t most = 0;
  for (size_t i = 0; i < results->cell_count; i++)
    if (results->cells[i].fault_count > most)
      most = results->cells[i].fault_count;
  return most;
}

static int fault_kind(const struct results *results, size_t fault) {
  for (size_t i = 0; i < results->cell_count; i++)
    if (fault < results->cells[i].fault_count)
      return results->cells[i].faults[fault].kind;
  return 0;
}

/* The last sentence is for the confidence. */
void answer_faults(const struct results *results, struct answer *answer) {
  size_t count = answer_fault_count(results), told_max = ANSWER_SENTENCES - 1 - answer->count;
  for (size_t fault = 0; fault < count && fault < told_max; fault++) {
    struct recovery recovery = recovery_of(results, fault);
    struct text *text = answer_next(answer);
    text_add(text, "After the fault “%s” ", fault_kinds[fault_kind(results, fault)].words);
    if (recovery.soonest)
      recovery_say(text, &recovery, fault);
    else
      text_add(text, "some users of every cell were never served again");
    if (recovery.soonest && recovery.never > 0)
      text_add(text, "; in %zu %s some users never were", recovery.never,
               word_for((double)recovery.never, "cell", "cells"));
    if (fault + 1 == told_max && count > told_max)
      text_add(text, "; the table of faults has %zu more", count - told_max);
    text_add(text, ".");
  }
}
