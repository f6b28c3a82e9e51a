/* A page that is written into memory, to test a section of a report in both forms. */
#ifndef TESTS_BENCH_PAGE_MADE_H
#define TESTS_BENCH_PAGE_MADE_H

#include <stdio.h>
#include <stdlib.h>

#include "bench/report/page.h"
#include "tests/bench/says.h"

struct made_page {
  struct page page;
  char *html, *markdown; /* available once the page is closed */
  size_t html_bytes, markdown_bytes;
};

/* `folder` is the run's, for sections that read it; NULL otherwise. */
static inline void made_page_open(struct made_page *made, const char *folder) {
  *made = (struct made_page){.page = {.folder = folder}};
  made->page.html = open_memstream(&made->html, &made->html_bytes);
  made->page.markdown = open_memstream(&made->markdown, &made->markdown_bytes);
  assert_non_null(made->page.html);
  assert_non_null(made->page.markdown);
}

static inline void made_page_close(struct made_page *made) {
  fclose(made->page.html);
  fclose(made->page.markdown);
}

static inline void made_page_release(struct made_page *made) {
  free(made->html);
  free(made->markdown);
}

#endif
