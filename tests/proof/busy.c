/* Linked into a build of the server for the proof of `pushbench run --versus` (tests/proof/versus):
 * each message that lws hands out costs BURN_NS more processor time.
 *
 * The engine's chunk_drop, which it calls once for each write, is compiled as changed_chunk_drop
 * (Makefile). The time is burnt in turns of a loop, whose number is measured at the first message:
 * a slower processor makes them slower too, as it does the rest of the work. */
#include <stdint.h>

#include "common/base/clock.h"
#include "servers/wire/chunk.h"

#ifndef BURN_NS
#define BURN_NS 250 /* the Makefile sets what the proof asks for */
#endif

enum { TURNS = 20000, BATCHES = 50 };

void changed_chunk_drop(struct chunk *chunk);

static void turn(uint64_t turns) {
  for (volatile uint64_t i = 0; i < turns; i++)
    continue;
}

/* The least time of several batches is without interruptions. */
static double turns_per_ns(void) {
  uint64_t least_ns = UINT64_MAX;
  for (int i = 0; i < BATCHES; i++) {
    uint64_t from_ns = clock_now_ns();
    turn(TURNS);
    uint64_t took_ns = clock_now_ns() - from_ns;
    least_ns = took_ns < least_ns ? took_ns : least_ns;
  }
  return (double)TURNS / (double)least_ns;
}

/* lws writes in one thread. */
void changed_chunk_drop(struct chunk *chunk) {
  static uint64_t turns;
  if (turns == 0)
    turns = 1 + (uint64_t)(turns_per_ns() * BURN_NS);
  if (chunk)
    turn(turns * chunk->messages);
  chunk_drop(chunk);
}
