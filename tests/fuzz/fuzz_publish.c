/* Texts by which users publish on a WebSocket; the body of POST /publish is read in the same
 * way. */
#include <stdlib.h>
#include <string.h>

#include "common/wire/message.h"
#include "common/wire/publish.h"
#include "servers/transports/transport.h"
#include "tests/fuzz/target.h"

enum { HISTORY = 4, NOW_NS = 1000000 };

/* An accepted text is answered, and published as a message that can be read. */
static void accepted_check(struct session *session, const struct chunk *reply) {
  struct message message;
  uint64_t seq = 0;
  struct chunk *text = feed_next(session->feed, FORM_TEXT, &session->cursor);
  const char *answer = (const char *)reply->bytes + reply->frame_header_bytes;
  if (!publish_answer_decode(answer, reply->bytes_count - reply->frame_header_bytes, &seq) ||
      !text || !message_decode((const char *)text->bytes, text->bytes_count, &message) ||
      message.seq != seq || message.due_ns > NOW_NS) {
    abort();
  }
  chunk_drop(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const struct transport_settings settings;
  static struct hub hub;
  struct session session;
  if (hub.channels == 0 && hub_init(&hub, 1, HISTORY, &settings.style) != STATUS_OK) {
    return 0;
  }
  session_open(&session, &websocket_transport, &settings, &hub, 0, false, 0);
  struct received received = session_receive(&session, (const char *)data, size, NOW_NS);
  struct chunk *reply = session_reply(&session);
  if (received.close_code != 0 && (!received.reason || reply)) {
    abort();
  }
  if (received.publish && received.close_code == 0) {
    accepted_check(&session, reply);
  }
  chunk_drop(reply);
  session_close(&session);
  return 0;
}
