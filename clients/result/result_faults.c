/* The effects of each fault, in the client's document. */
#include "clients/result/result_parts.h"
#include "clients/run/client.h"
#include "common/base/clock.h"
#include "documents/figures.h"
#include "documents/parts.h"

/* The messages due between this fault and the next one, and how many of them were received. */
static void messages_put(json_t *object, const struct client_faults *faults, size_t index) {
  const struct fault_effect *effect = &faults->record.effects[index];
  bool known = index < faults->known;
  bool same = faults->crowd->record->server_clock.same;
  uint64_t expected = known ? faults->expected[index] : 0;
  figure_put_count_if(object, FIGURE_FAULT_EXPECTED, known, expected);
  figure_put_count(object, FIGURE_FAULT_DELIVERED, effect->delivered);
  figure_put_count_if(object, FIGURE_FAULT_LOST, known, expected - effect->delivered);
  figure_put_count_if(object, FIGURE_FAULT_REPLAYED, same, effect->replayed);
  figure_put_count_if(object, FIGURE_FAULT_LATE, same, effect->late);
  figure_put_count_if(object, FIGURE_FAULT_LATENCY_MAX, same, effect->latency_max_ns);
}

static json_t *effect_json(const struct client_faults *faults, size_t index) {
  const struct fault_effect *effect = &faults->record.effects[index];
  const struct fault_facts *facts = &fault_kinds[effect->fault.kind];
  json_t *object = json_object();
  figure_put_text(object, FIGURE_FAULT_KIND, facts->name);
  figure_put_number(object, FIGURE_FAULT_AT, effect->fault.at_s);
  figure_put_number(object, FIGURE_FAULT_FOR, effect->fault.for_s);
  if (facts->shared)
    figure_put_number(object, FIGURE_FAULT_SHARE, effect->fault.share);
  if (facts->counted)
    figure_put_count(object, FIGURE_FAULT_MESSAGES, effect->fault.messages);
  bool ours = facts->actors & FAULT_BY_CLIENT;
  bool silences = effect->fault.kind == FAULT_SILENCE_CONNECTIONS;
  figure_put_count_if(object, FIGURE_FAULT_AFFECTED, ours, effect->affected);
  figure_put_count_if(object, FIGURE_FAULT_UNAWARE, silences, effect->unaware);
  messages_put(object, faults, index);
  figure_put_count(object, FIGURE_FAULT_NOTICED, effect->notice.count);
  histogram_put(object, HISTOGRAM_FAULT_NOTICE, effect->notice.count ? &effect->notice : NULL);
  figure_put_count(object, FIGURE_FAULT_SERVED, effect->served);
  figure_put_count_if(object, FIGURE_FAULT_SERVED_AGAIN, effect->served == faults->record.users,
                      effect->served_last_ns - effect->begin_ns);
  return object;
}

void faults_put(json_t *document, const struct client *client) {
  json_t *array = json_array();
  for (size_t i = 0; i < client->faults.record.count; i++)
    json_array_append_new(array, effect_json(&client->faults, i));
  figure_put(document, FIGURE_FAULTS, array);
}
