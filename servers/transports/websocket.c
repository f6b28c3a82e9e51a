/* WebSocket: a text frame for each message. A text that the user sends is a message for its
 * channel, which is answered by a frame, or part of a heartbeat. */
#include "common/wire/publish.h"
#include "common/wire/websocket_frame.h"
#include "servers/transports/publish.h"
#include "servers/transports/transport.h"
#include "servers/wire/frame.h"

static struct step websocket_step(struct session *session, uint64_t now_ns) {
  const struct heartbeat_settings *beats = &session->settings->heartbeat;
  uint64_t until_ns = STEP_FOREVER;
  if (session->phase == SESSION_NEW)
    heartbeat_begin(&session->heartbeat, beats, now_ns);
  session->phase = SESSION_OPEN;
  switch (heartbeat_step(&session->heartbeat, beats, false, now_ns, &until_ns)) {
  case HEARTBEAT_DEAD:
    return (struct step){.kind = STEP_DEAD};
  case HEARTBEAT_PING:
    return (struct step){.kind = STEP_SEND, .chunk = heartbeat_ping(beats), .heartbeat = true};
  case HEARTBEAT_WAIT:
    break;
  }
  struct chunk *frame = feed_next(session->feed, FORM_WEBSOCKET, &session->cursor);
  if (frame)
    return (struct step){.kind = STEP_SEND, .chunk = frame};
  return (struct step){.kind = STEP_WAIT, .until_ns = until_ns};
}

static uint16_t close_code_of(int http_status) {
  switch (http_status) {
  case 400:
    return CLOSE_INVALID;
  case 413:
    return CLOSE_TOO_BIG;
  case 503:
    return CLOSE_SERVER_ERROR;
  default:
    return CLOSE_POLICY;
  }
}

static struct received websocket_publish(struct session *session, const char *text, size_t bytes,
                                         uint64_t now_ns) {
  struct received received = {.publish = true};
  char answer[PUBLISH_ANSWER_BYTES_MAX];
  uint64_t seq = 0;
  if (session->listens_only) {
    received.close_code = CLOSE_POLICY;
    received.reason = "to publish takes the control token";
    return received;
  }
  int status = publish_text(session->hub, session->feed->channel, text, bytes, now_ns, &seq,
                            &received.reason);
  if (status != 0) {
    received.close_code = close_code_of(status);
    return received;
  }
  size_t answer_bytes = publish_answer_encode(seq, answer);
  if (!reply_queue_put(&session->replies, frame_make(WEBSOCKET_TEXT, answer, answer_bytes)))
    return (struct received){.close_code = CLOSE_POLICY, .reason = "answers are not read"};
  return received;
}

static struct received websocket_receive(struct session *session, const char *text, size_t bytes,
                                         uint64_t now_ns) {
  struct received received = {.close_code = 0};
  if (heartbeat_text_is(text, bytes, HEARTBEAT_ANSWER))
    received.answered = heartbeat_receive_pong(&session->heartbeat, now_ns, &received.rtt_ns);
  else if (!heartbeat_text_is(text, bytes, HEARTBEAT_ASKED))
    received = websocket_publish(session, text, bytes, now_ns);
  else if (!reply_queue_put(&session->replies, heartbeat_pong()))
    received = (struct received){.close_code = CLOSE_POLICY, .reason = "answers are not read"};
  return received;
}

const struct transport websocket_transport = {
    .name = "websocket",
    .framing = FRAMING_MESSAGE,
    .step = websocket_step,
    .receive = websocket_receive,
};
