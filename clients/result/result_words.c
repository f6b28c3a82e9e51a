/* The figures are read from the document, so that words and JSON cannot differ. */
#include "clients/result/result_words.h"

#include <math.h>
#include <stdbool.h>

#include "common/base/numerals.h"
#include "documents/figures.h"

/* A line that is being written: "latency   mean 730 µs, p99 1.48 ms". */
struct line {
  FILE *out;
  const char *name;
  bool begun;
};

/* NAN where the document has no such figure. */
static double value(const json_t *document, enum figure figure) {
  return figure_value(document, figure, NAN);
}

/* Adds a part to the line, unless its value is NAN. */
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

/* Adds a count of trouble, unless it is 0. */
static void trouble_say(struct line *line, double value, const char *after) {
  if (value > 0)
    count_say(line, value, after);
}

static void messages_print(const json_t *document, FILE *out) {
  struct line line = {out, "messages", false};
  count_say(&line, value(document, FIGURE_DELIVERED), " arrived");
  count_say(&line, value(document, FIGURE_EXPECTED), " expected");
  count_say(&line, value(document, FIGURE_LOST), " lost");
  trouble_say(&line, value(document, FIGURE_DUPLICATED), " twice");
  trouble_say(&line, value(document, FIGURE_REORDERED), " out of order");
  trouble_say(&line, value(document, FIGURE_CORRUPTED), " damaged");
  trouble_say(&line, value(document, FIGURE_EARLY), " before they were due");
  line_end(&line);
}

static void latency_print(const json_t *document, FILE *out) {
  static const struct {
    enum figure figure;
    const char *said;
  } figures[] = {{FIGURE_LATENCY_MEAN, "mean "},
                 {FIGURE_LATENCY_P50, "p50 "},
                 {FIGURE_LATENCY_P99, "p99 "},
                 {FIGURE_LATENCY_MAX, "max "}};
  struct line line = {out, "latency", false};
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
    double ns = value(document, figures[i].figure);
    line_say(&line, ns, words_duration_ns(ns), figures[i].said, "");
  }
  line_end(&line);
}

static void cost_print(const json_t *document, FILE *out) {
  struct line line = {out, "requests", false};
  count_say(&line, value(document, FIGURE_REQUESTS), "");
  count_say(&line, value(document, FIGURE_REQUESTS_EMPTY), " without a message");
  trouble_say(&line, value(document, FIGURE_REQUESTS_FAILED), " failed");
  line_end(&line);
  line = (struct line){out, "wire", false};
  double up = value(document, FIGURE_BYTES_WIRE_UP), down = value(document, FIGURE_BYTES_WIRE_DOWN);
  line_say(&line, up, words_bytes(up), "", " up");
  line_say(&line, down, words_bytes(down), "", " down");
  line_end(&line);
}

static void connections_print(const json_t *document, FILE *out) {
  struct line line = {out, "connections", false};
  count_say(&line, value(document, FIGURE_CONNECTIONS_OPENED), " opened");
  trouble_say(&line, value(document, FIGURE_CONNECTIONS_FAILED), " failed");
  trouble_say(&line, value(document, FIGURE_CONNECTIONS_REOPENED), " opened again");
  line_end(&line);
  line = (struct line){out, "client", false};
  double share = value(document, FIGURE_CLIENT_CPU_SHARE);
  line_say(&line, share, words_share(share), "", " of a processor");
  line_end(&line);
}

void result_words_print(const json_t *document, FILE *out) {
  const char *transport = figure_text(document, FIGURE_TRANSPORT);
  const char *outcome = figure_text(document, FIGURE_OUTCOME);
  double users = value(document, FIGURE_CLIENTS);
  fprintf(out, "%s %s, %s: %s\n", words_count(users).text, word_for(users, "user", "users"),
          transport ? transport : "", outcome ? outcome : "");
  messages_print(document, out);
  latency_print(document, out);
  cost_print(document, out);
  connections_print(document, out);
  const json_t *notes = figure_json(document, FIGURE_NOTES);
  for (size_t i = 0; i < json_array_size(notes); i++)
    fprintf(out, "%-12s%s\n", "note", json_string_value(json_array_get(notes, i)));
  fputs("The whole document is JSON: --json, or the output into a file.\n", out);
}
