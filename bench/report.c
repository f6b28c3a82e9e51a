/* Writes a run's report, once as a page and once as Markdown. */
#include "bench/report.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/conclusions.h"
#include "bench/results.h"
#include "bench/wording.h"

enum { PATH_BYTES_MAX = 4096, LINE_BYTES_MAX = 4096, INDEX_FIELDS = 5 };

/* Both forms of the report are written side by side from the same texts. */
struct report {
  FILE *html, *markdown;
  const struct results *results;
  const char *folder;
};

static const char style[] =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:66rem;margin:2rem auto;padding:0 1rem;"
    "color:#24292f;background:#fff}h1{font-size:1.6rem;margin-bottom:.2rem}"
    "h2{margin-top:2.2rem;font-size:1.2rem;border-bottom:1px solid #d0d7de}"
    ".question{color:#57606a;font-size:1.1rem}.table{overflow-x:auto}"
    "table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}"
    "th,td{padding:.25rem .6rem;border-bottom:1px solid #d0d7de;text-align:right;"
    "white-space:nowrap}th:nth-child(-n+3),td:nth-child(-n+3){text-align:left}"
    "figure{margin:1.5rem 0}figure img{width:100%;background:#fff}"
    "figcaption{color:#57606a;font-size:.9rem}.bad{background:#ffebe9;padding:.6rem 1rem}"
    "@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}"
    ".question,figcaption{color:#9198a1}.bad{background:#3d1a1a}"
    "th,td,h2{border-color:#30363d}}@media print{body{margin:0;max-width:none}}";

static void escape(FILE *html, const char *text) {
  for (; *text != '\0'; text++) {
    switch (*text) {
    case '<':
      fputs("&lt;", html);
      break;
    case '>':
      fputs("&gt;", html);
      break;
    case '&':
      fputs("&amp;", html);
      break;
    case '"':
      fputs("&quot;", html);
      break;
    default:
      fputc(*text, html);
    }
  }
}

/* One text in both forms, between an element's tags and after a Markdown prefix. */
static void both(const struct report *report, const char *element, const char *prefix,
                 const char *text) {
  fprintf(report->html, "<%s>", element);
  escape(report->html, text);
  fprintf(report->html, "</%.*s>\n", (int)strcspn(element, " "), element);
  fprintf(report->markdown, "%s%s\n%s", prefix, text, *prefix == '-' ? "" : "\n");
}

static const char *or_empty(const char *text) {
  return text == NULL ? "" : text;
}

static void write_head(const struct report *report) {
  const struct results *results = report->results;
  const char *title = results->title != NULL ? results->title : or_empty(results->name);
  fputs("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\"><title>",
        report->html);
  escape(report->html, title);
  fprintf(report->html, "</title><style>%s</style>\n", style);
  both(report, "h1", "# ", title);
  if (results->question != NULL)
    both(report, "p class=\"question\"", "", results->question);
  if (results->outcome != NULL && strcmp(results->outcome, "done") != 0)
    both(report, "p class=\"bad\"", "**Not complete:** ", results->outcome);
  if (results->time_scale < 1 || results->time_scale > 1)
    both(report, "p", "",
         "All times of this experiment are scaled; the latencies below are the "
         "scaled ones.");
  if (results->description != NULL)
    both(report, "p", "", results->description);
  both(report, "p", "", words_workload(results).text);
}

struct column {
  const char *title;
  enum metric metric;
  struct words (*words)(double);
};

static const struct column columns[] = {
    {"mean", METRIC_LATENCY_MEAN, words_duration_ns},
    {"p50", METRIC_LATENCY_P50, words_duration_ns},
    {"p99", METRIC_LATENCY_P99, words_duration_ns},
    {"max", METRIC_LATENCY_MAX, words_duration_ns},
    {"requests/message", METRIC_REQUESTS_PER_MESSAGE, words_number},
    {"empty", METRIC_EMPTY_SHARE, words_share},
    {"wire/message", METRIC_WIRE_PER_MESSAGE, words_bytes},
    {"CPU µs/message", METRIC_CPU_US_PER_MESSAGE, words_number},
    {"memory/user", METRIC_RSS_PER_CLIENT, words_bytes},
    {"threads", METRIC_THREADS_PEAK, words_number},
    {"delivered", METRIC_DELIVERED, words_number},
    {"lost", METRIC_LOST, words_number},
};

enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

static void write_cell_row(const struct report *report, const struct result_cell *cell) {
  struct words condition = words_condition(report->results, cell);
  fprintf(report->html, "<tr><td>%s</td><td>%s</td><td>", engine_words(cell->engine),
          transport_words(cell->transport));
  escape(report->html, condition.text);
  fputs("</td>", report->html);
  fprintf(report->markdown, "| %s | %s | %s |", engine_words(cell->engine),
          transport_words(cell->transport), condition.text);
  for (int i = 0; i < COLUMN_COUNT; i++) {
    struct words words = columns[i].words(result_median(cell, columns[i].metric));
    fprintf(report->html, "<td>%s</td>", words.text);
    fprintf(report->markdown, " %s |", words.text);
  }
  fprintf(report->html, "<td>%s</td></tr>\n", verdict_words(cell->grade));
  fprintf(report->markdown, " %s |\n", verdict_words(cell->grade));
}

