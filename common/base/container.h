/* From a member to the struct that holds it. */
#ifndef COMMON_BASE_CONTAINER_H
#define COMMON_BASE_CONTAINER_H

#include <stddef.h>

#define container_of(pointer, type, member) \
  ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#endif
