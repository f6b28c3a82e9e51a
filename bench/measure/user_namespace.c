/* Maps of users and groups. */
#include "bench/measure/user_namespace.h"

#include <stdio.h>

#include "bench/measure/proc_file.h"

bool user_namespace_map(uid_t inside_user, gid_t inside_group, uid_t user, gid_t group) {
  char users[64], groups[64];
  snprintf(users, sizeof users, "%u %u 1", inside_user, user);
  snprintf(groups, sizeof groups, "%u %u 1", inside_group, group);
  return proc_file_write("/proc/self/setgroups", "deny") &&
         proc_file_write("/proc/self/uid_map", users) &&
         proc_file_write("/proc/self/gid_map", groups);
}
