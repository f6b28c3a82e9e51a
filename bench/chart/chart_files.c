/* Finds pictures that are missing or cut off by their last bytes. */
#include "bench/chart/chart_files.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 8192, TAIL_BYTES = 16 };

const struct chart_format chart_formats[CHART_FORMATS] = {
    [CHART_WIDE] = {"svg", "", false, "</svg>"},
    [CHART_NARROW] = {"svg", "narrow/", true, "</svg>"},
    [CHART_PNG] = {"png", "", false, "IEND"}};

struct path chart_path(const char *charts_folder, const char *name, int format) {
  return path_of("%s/%s%s.%s", charts_folder, chart_formats[format].folder, name,
                 chart_formats[format].terminal);
}

void chart_files_remove(const char *charts_folder, const char *name) {
  for (int i = 0; i < CHART_FORMATS; i++)
    unlink(chart_path(charts_folder, name, i).text);
}

static bool is_whole(const char *path, const char *ending) {
  char tail[TAIL_BYTES];
  FILE *file = fopen(path, "re");
  bool read = file && fseek(file, -TAIL_BYTES, SEEK_END) == 0 &&
              fread(tail, 1, sizeof tail, file) == sizeof tail;
  if (file)
    fclose(file);
  return read && memmem(tail, sizeof tail, ending, strlen(ending));
}

char *chart_file_text(const char *path) {
  char *text = NULL;
  size_t bytes = 0, got;
  char buffer[1 << 14];
  FILE *file = fopen(path, "re"), *stream = file ? open_memstream(&text, &bytes) : NULL;
  while (stream && (got = fread(buffer, 1, sizeof buffer, file)) > 0)
    fwrite(buffer, 1, got, stream);
  if (stream)
    fclose(stream);
  if (file)
    fclose(file);
  return text;
}

static enum status picture_check(const char *folder, const char *name, const void *context,
                                 struct error *error) {
  const char *said = context;
  for (int i = 0; i < CHART_FORMATS; i++)
    if (!is_whole(chart_path(folder, name, i).text, chart_formats[i].ending))
      return error_set(error, STATUS_ENVIRONMENT,
                       "the chart %s%.100s.%s was not drawn: gnuplot %s%.250s",
                       chart_formats[i].folder, name, chart_formats[i].terminal,
                       *said ? "said: " : "said nothing; does `gnuplot -d` work?", said);
  return STATUS_OK;
}

enum status chart_files_each(const char *charts_folder, chart_visit *visit, const void *context,
                             struct error *error) {
  char line[LINE_BYTES];
  enum status status = STATUS_OK;
  FILE *index = fopen(path_of("%s/index.tsv", charts_folder).text, "re");
  if (!index)
    return error_set(error, STATUS_ENVIRONMENT, "%.300s/index.tsv: %s", charts_folder,
                     strerror(errno));
  while (status == STATUS_OK && fgets(line, sizeof line, index)) {
    char *rest = line;
    const char *name = strsep(&rest, "\t"), *drawn = strsep(&rest, "\t");
    if (drawn && strcmp(drawn, "yes") == 0)
      status = visit(charts_folder, name, context, error);
  }
  fclose(index);
  return status;
}

enum status chart_files_check(const char *charts_folder, const char *said, struct error *error) {
  return chart_files_each(charts_folder, picture_check, said, error);
}
