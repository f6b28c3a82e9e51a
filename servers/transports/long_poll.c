/* Long polling: a request is held until there is a message, or until the hold time is over; then
 * the answer is empty. */
#include "servers/transports/transport.h"

static struct step long_poll_step(struct session *session, uint64_t now_ns) {
  switch (session->phase) {
  case SESSION_NEW:
    session->deadline_ns = now_ns + session->settings->hold_ns;
    session->phase = SESSION_OPEN;
    break;
  case SESSION_OPEN:
    break;
  case SESSION_DONE:
    return (struct step){.kind = STEP_END};
  }
  if (feed_newest(session->feed) <= session->cursor && now_ns < session->deadline_ns)
    return (struct step){.kind = STEP_WAIT, .until_ns = session->deadline_ns};

  session->phase = SESSION_DONE;
  return (struct step){.kind = STEP_SEND,
                       .chunk = feed_answer(session->feed, &session->cursor,
                                            session->settings->answer_bytes_max, session->answers)};
}

const struct transport long_poll_transport = {
    .name = "long_poll",
    .framing = FRAMING_BODY,
    .step = long_poll_step,
};
