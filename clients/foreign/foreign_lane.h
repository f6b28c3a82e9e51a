/* A connection of a user for HTTP requests: sends a request of a conversation, and hands on the
 * answer, or the events of a stream. */
#ifndef CLIENTS_FOREIGN_FOREIGN_LANE_H
#define CLIENTS_FOREIGN_FOREIGN_LANE_H

#include "clients/http/http.h"
#include "clients/protocols/protocol.h"
#include "common/wire/sse.h"

struct foreign_lane;

/* What a lane tells its owner. */
struct foreign_lane_handler {
  /* A head has come, of whatever answer. */
  void (*head)(void *owner, const char *head, size_t head_bytes);

  /* The answer is the event stream that was asked for. */
  void (*opened)(void *owner, struct foreign_lane *lane, const struct protocol_answer *answer);

  /* An event of it, read at receipt_ns. It may abort the lane. */
  void (*event)(void *owner, struct foreign_lane *lane, const struct protocol_event *event,
                uint64_t receipt_ns);

  /* The answer has ended, or the stream: foreign_lane_answer has it until the next request. */
  void (*ended)(void *owner, struct foreign_lane *lane);
};

struct lane_text {
  char *bytes;
  size_t count, capacity;
};

struct foreign_lane {
  const struct foreign_lane_handler *handler;
  void *owner;
  enum protocol_lane which;
  struct http_connection *connection; /* made when first needed */
  struct lane_text lines, head, body; /* of the request's headers; of the answer */
  bool under_way;
  bool streams; /* an event stream was asked for, and has come if `reading` */
  bool reading;
  struct sse_reader events;
  uint64_t receipt_ns; /* of the newest bytes */
  const char *fault;   /* why we broke the answer off; NULL: we did not */

  bool ended; /* it is the owner's: the answer is to be told */
  int code;   /* of the answer; 0: there was none, and: */
  char failure[96];
  bool unconnected; /* and there was no connection, so that nothing was sent */
  enum life_failure kind;
};

void foreign_lane_init(struct foreign_lane *lane, const struct foreign_lane_handler *handler,
                       void *owner, enum protocol_lane which);
void foreign_lane_release(struct foreign_lane *lane);

/* Sends a request on that HTTP, with the lines of headers, and the cookies ("" for none), beside
 * its own. `streams`: the answer is to be an event stream. Contract: nothing is under way. */
struct foreign_lane_sent {
  struct http *http;
  const char *lines, *cookies;
  const struct protocol_request *request;
  bool streams;
};
void foreign_lane_send(struct foreign_lane *lane, const struct foreign_lane_sent *sent);

/* Whether the lane has a connection that was established. */
bool foreign_lane_is_connected(const struct foreign_lane *lane);

struct protocol_answer foreign_lane_answer(const struct foreign_lane *lane);

/* Breaks off what is under way; nothing is told. */
void foreign_lane_abort(struct foreign_lane *lane);

#endif
