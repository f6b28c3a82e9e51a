/* Reads what a schedule is drawn from. */
#include "bench/judge/model_drawn.h"

#include <math.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/traits.h"
#include "common/base/whole.h"
#include "common/suite/options.h"
#include "documents/fields.h"
#include "documents/figures.h"

static double number_of(const json_t *document, const char *name) {
  return field_number(figure_json(document, FIGURE_PARAMS), name, NAN);
}

/* 0 where it is missing. */
static int64_t parameter_whole(const json_t *document, const char *name) {
  return json_integer_value(json_object_get(figure_json(document, FIGURE_PARAMS), name));
}

static int choice_of(const json_t *document, const char *name, const char *choices) {
  const char *text = json_string_value(json_object_get(figure_json(document, FIGURE_PARAMS), name));
  return text ? option_choice(choices, text) : -1;
}

static bool workload_read(const json_t *document, struct workload *out) {
  const struct workload_plan plan = {.kind = choice_of(document, "workload", WORKLOAD_CHOICES),
                                     .clients = parameter_whole(document, "clients"),
                                     .channels = parameter_whole(document, "channels"),
                                     .room_users = parameter_whole(document, "room_users"),
                                     .editors = parameter_whole(document, "editors"),
                                     .payload_bytes = parameter_whole(document, "payload_bytes"),
                                     .payload_bytes_max =
                                         parameter_whole(document, "payload_bytes_max")};
  bool rooms = plan.kind == WORKLOAD_CHAT || plan.kind == WORKLOAD_COLLAB;
  return plan.kind >= 0 && plan.kind != WORKLOAD_TRACE && plan.clients > 0 &&
         (rooms ? plan.room_users : plan.channels) > 0 &&
         workload_make(&plan, out, NULL) == STATUS_OK;
}

static bool load_read(const json_t *document, struct load_plan *out) {
  int arrival = choice_of(document, "arrival", ARRIVAL_CHOICES);
  double rate_per_s = number_of(document, "rate_per_s");
  if (arrival < 0 || !(rate_per_s >= 0) ||
      !json_is_integer(json_object_get(figure_json(document, FIGURE_PARAMS), "seed")))
    return false;
  *out = (struct load_plan){.rate_per_s = rate_per_s,
                            .arrival = (enum arrival)arrival,
                            .burst_messages = (uint64_t)parameter_whole(document, "burst_messages"),
                            .payload_bytes = (uint64_t)parameter_whole(document, "payload_bytes"),
                            .payload_bytes_max =
                                (uint64_t)parameter_whole(document, "payload_bytes_max"),
                            .seed = (uint64_t)parameter_whole(document, "seed")};
  return true;
}

/* The time from the epoch to an instant of the document. */
static uint64_t since_epoch_ns(double at_ns, double start_ns, double warmup_ns) {
  return whole_of(at_ns - start_ns + warmup_ns);
}

static bool times_read(const json_t *document, struct drawn_plan *plan) {
  double warmup_ns = number_of(document, "warmup_s") * (double)NS_PER_S;
  double duration_ns = number_of(document, "duration_s") * (double)NS_PER_S;
  double start_ns = figure_value(document, FIGURE_WINDOW_START, NAN);
  double counted_start_ns = figure_value(document, FIGURE_COUNTED_START, start_ns);
  double counted_end_ns = figure_value(document, FIGURE_COUNTED_END, start_ns + duration_ns);
  if (!(warmup_ns >= 0) || !(duration_ns > 0) || !(warmup_ns + duration_ns < 1e18) ||
      !(counted_start_ns < counted_end_ns))
    return false;
  plan->start_ns = whole_of(warmup_ns);
  plan->end_ns = plan->start_ns + whole_of(duration_ns);
  plan->counted_start_ns = since_epoch_ns(counted_start_ns, start_ns, warmup_ns);
  plan->counted_end_ns = since_epoch_ns(counted_end_ns, start_ns, warmup_ns);
  return true;
}

bool model_drawn(const json_t *document, struct drawn *out) {
  struct drawn_plan plan = {
      .up_ns = whole_of(figure_value(document, FIGURE_LINK_UP_DELAY, 0)),
      .singly = !json_is_true(json_object_get(figure_json(document, FIGURE_PARAMS), "batching"))};
  if (!workload_read(document, &plan.workload) || !load_read(document, &plan.load) ||
      !times_read(document, &plan))
    return false;
  int transport = choice_of(document, "transport", TRANSPORT_CHOICES);
  if (transport >= 0 && transport_traits[transport].scheduled) {
    plan.interval_ns = (uint64_t)parameter_whole(document, "interval_ms") * NS_PER_MS;
    if (plan.interval_ns == 0)
      return false;
  }
  return drawn_of(&plan, out) &&
         (double)out->published == figure_value(document, FIGURE_PUBLISHED, NAN);
}
