/* Reads {"data":"…","due_ns":N}. */
#include "servers/transports/publish.h"

#include <jansson.h>

#include "common/base/json_depth.h"
#include "common/wire/message.h"

struct publish {
  const char *data; /* of the JSON body */
  size_t data_bytes;
  uint64_t due_ns;
};

static int refused(int status, const char *text, const char **reason) {
  *reason = text;
  return status;
}

/* Returns 0, or the status to refuse with. A due time in the future is refused, since the message
 * would be received before it. */
static int publish_read(const json_t *body, uint64_t now_ns, struct publish *out,
                        const char **reason) {
  const json_t *data = json_object_get(body, "data");
  const json_t *due = json_object_get(body, "due_ns");
  size_t bytes = json_string_length(data);
  if (!json_is_string(data))
    return refused(400, "publish takes {\"data\":\"…\",\"due_ns\":N}", reason);
  if (bytes > MESSAGE_DATA_BYTES_MAX)
    return refused(413, "data takes at most 1 MiB", reason);
  if (!message_data_plain(json_string_value(data), bytes))
    return refused(400, "data takes printable ASCII without quote and backslash", reason);
  if (due && (!json_is_integer(due) || json_integer_value(due) < 0 ||
              (uint64_t)json_integer_value(due) > now_ns))
    return refused(400, "due_ns takes an instant in nanoseconds that is not in the future", reason);
  *out = (struct publish){.data = json_string_value(data),
                          .data_bytes = bytes,
                          .due_ns = due ? (uint64_t)json_integer_value(due) : now_ns};
  return 0;
}

int publish_text(struct hub *hub, uint64_t channel, const char *text, size_t bytes, uint64_t now_ns,
                 uint64_t *seq, const char **reason) {
  struct publish publish;
  if (hub->closed_to_users)
    return refused(501, "a server of several processes takes no messages of users", reason);
  if (!hub_feed(hub, channel))
    return refused(404, "no such channel", reason);
  json_t *body =
      json_depth_fits(text, bytes) ? json_loadb(text, bytes, JSON_REJECT_DUPLICATES, NULL) : NULL;
  int status = publish_read(body, now_ns, &publish, reason);
  if (status == 0 && hub_publish(hub, channel, ORIGIN_REQUEST, publish.due_ns, now_ns, publish.data,
                                 publish.data_bytes, seq) != STATUS_OK)
    status = refused(503, "no memory for the message, or its journal cannot be written", reason);
  json_decref(body);
  return status;
}
