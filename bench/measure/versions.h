/* The versions of the programs that carried out a run. */
#ifndef BENCH_MEASURE_VERSIONS_H
#define BENCH_MEASURE_VERSIONS_H

#include <jansson.h>

#include "common/base/version.h"

/* What a program answers to --version, its lines joined by ';': malloc'd, NULL where it does not
 * answer. */
char *program_version(const char *program);

/* {"server", "client": their versions and libraries, and the options that these were built with;
 * "commit": the one that the runner was built from; "tree": "clean", or how many files differed
 * from it; "checksum": of the files of all three programs}; null where it is not known. A new
 * reference. */
json_t *versions_json(const char *server_program, const char *client_program,
                      const struct build *build);

#endif
