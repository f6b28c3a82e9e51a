/* Writes HTML and Markdown side by side. */
#include "bench/report/page.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/folder.h"
#include "bench/report/page_value.h"

static const char *const forms[] = {"report.html", "report.md"};

/* The browser loads nothing, whatever a text of the run may say. */
#define NOTHING_FROM_OUTSIDE                                   \
  "<meta http-equiv=\"Content-Security-Policy\" content=\""    \
  "default-src 'none'; style-src 'unsafe-inline'; script-src " \
  "'unsafe-inline'\">\n"

void page_escape_html(FILE *html, const char *text) {
  for (; *text; text++) {
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

/* Escapes markup. Line ends become spaces: they would end the paragraph or the row. */
void page_escape_markdown(FILE *markdown, const char *text) {
  for (; *text; text++) {
    if (strchr("\\`*_[]<>|#", *text))
      fputc('\\', markdown);
    fputc(*text == '\n' ? ' ' : *text, markdown);
  }
}

static struct path partial_path(const char *folder, const char *form) {
  return path_of("%s/.%s.partial", folder, form);
}

enum status page_open(struct page *page, const char *folder, const char *title,
                      struct error *error) {
  page->folder = folder;
  page->html = fopen(partial_path(folder, forms[0]).text, "we");
  page->markdown = page->html ? fopen(partial_path(folder, forms[1]).text, "we") : NULL;
  if (!page->markdown) {
    enum status status =
        error_set(error, STATUS_ENVIRONMENT, "%.300s: the report: %s", folder, strerror(errno));
    if (page->html)
      fclose(page->html);
    return status;
  }
  fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n" NOTHING_FROM_OUTSIDE "<title>",
        page->html);
  page_escape_html(page->html, title);
  fputs("</title>\n<style>\n", page->html);
  page_style_write(page->html);
  fputs("</style>\n<script>\n", page->html);
  page_script_write(page->html);
  fputs("</script>\n</head>\n<body>\n<main>\n", page->html);
  return STATUS_OK;
}

static bool form_close(FILE *file, const char *folder, const char *form) {
  bool written = !ferror(file);
  struct path partial = partial_path(folder, form);
  written = fclose(file) == 0 && written;
  return written && rename(partial.text, path_of("%s/%s", folder, form).text) == 0;
}

enum status page_close(struct page *page, struct error *error) {
  fputs("</main>\n</body>\n</html>\n", page->html);
  bool written = form_close(page->html, page->folder, forms[0]);
  written = form_close(page->markdown, page->folder, forms[1]) && written;
  if (!written)
    return error_set(error, STATUS_ENVIRONMENT, "%.300s: the report: %s", page->folder,
                     strerror(errno));
  return STATUS_OK;
}

void page_heading(const struct page *page, int level, const char *text) {
  fprintf(page->html, "<h%d>", level);
  page_escape_html(page->html, text);
  fprintf(page->html, "</h%d>\n", level);
  fprintf(page->markdown, "%.*s ", level, "######");
  page_escape_markdown(page->markdown, text);
  fputs("\n\n", page->markdown);
}

void page_text(const struct page *page, enum page_tone tone, const char *text) {
  static const char *const classes[] = {[PAGE_PLAIN] = "",
                                        [PAGE_LEAD] = " class=\"lead\"",
                                        [PAGE_QUIET] = " class=\"quiet\"",
                                        [PAGE_WARNING] = " class=\"warning\""};
  static const char *const before[] = {
      [PAGE_PLAIN] = "", [PAGE_LEAD] = "", [PAGE_QUIET] = "", [PAGE_WARNING] = "> **Note.** "};
  fprintf(page->html, "<p%s>", classes[tone]);
  page_escape_html(page->html, text);
  fputs("</p>\n", page->html);
  fputs(before[tone], page->markdown);
  page_escape_markdown(page->markdown, text);
  fputs("\n\n", page->markdown);
}

void page_code(const struct page *page, const char *text) {
  fputs("<pre><code>", page->html);
  page_escape_html(page->html, text);
  fputs("</code></pre>\n", page->html);
  fprintf(page->markdown, "    %s\n\n", text);
}

void page_list(const struct page *page, const char *const *texts, size_t count) {
  fputs("<ul>\n", page->html);
  for (size_t i = 0; i < count; i++) {
    fputs("<li>", page->html);
    page_escape_html(page->html, texts[i]);
    fputs("</li>\n", page->html);
    fputs("- ", page->markdown);
    page_escape_markdown(page->markdown, texts[i]);
    fputc('\n', page->markdown);
  }
  fputs("</ul>\n", page->html);
  fputc('\n', page->markdown);
}

static void table_begin(const struct page *page, const char *attributes, const char *const *titles,
                        size_t count, size_t named) {
  fprintf(page->html, "<div class=\"scroll\"><table%s>\n<thead><tr>", attributes);
  fputc('|', page->markdown);
  for (size_t i = 0; i < count; i++) {
    fprintf(page->html, "<th%s>", i < named ? " class=\"name\"" : "");
    page_escape_html(page->html, titles[i]);
    fputs("</th>", page->html);
    fputc(' ', page->markdown);
    page_escape_markdown(page->markdown, titles[i]);
    fputs(" |", page->markdown);
  }
  fputs("</tr></thead>\n<tbody>\n", page->html);
  fputs("\n|", page->markdown);
  for (size_t i = 0; i < count; i++)
    fputs(i < named ? "---|" : "---:|", page->markdown);
  fputc('\n', page->markdown);
}

void page_table_begin(const struct page *page, const char *const *titles, size_t count,
                      size_t named) {
  table_begin(page, "", titles, count, named);
}

void page_texts_begin(const struct page *page, const char *const *titles, size_t count) {
  table_begin(page, " class=\"texts\"", titles, count, count);
}

static const char *mark_of(size_t column, const struct page_mark *marks, size_t mark_count) {
  for (size_t i = 0; i < mark_count; i++)
    if (marks[i].column == column)
      return marks[i].mark;
  return NULL;
}

/* A figure has its value beside its text. */
static void cell_begin(FILE *html, const char *text, bool named) {
  double value = named ? NAN : page_value(text);
  if (named)
    fputs("<td class=\"name\">", html);
  else if (isnan(value))
    fputs("<td>", html);
  else
    fprintf(html, "<td data-value=\"%.9g\">", value);
}

void page_row(const struct page *page, const char *const *cells, size_t count, size_t named,
              const struct page_mark *marks, size_t mark_count) {
  fputs("<tr>", page->html);
  fputc('|', page->markdown);
  for (size_t i = 0; i < count; i++) {
    const char *mark = mark_of(i, marks, mark_count);
    cell_begin(page->html, cells[i], i < named);
    if (mark)
      fprintf(page->html, "<span class=\"mark %s\">", mark);
    page_escape_html(page->html, cells[i]);
    fputs(mark ? "</span></td>" : "</td>", page->html);
    fputc(' ', page->markdown);
    page_escape_markdown(page->markdown, cells[i]);
    fputs(" |", page->markdown);
  }
  fputs("</tr>\n", page->html);
  fputc('\n', page->markdown);
}

void page_table_end(const struct page *page) {
  fputs("</tbody></table></div>\n", page->html);
  fputc('\n', page->markdown);
}

void page_fold_begin(const struct page *page, const char *title) {
  fputs("<details><summary>", page->html);
  page_escape_html(page->html, title);
  fputs("</summary>\n", page->html);
  fputs("### ", page->markdown);
  page_escape_markdown(page->markdown, title);
  fputs("\n\n", page->markdown);
}

void page_fold_end(const struct page *page) {
  fputs("</details>\n", page->html);
}
