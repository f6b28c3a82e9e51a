/* The frames of users' WebSockets on connections of our own, in both directions. One thread. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_RAW_FRAMES_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_RAW_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/transports/websocket_handshake.h"
#include "clients/transports/websocket_wire.h"
#include "clients/users/user_states.h"
#include "common/base/random.h"
#include "common/deflate/inflate.h"
#include "common/wire/http_reader.h"
#include "common/wire/websocket_reader.h"

/* How an open WebSocket has ended. */
struct raw_websocket_end {
  enum life_failure failure;
  bool ours;          /* we have cut it */
  uint16_t code;      /* of the close frame, the server's or ours; 0: there was none */
  const char *reason; /* of the server's; reason_bytes of them, from outside */
  size_t reason_bytes;
};

/* What is said by the handshake, and what messages mean: of our own servers, or of others. */
struct raw_websocket_kind {
  /* Writes the handshake's request; `out` has room for WEBSOCKET_HANDSHAKE_BYTES_MAX. Returns its
   * length. */
  size_t (*request_write)(struct user *user, const char *key_text, const char *offer, char *out);

  /* The list of subprotocols that it asks for, "" for none. */
  const char *(*subprotocols)(const struct user *user);

  /* The server has agreed, by this head. */
  void (*upgraded)(struct user *user, const char *head, size_t head_bytes);

  /* There will be no WebSocket: the answer has another status, or (0) `words` say why there is
   * none. The open WebSocket of a user that goes on has ended. user_failed follows both, where it
   * was not called. Both may be NULL. */
  void (*refused)(struct user *user, int code, enum life_failure failure, const char *words);
  void (*over)(struct user *user, const struct raw_websocket_end *end);

  /* A message has come. Returns 0, or the code to close with. */
  uint16_t (*message)(struct user *user, const char *bytes, size_t count, bool text,
                      uint64_t receipt_ns);
};

/* The state that all users share. */
struct raw_websockets {
  const struct raw_websocket_kind *kind;
  struct crowd *crowd;
  struct connections *connections; /* NULL over HTTP/2 */
  struct random random; /* of keys and masks; need not be secret, as we wrote the texts ourselves */
  const char *offer;    /* of compression; "": none */
  char *frame;          /* that is being sent */
  size_t frame_capacity;
  char *text; /* that is being inflated */
  size_t text_bytes, text_capacity;
};

struct raw_websocket {
  struct websocket_wire wire;
  uint32_t generation; /* grows with each WebSocket that has ended, or each attempt */
  uint64_t opened;     /* connections so far */
  uint64_t asked_ns;   /* when the handshake was sent; 0 before */
  char accept[WEBSOCKET_ACCEPT_TEXT_BYTES];
  struct http_reader *handshake; /* of the answer; NULL once that is read */
  bool upgraded;
  struct websocket_reader reader;
  struct websocket_compression compression;
  struct inflater *inflater; /* made when first needed, as the next */
  struct deflater *deflater;
  bool closing; /* we have sent a close frame */
  bool ping_owed;
};

static inline struct raw_websockets *raw_websockets_of(const struct user *user) {
  return (struct raw_websockets *)(void *)user->crowd->websockets;
}

/* Sends a frame and counts its bytes. first_byte: its flags and opcode. False where the connection
 * does not take it. */
bool raw_frame_send(struct user *user, uint8_t first_byte, const char *payload, size_t count);

/* Sends a message, compressed if that was agreed. False where the connection does not take it. */
bool raw_message_send(struct user *user, const char *bytes, size_t count, bool binary);

/* Sends a close frame, unless one was sent, and counts that we began. */
void raw_close_send(struct user *user, uint16_t code);

/* Answers the server's close frame with the same payload, and counts that the server began. */
void raw_close_answer(struct user *user, const char *payload, size_t count);

/* A text of our own servers: the function `message` of their kind. */
uint16_t raw_text_take(struct user *user, const char *text, size_t bytes, bool is_text,
                       uint64_t receipt_ns);

/* Handles an event other than a close frame. Returns 0, or the code to close with. */
uint16_t raw_event_take(struct user *user, const struct websocket_event *event,
                        uint64_t receipt_ns);

/* Functions of the transport's table. */
bool raw_can_send(struct user *user);
bool raw_send_text(struct user *user, char *text, size_t bytes);
void raw_ping(struct user *user);

/* The socket of a user, the owner, takes bytes again. */
void raw_written(void *owner);

#endif
