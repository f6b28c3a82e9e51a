/* A binary heap of pointers; each deadline knows its place. */
#include "servers/engines/epoll/deadlines.h"

#include <stdlib.h>

#include "common/base/contract.h"

enum { CAPACITY_MIN = 64 };

void deadlines_release(struct deadlines *deadlines) {
  free(deadlines->heap);
  *deadlines = (struct deadlines){.heap = NULL};
}

void deadline_init(struct deadline *deadline, void (*passed)(struct deadline *deadline)) {
  *deadline = (struct deadline){.passed = passed, .until_ns = DEADLINE_NONE};
}

/* --- the heap ------------------------------------------------------------------------ */

static void heap_put(struct deadlines *deadlines, size_t place, struct deadline *deadline) {
  deadlines->heap[place - 1] = deadline;
  deadline->place = place;
}

static struct deadline *heap_at(const struct deadlines *deadlines, size_t place) {
  return deadlines->heap[place - 1];
}

static void heap_rise(struct deadlines *deadlines, struct deadline *deadline, size_t place) {
  while (place > 1 && heap_at(deadlines, place / 2)->listed_ns > deadline->listed_ns) {
    heap_put(deadlines, place, heap_at(deadlines, place / 2));
    place /= 2;
  }
  heap_put(deadlines, place, deadline);
}

static void heap_sink(struct deadlines *deadlines, struct deadline *deadline, size_t place) {
  for (size_t child = 2 * place; child <= deadlines->count; child = 2 * place) {
    if (child < deadlines->count &&
        heap_at(deadlines, child + 1)->listed_ns < heap_at(deadlines, child)->listed_ns)
      child++;
    if (heap_at(deadlines, child)->listed_ns >= deadline->listed_ns)
      break;
    heap_put(deadlines, place, heap_at(deadlines, child));
    place = child;
  }
  heap_put(deadlines, place, deadline);
}

static void heap_remove(struct deadlines *deadlines, struct deadline *deadline) {
  size_t place = deadline->place;
  struct deadline *last = heap_at(deadlines, deadlines->count--);
  deadline->place = 0;
  if (last == deadline)
    return;
  bool rises = place > 1 && heap_at(deadlines, place / 2)->listed_ns > last->listed_ns;
  if (rises)
    heap_rise(deadlines, last, place);
  else
    heap_sink(deadlines, last, place);
}

/* --- deadlines ----------------------------------------------------------------------- */

bool deadlines_reserve(struct deadlines *deadlines) {
  if (deadlines->reserved < deadlines->capacity) {
    deadlines->reserved++;
    return true;
  }
  size_t capacity = deadlines->capacity == 0 ? CAPACITY_MIN : 2 * deadlines->capacity;
  struct deadline **grown = reallocarray(deadlines->heap, capacity, sizeof(struct deadline *));
  if (!grown)
    return false;
  deadlines->heap = grown;
  deadlines->capacity = capacity;
  deadlines->reserved++;
  return true;
}

void deadlines_forget(struct deadlines *deadlines, struct deadline *deadline) {
  CONTRACT(deadlines->reserved > 0);
  if (deadline->place > 0)
    heap_remove(deadlines, deadline);
  deadline->until_ns = DEADLINE_NONE;
  deadlines->reserved--;
}

void deadlines_set(struct deadlines *deadlines, struct deadline *deadline, uint64_t until_ns) {
  deadline->until_ns = until_ns;
  if (until_ns == DEADLINE_NONE || (deadline->place > 0 && deadline->listed_ns <= until_ns))
    return;
  deadline->listed_ns = until_ns;
  CONTRACT(deadline->place > 0 || deadlines->count < deadlines->reserved);
  heap_rise(deadlines, deadline, deadline->place > 0 ? deadline->place : ++deadlines->count);
}

uint64_t deadlines_next(const struct deadlines *deadlines) {
  return deadlines->count > 0 ? heap_at(deadlines, 1)->listed_ns : DEADLINE_NONE;
}

void deadlines_run(struct deadlines *deadlines, uint64_t now_ns) {
  while (deadlines_next(deadlines) <= now_ns && deadlines->count > 0) {
    struct deadline *first = heap_at(deadlines, 1);
    if (first->until_ns != DEADLINE_NONE && first->until_ns > now_ns) { /* it was put off */
      first->listed_ns = first->until_ns;
      heap_sink(deadlines, first, 1);
      continue;
    }
    bool comes = first->until_ns != DEADLINE_NONE;
    heap_remove(deadlines, first);
    first->until_ns = DEADLINE_NONE;
    if (comes)
      first->passed(first);
  }
}
