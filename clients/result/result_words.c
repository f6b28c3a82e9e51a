/* Reads the document back, so that words and JSON cannot say different things. */
#include "clients/result/result_words.h"

#include <math.h>
#include <stdbool.h>

#include "common/base/numerals.h"

/* A line under way: "latency   mean 730 µs, p99 1.48 ms". */
struct line {
  FILE *out;
  const char *name;
  bool begun;
};

/* The number at outer.name, or at name where outer is NULL; NAN where there is none. */
static double figure(const json_t *document, const char *outer, const char *name) {
  const json_t *object = outer ? json_object_get(document, outer) : document;
  const json_t *value = json_object_get(object, name);
  return json_is_number(value) ? json_number_value(value) : NAN;
}

/* One part of the line, unless its figure is not there. */
static void line_say(struct line *line, double value, struct words words, const char *before,
                     const char *after) {
  if (isnan(value))
    return;
  if (line->begun)
    fputs(", ", line->out);
  else
    fprintf(line->out, "%-12s", line->name);
  fprintf(line->out, "%s%s%s", before, words.text, after);
  line->begun = true;
}

static void line_end(const struct line *line) {
  if (line->begun)
    fputc('\n', line->out);
}

static void count_say(struct line *line, double value, const char *after) {
  line_say(line, value, words_count(value), "", after);
}

/* The same, but for 0, which is what is expected. */
static void trouble_say(struct line *line, double value, const char *after) {
  if (value > 0)
    count_say(line, value, after);
}

static void messages_print(const json_t *document, FILE *out) {
  struct line line = {out, "messages", false};
  count_say(&line, figure(document, NULL, "delivered"), " arrived");
  count_say(&line, figure(document, NULL, "expected"), " expected");
  count_say(&line, figure(document, NULL, "lost"), " lost");
  trouble_say(&line, figure(document, NULL, "duplicated"), " twice");
  trouble_say(&line, figure(document, NULL, "reordered"), " out of order");
  trouble_say(&line, figure(document, NULL, "corrupted"), " damaged");
  trouble_say(&line, figure(document, NULL, "early"), " before they were due");
  line_end(&line);
}

static void latency_print(const json_t *document, FILE *out) {
  static const struct {
    const char *name, *said;
  } figures[] = {{"mean", "mean "}, {"p50", "p50 "}, {"p99", "p99 "}, {"max", "max "}};
  struct line line = {out, "latency", false};
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
    double ns = figure(document, "latency_ns", figures[i].name);
    line_say(&line, ns, words_duration_ns(ns), figures[i].said, "");
  }
  line_end(&line);
}

static void cost_print(const json_t *document, FILE *out) {
  struct line line = {out, "requests", false};
  count_say(&line, figure(document, "requests", "total"), "");
  count_say(&line, figure(document, "requests", "empty"), " without a message");
  trouble_say(&line, figure(document, "requests", "failed"), " failed");
  line_end(&line);
  line = (struct line){out, "wire", false};
  double up = figure(document, "bytes", "wire_up"), down = figure(document, "bytes", "wire_down");
  line_say(&line, up, words_bytes(up), "", " up");
  line_say(&line, down, words_bytes(down), "", " down");
  line_end(&line);
}

static void connections_print(const json_t *document, FILE *out) {
  struct line line = {out, "connections", false};
  count_say(&line, figure(document, "connections", "opened"), " opened");
  trouble_say(&line, figure(document, "connections", "failed"), " failed");
  trouble_say(&line, figure(document, "connections", "reopened"), " opened again");
  line_end(&line);
  line = (struct line){out, "client", false};
  double share = figure(document, "client", "cpu_share");
  line_say(&line, share, words_share(share), "", " of a processor");
  line_end(&line);
}

void result_words_print(const json_t *document, FILE *out) {
  const char *transport = json_string_value(json_object_get(document, "transport"));
  const char *outcome = json_string_value(json_object_get(document, "outcome"));
  fprintf(out, "%s users, %s: %s\n", words_count(figure(document, NULL, "clients")).text,
          transport ? transport : "", outcome ? outcome : "");
  messages_print(document, out);
  latency_print(document, out);
  cost_print(document, out);
  connections_print(document, out);
  const json_t *notes = json_object_get(document, "notes");
  for (size_t i = 0; i < json_array_size(notes); i++)
    fprintf(out, "%-12s%s\n", "note", json_string_value(json_array_get(notes, i)));
  fputs("The whole document is JSON: --json, or the output into a file.\n", out);
}
