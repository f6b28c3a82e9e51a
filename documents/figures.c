/* The table of figures; reads and sets members of documents. */
#include "documents/figures.h"

#include <math.h>
#include <string.h>

#include "documents/fields.h"

static const char client_silent[] = "the client's document does not have it";
static const char client_unstamped[] =
    "the users were not on connections of our own, or the kernel was not asked for stamps";
static const char server_publishes[] = "this server publishes by itself";
static const char server_silent[] = "the server's last line does not have it";
static const char server_unseen[] = "the server was not sampled over the measured phase";
static const char never_seen[] = "no user saw a message before the measured phase was over";
static const char no_link[] = "there is no link between server and users";
static const char no_noise[] = "the noise meter did not run over the measured phase";
static const char few_seconds[] = "fewer than five seconds of the phase have a message";
static const char no_model[] =
    "the model does not say, or what it is compared with was not measured";
static const char no_requests[] = "no request was made in the measured phase";
static const char no_outage[] = "no user was ready again after it had lost its connection";
static const char never_so_far[] = "no connection came so far";
static const char none_writes[] = "nobody writes in this workload";
static const char without_tls[] = "no connection used TLS";
static const char over_http1[] = "no connection spoke HTTP/2";
static const char few_requests[] = "no connection of HTTP/2 had more than two requests";
static const char no_slope[] =
    "too few users, or they connected too fast, to tell what grows with each";
static const char none_received[] = "no message was received while bytes were counted";
static const char something_published[] = "messages were published";
static const char none_expected[] = "no delivery was expected in the measured phase";
static const char none_delivered[] = "no message was delivered in the measured phase";
static const char no_pings[] = "the users sent no pings in the measured phase";
static const char nobody_ended[] = "the server's heartbeats took nobody for dead";

