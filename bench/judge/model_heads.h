/* What the models of bytes over both versions of HTTP have in common: a cell's parameters, and the
 * profiles of its heads. */
#ifndef BENCH_JUDGE_MODEL_HEADS_H
#define BENCH_JUDGE_MODEL_HEADS_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/traits.h"
#include "common/wire/header_profile.h"

/* How often each was sent in the phase, by all users together. */
struct stream_counts {
  double texts;           /* messages that arrived in it */
  double requests, empty; /* polls; those that brought nothing */
  double comments;        /* of event streams */
};

struct stream_bytes {
  double protocol; /* beside the texts, both ways; NAN where there is no model */
  double longest;  /* the longest single write, on average */
  double writes;   /* each is a record where TLS is spoken */
  double up;       /* of the protocol's bytes, those of the requests of polls */
};

/* Parameters of a cell.json; `fallback`, "", false and 0 where there is none. */
double model_number(const json_t *document, const char *name, double fallback);
const char *model_text(const json_t *document, const char *name);
bool model_is(const json_t *document, const char *name);
int model_choice(const json_t *document, const char *name, const char *choices); /* its position */

/* The profiles of the cell's requests and answers, and where its polls have their cursor. */
struct request_style model_request_style(const json_t *document, int transport);
struct answer_style model_answer_style(const json_t *document);
enum cursor model_cursor(const json_t *document);

#endif
