/* Wake-ups, and the time until which each radio stays on. */
#include "bench/link/radio.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "common/base/contract.h"

struct radios {
  uint64_t *sleeps_ns; /* of each user: when its radio goes to sleep; 0: it was never on */
  uint32_t users;
  uint64_t tail_ns;
  uint64_t begin_ns, end_ns; /* UINT64_MAX: not known yet */
  uint64_t wakeups, on_ns;   /* within the window; on_ns of all users, up to sleeps_ns */
};

enum status radios_create(uint32_t users, uint64_t tail_ns, struct radios **out,
                          struct error *error) {
  struct radios *radios = calloc(1, sizeof *radios);
  uint64_t *sleeps_ns = calloc(users, sizeof *sleeps_ns);
  if (!radios || !sleeps_ns) {
    free(radios);
    free(sleeps_ns);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the radios of %u users", users);
  }
  *radios = (struct radios){.sleeps_ns = sleeps_ns,
                            .users = users,
                            .tail_ns = tail_ns,
                            .begin_ns = UINT64_MAX,
                            .end_ns = UINT64_MAX};
  *out = radios;
  return STATUS_OK;
}

void radios_destroy(struct radios *radios) {
  if (!radios)
    return;
  free(radios->sleeps_ns);
  free(radios);
}

static uint64_t later_of(uint64_t left_ns, uint64_t right_ns) {
  return left_ns > right_ns ? left_ns : right_ns;
}

void radios_packet(struct radios *radios, uint32_t user, uint64_t at_ns) {
  CONTRACT(user < radios->users);
  uint64_t slept_ns = radios->sleeps_ns[user];
  uint64_t sleeps_ns = at_ns + radios->tail_ns;
  uint64_t from_ns = later_of(later_of(slept_ns, at_ns), radios->begin_ns);
  radios->sleeps_ns[user] = sleeps_ns;
  if (at_ns >= radios->end_ns)
    return;
  radios->wakeups += at_ns >= slept_ns && at_ns >= radios->begin_ns;
  radios->on_ns += sleeps_ns > from_ns ? sleeps_ns - from_ns : 0;
}

/* The time for which the radios stay on after an instant. */
static uint64_t on_after_ns(const struct radios *radios, uint64_t at_ns) {
  uint64_t on_ns = 0;
  for (uint32_t i = 0; i < radios->users; i++)
    on_ns += radios->sleeps_ns[i] > at_ns ? radios->sleeps_ns[i] - at_ns : 0;
  return on_ns;
}

void radios_begin(struct radios *radios, uint64_t begin_ns) {
  radios->begin_ns = begin_ns;
  radios->on_ns = on_after_ns(radios, begin_ns);
}

void radios_end(struct radios *radios, uint64_t end_ns) {
  uint64_t after_ns = on_after_ns(radios, end_ns);
  radios->end_ns = end_ns;
  radios->on_ns -= after_ns < radios->on_ns ? after_ns : radios->on_ns;
}

struct radio_counts radios_counts(const struct radios *radios) {
  bool is_whole = radios->end_ns != UINT64_MAX && radios->end_ns > radios->begin_ns;
  double all_ns = is_whole ? (double)(radios->end_ns - radios->begin_ns) * radios->users : NAN;
  return (struct radio_counts){.wakeups = radios->wakeups,
                               .on_share = (double)radios->on_ns / all_ns};
}
