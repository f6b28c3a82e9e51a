/* Writes the files of a comparison. */
#include "bench/compare/comparison_files.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bench/chart/chart.h"
#include "bench/compare/comparison_chart.h"
#include "bench/compare/comparison_json.h"
#include "bench/compare/comparison_markdown.h"
#include "common/base/clock.h"

static enum status file_failed(const char *path, struct error *error) {
  return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", path, strerror(errno));
}

static bool markdown_put(FILE *file, const struct run_comparison *comparison) {
  comparison_write_markdown(file, comparison);
  return true;
}

static bool json_put(FILE *file, const struct run_comparison *comparison) {
  json_t *document = comparison_json(comparison);
  bool put = json_dumpf(document, file, JSON_INDENT(1)) == 0;
  json_decref(document);
  return put && fputc('\n', file) != EOF;
}

static enum status file_write(const char *folder, const char *name,
                              bool (*put)(FILE *file, const struct run_comparison *comparison),
                              const struct run_comparison *comparison, struct error *error) {
  struct path path = path_of("%s/%s", folder, name);
  FILE *file = fopen(path.text, "we");
  if (!file)
    return file_failed(path.text, error);
  bool good = put(file, comparison) && !ferror(file);
  good = fclose(file) == 0 && good;
  return good ? STATUS_OK : file_failed(path.text, error);
}

static enum status chart_write(const struct run_comparison *comparison, const char *folder,
                               struct error *error) {
  struct path plots;
  enum status status = plots_find(&plots, error);
  if (status == STATUS_OK)
    status = folder_make(folder, error);
  return status == STATUS_OK
             ? chart_draw_into(folder, plots.text, NULL, comparison_draw, comparison, error)
             : status;
}

static enum status folder_write(const struct run_comparison *comparison, const char *folder,
                                struct error *error) {
  enum status status = folder_make(folder, error);
  if (status == STATUS_OK)
    status = file_write(folder, "compare.md", markdown_put, comparison, error);
  if (status == STATUS_OK)
    status = file_write(folder, "compare.json", json_put, comparison, error);
  return status == STATUS_OK ? chart_write(comparison, path_of("%s/charts", folder).text, error)
                             : status;
}

/* Draws into a folder beside the picture, and moves the picture out of it. */
static enum status picture_write(const struct run_comparison *comparison, const char *picture,
                                 int format, struct error *error) {
  struct path folder = path_of("%s.parts", picture);
  enum status status = chart_write(comparison, folder.text, error);
  struct path drawn = chart_path(folder.text, COMPARISON_CHART, format);
  if (status == STATUS_OK && rename(drawn.text, picture) != 0)
    status = errno == ENOENT
                 ? error_set(error, STATUS_CHECK,
                             "%.300s: no figure has a ratio: there is nothing to draw", picture)
                 : file_failed(picture, error);
  folder_remove(folder.text);
  return status;
}

static bool ends_with(const char *text, const char *end) {
  size_t bytes = strlen(text), end_bytes = strlen(end);
  return bytes > end_bytes && strcmp(text + bytes - end_bytes, end) == 0;
}

static struct path folder_of_own(const struct run_comparison *comparison) {
  char now[TIME_TEXT_BYTES];
  const char *name = comparison->b.results.name;
  time_text(clock_wall_ns(), true, now, sizeof now);
  return path_of("results/compare-%s-%s", now, name ? name : "runs");
}

enum status comparison_keep(const struct run_comparison *comparison, const char *out,
                            struct path *written, struct error *error) {
  *written = out ? path_of("%s", out) : folder_of_own(comparison);
  if (ends_with(written->text, ".svg"))
    return picture_write(comparison, written->text, CHART_WIDE, error);
  if (ends_with(written->text, ".png"))
    return picture_write(comparison, written->text, CHART_PNG, error);
  return folder_write(comparison, written->text, error);
}
