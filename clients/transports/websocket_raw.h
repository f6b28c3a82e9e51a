/* What the two files of the users on WebSockets of our own share. One thread. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_RAW_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/http/http_reader.h"
#include "clients/http/inflate.h"
#include "clients/net/connection.h"
#include "clients/transports/websocket_handshake.h"
#include "clients/transports/websocket_reader.h"
#include "clients/users/user_states.h"
#include "common/base/random.h"

/* What all share. */
struct raw_websockets {
  struct crowd *crowd;
  struct connections *connections;
  struct random random; /* keys and masks: who could foresee them has written the texts */
  const char *offer;    /* of compression, "" for none */
  char *frame;          /* one that goes out */
  size_t frame_capacity;
  char *text; /* one that is inflated */
  size_t text_bytes, text_capacity;
};

struct raw_websocket {
  struct connection connection;
  uint64_t opened;   /* connections, in all */
  uint64_t asked_ns; /* when the handshake went out, 0 before */
  char accept[WEBSOCKET_ACCEPT_TEXT_BYTES];
  struct http_reader *handshake; /* until the answer is read */
  bool upgraded;
  struct websocket_reader reader;
  struct websocket_compression compression;
  struct inflater *inflater; /* made when they are first needed */
  struct deflater *deflater;
  bool closing; /* we have sent a close frame */
  bool ping_owed;
};

static inline struct raw_websockets *raw_websockets_of(const struct user *user) {
  return (struct raw_websockets *)(void *)user->crowd->websockets;
}

/* --- websocket_raw_frames.c --------------------------------------------------------- */

/* Sends a frame, of which the first byte is given; counts its bytes. False where the connection
 * does not take it. */
bool raw_frame_send(struct user *user, uint8_t first_byte, const char *payload, size_t count);

/* Sends a close frame, if none was sent yet, and counts who began. An answer has the code that
 * came. */
void raw_close_send(struct user *user, uint16_t code);
void raw_close_answer(struct user *user, const char *payload, size_t count);

/* An event that is not the end of the WebSocket: what follows from it. 0, or the code to close
 * with. */
uint16_t raw_event_take(struct user *user, const struct websocket_event *event,
                        uint64_t receipt_ns);

/* For the transport's table, and when the socket takes bytes again. */
bool raw_can_say(struct user *user);
bool raw_say(struct user *user, char *text, size_t bytes);
void raw_ping(struct user *user);
void raw_written(void *owner);

#endif
