/* What each fault did, as JSON. */
#include "clients/result/result_json.h"
#include "clients/run/client.h"
#include "common/base/clock.h"

static json_t *effect_json(const struct client_faults *faults, size_t index) {
  const struct fault_effect *effect = &faults->record.effects[index];
  const struct fault_facts *facts = &fault_kinds[effect->fault.kind];
  bool known = index < faults->known;
  json_t *object = json_pack("{s:s, s:f, s:f}", "do", facts->name, "at_s", effect->fault.at_s,
                             "for_s", effect->fault.for_s);
  if (facts->shared)
    json_object_set_new(object, "share", json_real(effect->fault.share));
  if (facts->counted)
    put(object, "messages", effect->fault.messages);
  json_object_set_new(object, "expected",
                      known ? json_integer((json_int_t)faults->expected[index]) : json_null());
  put(object, "delivered", effect->delivered);
  json_object_set_new(
      object, "lost",
      known ? json_integer((json_int_t)faults->expected[index] - (json_int_t)effect->delivered)
            : json_null());
  bool same = faults->crowd->record->server_clock.same;
  put_if(object, "replayed", same, effect->replayed);
  put_if(object, "late", same, effect->late);
  put_if(object, "latency_max_ns", same, effect->latency_max_ns);
  put(object, "noticed", effect->notice.count);
  json_object_set_new(object, "notice_ns",
                      effect->notice.count ? histogram_json(&effect->notice) : json_null());
  put(object, "served", effect->served);
  json_object_set_new(object, "served_again_ns",
                      effect->served == faults->record.users
                          ? json_integer((json_int_t)(effect->served_last_ns - effect->begin_ns))
                          : json_null());
  return object;
}

json_t *faults_json(const struct client *client) {
  json_t *array = json_array();
  for (size_t i = 0; i < client->faults.record.count; i++)
    json_array_append_new(array, effect_json(&client->faults, i));
  return array;
}
