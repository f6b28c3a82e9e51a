/* Opens the path that is probed: resolves its name, and sets TLS up. */
#ifndef BENCH_PROBE_PATH_H
#define BENCH_PROBE_PATH_H

#include "bench/probe/path_url.h"

/* Resolves the name, and takes the first address that accepts a connection. `insecure`: any
 * certificate is good. STATUS_ENVIRONMENT with the reason, and nothing is left to close. */
enum status path_open(const struct path_url *url, bool insecure, const char *token,
                      struct probed_path *out, struct error *error);
void path_close(struct probed_path *path);

#endif
