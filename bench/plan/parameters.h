/* What an experiment may say: the union of the server's and the client's tables,
 * without what is a matter of one process. A parameter is its position here. */
#ifndef BENCH_PLAN_PARAMETERS_H
#define BENCH_PLAN_PARAMETERS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/suite/options.h"

/* The first two, in the order of a cell's label. */
enum { PARAMETER_TRANSPORT, PARAMETER_ENGINE };

/* The table, ended by an option without a name; `applies` is what either side
 * says, the offsets mean nothing. For one thread. */
const struct option *parameters_table(void);
size_t parameters_count(void);

/* By its whole name, `_` and `-` alike; STATUS_USAGE offers the nearest. */
enum status parameter_find(const char *name, size_t *index, struct error *error);

/* Of one that there is: the name stands in the program, and another breaks a contract. */
size_t parameter_named(const char *name);

/* Whether a cell of this transport and engine heeds it. */
bool parameter_applies(size_t index, int transport, int engine);

/* A value, which option_check took, as JSON: an integer, a number, a boolean, or a string. A new
 * reference. */
json_t *parameter_json(size_t index, const char *text);

/* A scalar of JSON as option_check takes it: malloc'd; NULL for null, arrays and
 * objects. */
char *parameter_text(const json_t *value);

/* The one spelling of a value that option_check took: "on" for "true", "5" for "+5", a choice as
 * the table has it. malloc'd; NULL without memory. */
char *parameter_canonical(size_t index, const char *text);

/* Whether the experiment's time_scale concerns it: every duration (_ms, _s) and
 * rate (_per_s), but not how connections are set up, which is the machine's. */
bool parameter_is_scaled(size_t index);

/* The value with durations divided, rates multiplied by `scale`; malloc'd, NULL
 * without memory. `text` passed option_check. */
char *parameter_scale(size_t index, const char *text, double scale);

#endif
