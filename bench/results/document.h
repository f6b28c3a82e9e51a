/* Reads the JSON documents that pushbench writes: run.json and cell.json. */
#ifndef BENCH_RESULTS_DOCUMENT_H
#define BENCH_RESULTS_DOCUMENT_H

#include <jansson.h>

#include "common/base/status.h"

/* A number goes up when a reader of the old form would misread the new one. An additional member
 * does not change it. */
enum { RUN_SCHEMA = 1, CELL_SCHEMA = 3 };

/* Reads a document of that schema: a new reference. Where there is no file, the status is `absent`
 * and the message ends with `advice`. STATUS_CHECK for a file that is cut off, damaged, or of
 * another schema. */
enum status document_open(json_t **out, const char *path, int schema, enum status absent,
                          const char *advice, struct error *error);

#endif
