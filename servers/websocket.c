/* WebSocket: a text frame a message, as soon as there is one. */
#include "servers/transport.h"

static struct step websocket_step(struct session *session, uint64_t now_ns) {
  (void)now_ns;
  struct chunk *frame = feed_next(session->feed, FEED_WEBSOCKET, &session->cursor);
  if (frame != NULL)
    return (struct step){.kind = STEP_SEND, .chunk = frame};
  return (struct step){.kind = STEP_WAIT, .until_ns = STEP_FOREVER};
}

const struct transport websocket_transport = {
    .name = "websocket",
    .framing = FRAMING_MESSAGE,
    .step = websocket_step,
};
