/* The parameters of experiments: the union of the options of server, client and link, without those
 * that concern one process, and those of the runner itself. A parameter is its position here. */
#ifndef BENCH_PLAN_PARAMETERS_H
#define BENCH_PLAN_PARAMETERS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/suite/options.h"

/* The first three, in the order of cells. */
enum { PARAMETER_TRANSPORT, PARAMETER_SERVER, PARAMETER_ENGINE };

enum { PARAMETERS_MAX = 256 }; /* with the row that ends a table */

/* The union of four programs' tables, ended by an option without a name; returns the number of the
 * others. Contracts: the tables mean the same by a name, and all parameters have room. */
size_t parameters_unite(const struct option *runner, const struct option *server,
                        const struct option *client, const struct option *link,
                        struct option out[static PARAMETERS_MAX]);

/* The union of our tables; the last option has no name. `applies` is the union of both
 * programs'; the offsets mean nothing. For one thread. */
const struct option *parameters_table(void);
size_t parameters_count(void);

/* Finds a parameter by its whole name, `_` and `-` alike; STATUS_USAGE offers the nearest. */
enum status parameter_find(const char *name, size_t *index, struct error *error);

/* The parameter of a name that stands in the program; another name breaks a contract. */
size_t parameter_named(const char *name);

/* Whether it has an effect on a cell of this transport and engine, or other server. */
bool parameter_applies(size_t index, int transport, int engine);

/* A value that option_check took, as JSON: an integer, a number, a boolean or a string. A new
 * reference. */
json_t *parameter_json(size_t index, const char *text);

/* A scalar of JSON as a text for option_check: malloc'd; NULL for null, arrays and objects. */
char *parameter_text(const json_t *value);

/* The one spelling of a value that option_check took: "on" for "true", "5" for "+5", a choice as
 * the table has it. malloc'd; NULL without memory. */
char *parameter_canonical(size_t index, const char *text);

/* Whether time_scale changes it: it changes every duration (_ms, _s) and rate (_per_s), except
 * those of setting up connections, which depend on the machine. */
bool parameter_is_scaled(size_t index);

/* The value with durations divided, rates multiplied by `scale`; malloc'd, NULL
 * without memory. `text` passed option_check. */
char *parameter_scale(size_t index, const char *text, double scale);

#endif
