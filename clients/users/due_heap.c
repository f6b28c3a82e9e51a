/* A heap of instants. */
#include "clients/users/due_heap.h"

#include "common/base/contract.h"

void due_heap_add(struct due_heap *heap, uint64_t due_ns, uint32_t index) {
  CONTRACT(heap->count < heap->capacity);
  struct due_entry *entries = heap->entries;
  size_t at = heap->count++;
  while (at > 0 && entries[(at - 1) / 2].due_ns > due_ns) {
    entries[at] = entries[(at - 1) / 2];
    at = (at - 1) / 2;
  }
  entries[at] = (struct due_entry){due_ns, index};
}

struct due_entry due_heap_first(const struct due_heap *heap) {
  CONTRACT(heap->count > 0);
  return heap->entries[0];
}

void due_heap_postpone(struct due_heap *heap, uint64_t due_ns) {
  CONTRACT(heap->count > 0 && due_ns >= heap->entries[0].due_ns);
  struct due_entry *entries = heap->entries;
  const struct due_entry moved = {due_ns, entries[0].index};
  size_t at = 0;
  for (size_t child = 1; child < heap->count; child = 2 * at + 1) {
    if (child + 1 < heap->count && entries[child + 1].due_ns < entries[child].due_ns)
      child++;
    if (entries[child].due_ns >= due_ns)
      break;
    entries[at] = entries[child];
    at = child;
  }
  entries[at] = moved;
}
