/* Frames that a WebSocket sends beside those of its channel, and their compression. */
#include <stdlib.h>
#include <string.h>

#include "common/deflate/inflate.h"
#include "common/wire/websocket_frame.h"
#include "servers/engines/epoll/epoll.h"
#include "servers/wire/frame.h"

struct websocket *websocket_create(const struct deflate_agreement *deflate) {
  struct websocket *websocket = calloc(1, sizeof *websocket);
  if (!websocket)
    return NULL;
  websocket->deflate = *deflate;
  websocket_reader_init(&websocket->reader, WEBSOCKET_PEER_CLIENT, deflate->agreed,
                        REQUEST_BODY_BYTES_MAX);
  return websocket;
}

void websocket_free(struct websocket *websocket) {
  if (!websocket)
    return;
  websocket_reader_release(&websocket->reader);
  deflater_destroy(websocket->deflater);
  inflater_destroy(websocket->inflater);
  fragments_clear(&websocket->inflated);
  chunk_drop(websocket->pong);
  free(websocket);
}

struct chunk *websocket_reply(struct exchange *exchange) {
  struct chunk *pong = exchange->websocket->pong;
  exchange->websocket->pong = NULL;
  return pong ? pong : session_reply(&exchange->session);
}

static struct deflater *deflater_of(struct websocket *websocket,
                                    const struct server_options *options) {
  const struct deflate_agreement *agreed = &websocket->deflate;
  if (!websocket->deflater)
    websocket->deflater =
        deflater_create(agreed->server_window_bits, (int)options->deflate_memory_level,
                        agreed->server_keeps_window);
  return websocket->deflater;
}

static struct chunk *frame_deflated(struct deflater *deflater, const struct chunk *frame) {
  const char *text = (const char *)frame->bytes + frame->frame_header_bytes;
  const char *packed = NULL;
  size_t packed_bytes = 0;
  if (!deflater || !deflater_take(deflater, text, frame->bytes_count - frame->frame_header_bytes,
                                  &packed, &packed_bytes))
    return NULL;
  struct chunk *chunk = frame_make(WEBSOCKET_TEXT, packed, packed_bytes);
  if (!chunk)
    return NULL;
  chunk->bytes[0] |= WEBSOCKET_DEFLATED;
  chunk->messages = frame->messages;
  return chunk;
}

struct chunk *websocket_packed(struct exchange *exchange, struct chunk *frame) {
  struct websocket *websocket = exchange->websocket;
  bool is_text = frame && (frame->bytes[0] & WEBSOCKET_OPCODE) == WEBSOCKET_TEXT;
  if (!websocket->deflate.agreed || !is_text)
    return frame;
  struct chunk *packed =
      frame_deflated(deflater_of(websocket, exchange->connection->loop->server->options), frame);
  chunk_drop(frame);
  return packed;
}