static void write_table(const struct report *report) {
  both(report, "h2", "## ", "Summary");
  fputs("<div class=\"table\"><table><tr><th>engine</th><th>transport</th><th>parameters</th>",
        report->html);
  fputs("| engine | transport | parameters |", report->markdown);
  for (int i = 0; i < COLUMN_COUNT; i++) {
    fprintf(report->html, "<th>%s</th>", columns[i].title);
    fprintf(report->markdown, " %s |", columns[i].title);
  }
  fputs("<th>verdict</th></tr>\n", report->html);
  fputs(" verdict |\n|---|---|---|", report->markdown);
  for (int i = 0; i <= COLUMN_COUNT; i++)
    fputs("---:|", report->markdown);
  fputc('\n', report->markdown);
  for (size_t i = 0; i < report->results->cell_count; i++)
    write_cell_row(report, &report->results->cells[i]);
  fputs("</table></div>\n", report->html);
  fputc('\n', report->markdown);
}

static enum status write_conclusions(const struct report *report) {
  struct conclusions *conclusions = malloc(sizeof *conclusions);
  if (conclusions == NULL)
    return STATUS_ENVIRONMENT;
  conclusions_draw(report->results, conclusions);
  both(report, "h2", "## ", "Conclusions from these numbers");
  fputs("<ul>\n", report->html);
  for (size_t i = 0; i < conclusions->count; i++)
    both(report, "li", "- ", conclusions->texts[i]);
  fputs("</ul>\n", report->html);
  fputc('\n', report->markdown);
  free(conclusions);
  return STATUS_OK;
}

/* Base64 (RFC 4648) of a whole file. */
static void embed(FILE *html, FILE *file) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  unsigned char bytes[3];
  for (size_t count; (count = fread(bytes, 1, sizeof bytes, file)) > 0;) {
    uint32_t group = (uint32_t)bytes[0] << 16 | (count > 1 ? (uint32_t)bytes[1] << 8 : 0) |
                     (count > 2 ? bytes[2] : 0);
    fputc(digits[group >> 18], html);
    fputc(digits[group >> 12 & 63], html);
    fputc(count > 1 ? digits[group >> 6 & 63] : '=', html);
    fputc(count > 2 ? digits[group & 63] : '=', html);
  }
}

/* fields: name, drawn, title, caption, reading; as CHART_INDEX_HEADER says */
static void write_chart(const struct report *report, char *const fields[INDEX_FIELDS]) {
  char path[PATH_BYTES_MAX];
  snprintf(path, sizeof path, "%s/charts/%s.svg", report->folder, fields[0]);
  FILE *file = strcmp(fields[1], "yes") == 0 ? fopen(path, "re") : NULL;
  if (file == NULL)
    return;
  fputs("<figure><img alt=\"", report->html);
  escape(report->html, fields[2]);
  fputs("\" src=\"data:image/svg+xml;base64,", report->html);
  embed(report->html, file);
  fclose(file);
  fputs("\"><figcaption>", report->html);
  escape(report->html, fields[4]);
  fputc(' ', report->html);
  escape(report->html, fields[3]);
  fputs("</figcaption></figure>\n", report->html);
  fprintf(report->markdown, "![%s](charts/%s.svg)\n\n%s %s\n\n", fields[2], fields[0], fields[4],
          fields[3]);
}

static void write_charts(const struct report *report) {
  char path[PATH_BYTES_MAX];
  char line[LINE_BYTES_MAX];
  snprintf(path, sizeof path, "%s/charts/index.tsv", report->folder);
  FILE *index = fopen(path, "re");
  both(report, "h2", "## ", "Charts");
  if (index == NULL || fgets(line, sizeof line, index) == NULL)
    both(report, "p", "", "No charts were drawn: gnuplot was missing or failed.");
  while (index != NULL && fgets(line, sizeof line, index) != NULL) {
    char *fields[INDEX_FIELDS] = {NULL};
    char *rest = line;
    line[strcspn(line, "\n")] = '\0';
    for (int i = 0; i < INDEX_FIELDS; i++)
      fields[i] = strsep(&rest, "\t");
    if (fields[INDEX_FIELDS - 1] != NULL)
      write_chart(report, fields);
  }
  if (index != NULL)
    fclose(index);
}

static void write_machine(const struct report *report) {
  const struct results *results = report->results;
  both(report, "h2", "## ", "How it was run");
  if (results->command != NULL)
    both(report, "p", "", results->command);
  if (results->started != NULL)
    both(report, "p", "", results->started);
  fputs("<ul>\n", report->html);
  for (size_t i = 0; i < results->machine.count; i++) {
    char line[LINE_BYTES_MAX];
    snprintf(line, sizeof line, "%s: %s", results->machine.items[i].name,
             results->machine.items[i].text);
    both(report, "li", "- ", line);
  }
  fputs("</ul>\n", report->html);
}

static FILE *open_in(const char *folder, const char *name) {
  char path[PATH_BYTES_MAX];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return fopen(path, "we");
}

enum status report_write(const char *run_folder, struct error *error) {
  struct results results = {0};
  enum status status = results_load(&results, run_folder, error);
  if (status != STATUS_OK)
    return status;
  struct report report = {.html = open_in(run_folder, "report.html"),
                          .markdown = open_in(run_folder, "report.md"),
                          .results = &results,
                          .folder = run_folder};
  bool good = report.html != NULL && report.markdown != NULL;
  if (good) {
    write_head(&report);
    write_table(&report);
    good = write_conclusions(&report) == STATUS_OK;
    write_charts(&report);
    write_machine(&report);
  }
  if (report.html != NULL)
    good = fclose(report.html) == 0 && good;
  if (report.markdown != NULL)
    good = fclose(report.markdown) == 0 && good;
  if (!good)
    status = error_set(error, STATUS_ENVIRONMENT, "cannot write the report into %s: %s", run_folder,
                       strerror(errno));
  results_release(&results);
  return status;
}
