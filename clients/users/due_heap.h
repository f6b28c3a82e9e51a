/* Finds the earliest of many due times, by a binary heap. */
#ifndef CLIENTS_USERS_DUE_HEAP_H
#define CLIENTS_USERS_DUE_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct due_entry {
  uint64_t due_ns;
  uint32_t index;
};

struct due_heap {
  struct due_entry *entries; /* belongs to the caller */
  size_t capacity, count;
};

/* Contract: there is room. */
void due_heap_add(struct due_heap *heap, uint64_t due_ns, uint32_t index);

/* The entry that is due first. Contract: the heap is not empty. */
struct due_entry due_heap_first(const struct due_heap *heap);

/* Changes the due time of the first entry to a later one. */
void due_heap_postpone(struct due_heap *heap, uint64_t due_ns);

#endif
