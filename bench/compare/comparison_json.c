/* Puts the members of compare.json together. */
#include "bench/compare/comparison_json.h"

#include <math.h>

#include "bench/base/servers.h"
#include "bench/compare/change_words.h"
#include "common/base/traits.h"
#include "documents/compare_document.h"

/* The members of one of the two runs. */
struct run_members {
  enum compare_member folder, experiment, started, commit, tree, schema, kept;
};

static void run_put_members(json_t *document, const struct run_members *members,
                            const struct compared_run *run) {
  compare_put_text(document, members->folder, run->folder.text);
  compare_put_text(document, members->experiment, run->results.name);
  compare_put_text(document, members->started, run->results.started);
  compare_put_text(document, members->commit, run_fact(run, "commit"));
  compare_put_text(document, members->tree, run_fact(run, "tree"));
  compare_put_count(document, members->schema, (uint64_t)run->results.schema);
  compare_put(document, members->kept, json_boolean(run->kept));
}

static json_t *texts_json(char *const *texts, size_t count) {
  json_t *array = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(array, json_string(texts[i]));
  return array;
}

static json_t *names_json(const struct result_cell *const *cells, size_t count) {
  json_t *array = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(array, json_string(cells[i]->name));
  return array;
}

static json_t *change_json(const struct change *change) {
  const struct figure_entry *entry = &figure_table[change->figure->id];
  const struct result_cell *cell = change->pair->a;
  bool on_wire = change->figure->id == FIGURE_WIRE_PER_MESSAGE;
  json_t *object = json_object();
  compare_put_text(object, COMPARE_CHANGE_CELL_A, cell->name);
  compare_put_text(object, COMPARE_CHANGE_CELL_B, change->pair->b->name);
  compare_put_text(object, COMPARE_CHANGE_ENGINE, server_name(cell->engine));
  compare_put_text(object, COMPARE_CHANGE_TRANSPORT, transport_name(cell->transport));
  compare_put_text(object, COMPARE_CHANGE_FIGURE, entry->path);
  compare_put_text(object, COMPARE_CHANGE_UNIT, figure_unit_name(entry->unit));
  compare_put_number(object, COMPARE_CHANGE_A, change->a);
  compare_put_number(object, COMPARE_CHANGE_B, change->b);
  compare_put_number(object, COMPARE_CHANGE_CLOCK,
                     on_wire ? change_clock_bytes(change->pair) : NAN);
  compare_put_number(object, COMPARE_CHANGE_RATIO, change->ratio);
  compare_put_number(object, COMPARE_CHANGE_LOW, change->low);
  compare_put_number(object, COMPARE_CHANGE_HIGH, change->high);
  compare_put_text(object, COMPARE_CHANGE_INTERVAL, change_interval_name(change->interval));
  compare_put_number(object, COMPARE_CHANGE_LIMIT, change->limit);
  compare_put_text(object, COMPARE_CHANGE_BASIS, change_basis_name(change->basis));
  compare_put_number(object, COMPARE_CHANGE_P, change->p);
  compare_put_number(object, COMPARE_CHANGE_CORRECTED, change->corrected);
  compare_put_text(object, COMPARE_CHANGE_FINDING, change_finding_name(change->finding));
  compare_put_text(object, COMPARE_CHANGE_REASON, *change->reason ? change->reason : NULL);
  return object;
}

static json_t *changes_json(const struct changes *changes) {
  json_t *array = json_array();
  for (size_t i = 0; i < changes->count; i++)
    json_array_append_new(array, change_json(&changes->items[i]));
  return array;
}

static json_t *uncompared_json(const struct changes *changes) {
  json_t *array = json_array();
  for (size_t i = 0; i < changes->uncompared_count; i++) {
    const struct uncompared *uncompared = &changes->uncompared[i];
    json_t *object = json_object();
    compare_put_text(object, COMPARE_UNCOMPARED_CELL_A, uncompared->pair->a->name);
    compare_put_text(object, COMPARE_UNCOMPARED_CELL_B, uncompared->pair->b->name);
    compare_put_text(object, COMPARE_UNCOMPARED_A, uncompared->a_reason);
    compare_put_text(object, COMPARE_UNCOMPARED_B, uncompared->b_reason);
    json_array_append_new(array, object);
  }
  return array;
}

