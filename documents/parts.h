/* Parts that several documents have: histograms, ages, and identities of clocks. */
#ifndef DOCUMENTS_PARTS_H
#define DOCUMENTS_PARTS_H

#include <jansson.h>

#include "common/base/clock_identity.h"
#include "common/stats/age.h"
#include "common/stats/histogram.h"
#include "documents/figures.h"

/* An object with histogram_members. Where the histogram is empty, all but count and out_of_range
 * are null: a quantile of nothing is not 0. */
json_t *histogram_json(const struct histogram *histogram);

/* The text of histogram_to_text; null without memory. */
json_t *histogram_text_json(const struct histogram *histogram);

json_t *clock_identity_json(const struct clock_identity *identity);

/* Get and set a document's member that is a histogram. A value that is got is borrowed, and NULL
 * where there is none; one that is set is taken over. */
json_t *histogram_member(const json_t *document, enum figure_histogram member);
void histogram_member_put(json_t *document, enum figure_histogram member, json_t *value);

/* Sets a member that is a histogram, or its text; null where `histogram` is NULL. */
void histogram_put(json_t *document, enum figure_histogram member,
                   const struct histogram *histogram);
void histogram_text_put(json_t *document, enum figure figure, const struct histogram *histogram);

/* Sets age_ns; null where nothing was watched. */
void age_put(json_t *document, const struct age *age);

#endif
