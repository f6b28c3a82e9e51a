/* The table of figures, and the way to a member of cell.json. */
#include "documents/figures.h"

#include <math.h>
#include <string.h>

#include "documents/fields.h"

static const char client_silent[] = "the client's document does not have it";
static const char client_unstamped[] =
    "the users were not on connections of our own, or the kernel was not asked for stamps";
static const char server_silent[] = "the server's last line does not have it";
static const char server_unseen[] = "the server was not sampled over the measured phase";
static const char never_seen[] = "no user saw a message before the measured phase was over";
static const char no_noise[] = "the noise meter did not run over the measured phase";
static const char few_seconds[] = "fewer than five seconds of the phase have a message";
static const char no_model[] =
    "the model does not say, or what it is compared with was not measured";
static const char no_requests[] = "no request was made in the measured phase";
static const char no_outage[] = "no user was ready again after it had lost its connection";
static const char never_so_far[] = "no connection came so far";
static const char none_writes[] = "nobody writes in this workload";
static const char without_tls[] = "no connection used TLS";
static const char no_slope[] =
    "too few users, or they connected too fast, to tell what grows with each";
static const char none_received[] = "no message was received while bytes were counted";
static const char something_published[] = "messages were published";
static const char none_delivered[] = "no message was delivered in the measured phase";
static const char no_pings[] = "the users sent no pings in the measured phase";
static const char nobody_ended[] = "the server's heartbeats took nobody for dead";
static const char no_failure[] = "no failure was brought about";
static const char no_notice[] = "no failure was brought about, or no user noticed it";

const struct figure_entry figure_table[FIGURE_NUMBER] = {
#define FIGURE(name, path, unit, owner, absent, meaning) \
  [FIGURE_##name] = {path, UNIT_##unit, OWNER_##owner, absent, meaning},
#define FIGURES_END_OF_COLUMNS
#include "documents/figure_table.h"
#undef FIGURES_END_OF_COLUMNS
#undef FIGURE
};

bool figure_is_metric(enum figure figure) {
  return figure_table[figure].unit != UNIT_LABEL;
}

enum figure figure_named(const char *path) {
  int i = 0;
  while (i < FIGURE_NUMBER && strcmp(figure_table[i].path, path) != 0)
    i++;
  return (enum figure)i;
}

json_t *figure_json(const json_t *document, enum figure figure) {
  return field_get(document, figure_table[figure].path);
}

double figure_value(const json_t *document, enum figure figure, double fallback) {
  return field_number(document, figure_table[figure].path, fallback);
}

const char *figure_text(const json_t *document, enum figure figure) {
  return json_string_value(figure_json(document, figure));
}

bool figure_is_measured(const json_t *document, enum figure figure) {
  return field_is_measured(document, figure_table[figure].path);
}

void figure_put(json_t *document, enum figure figure, json_t *value) {
  field_put(document, figure_table[figure].path, value);
}

void figure_put_number(json_t *document, enum figure figure, double number) {
  if (isfinite(number))
    figure_put(document, figure, json_real(number));
}

const char *figure_unit_name(enum figure_unit unit) {
  static const char *const names[UNIT_NUMBER] = {[UNIT_LABEL] = "label",
                                                 [UNIT_COUNT] = "count",
                                                 [UNIT_RATIO] = "ratio",
                                                 [UNIT_SHARE] = "share, 0 to 1",
                                                 [UNIT_NS] = "ns",
                                                 [UNIT_US] = "µs",
                                                 [UNIT_MS] = "ms",
                                                 [UNIT_S] = "s",
                                                 [UNIT_BYTES] = "bytes",
                                                 [UNIT_PER_S] = "1/s",
                                                 [UNIT_BYTES_PER_S] = "bytes/s"};
  return names[unit];
}

const char *figure_owner_name(enum figure_owner owner) {
  static const char *const names[OWNER_NUMBER] = {[OWNER_CLIENT] = "client",
                                                  [OWNER_SERVER] = "server",
                                                  [OWNER_RUNNER] = "runner",
                                                  [OWNER_DERIVED] = "derived"};
  return names[owner];
}

static void section_write(FILE *file, int begin, int end) {
  fputs("| member | unit | owner | meaning | null where |\n|---|---|---|---|---|\n", file);
  for (int i = begin; i < end; i++) {
    const struct figure_entry *entry = &figure_table[i];
    fprintf(file, "| `%s` | %s | %s | %s | %s |\n", entry->path, figure_unit_name(entry->unit),
            figure_owner_name(entry->owner), entry->meaning, entry->absent);
  }
}

void figures_write_markdown(FILE *file) {
  fputs(
      "# The figures\n"
      "\n"
      "This page is printed by `build/pushbench figures` from `documents/figure_table.h`; `make "
      "docs`\n"
      "writes it again.\n"
      "\n"
      "Each figure stands in `cell.json` under its path. *Owner* says who measures it: the "
      "*client*\n"
      "(the users' program), the *server* (its last line), the *runner* (`pushbench`, which chose "
      "it\n"
      "or saw it from outside), or nobody: it is *derived* from others. A *label* is no "
      "measurement:\n"
      "repeats are not summarised over it. Where a figure is null, `unmeasured` in `cell.json` "
      "has\n"
      "the reason for that repeat; the reason here is the usual one. A percentile of `latency_ns` "
      "is\n"
      "also null where fewer than ten messages lie beyond it ([method.md](method.md)).\n"
      "\n"
      "## Columns of the summaries\n"
      "\n"
      "In `summary.tsv` and `summary.csv`, in this order; but for labels also in `run.json` "
      "(median\n"
      "and interval over the repeats) and `metrics.txt`, and claims may name them.\n"
      "\n",
      file);
  section_write(file, 0, FIGURE_COLUMNS);
  fputs("\n"
        "## In cell.json alone\n"
        "\n",
        file);
  section_write(file, FIGURE_COLUMNS, FIGURE_NUMBER);
}
