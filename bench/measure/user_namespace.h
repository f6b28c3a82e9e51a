/* User namespaces, which let an ordinary user make the others. */
#ifndef BENCH_MEASURE_USER_NAMESPACE_H
#define BENCH_MEASURE_USER_NAMESPACE_H

#include <stdbool.h>
#include <sys/types.h>

/* In a process that is new in a user namespace: there the user and the group are these, outside
 * they were `user` and `group`. Supplementary groups cannot be changed there
 * (user_namespaces(7)). */
bool user_namespace_map(uid_t inside_user, gid_t inside_group, uid_t user, gid_t group);

#endif
