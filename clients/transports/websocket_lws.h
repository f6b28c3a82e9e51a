/* What the two files of the WebSocket users share. libwebsockets belongs to the loop's
 * thread. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_LWS_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_LWS_H

#include <libwebsockets.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/transports/websocket_lws_deflate.h"
#include "clients/users/user_states.h"

struct websocket_state {
  struct lws *wsi;
  char *message; /* as far as it has come */
  size_t message_bytes, message_capacity;
  uint64_t frame_left;           /* payload of the frame under way that is still to come */
  uint64_t opened;               /* connections, in all */
  uint64_t up_bytes, down_bytes; /* counted on this connection */
  int descriptor;                /* -1 unless open */
  bool established;              /* TCP is */
  uint64_t asked_ns;             /* when the handshake went out, 0 before */
  struct tls_session session;
  struct deflate deflate;
  bool dead;      /* the peer answers no heartbeat */
  bool abandoned; /* what the library says of this attempt is known */
  bool closing;   /* we want it closed */
  bool close_sent;
  bool ping_owed;             /* by us: the socket did not take it */
  bool close_received;        /* and not as the answer to ours */
  int64_t uncounted_at_close; /* see down_uncounted */
};

/* --- websocket_frames.c ------------------------------------------------------------- */

/* What the connection has carried above TCP, or above TLS. */
struct stream {
  uint64_t up, down;
  uint64_t unread; /* part of down */
};
struct stream websocket_stream(const struct websocket_state *state);

/* Bytes of the stream. */
void websocket_count_down(struct user *user, uint64_t bytes);
void websocket_count_up(struct user *user, uint64_t bytes);

/* For the transport's table. */
void websocket_ping(struct user *user);
bool websocket_can_say(struct user *user);
bool websocket_say(struct user *user, char *text, size_t bytes);

/* The library's events. 0 to go on, -1 to have the connection closed. */
int websocket_receive(struct user *user, struct lws *wsi, const char *bytes, size_t count);
int websocket_writeable(struct user *user, struct lws *wsi);
void websocket_pong(struct user *user, size_t payload_bytes);
void websocket_peer_closes(struct user *user, const char *payload, size_t payload_bytes);

/* On a connection that has ended: counts what the library did not show. */
void websocket_count_tail(struct user *user, enum life_end end);

#endif
