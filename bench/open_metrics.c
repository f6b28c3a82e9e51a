/* Names and samples. */
#include "bench/open_metrics.h"

#include <stdbool.h>
#include <string.h>

#include "bench/fields.h"

enum { PART_BYTES = 32 };

static const struct {
  const char *part, *unit;
  double scale;
} units[] = {{"ns", "seconds", 1e-9},
             {"us", "seconds", 1e-6},
             {"ms", "seconds", 1e-3},
             {"s", "seconds", 1},
             {"bytes", "bytes", 1}};

/* Takes the unit that the part is, unless the metric has one. */
static bool unit_take(struct open_metric *metric, const char *part) {
  for (size_t i = 0; metric->unit == NULL && i < sizeof units / sizeof *units; i++) {
    if (strcmp(units[i].part, part) != 0)
      continue;
    metric->unit = units[i].unit;
    metric->scale = units[i].scale;
    return true;
  }
  return false;
}

static void part_append(struct open_metric *metric, const char *part) {
  size_t used = strlen(metric->name);
  snprintf(metric->name + used, sizeof metric->name - used, "_%s", part);
}

struct open_metric open_metric_of(const char *path) {
  struct open_metric metric = {.name = "pushbench", .scale = 1};
  bool rate = false; /* the part before was "per" */
  for (const char *at = path; *at;) {
    char part[PART_BYTES];
    size_t bytes = strcspn(at, "._");
    snprintf(part, sizeof part, "%.*s", (int)bytes, at);
    at += bytes + (at[bytes] != '\0');
    bool last = *at == '\0';
    if (rate && strcmp(part, "s") == 0)
      part_append(&metric, "second");
    else if (!(last && strcmp(part, "total") == 0) && !unit_take(&metric, part))
      part_append(&metric, part);
    rate = strcmp(part, "per") == 0;
    if (last && strcmp(part, "count") == 0) { /* of values: it has not their unit */
      metric.unit = NULL;
      metric.scale = 1;
    }
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
  fprintf(file, "repeat=\"%.0f\"", field_number(document, "repeat", 0));
}

/* A family without a sample is not written. */
static void family_write(FILE *file, const char *path, json_t *const *documents, size_t count) {
  struct open_metric metric = open_metric_of(path);
  bool begun = false;
  for (size_t i = 0; i < count; i++) {
    const json_t *value = field_get(documents[i], path);
    if (!json_is_number(value))
      continue;
    if (!begun) {
      fprintf(file, "# TYPE %s gauge\n", metric.name);
      if (metric.unit)
        fprintf(file, "# UNIT %s %s\n", metric.name, metric.unit);
      fprintf(file, "# HELP %s %s in cell.json\n", metric.name, path);
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
    label_write(file, json_string_value(field_get(documents[i], "verdict.status")));
    fputs("\"} 1\n", file);
  }
}

void open_metrics_write(FILE *file, json_t *const *documents, size_t count) {
  for (const struct field *field = fields; field->path; field++)
    if (field->metric)
      family_write(file, field->path, documents, count);
  if (count > 0)
    verdicts_write(file, documents, count);
  fputs("# EOF\n", file);
}
