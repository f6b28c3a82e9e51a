/* Writes XML by hand: a dozen elements and no name spaces. */
#include "bench/limits/junit.h"

#include <stdbool.h>
#include <string.h>

/* XML 1.0 has no way to write control characters, so they become spaces. */
static void text_write(FILE *out, const char *text) {
  for (; *text; text++) {
    switch (*text) {
    case '<':
      fputs("&lt;", out);
      break;
    case '>':
      fputs("&gt;", out);
      break;
    case '&':
      fputs("&amp;", out);
      break;
    case '"':
      fputs("&quot;", out);
      break;
    default:
      fputc((unsigned char)*text < ' ' || *text == 0x7f ? ' ' : *text, out);
    }
  }
}

static void attribute_write(FILE *out, const char *name, const char *text) {
  fprintf(out, " %s=\"", name);
  text_write(out, text);
  fputc('"', out);
}

static const char *experiment_name(const struct expectation_answers *answers) {
  return answers->results->name ? answers->results->name : "pushbench";
}

/* ---- one case ---- */

static void case_begin(FILE *out, const struct expectation_answers *answers, const char *cell,
                       const char *name) {
  fputs("    <testcase classname=\"", out);
  text_write(out, experiment_name(answers));
  if (*cell)
    fputc('.', out);
  text_write(out, cell);
  fputc('"', out);
  attribute_write(out, "name", name);
}

/* The element of a case that did not pass: its message is shown in lists, its text in full. */
static void outcome_write(FILE *out, const char *element, const char *type, const char *message,
                          const char *limit) {
  fprintf(out, ">\n      <%s", element);
  if (*type)
    attribute_write(out, "type", type);
  attribute_write(out, "message", message);
  fputc('>', out);
  text_write(out, limit);
  fprintf(out, ": ");
  text_write(out, message);
  fprintf(out, "</%s>\n    </testcase>\n", element);
}

static void answer_write(FILE *out, const struct expectation_answers *answers,
                         const struct expectation_answer *answer) {
  static const struct {
    const char *element, *type; /* NULL where the case passed */
  } outcomes[] = {[EXPECTATION_HOLDS] = {NULL, NULL},
                  [EXPECTATION_BROKEN] = {"failure", "limit"},
                  [EXPECTATION_INVALID] = {"error", "invalid"},
                  [EXPECTATION_UNKNOWN] = {"skipped", ""},
                  [EXPECTATION_NO_CELL] = {"skipped", ""}};
  const struct words limit = expectation_words(answer->expectation);
  const char *element = outcomes[answer->verdict].element;
  case_begin(out, answers, answer->cell ? answer->cell->name : "", limit.text);
  if (!element) {
    fputs(">\n      <system-out>", out);
    text_write(out, answer->why);
    fputs("</system-out>\n    </testcase>\n", out);
    return;
  }
  outcome_write(out, element, outcomes[answer->verdict].type, answer->why, limit.text);
}

/* ---- the document ---- */

static void counts_write(FILE *out, const struct expectation_answers *answers) {
  const size_t *counts = answers->counts;
  size_t cut_short = !expectation_answers_complete(answers);
  fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"",
          answers->count + cut_short, counts[EXPECTATION_BROKEN], counts[EXPECTATION_INVALID],
          counts[EXPECTATION_UNKNOWN] + counts[EXPECTATION_NO_CELL] + cut_short);
}

/* "2026-11-24T02:20:00Z" without the zone, which readers of this format do not expect. */
static void timestamp_write(FILE *out, const char *started) {
  char text[32];
  snprintf(text, sizeof text, "%s", started ? started : "");
  text[strcspn(text, "Z")] = '\0';
  if (*text)
    attribute_write(out, "timestamp", text);
}

void junit_write(FILE *out, const struct expectation_answers *answers) {
  fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", out);
  counts_write(out, answers);
  fputs(">\n  <testsuite", out);
  attribute_write(out, "name", experiment_name(answers));
  counts_write(out, answers);
  timestamp_write(out, answers->results->started);
  fputs(">\n", out);
  for (size_t i = 0; i < answers->count; i++)
    answer_write(out, answers, &answers->items[i]);
  if (!expectation_answers_complete(answers)) {
    case_begin(out, answers, "", "the run came to its end");
    outcome_write(out, "skipped", "", "executions are missing, so the other cases rest on fewer",
                  "the run came to its end");
  }
  fputs("  </testsuite>\n</testsuites>\n", out);
}
