/* The version of the suite; all three programs name the same. */
#ifndef COMMON_BASE_VERSION_H
#define COMMON_BASE_VERSION_H

#define PUSHBENCH_VERSION "0.1"

#endif
