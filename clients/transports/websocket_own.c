/* WebSockets of users of our own servers, on connections of our own. */
#include <stdlib.h>

#include "clients/transports/websocket_raw.h"
#include "clients/users/transport.h"

/* --- what they say ------------------------------------------------------------------- */

static size_t own_request_write(struct user *user, const char *key_text, const char *offer,
                                char *out) {
  char path[USER_PATH_BYTES];
  user_path(user, "websocket", path);
  return websocket_request_write(&user->crowd->style, path, key_text, offer, out);
}

static const char *own_subprotocols(const struct user *user) {
  (void)user;
  return "";
}

static void own_upgraded(struct user *user, const char *head, size_t head_bytes) {
  (void)head, (void)head_bytes;
  user_ready(user);
}

static const struct raw_websocket_kind own_kind = {
    .request_write = own_request_write,
    .subprotocols = own_subprotocols,
    .upgraded = own_upgraded,
    .message = raw_text_take,
};

/* --- the transport ------------------------------------------------------------------- */

static enum status own_user_init(struct user *user, struct error *error) {
  user->transport_state = calloc(1, sizeof(struct raw_websocket));
  if (!user->transport_state)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for user %u", user->id);
  return raw_websocket_init(user, error);
}

static void own_user_release(struct user *user) {
  raw_websocket_release(user);
  free(user->transport_state);
}

static void own_drop(struct user *user) {
  raw_websocket_cut(user, LIFE_DEAD);
}

static const struct transport own_transport = {
    .name = "websocket",
    .user_init = own_user_init,
    .user_release = own_user_release,
    .connect = raw_websocket_connect,
    .descriptor = raw_websocket_descriptor,
    .can_send = raw_can_send,
    .send_text = raw_send_text,
    .ping = raw_ping,
    .drop = own_drop,
    .abandon = raw_websocket_abandon,
    .pause = raw_websocket_pause,
    .resume = raw_websocket_resume,
    .close = raw_websocket_close,
};

static enum status own_websockets_create(struct crowd *crowd, struct websockets **out,
                                         struct error *error) {
  return raw_websockets_create(&own_kind, crowd, out, error);
}

const struct websocket_library websocket_raw = {
    .create = own_websockets_create,
    .destroy = raw_websockets_destroy,
    .transport = &own_transport,
};