static json_t *limits_json(const struct expectation_answers *answers) {
  json_t *array = json_array();
  for (size_t i = 0; i < answers->count; i++) {
    const struct expectation_answer *answer = &answers->items[i];
    json_t *object = json_object();
    compare_put_text(object, COMPARE_LIMIT, expectation_words(answer->expectation).text);
    compare_put_text(object, COMPARE_LIMIT_CELL, answer->cell ? answer->cell->name : NULL);
    compare_put_text(object, COMPARE_LIMIT_VERDICT, expectation_verdict_words(answer->verdict));
    compare_put_text(object, COMPARE_LIMIT_WHY, answer->why);
    json_array_append_new(array, object);
  }
  return array;
}

static void baseline_put(json_t *document, const struct baseline *baseline) {
  if (baseline->count == 0) {
    compare_put(document, COMPARE_BASELINE, json_null());
    return;
  }
  compare_put_text(document, COMPARE_BASELINE_FOLDER, baseline->folder.text);
  compare_put_count(document, COMPARE_BASELINE_RUNS, baseline->count);
  compare_put_number(document, COMPARE_BASELINE_SPAN, baseline_span_s(baseline));
}

static size_t broken_count(const struct changes *changes) {
  size_t count = 0;
  for (size_t i = 0; i < changes->uncompared_count; i++)
    count += uncompared_is_worse(&changes->uncompared[i]);
  return count;
}

static void findings_put(json_t *document, const struct run_comparison *comparison) {
  const struct changes *changes = &comparison->changes;
  const struct cell_matches *matches = &comparison->matches;
  compare_put(document, COMPARE_WARNINGS,
              texts_json(comparison->warnings.items, comparison->warnings.count));
  baseline_put(document, &comparison->baseline);
  compare_put_number(document, COMPARE_LEVEL, CHANGE_LEVEL);
  compare_put_count(document, COMPARE_TESTS, changes->tests);
  compare_put_count(document, COMPARE_WORSE, changes_found(changes, CHANGE_WORSE));
  compare_put_count(document, COMPARE_BETTER, changes_found(changes, CHANGE_BETTER));
  compare_put_count(document, COMPARE_BROKEN, broken_count(changes));
  compare_put(document, COMPARE_CHANGES, changes_json(changes));
  compare_put(document, COMPARE_LIMITS, limits_json(&comparison->answers));
  compare_put(document, COMPARE_UNCOMPARED, uncompared_json(changes));
  compare_put(document, COMPARE_ONLY_A, names_json(matches->only_a, matches->only_a_count));
  compare_put(document, COMPARE_ONLY_B, names_json(matches->only_b, matches->only_b_count));
}

json_t *comparison_json(const struct run_comparison *comparison) {
  static const struct run_members of_a = {COMPARE_A_FOLDER, COMPARE_A_EXPERIMENT, COMPARE_A_STARTED,
                                          COMPARE_A_COMMIT, COMPARE_A_TREE,       COMPARE_A_SCHEMA,
                                          COMPARE_A_KEPT};
  static const struct run_members of_b = {COMPARE_B_FOLDER, COMPARE_B_EXPERIMENT, COMPARE_B_STARTED,
                                          COMPARE_B_COMMIT, COMPARE_B_TREE,       COMPARE_B_SCHEMA,
                                          COMPARE_B_KEPT};
  json_t *document = json_object();
  compare_put_count(document, COMPARE_LAYOUT, COMPARE_SCHEMA);
  compare_put(document, COMPARE_ONE_RUN, json_boolean(comparison->one_run));
  run_put_members(document, &of_a, &comparison->a);
  run_put_members(document, &of_b, &comparison->b);
  if (!comparison->one_run)
    findings_put(document, comparison);
  return document;
}
