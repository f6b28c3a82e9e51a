/* Makes the names, and writes the samples. */
#include "bench/results/open_metrics.h"

#include <stdbool.h>
#include <string.h>

#include "documents/figures.h"

enum { PART_BYTES = 32 };

/* The base unit that the format wants (NULL for none), and how much of it one of ours is. */
static const struct {
  const char *name;
  double scale;
} units[FIGURE_UNITS] = {
    [UNIT_NS] = {"seconds", 1e-9}, [UNIT_US] = {"seconds", 1e-6}, [UNIT_MS] = {"seconds", 1e-3},
    [UNIT_S] = {"seconds", 1},     [UNIT_BYTES] = {"bytes", 1},   [UNIT_BYTES_PER_S] = {"bytes", 1},
};

/* Whether that part of a path is a unit. The first such part is the figure's. */
static bool is_unit(const char *part) {
  static const char *const parts[] = {"ns", "us", "ms", "s", "bytes"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (strcmp(parts[i], part) == 0)
      return true;
  return false;
}

static double metric_scale(enum figure_unit unit) {
  return units[unit].name ? units[unit].scale : 1;
}

static void part_append(struct open_metric *metric, const char *part) {
  size_t used = strlen(metric->name);
  snprintf(metric->name + used, sizeof metric->name - used, "_%s", part);
}

struct open_metric open_metric_of(enum figure figure) {
  enum figure_unit unit = figure_table[figure].unit;
  struct open_metric metric = {
      .name = "pushbench", .unit = units[unit].name, .scale = metric_scale(unit)};
  bool rate = false; /* the previous part was "per" */
  bool said = false; /* the unit was met */
  for (const char *at = figure_table[figure].path; *at;) {
    char part[PART_BYTES];
    size_t bytes = strcspn(at, "._");
    snprintf(part, sizeof part, "%.*s", (int)bytes, at);
    at += bytes + (at[bytes] != '\0');
    bool last = *at == '\0';
    if (rate && strcmp(part, "s") == 0)
      part_append(&metric, "second");
    else if (!said && is_unit(part))
      said = true;
    else if (!last || strcmp(part, "total") != 0) /* "total" is reserved for counters */
      part_append(&metric, part);
    rate = strcmp(part, "per") == 0;
  }
  if (metric.unit)
    part_append(&metric, metric.unit);
  return metric;
}

static void label_write(FILE *file, const char *text) {
  for (; text && *text; text++) {
    if (*text == '\n')
      fputs("\\n", file);
    else if (*text == '"' || *text == '\\')
      fprintf(file, "\\%c", *text);
    else
      fputc(*text, file);
  }
}

static void labels_write(FILE *file, const json_t *document) {
  static const char *const names[] = {"engine", "transport", "cell"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    fprintf(file, "%s=\"", names[i]);
    label_write(file, json_string_value(json_object_get(document, names[i])));
    fputs("\",", file);
  }
  fprintf(file, "repeat=\"%.0f\"", figure_value(document, FIGURE_REPEAT, 0));
}

/* Nothing where no document has the figure. */
static void family_write(FILE *file, enum figure figure, json_t *const *documents, size_t count) {
  struct open_metric metric = open_metric_of(figure);
  bool begun = false;
  for (size_t i = 0; i < count; i++) {
    const json_t *value = figure_json(documents[i], figure);
    if (!json_is_number(value))
      continue;
    if (!begun) {
      fprintf(file, "# TYPE %s gauge\n", metric.name);
      if (metric.unit)
        fprintf(file, "# UNIT %s %s\n", metric.name, metric.unit);
      fprintf(file, "# HELP %s %s\n", metric.name, figure_table[figure].meaning);
      begun = true;
    }
    fprintf(file, "%s{", metric.name);
    labels_write(file, documents[i]);
    fprintf(file, "} %.15g\n", json_number_value(value) * metric.scale);
  }
}

static void verdicts_write(FILE *file, json_t *const *documents, size_t count) {
  fputs("# TYPE pushbench_verdict info\n"
        "# HELP pushbench_verdict whether the figures of a repeat can be trusted\n",
        file);
  for (size_t i = 0; i < count; i++) {
    fputs("pushbench_verdict_info{", file);
    labels_write(file, documents[i]);
    fputs(",status=\"", file);
    label_write(file, figure_text(documents[i], FIGURE_VERDICT_STATUS));
    fputs("\"} 1\n", file);
  }
}

void open_metrics_write(FILE *file, json_t *const *documents, size_t count) {
  for (int i = 0; i < FIGURE_COLUMNS; i++)
    if (figure_is_metric((enum figure)i))
      family_write(file, (enum figure)i, documents, count);
  if (count > 0)
    verdicts_write(file, documents, count);
  fputs("# EOF\n", file);
}
