/* WebSockets of users on connections of our own, for transports that have more beside them; over
 * HTTP/2 on the streams of crowd->http. The user's transport_state begins with a struct
 * raw_websocket, all zero at first. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_RAW_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_RAW_H

#include "clients/transports/websocket_library.h"
#include "clients/transports/websocket_raw_frames.h"

/* The state that all users share: as websocket_raw's `create`, for another kind of server. */
enum status raw_websockets_create(const struct raw_websocket_kind *kind, struct crowd *crowd,
                                  struct websockets **out, struct error *error);
void raw_websockets_destroy(struct websockets *websockets); /* NULL is fine */

enum status raw_websocket_init(struct user *user, struct error *error);
void raw_websocket_release(struct user *user);

void raw_websocket_connect(struct user *user);
int raw_websocket_descriptor(const struct user *user); /* -1 unless the WebSocket is open */

/* Break off an attempt, without user_failed; close in order; end without a close frame, then
 * user_failed, where there is a connection. */
void raw_websocket_abandon(struct user *user);
void raw_websocket_close(struct user *user);
void raw_websocket_cut(struct user *user, enum life_failure failure);

void raw_websocket_pause(struct user *user);
void raw_websocket_resume(struct user *user);

#endif
