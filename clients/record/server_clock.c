/* Differences of two clocks. */
#include "clients/record/server_clock.h"

#include "common/base/clock.h"

struct server_clock server_clock_of(const struct clock_identity *server,
                                    const struct clock_identity *client, uint64_t shown_ns,
                                    uint64_t answered_ns) {
  bool same = clock_identity_same(server, client);
  return (struct server_clock){.named = true,
                               .same = same,
                               .ahead_ns = same ? 0 : (int64_t)(shown_ns - answered_ns),
                               .server = *server,
                               .client = *client};
}

struct server_clock server_clock_unnamed(const struct clock_identity *client) {
  return (struct server_clock){.client = *client};
}

void server_clock_begins(struct server_clock *clock, uint64_t epoch_ns, uint64_t asked_ns,
                         uint64_t answered_ns) {
  bool agrees = epoch_ns >= asked_ns && epoch_ns <= answered_ns + NS_PER_S;
  if (!clock->named && !agrees)
    clock->ahead_ns = (int64_t)(epoch_ns - answered_ns);
}

/* An instant before the other clock's zero becomes its zero. */
static uint64_t moved_ns(uint64_t instant_ns, int64_t by_ns) {
  if (instant_ns == 0 || by_ns == 0)
    return instant_ns;
  if (by_ns < 0 && instant_ns <= (uint64_t)-by_ns)
    return 1;
  return instant_ns + (uint64_t)by_ns;
}

uint64_t server_clock_to_client_ns(const struct server_clock *clock, uint64_t instant_ns) {
  return moved_ns(instant_ns, -clock->ahead_ns);
}

uint64_t server_clock_to_server_ns(const struct server_clock *clock, uint64_t instant_ns) {
  return moved_ns(instant_ns, clock->ahead_ns);
}
