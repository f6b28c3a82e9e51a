/* Writes a document as HTML and as Markdown at once, so that both say the same. Texts are plain;
 * they are escaped here. */
#ifndef BENCH_REPORT_PAGE_H
#define BENCH_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/base/status.h"

/* A mark in a table's cell: a transport's name ("sse") or a verdict. HTML shows it in its colour.
 */
struct page_mark {
  size_t column;
  const char *mark;
};

struct page {
  FILE *html, *markdown;
  const char *folder; /* of the run */
};

/* The role of a text; HTML styles it accordingly. */
enum page_tone { PAGE_PLAIN, PAGE_LEAD, PAGE_QUIET, PAGE_WARNING };

/* The files have temporary names until page_close renames them. After a failed page_open there is
 * nothing to close. */
enum status page_open(struct page *page, const char *folder, const char *title,
                      struct error *error);
enum status page_close(struct page *page, struct error *error);

void page_heading(const struct page *page, int level, const char *text);
void page_text(const struct page *page, enum page_tone tone, const char *text);
void page_code(const struct page *page, const char *text);

void page_list(const struct page *page, const char *const *texts, size_t count);

/* The first `named` columns hold words and are left-aligned, the others hold figures. HTML sorts
 * the table by the column whose head is clicked: figures by their value
 * (bench/report/page_value.h), words by the alphabet. */
void page_table_begin(const struct page *page, const char *const *titles, size_t count,
                      size_t named);

/* Begins a table of sentences, which are broken into lines. */
void page_texts_begin(const struct page *page, const char *const *titles, size_t count);

void page_row(const struct page *page, const char *const *cells, size_t count, size_t named,
              const struct page_mark *marks, size_t mark_count);
void page_table_end(const struct page *page);

/* A section that HTML shows closed at first. */
void page_fold_begin(const struct page *page, const char *title);
void page_fold_end(const struct page *page);

/* Puts charts/<name>.svg and the picture for narrow pages into the HTML, in the page's colours.
 * `shows` is the text for those who cannot see the chart. False when a picture is missing. */
bool page_chart(const struct page *page, const char *name, const char *shows, const char *caption);

/* Writes the script, which sorts tables and shows a chart's values where somebody points. */
void page_script_write(FILE *html);

/* Writes the style sheet, with the colours of bench/chart/palette.h for light and dark. */
void page_style_write(FILE *html);

/* For other parts of the page: write a text escaped for that form. */
void page_escape_html(FILE *html, const char *text);
void page_escape_markdown(FILE *markdown, const char *text);

#endif