const struct figure_entry figure_table[FIGURE_NUMBER] = {
#define FIGURE(name, path, unit, owner, absent, meaning) \
  [FIGURE_##name] = {path, UNIT_##unit, OWNER_##owner, absent, meaning},
#include "documents/figure_table.h"
};

const struct histogram_entry histogram_table[HISTOGRAM_NUMBER] = {
#define HISTOGRAM(name, path, owner, absent, of) \
  [HISTOGRAM_##name] = {path, OWNER_##owner, absent, of},
#include "documents/figure_table.h"
};

const char *const histogram_members[] = {"count", "min",    "mean", "p50",          "p90", "p99",
                                         "p99_9", "p99_99", "max",  "out_of_range", NULL};

/* Only measurements are summarised over repeats. */
static const struct {
  const char *name;
  bool measurement;
} units[FIGURE_UNITS] = {
    [UNIT_TEXT] = {"text", false},
    [UNIT_WHOLE] = {"whole number", false},
    [UNIT_FLAG] = {"true or false", false},
    [UNIT_TEXT_LIST] = {"texts", false},
    [UNIT_NUMBER_LIST] = {"numbers", false},
    [UNIT_COUNTS] = {"counts by name", false},
    [UNIT_TEXTS_BY_NAME] = {"texts by name", false},
    [UNIT_SETTINGS] = {"parameters, with one value or several", false},
    [UNIT_SETTINGS_LIST] = {"rules about parameters", false},
    [UNIT_PARAMETERS] = {"parameters", false},
    [UNIT_CLOCK] = {"clock", false},
    [UNIT_HISTOGRAM_TEXT] = {"histogram as text", false},
    [UNIT_OBJECT] = {"object", false},
    [UNIT_LIST] = {"list", false},
    [UNIT_LIMIT] = {"whole number, or unlimited", false},
    [UNIT_VALUE] = {"number", false},
    [UNIT_COUNT] = {"count", true},
    [UNIT_RATIO] = {"ratio", true},
    [UNIT_SHARE] = {"share, 0 to 1", true},
    [UNIT_NS] = {"ns", true},
    [UNIT_US] = {"µs", true},
    [UNIT_MS] = {"ms", true},
    [UNIT_S] = {"s", true},
    [UNIT_BYTES] = {"bytes", true},
    [UNIT_PER_S] = {"1/s", true},
    [UNIT_BYTES_PER_S] = {"bytes/s", true},
};

bool figure_is_metric(enum figure figure) {
  return figure < FIGURE_NUMBER && units[figure_table[figure].unit].measurement;
}

bool figure_is_in_list(enum figure figure) {
  return strstr(figure_table[figure].path, "[].") != NULL;
}

enum figure figure_named(const char *path) {
  int i = 0;
  while (i < FIGURE_NUMBER && strcmp(figure_table[i].path, path) != 0)
    i++;
  return (enum figure)i;
}

const char *figure_path_within(const char *path) {
  const char *item = strstr(path, "[].");
  return item ? item + strlen("[].") : path;
}

static const char *path_of_figure(enum figure figure) {
  return figure_path_within(figure_table[figure].path);
}

json_t *figure_json(const json_t *document, enum figure figure) {
  return field_get(document, path_of_figure(figure));
}

double figure_value(const json_t *document, enum figure figure, double fallback) {
  return field_number(document, path_of_figure(figure), fallback);
}

const char *figure_text(const json_t *document, enum figure figure) {
  return json_string_value(figure_json(document, figure));
}

bool figure_is_measured(const json_t *document, enum figure figure) {
  return field_is_measured(document, path_of_figure(figure));
}

void figure_put(json_t *document, enum figure figure, json_t *value) {
  field_put(document, path_of_figure(figure), value);
}

void figure_put_number(json_t *document, enum figure figure, double number) {
  if (isfinite(number))
    figure_put(document, figure, json_real(number));
}

void figure_put_count(json_t *document, enum figure figure, uint64_t count) {
  figure_put(document, figure, json_integer((json_int_t)count));
}

void figure_put_count_if(json_t *document, enum figure figure, bool known, uint64_t count) {
  figure_put(document, figure, known ? json_integer((json_int_t)count) : json_null());
}

void figure_put_text(json_t *document, enum figure figure, const char *text) {
  figure_put(document, figure, text ? json_string(text) : json_null());
}

void figure_put_null(json_t *document, enum figure figure) {
  figure_put(document, figure, json_null());
}

const char *figure_unit_name(enum figure_unit unit) {
  return units[unit].name;
}

const char *figure_owner_name(enum figure_owner owner) {
  static const char *const names[OWNER_NUMBER] = {[OWNER_CLIENT] = "client",
                                                  [OWNER_SERVER] = "server",
                                                  [OWNER_RUNNER] = "runner",
                                                  [OWNER_DERIVED] = "derived"};
  return names[owner];
}

void figures_write_rows(FILE *file, const struct figure_entry *entries, int count) {
  fputs("| member | unit | owner | meaning | null where |\n|---|---|---|---|---|\n", file);
  for (int i = 0; i < count; i++)
    fprintf(file, "| `%s` | %s | %s | %s | %s |\n", entries[i].path,
            figure_unit_name(entries[i].unit), figure_owner_name(entries[i].owner),
            entries[i].meaning, entries[i].absent);
}

static void histograms_write(FILE *file) {
  fputs("| member | owner | values | null where |\n|---|---|---|---|\n", file);
  for (int i = 0; i < HISTOGRAM_NUMBER; i++)
    fprintf(file, "| `%s` | %s | %s | %s |\n", histogram_table[i].path,
            figure_owner_name(histogram_table[i].owner), histogram_table[i].of,
            histogram_table[i].absent);
}

static const char page_head[] =
    "# The figures\n"
    "\n"
    "This page is printed by `build/pushbench figures` from `documents/figure_table.h` and\n"
    "`documents/run_table.h`; `make docs` writes it again, and the JSON Schemas in "
    "[schema/](schema/)\n"
    "from the same tables.\n"
    "\n"
    "Each figure stands in `cell.json` under its path; `list[].member` is a member of each object "
    "in\n"
    "a list. *Owner* says who measures it: the *client* (the users' program), the *server* (its "
    "last\n"
    "line), the *runner* (`pushbench`, which chose it or saw it from outside), or nobody: it is\n"
    "*derived* from others. The client's own document has its figures under the same paths; the\n"
    "server's last line has its own without `server.report.` before them. What has no unit of\n"
    "measurement (texts, whole numbers, lists) is not summarised over repeats. Where a figure is\n"
    "null, `unmeasured` in `cell.json` has the reason for that repeat; the reason here is the "
    "usual\n"
    "one. A percentile of `latency_ns` is also null where fewer than ten messages lie beyond it\n"
    "([method.md](method.md)).\n"
    "\n"
    "## Columns of the summaries\n"
    "\n"
    "In `summary.tsv` and `summary.csv`, in this order; those with a unit of measurement also in\n"
    "`run.json` (median and interval over the repeats) and `metrics.txt`, and claims may name "
    "them.\n"
    "\n";

static const char histograms_head[] = "\n"
                                      "## Histograms\n"
                                      "\n"
                                      "Each of these is an object with `count`, `min`, `mean`, "
                                      "`p50`, `p90`, `p99`, `p99_9`, `p99_99`,\n"
                                      "`max` (ns, null where `count` is 0) and `out_of_range` "
                                      "(values below 0 or above an hour, which\n"
                                      "are in none of the others).\n"
                                      "\n";

void figures_write_markdown(FILE *file) {
  fputs(page_head, file);
  figures_write_rows(file, figure_table, FIGURE_COLUMNS);
  fputs("\n## In cell.json alone\n\n", file);
  figures_write_rows(file, figure_table + FIGURE_COLUMNS, FIGURE_NUMBER - FIGURE_COLUMNS);
  fputs(histograms_head, file);
  histograms_write(file);
}
