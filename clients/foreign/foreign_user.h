/* A user's conversation with a server of other people, and what carries it. */
#ifndef CLIENTS_FOREIGN_FOREIGN_USER_H
#define CLIENTS_FOREIGN_FOREIGN_USER_H

#include "clients/foreign/cookies.h"
#include "clients/foreign/foreign.h"
#include "clients/foreign/foreign_lane.h"
#include "clients/foreign/transcript.h"
#include "clients/protocols/excerpt.h"
#include "clients/transports/websocket_raw.h"
#include "clients/users/user_states.h"
#include "common/base/clock.h"

/* A WebSocket that did not come about while the conversation was being called: it is told
 * afterwards, as the answer to its request. */
struct foreign_refusal {
  bool waits; /* it is to be told */
  int code;   /* 0: there was no answer */
  char words[96];
  enum life_failure kind;
};

struct foreign_user {
  struct raw_websocket websocket; /* first: the transport of WebSockets looks for it there */
  struct user *user;
  struct conversation conversation;
  struct random random;
  char channel[24], id[24], run[9]; /* the conversation's texts */
  char *lines;                      /* of the description's headers, for every request */
  struct cookies cookies;
  struct foreign_lane lanes[PROTOCOL_LANES];
  struct loop_timer *wake;
  bool waking;
  struct loop_timer *prover; /* polls until the subscription is proven */
  char *websocket_path, *websocket_lines, *subprotocols; /* of the handshake that is under way */
  struct foreign_refusal refusal;
  enum life_failure failing; /* how that ended of which the conversation is told now */
  struct excerpt heard;      /* of a publisher: the answer, or the text, that it is told now */
  int calling;               /* functions of the protocol that run */
  bool opened;               /* `open` was called before */
  bool subscribed;           /* the conversation is ready */
  bool connects;             /* it is, and its poll has no connection yet */
  bool unconnected;          /* what the conversation is told now had no connection */
  bool polls;                /* a short poll is outstanding */
  bool poll_pending;         /* another one is due */
  bool found;                /* a message, since the last poll */
  uint64_t receipt_ns;       /* of the bytes that are being handed over */
};

static inline struct foreign_user *foreign_user_of(const struct user *user) {
  return user->transport_state;
}

/* Between these the conversation is called; what has ended meanwhile is told by the last `leave`.
 */
void foreign_enter(struct foreign_user *own);
void foreign_leave(struct foreign_user *own);

/* The opening of the WebSocket has failed: the conversation is told, now or afterwards. */
void foreign_refuse(struct foreign_user *own, const struct foreign_refusal *refusal);

/* What the user is doing, for words about a connection that ended: a step of the description. */
const char *foreign_step(const struct foreign_user *own);

/* Breaks off requests and timers; nothing is told. */
void foreign_quiet(struct foreign_user *own);

/* A short poll is due. */
void foreign_poll(struct user *user);

/* Whether a poll that is due would be sent. */
bool foreign_can_poll(const struct user *user);

/* Until the schedule begins a user polls so often for the message that proves its subscription. */
static const uint64_t FOREIGN_PROVE_NS = 50 * NS_PER_MS;

/* How often the connection of a poll is looked for. */
static const uint64_t FOREIGN_CONNECTS_NS = 1 * NS_PER_MS;

/* The conversation has failed at a step: closes everything, and the user connects again later. */
void foreign_give_up(struct foreign_user *own, enum life_failure kind, const char *step,
                     const char *words);

/* What the lanes tell their user. */
extern const struct foreign_lane_handler foreign_lane_handler;

/* Adds a step to the transcript, where one is kept. */
void foreign_say(const struct foreign_user *own, const struct transcript_step *step);
static inline bool foreign_is_said(const struct foreign_user *own) {
  return own->user->crowd->foreign->transcript != NULL;
}

#endif
