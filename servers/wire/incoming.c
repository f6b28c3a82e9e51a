/* The checks, and the joining of fragments. */
#include "servers/wire/incoming.h"

#include "common/wire/websocket_frame.h"
#include "servers/wire/request.h"

static struct incoming_step refused(uint16_t close_code, const char *reason) {
  return (struct incoming_step){
      .kind = INCOMING_REFUSED, .close_code = close_code, .reason = reason};
}

struct incoming_step incoming_piece(struct incoming *incoming, const char *bytes, size_t count,
                                    uint64_t left, bool last) {
  size_t room = REQUEST_BODY_BYTES_MAX - incoming->text.count;
  if (count > room || left > room - count)
    return refused(CLOSE_TOO_BIG, "the text is too long");
  if (!utf8_add(&incoming->utf8, bytes, count) || (last && !utf8_complete(&incoming->utf8)))
    return refused(CLOSE_INVALID, "the text is not UTF-8");
  incoming->in_message = !last;
  if (last && incoming->text.count == 0) /* in one piece, which need not be copied */
    return (struct incoming_step){.kind = INCOMING_TEXT, .bytes = bytes, .count = count};
  if (!fragments_add(&incoming->text, bytes, count))
    return refused(CLOSE_SERVER_ERROR, "no memory for the text");
  if (!last)
    return (struct incoming_step){.kind = INCOMING_MORE};
  return (struct incoming_step){
      .kind = INCOMING_TEXT, .bytes = incoming->text.bytes, .count = incoming->text.count};
}

static struct incoming_step close_frame(const char *payload, size_t count) {
  uint16_t fault = websocket_close_fault(payload, count);
  if (fault != 0)
    return refused(fault, "a close frame takes a code and a reason in UTF-8");
  return (struct incoming_step){.kind = INCOMING_CLOSE, .bytes = payload, .count = count};
}

struct incoming_step incoming_frame(struct incoming *incoming, uint8_t first_byte,
                                    const char *payload, size_t count) {
  if (!websocket_frame_allowed(first_byte, count, incoming->in_message, 0))
    return refused(CLOSE_PROTOCOL_ERROR, "not a frame of RFC 6455, or out of order");
  switch (first_byte & WEBSOCKET_OPCODE) {
  case WEBSOCKET_BINARY:
    return refused(CLOSE_UNSUPPORTED, "only text is understood");
  case WEBSOCKET_PING:
    return (struct incoming_step){.kind = INCOMING_PING, .bytes = payload, .count = count};
  case WEBSOCKET_PONG:
    return (struct incoming_step){.kind = INCOMING_PONG, .bytes = payload, .count = count};
  case WEBSOCKET_CLOSE:
    return close_frame(payload, count);
  default:
    return incoming_piece(incoming, payload, count, 0, first_byte & WEBSOCKET_FINAL);
  }
}

void incoming_clear(struct incoming *incoming) {
  fragments_clear(&incoming->text);
  *incoming = (struct incoming){.in_message = false};
}
