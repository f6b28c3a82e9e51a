/* Server-sent events: an answer that does not end, with an event for each message, and a comment
 * when nothing was sent for the keep-alive time. */
#include "common/wire/sse.h"

#include <string.h>

#include "servers/transports/transport.h"
#include "servers/wire/response_head.h"

static struct step sse_head(struct session *session) {
  char head[HTTP_HEAD_BYTES_MAX];
  size_t bytes = http_head_stream(&session->settings->style, head);
  struct chunk *chunk = chunk_new(bytes);
  if (chunk)
    memcpy(chunk->bytes, head, bytes);
  session->phase = SESSION_OPEN;
  return (struct step){.kind = STEP_SEND, .chunk = chunk};
}

static struct step sse_send_comment(void) {
  size_t bytes = strlen(sse_comment);
  struct chunk *chunk = chunk_new(bytes);
  if (chunk)
    memcpy(chunk->bytes, sse_comment, bytes);
  return (struct step){.kind = STEP_SEND, .chunk = chunk, .heartbeat = true};
}

/* deadline_ns is when the next comment is due: the keep-alive time after the last bytes. */
static struct step sse_step(struct session *session, uint64_t now_ns) {
  uint64_t keepalive_ns = session->settings->sse_keepalive_ns;
  uint64_t deadline_ns = session->deadline_ns;
  session->deadline_ns = keepalive_ns == 0 ? STEP_FOREVER : now_ns + keepalive_ns;
  if (session->phase == SESSION_NEW)
    return sse_head(session);

  struct chunk *event = feed_next(session->feed, FORM_SSE, &session->cursor);
  if (event)
    return (struct step){.kind = STEP_SEND, .chunk = event};
  if (now_ns >= deadline_ns)
    return sse_send_comment();

  session->deadline_ns = deadline_ns;
  return (struct step){.kind = STEP_WAIT, .until_ns = deadline_ns};
}

const struct transport sse_transport = {
    .name = "sse",
    .framing = FRAMING_STREAM,
    .step = sse_step,
};
