/* Copies gnuplot's pictures into the page. Their colours become those of the page, which differ on
 * dark paper, and the names inside them are made unique. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chart/chart_files.h"
#include "bench/chart/chart_values.h"
#include "bench/chart/palette.h"
#include "bench/report/page.h"

/* A picture that is being copied. */
struct picture {
  FILE *html;
  const char *name;
  const char *class;
};

static bool begins(const char *text, const char *with) {
  return strncmp(text, with, strlen(with)) == 0;
}

static const char *palette_name(uint32_t light) {
  for (const struct palette_colour *colour = palette; colour->name; colour++)
    if (colour->light == light)
      return colour->name;
  return NULL;
}

/* Reads "rgb( 31, 35, 40)"; returns what follows, NULL where it is no such colour. */
static const char *rgb_read(const char *at, uint32_t *colour) {
  if (!begins(at, "rgb("))
    return NULL;
  *colour = 0;
  at += strlen("rgb(");
  for (int i = 0; i < 3; i++) {
    char *end;
    unsigned long part = strtoul(at, &end, 10);
    if (end == at || part > 0xff || *end != (i < 2 ? ',' : ')'))
      return NULL;
    *colour = *colour << 8 | (uint32_t)part;
    at = end + 1;
  }
  return at;
}

/* Reads "#FFFFFF" in the same way. */
static const char *hex_read(const char *at, uint32_t *colour) {
  enum { DIGITS = 6 };
  char text[DIGITS + 1];
  if (*at != '#' || strspn(at + 1, "0123456789abcdefABCDEF") < DIGITS)
    return NULL;
  memcpy(text, at + 1, DIGITS);
  text[DIGITS] = '\0';
  *colour = (uint32_t)strtoul(text, NULL, 16);
  return at + 1 + DIGITS;
}

/* Writes the page's colour for "rgb( 31, 35, 40)", "#FFFFFF" or "black" at `at` and returns what
 * follows; returns `at` where it is none of these. */
static const char *colour_write(const struct picture *picture, const char *at) {
  uint32_t colour = 0;
  const char *name = NULL, *after = rgb_read(at, &colour);
  if (!after)
    after = hex_read(at, &colour);
  if (after)
    name = palette_name(colour);
  else if (begins(at, "black\"") || begins(at, "black'"))
    name = "ink", after = at + strlen("black");
  if (!name)
    return at;
  fprintf(picture->html, "var(--%s)", name);
  return after;
}

/* Writes a prefix before the name of a part: names must be unique in the page. */
static const char *name_write(const struct picture *picture, const char *at) {
  static const char *const before[] = {" id=\"", " id='", "href='#", "href=\"#", "url(#"};
  for (size_t i = 0; i < sizeof before / sizeof *before; i++)
    if (begins(at, before[i])) {
      fprintf(picture->html, "%s%s-%s-", before[i], picture->class, picture->name);
      return at + strlen(before[i]);
    }
  return at;
}

/* Copies a mark's beginning with its words; returns `at` where there is none. */
static const char *value_write(const struct picture *picture, const char *at) {
  const char *end = begins(at, CHART_VALUE) ? strstr(at, "</title>") : NULL;
  if (!end)
    return at;
  fwrite(at, 1, (size_t)(end - at) + strlen("</title>"), picture->html);
  return end + strlen("</title>");
}

/* Skips other titles: gnuplot writes its commands into them, and a browser would show them. */
static const char *title_skip(const char *at) {
  const char *end = begins(at, "<title>")  ? strstr(at, "</title>")
                    : begins(at, "<desc>") ? strstr(at, "</desc>")
                                           : NULL;
  return end ? strchr(end, '>') + 1 : at;
}

static void body_write(const struct picture *picture, const char *at) {
  while (*at) {
    const char *next = *at == '<' ? value_write(picture, at) : at;
    if (next == at)
      next = title_skip(at);
    if (next == at)
      next = name_write(picture, at);
    if (next == at && (*at == 'r' || *at == '#' || *at == 'b'))
      next = colour_write(picture, at);
    if (next == at)
      fputc(*next++, picture->html);
    at = next;
  }
}

static void picture_write(const struct picture *picture, const char *text, const char *shows) {
  const char *start = strstr(text, "<svg");
  if (!start)
    return;
  fprintf(picture->html, "<svg class=\"%s\" role=\"img\" aria-label=\"", picture->class);
  page_escape_html(picture->html, shows);
  fputc('"', picture->html);
  body_write(picture, start + strlen("<svg"));
}

bool page_chart(const struct page *page, const char *name, const char *shows, const char *caption) {
  struct path folder = path_of("%s/charts", page->folder);
  char *wide = chart_file_text(chart_path(folder.text, name, CHART_WIDE).text);
  char *narrow = chart_file_text(chart_path(folder.text, name, CHART_NARROW).text);
  bool found = wide && narrow;
  if (found) {
    fputs("<figure>", page->html);
    picture_write(&(struct picture){page->html, name, "wide"}, wide, shows);
    picture_write(&(struct picture){page->html, name, "narrow"}, narrow, shows);
    fputs("<figcaption>", page->html);
    page_escape_html(page->html, caption);
    fputs("</figcaption></figure>\n", page->html);
    fputs("![", page->markdown);
    page_escape_markdown(page->markdown, shows);
    fprintf(page->markdown, "](charts/%s.svg)\n\n", name);
    page_escape_markdown(page->markdown, caption);
    fputs("\n\n", page->markdown);
  }
  free(wide);
  free(narrow);
  return found;
}
