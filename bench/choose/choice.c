/* Makes the candidates, and compares them. */
#include "bench/choose/choice.h"

#include <math.h>
#include <stdlib.h>

#include "bench/choose/front.h"

enum { CANDIDATES_MAX = TRANSPORT_COUNT * CASE_SECONDS_MAX };

static enum status no_memory(struct error *error) {
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the choice");
}

void choice_release(struct choice *choice) {
  free(choice->candidates);
  free(choice->projections);
  free(choice->on_bytes_front);
  free(choice->on_cpu_front);
  *choice = (struct choice){.answer = CHOICE_NONE};
}

struct estimate choice_cost(const struct choice *choice, size_t index,
                            enum case_currency currency) {
  return projection_cost(&choice->projections[index], currency);
}

/* ---- candidates ---- */

/* The settings of a transport that may be chosen; returns how many. */
static size_t settings_of(const struct user_case *its, int transport,
                          double out[static CASE_SECONDS_MAX]) {
  const struct transport_traits *traits = &transport_traits[transport];
  if (traits->scheduled)
    return case_seconds(its->intervals_s, out);
  if (traits->holds)
    return case_seconds(its->holds_s, out);
  out[0] = its->heartbeat_s;
  return 1;
}

static void candidates_make(struct choice *choice) {
  double settings[CASE_SECONDS_MAX];
  double users = (double)choice->its->users;
  for (int transport = 0; transport < TRANSPORT_COUNT; transport++) {
    bool allowed = case_allows(choice->its, transport);
    size_t count = allowed ? settings_of(choice->its, transport, settings) : 0;
    for (size_t i = 0; i < count; i++, choice->count++) {
      struct candidate *candidate = &choice->candidates[choice->count];
      *candidate = candidate_of(choice->its, &choice->measured[transport], transport, settings[i]);
      choice->projections[choice->count] = candidate_project(candidate, choice->prices, users);
    }
  }
}

/* ---- the cheapest ---- */

static bool is_less(const struct choice *choice, size_t index, int than,
                    enum case_currency currency) {
  if (than == CHOICE_NONE)
    return true;
  double cost = choice_cost(choice, index, currency).value;
  double other = choice_cost(choice, (size_t)than, currency).value;
  if (cost == other && currency != CURRENCY_BYTES)
    return is_less(choice, index, than, CURRENCY_BYTES);
  return cost < other;
}

/* The cheapest that is in time, of all transports but `without`, or of `only` one (-1: of any);
 * CHOICE_NONE. */
static int cheapest_of(const struct choice *choice, enum case_currency currency, int without,
                       int only) {
  int best = CHOICE_NONE;
  for (size_t i = 0; i < choice->count; i++) {
    const struct candidate *candidate = &choice->candidates[i];
    if (candidate->in_time == IN_TIME_YES && candidate->transport != without &&
        (only < 0 || candidate->transport == only) &&
        !isnan(choice_cost(choice, i, currency).value) && is_less(choice, i, best, currency))
      best = (int)i;
  }
  return best;
}

int choice_of_transport(const struct choice *choice, int transport) {
  return cheapest_of(choice, choice->currency, -1, transport);
}

static struct cheapest cheapest_in(const struct choice *choice, enum case_currency currency) {
  struct cheapest cheapest = {.best = cheapest_of(choice, currency, -1, -1), .next = CHOICE_NONE};
  for (size_t i = 0; i < choice->count; i++)
    cheapest.unknown += choice->candidates[i].in_time == IN_TIME_YES &&
                        isnan(choice_cost(choice, i, currency).value);
  if (cheapest.best == CHOICE_NONE)
    return cheapest;
  size_t best = (size_t)cheapest.best;
  cheapest.next = cheapest_of(choice, currency, choice->candidates[best].transport, -1);
  cheapest.sure =
      cheapest.next == CHOICE_NONE || choice_cost(choice, (size_t)cheapest.next, currency).low >
                                          choice_cost(choice, best, currency).high;
  return cheapest;
}

static void answer_find(struct choice *choice) {
  for (int i = 0; i < CURRENCIES; i++)
    choice->cheapest[i] = cheapest_in(choice, (enum case_currency)i);
  choice->currency = (enum case_currency)choice->its->cheapest_in;
  if (choice->cheapest[choice->currency].best == CHOICE_NONE)
    choice->currency = CURRENCY_BYTES;
  choice->answer = choice->cheapest[choice->currency].best;
}

/* ---- fronts ---- */

static enum status fronts_find(struct choice *choice, struct error *error) {
  struct front_item *bytes = calloc(choice->count + 1, sizeof *bytes);
  struct front_item *cpu = calloc(choice->count + 1, sizeof *cpu);
  for (size_t i = 0; bytes && cpu && i < choice->count; i++) {
    double latency = candidate_latency_s(&choice->candidates[i]);
    bytes[i] = (struct front_item){latency, choice_cost(choice, i, CURRENCY_BYTES).value};
    cpu[i] = (struct front_item){latency, choice_cost(choice, i, CURRENCY_CPU).value};
  }
  for (size_t i = 0; bytes && cpu && i < choice->count; i++) {
    choice->on_bytes_front[i] = front_has(bytes, choice->count, i);
    choice->on_cpu_front[i] = front_has(cpu, choice->count, i);
  }
  enum status status = bytes && cpu ? STATUS_OK : no_memory(error);
  free(bytes);
  free(cpu);
  return status;
}

enum status choice_make(struct choice *choice, const struct user_case *its,
                        const struct evidence *evidence, const struct prices *prices,
                        struct error *error) {
  *choice = (struct choice){
      .its = its,
      .evidence = evidence,
      .prices = prices,
      .candidates = calloc(CANDIDATES_MAX, sizeof *choice->candidates),
      .projections = calloc(CANDIDATES_MAX, sizeof *choice->projections),
      .on_bytes_front = calloc(CANDIDATES_MAX, sizeof *choice->on_bytes_front),
      .on_cpu_front = calloc(CANDIDATES_MAX, sizeof *choice->on_cpu_front),
      .answer = CHOICE_NONE,
  };
  bool room =
      choice->candidates && choice->projections && choice->on_bytes_front && choice->on_cpu_front;
  enum status status = room ? STATUS_OK : no_memory(error);
  for (int i = 0; status == STATUS_OK && i < TRANSPORT_COUNT; i++)
    status = measured_of(&choice->measured[i], evidence, its, i, error);
  if (status == STATUS_OK) {
    candidates_make(choice);
    answer_find(choice);
    status = fronts_find(choice, error);
  }
  if (status != STATUS_OK)
    choice_release(choice);
  return status;
}
