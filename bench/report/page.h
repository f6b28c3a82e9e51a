/* A document written in two forms at once, HTML and Markdown, so that they cannot
 * say different things. Texts are plain; either form escapes them itself. */
#ifndef BENCH_REPORT_PAGE_H
#define BENCH_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/base/status.h"

/* A cell that HTML sets off: by a transport's colour ("sse") or by a verdict. */
struct page_mark {
  size_t column;
  const char *mark;
};

struct page {
  FILE *html, *markdown;
  const char *folder; /* of the run */
};

/* How a text is meant; the HTML form shows it. */
enum page_tone { PAGE_PLAIN, PAGE_LEAD, PAGE_QUIET, PAGE_WARNING };

/* Writes beside the final names, which page_close puts in place. After a failed
 * page_open there is nothing to close. */
enum status page_open(struct page *page, const char *folder, const char *title,
                      struct error *error);
enum status page_close(struct page *page, struct error *error);

void page_heading(const struct page *page, int level, const char *text);
void page_text(const struct page *page, enum page_tone tone, const char *text);
void page_code(const struct page *page, const char *text);

void page_list(const struct page *page, const char *const *texts, size_t count);

/* The first `named` columns hold words and stand left, the others figures. */
void page_table_begin(const struct page *page, const char *const *titles, size_t count,
                      size_t named);

/* A table of sentences, which are broken into lines. */
void page_texts_begin(const struct page *page, const char *const *titles, size_t count);

void page_row(const struct page *page, const char *const *cells, size_t count, size_t named,
              const struct page_mark *marks, size_t mark_count);
void page_table_end(const struct page *page);

/* Closed at first in HTML; Markdown shows everything. */
void page_fold_begin(const struct page *page, const char *title);
void page_fold_end(const struct page *page);

/* charts/<name>.svg, and the picture for narrow pages, inside the HTML itself, in the page's
 * colours. `shows` is for those who do not see it. False when they are not there. */
bool page_chart(const struct page *page, const char *name, const char *shows, const char *caption);

/* The style sheet, with bench/chart/palette.h's colours for light and dark. */
void page_style_write(FILE *html);

/* For other parts of the page: text without what either form would take for markup. */
void page_escape_html(FILE *html, const char *text);
void page_escape_markdown(FILE *markdown, const char *text);

#endif
