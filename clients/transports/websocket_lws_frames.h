/* The frames of users' WebSockets on libwebsockets, in both directions, and how many bytes they
 * are. One thread, that of the loop. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_LWS_FRAMES_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_LWS_FRAMES_H

#include <libwebsockets.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/users/user_states.h"

/* The library compresses and inflates texts (permessage-deflate, RFC 7692) and shows the texts
 * alone: how many bytes their frames had is noted here (websocket_lws_deflate.h). */
struct deflate {
  bool active;    /* the server agreed to compression */
  bool inflating; /* the bytes that are being received are a compressed frame's */
  uint64_t came;  /* frame payload that was inflated, and is not counted yet */
  uint64_t went;  /* frame payload that the newest text became */
};

struct websocket_state {
  struct lws *wsi;
  char *message; /* the part of it that has arrived */
  size_t message_bytes, message_capacity;
  uint64_t frame_left;           /* payload of the frame under way that has not arrived */
  uint64_t opened;               /* connections so far */
  uint64_t up_bytes, down_bytes; /* counted on this connection */
  int descriptor;                /* -1 unless the WebSocket is open */
  bool established;              /* TCP is connected */
  uint64_t asked_ns;             /* when the handshake was sent; 0 before */
  struct tls_session session;
  struct deflate deflate;
  bool dead;      /* the peer answers no heartbeat */
  bool abandoned; /* the attempt is given up: its failure is counted already */
  bool closing;   /* we want it closed */
  bool close_sent;
  bool ping_owed;      /* we are to send a ping, which the socket did not take */
  bool close_received; /* the peer began to close */
};

/* Bytes that the connection has carried above TCP, or above TLS. */
struct stream {
  uint64_t up, down;
  uint64_t unread; /* a part of down */
};
struct stream websocket_stream(const struct websocket_state *state);

/* Count bytes of the stream. */
void websocket_count_down(struct user *user, uint64_t bytes);
void websocket_count_up(struct user *user, uint64_t bytes);

/* Functions of the transport's table. */
void websocket_ping(struct user *user);
bool websocket_can_send(struct user *user);
bool websocket_send_text(struct user *user, char *text, size_t bytes);

/* The library's events. Return 0 to go on, -1 to have the connection closed. */
int websocket_receive(struct user *user, struct lws *wsi, const char *bytes, size_t count);
int websocket_writeable(struct user *user, struct lws *wsi);
void websocket_pong(struct user *user, size_t payload_bytes);
void websocket_peer_closes(struct user *user, const char *payload, size_t payload_bytes);

/* The connection has ended: counts the bytes that the library did not show. */
void websocket_count_tail(struct user *user, enum life_end end);

#endif
