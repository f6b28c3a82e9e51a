/* What is executed to start a server: its command line, environment, folder and URL, with the
 * values of their variables. */
#ifndef BENCH_HOST_LAUNCH_H
#define BENCH_HOST_LAUNCH_H

#include "bench/host/ports.h"
#include "common/base/status.h"
#include "documents/target.h"

struct launch {
  char **arguments;   /* NULL ends it */
  char **environment; /* "NAME=value"; NULL ends it */
  const char *folder; /* the description's */
};

/* The environment is that which all programs are given (bench/base/environment.h), with the folder
 * of these programs first in PATH, and the description's. STATUS_USAGE names the file and the line.
 * launch_release frees it. */
enum status launch_make(struct launch *launch, const struct target_description *description,
                        const struct ports *ports, struct error *error);

/* Safe on a zeroed one. */
void launch_release(struct launch *launch);

/* The server's URL, and the path of the GET that tells that it is ready: malloc'd, NULL with the
 * error. */
char *launch_url(const struct target_description *description, const struct ports *ports,
                 struct error *error);
char *launch_ready_path(const struct target_description *description, const struct ports *ports,
                        struct error *error);

#endif
