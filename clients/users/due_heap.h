/* Who is next, among many with a next instant each: a binary heap. */
#ifndef CLIENTS_USERS_DUE_HEAP_H
#define CLIENTS_USERS_DUE_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct due_entry {
  uint64_t due_ns;
  uint32_t who;
};

struct due_heap {
  struct due_entry *entries; /* the caller's */
  size_t capacity, count;
};

/* There is room for it. */
void due_heap_add(struct due_heap *heap, uint64_t due_ns, uint32_t who);

/* The one that is due first; the heap is not empty. */
struct due_entry due_heap_first(const struct due_heap *heap);

/* Moves the first one to an instant that is not before its own. */
void due_heap_postpone(struct due_heap *heap, uint64_t due_ns);

#endif
