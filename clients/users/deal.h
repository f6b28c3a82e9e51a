/* Users are dealt out to the client's processes by their numbers, as cards are: of N processes the
 * first has users 0, N, 2N, … So what a user does, when and in which channel does not depend on how
 * many processes there are. */
#ifndef CLIENTS_USERS_DEAL_H
#define CLIENTS_USERS_DEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/contract.h"

/* The users first, first + step, …: `count` of them. */
struct deal {
  uint32_t first, step;
  size_t count;
};

/* The users of process `process`, which counts from 0, of `processes`. */
static inline struct deal deal_of(uint64_t users, uint32_t process, uint32_t processes) {
  CONTRACT(process < processes && users >= processes);
  return (struct deal){.first = process,
                       .step = processes,
                       .count = (size_t)((users - process + processes - 1) / processes)};
}

static inline uint32_t deal_user(const struct deal *deal, size_t index) {
  return deal->first + (uint32_t)index * deal->step;
}

static inline bool deal_has(const struct deal *deal, uint32_t user) {
  return user % deal->step == deal->first;
}

/* Contract: deal_has(deal, user). */
static inline size_t deal_index(const struct deal *deal, uint32_t user) {
  CONTRACT(deal_has(deal, user));
  return user / deal->step;
}

#endif
