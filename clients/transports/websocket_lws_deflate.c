/* A callback around the library's own. */
#include "clients/transports/websocket_lws_deflate.h"

#include "clients/transports/websocket_lws_frames.h"
#include "common/wire/websocket_frame.h"

static const char name[] = "permessage-deflate";

/* libwebsockets 4.1 passes this for PAYLOAD_RX and PAYLOAD_TX. It is in no header that is installed
 * (lib/roles/ws/private-lib-roles-ws.h). */
struct buffers {
  struct lws_tokens in, out;
};

/* A frame that is not compressed, as a pong, passes through, and the library does not notice that
 * its bytes are used up: it would hand them over without end. */
static void payload_pass(struct deflate *deflate, struct buffers *buffers) {
  deflate->inflating = false;
  buffers->in.len = 0;
}

static int extension_call(struct lws_context *context, const struct lws_extension *extension,
                          struct lws *wsi, enum lws_extension_callback_reasons reason, void *state,
                          void *in, size_t bytes) {
  struct user *user = lws_get_opaque_user_data(wsi);
  bool payload = reason == LWS_EXT_CB_PAYLOAD_RX || reason == LWS_EXT_CB_PAYLOAD_TX;
  if (!payload || !user)
    return lws_extension_callback_pm_deflate(context, extension, wsi, reason, state, in, bytes);
  struct websocket_state *websocket = user->transport_state;
  struct deflate *deflate = &websocket->deflate;
  struct buffers *buffers = in;
  const struct lws_tokens given = buffers->in;
  int result = lws_extension_callback_pm_deflate(context, extension, wsi, reason, state, in, bytes);
  if (result < 0)
    return result;
  if (reason == LWS_EXT_CB_PAYLOAD_TX) {
    deflate->went = (uint64_t)buffers->out.len;
  } else if (given.len > 0 && buffers->in.len == given.len && buffers->out.token == given.token) {
    payload_pass(deflate, buffers);
  } else if (given.len > buffers->in.len) {
    deflate->inflating = true;
    deflate->came += (uint64_t)(given.len - buffers->in.len);
  }
  return result;
}

void deflate_extensions(const char *offer, struct lws_extension out[static 2]) {
  out[0] = (struct lws_extension){.name = name, .callback = extension_call, .client_offer = offer};
  out[1] = (struct lws_extension){.name = NULL};
}

void deflate_begin(struct deflate *deflate, struct lws *wsi) {
  *deflate = (struct deflate){
      .active = lws_set_extension_option(wsi, name, "rx_buf_size", DEFLATE_BUFFER_BITS) >= 0};
  if (deflate->active)
    lws_set_extension_option(wsi, name, "tx_buf_size", DEFLATE_BUFFER_BITS);
}
