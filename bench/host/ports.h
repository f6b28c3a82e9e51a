/* The ports of a server that is started: free ones, or those that it had before.
 *
 * Free ones are taken from below the range from which the kernel takes the ports of connections
 * (ip_local_port_range). So no user's connection is in the way while the server is down and comes
 * back, and no user who tries to connect meanwhile is connected to itself. */
#ifndef BENCH_HOST_PORTS_H
#define BENCH_HOST_PORTS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "documents/target.h"

struct ports {
  size_t count;
  struct {
    const char *name; /* "" is {port}, "api" is {port.api}; the description's */
    uint16_t number;  /* 0: not known yet */
    char text[6];     /* the number */
  } items[TARGET_PORTS_MAX];
};

/* The description's ports, with the numbers of `text`, "=4711,api=4712" ("" is {port}). NULL: none
 * is known. STATUS_USAGE says what is wrong with the text. */
enum status ports_read(struct ports *ports, const struct target_description *description,
                       const char *text, struct error *error);

/* Gives a free port to those that have no number, and looks whether somebody takes connections on
 * the others at 127.0.0.1. STATUS_ENVIRONMENT where that is so. */
enum status ports_take(struct ports *ports, struct error *error);

/* The number of "port" or "port.NAME" as text; NULL where there is none of that name. */
const char *ports_value(const struct ports *ports, const char *variable);

/* {"": 4711, "api": 4712}; a new reference. */
json_t *ports_json(const struct ports *ports);

#endif
