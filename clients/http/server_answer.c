/* Members of JSON documents, by jansson. */
#include "clients/http/server_answer.h"

#include <jansson.h>
#include <string.h>

#include "common/base/json_depth.h"

static bool member_read(const json_t *object, const char *name, uint64_t *out) {
  const json_t *value = json_object_get(object, name);
  if (!json_is_integer(value) || json_integer_value(value) < 0)
    return false;
  *out = (uint64_t)json_integer_value(value);
  return true;
}

static bool channel_read(const json_t *object, struct server_answer *out) {
  uint64_t number;
  struct server_channel channel;
  if (!member_read(object, "channel", &number) || number >= out->channel_count ||
      !member_read(object, "newest", &channel.newest) ||
      !member_read(object, "count", &channel.count) ||
      !member_read(object, "first", &channel.first) ||
      !member_read(object, "last", &channel.last) || channel.first > channel.last)
    return false;
  out->channels[number] = channel;
  return true;
}

/* A server may leave its clock out. False where it names one and a part is missing. */
static bool clock_read(const json_t *object, struct server_answer *out) {
  const char *boot_id = json_string_value(json_object_get(object, "boot_id"));
  size_t bytes = boot_id ? strlen(boot_id) : 0;
  out->clock_named = object && !json_is_null(object);
  if (!out->clock_named)
    return true;
  if (!boot_id || bytes > CLOCK_BOOT_ID_BYTES ||
      !member_read(object, "time_namespace", &out->clock.time_namespace) ||
      !member_read(object, "now_ns", &out->clock_now_ns))
    return false;
  memcpy(out->clock.boot_id, boot_id, bytes + 1);
  return true;
}

bool server_answer_read_stats(const char *text, size_t bytes, struct server_answer *out) {
  json_t *document = json_depth_fits(text, bytes) ? json_loadb(text, bytes, 0, NULL) : NULL;
  const json_t *channels = json_object_get(document, "channels");
  bool good = member_read(document, "epoch_ns", &out->epoch_ns) &&
              member_read(document, "published_until_ns", &out->published_until_ns) &&
              clock_read(json_object_get(document, "clock"), out) && json_is_array(channels) &&
              json_array_size(channels) == out->channel_count;
  for (size_t i = 0; good && i < out->channel_count; i++)
    good = channel_read(json_array_get(channels, i), out);
  json_decref(document);
  return good;
}

bool server_answer_read_start(const char *text, size_t bytes, struct server_answer *out) {
  json_t *document = json_depth_fits(text, bytes) ? json_loadb(text, bytes, 0, NULL) : NULL;
  bool good = member_read(document, "epoch_ns", &out->epoch_ns);
  json_decref(document);
  return good;
}
