/* Short polling: every request is answered at once, with or without messages. */
#include "servers/transports/transport.h"

static struct step short_poll_step(struct session *session, uint64_t now_ns) {
  (void)now_ns;
  if (session->phase == SESSION_DONE)
    return (struct step){.kind = STEP_END};
  session->phase = SESSION_DONE;
  return (struct step){.kind = STEP_SEND,
                       .chunk = feed_answer(session->feed, &session->cursor,
                                            session->settings->answer_bytes_max, session->answers)};
}

const struct transport short_poll_transport = {
    .name = "short_poll",
    .framing = FRAMING_BODY,
    .step = short_poll_step,
};
