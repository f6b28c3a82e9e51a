/* A connection of a user for HTTP requests: takes a request of the user's conversation, and hands
 * it the answer, or the events of a stream. */
#ifndef CLIENTS_FOREIGN_FOREIGN_LANE_H
#define CLIENTS_FOREIGN_FOREIGN_LANE_H

#include "clients/http/http.h"
#include "clients/protocols/protocol.h"
#include "common/wire/sse.h"

struct foreign_user;

struct lane_text {
  char *bytes;
  size_t count, capacity;
};

struct foreign_lane {
  struct foreign_user *user;
  enum protocol_lane which;
  struct http_connection *connection; /* made when first needed */
  struct lane_text lines, head, body; /* of the request's headers; of the answer */
  bool under_way;
  bool streams; /* an event stream was asked for, and has come if `reading` */
  bool reading;
  struct sse_reader events;

  /* The answer ended while the conversation was being called: it is told afterwards. */
  bool ended;
  int code;
  char failure[96];
  enum life_failure kind;
};

void foreign_lane_init(struct foreign_lane *lane, struct foreign_user *user,
                       enum protocol_lane which);
void foreign_lane_release(struct foreign_lane *lane);

/* `streams`: the answer is to be an event stream. */
void foreign_lane_send(struct foreign_lane *lane, const struct protocol_request *request,
                       bool streams);

/* Tells the conversation of an answer that ended while it was being called. */
void foreign_lane_settle(struct foreign_lane *lane);

/* Breaks off what is under way; nothing is told. */
void foreign_lane_abort(struct foreign_lane *lane);

#endif
