/* The machine of a run: the facts that its figures depend on. */
#ifndef BENCH_MEASURE_MACHINE_H
#define BENCH_MEASURE_MACHINE_H

#include <jansson.h>

/* The facts that have one value, then {"sysctls": {name: value}} and {"mitigations":
 * {vulnerability: what the kernel does about it}}; null where one cannot be read. A new reference.
 */
json_t *machine_json(void);

/* Removes the facts that may change while the machine stays the same: its load, and the limit and
 * the variables of the caller that its programs do not get. */
void machine_trim(json_t *machine);

/* The setting of the kernel by its name, "net.core.somaxconn". A new reference. */
json_t *sysctl_json(const char *name);

/* The processors this process may run on: the first two, -1 where there is none. With
 * two of them or more the server has the first, the client the second. */
struct processors {
  int first, second, third;
  int count;
};
struct processors processors_allowed(void);

#endif
