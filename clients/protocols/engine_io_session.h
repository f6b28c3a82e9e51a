/* A session of the Engine.IO protocol, version 4, which engine.io and socket.io share. The source
 * of each rule is the protocol's document, https://github.com/socketio/engine.io-protocol, whose
 * sections are named here:
 *
 * - "Handshake": the server's first packet, 0{…}, has the session's sid, which every later URL has;
 *   its ping interval, and how many bytes a body may have.
 * - "HTTP long-polling": one GET is held at any time, and one POST at most is under way beside it;
 * a second one of either would end the session. A body has packets with a record separator between
 *   them. Status 400 where the sid is not known (any more).
 * - "Heartbeat": the server pings (2), we answer (3). The connection is dead where no ping comes
 *   within the interval and the timeout together.
 * - "WebSocket": each packet is a message. We open it at once, without long-polling before it, as
 *   engine.io-client does with `transports: ["websocket"]`.
 *
 * As engine.io-client does, each URL of a poll or a post has a random `t`, and a session that has
 * ended is not mended: the conversation fails, and begins again after the carrier's back-off.
 * Binary packets are passed over: what we publish is text. */
#ifndef CLIENTS_PROTOCOLS_ENGINE_IO_SESSION_H
#define CLIENTS_PROTOCOLS_ENGINE_IO_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/protocols/protocol.h"
#include "common/base/growing_text.h"

/* The protocol on top. */
struct engine_io_layer {
  const char *path;       /* of the server, where the description says no other */
  const char *first_step; /* what it does when the session is open, for `failed`: "connect" */

  void (*opened)(struct conversation *conversation);
  void (*message)(struct conversation *conversation, const char *bytes, size_t count);

  /* So many packets that published, the oldest, were taken by the server, refused with the post
   * that had them, or sent where nothing answers. */
  void (*sent)(struct conversation *conversation, size_t publishes,
               enum protocol_published outcome);

  /* The session is over, and no answer will come. Also where none was open. */
  void (*ended)(struct conversation *conversation);
};

enum engine_io_state { ENGINE_IO_CLOSED, ENGINE_IO_OPENING, ENGINE_IO_OPEN };

struct engine_io_packet {
  size_t bytes;
  bool publishes;
};

enum { ENGINE_IO_SID_BYTES = 256 };

/* The first member of the conversation's state. */
struct engine_io {
  const struct engine_io_layer *layer;
  enum engine_io_state state;
  const char *step;      /* what is awaited; NULL: nothing but pings */
  unsigned ended;        /* sessions so far */
  uint64_t silence_ns;   /* within which a ping comes */
  size_t body_bytes_max; /* of a post */
  char sid[ENGINE_IO_SID_BYTES];
  bool handed;                /* the poll had something for the application */
  bool posting;               /* a post is under way */
  size_t posted_publishes;    /* its packets that publish */
  struct growing_text packet; /* that is being built */
  struct growing_text queue;  /* packets that wait for the post under way */
  struct engine_io_packet *packets;
  size_t packet_count, packet_capacity;
};

/* Opens a session, in the place of the last one. */
void engine_io_begin(struct conversation *conversation, const struct engine_io_layer *layer);
void engine_io_release(struct conversation *conversation);

/* Begins a message packet, to which the caller adds its data. engine_io_send sends it; `publishes`:
 * `sent` follows. */
struct growing_text *engine_io_packet(struct conversation *conversation);
void engine_io_send(struct conversation *conversation, bool publishes);

/* The layer awaits this step's answer, 10 s at most; NULL: it awaits nothing more. */
void engine_io_await(struct conversation *conversation, const char *step);

/* Hands something to the application. */
void engine_io_received(struct conversation *conversation, const char *bytes, size_t count);

/* Ends the session, and the conversation fails. */
void engine_io_fail(struct conversation *conversation, const char *step, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Functions of the rows. */
void engine_io_answered(struct conversation *conversation, enum protocol_lane lane,
                        const struct protocol_answer *answer);
void engine_io_opened(struct conversation *conversation, const struct protocol_answer *answer);
void engine_io_text(struct conversation *conversation, const char *bytes, size_t count,
                    bool binary);
void engine_io_woken(struct conversation *conversation);
void engine_io_lost(struct conversation *conversation);

/* Whether the description's URL begins with a slash. */
enum status engine_io_check(const struct conversation *conversation,
                            const struct engine_io_layer *layer, struct error *error);

#endif
