/* The JSON documents that pushbench writes and reads back: run.json and cell.json. */
#ifndef BENCH_RESULTS_DOCUMENT_H
#define BENCH_RESULTS_DOCUMENT_H

#include <jansson.h>

#include "common/base/status.h"

/* Goes up when a reader of the old form would take something in the new one wrongly; a
 * member more changes nothing. */
enum { RUN_SCHEMA = 1, CELL_SCHEMA = 3 };

/* Reads a document of that schema: a new reference. `absent` is the status where there
 * is no file, and `advice` what to do then. STATUS_CHECK for one that is cut off,
 * damaged, or of another schema. */
enum status document_open(json_t **out, const char *path, int schema, enum status absent,
                          const char *advice, struct error *error);

#endif
