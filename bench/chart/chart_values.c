/* Replaces gnuplot's hypertext by marks of our own. */
#include "bench/chart/chart_values.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chart/chart_files.h"

/* Pixels of the wide picture: how near the pointer must be where no script runs. */
#define MARK_RADIUS "9"

/* A point with hypertext, as gnuplot 5 and 6 write it. */
static const char point_begin[] = "<g onmousemove=\"gnuplot_svg.showHypertext(evt,'";
static const char words_end[] = "')\" onmouseout=\"gnuplot_svg.hideHypertext()\"><title> </title>";
static const char place_begin[] = "transform='translate(";
static const char point_end[] = "/></g>";

static bool begins(const char *text, const char *with) {
  return strncmp(text, with, strlen(with)) == 0;
}

/* Writes the mark for the point at `at` and returns what follows; `at` where there is none. */
static const char *point_copy(FILE *out, const char *at) {
  if (!begins(at, point_begin))
    return at;
  const char *words = at + strlen(point_begin), *end = strstr(words, words_end);
  const char *place = end ? strstr(end, place_begin) : NULL;
  const char *after = place ? strstr(place, point_end) : NULL;
  if (!after)
    return at;
  char *rest;
  double x = strtod(place + strlen(place_begin), &rest);
  double y = *rest == ',' ? strtod(rest + 1, &rest) : 0;
  fprintf(out,
          CHART_VALUE "<title>%.*s</title><circle cx=\"%.2f\" cy=\"%.2f\" r=\"" MARK_RADIUS
                      "\" fill=\"none\" stroke=\"none\" pointer-events=\"all\"/></g>",
          (int)(end - words), words, x, y);
  return after + strlen(point_end);
}

/* Returns what follows the group at `at` if it has no content, `at` otherwise. */
static const char *empty_skip(const char *at) {
  if (!begins(at, "<g fill=\"none\""))
    return at;
  const char *inside = strchr(at, '>');
  if (!inside)
    return at;
  inside += 1 + strspn(inside + 1, " \t\n");
  return begins(inside, "</g>\n") ? inside + strlen("</g>\n") : at;
}

void chart_values_copy(FILE *out, const char *svg) {
  while (*svg) {
    const char *next = *svg == '<' ? empty_skip(svg) : svg;
    if (next == svg && *svg == '<')
      next = point_copy(out, svg);
    if (next == svg)
      fputc(*next++, out);
    svg = next;
  }
}

static enum status picture_rewrite(const char *path, struct error *error) {
  char *text = chart_file_text(path);
  FILE *out = text ? fopen(path, "we") : NULL;
  bool written = out != NULL;
  if (out) {
    chart_values_copy(out, text);
    written = !ferror(out);
    written = fclose(out) == 0 && written;
  }
  free(text);
  if (!written)
    return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", path, strerror(errno));
  return STATUS_OK;
}

static enum status chart_rewrite(const char *folder, const char *name, const void *context,
                                 struct error *error) {
  enum status status = STATUS_OK;
  (void)context;
  for (int i = 0; status == STATUS_OK && i < CHART_FORMATS; i++)
    if (strcmp(chart_formats[i].terminal, "svg") == 0)
      status = picture_rewrite(chart_path(folder, name, i).text, error);
  return status;
}

enum status chart_values_make(const char *charts_folder, struct error *error) {
  return chart_files_each(charts_folder, chart_rewrite, NULL, error);
}
