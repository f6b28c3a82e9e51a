/* Writes an answer on which transport suits a case, as a part of a page. */
#ifndef BENCH_REPORT_REPORT_CHOICE_H
#define BENCH_REPORT_REPORT_CHOICE_H

#include "bench/choose/choice.h"
#include "bench/choose/choice_words.h"
#include "bench/report/page.h"

void report_choice_write(const struct page *page, const struct choice *choice,
                         const struct choice_words *words);

#endif
