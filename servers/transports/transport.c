/* The table of the transports, and the functions that all sessions share. */
#include "servers/transports/transport.h"

#include <string.h>

#include "common/base/contract.h"

#define TRANSPORT_LINE(KIND, name, ...) [TRANSPORT_##KIND] = &name##_transport,
static const struct transport *const transports[TRANSPORT_COUNT] = {TRANSPORTS(TRANSPORT_LINE)};

const struct transport *transport_of(enum transport_kind kind) {
  return transports[kind];
}

static enum framing framing_of(const struct transport_traits *traits) {
  return traits->framed ? FRAMING_MESSAGE : traits->streams ? FRAMING_STREAM : FRAMING_BODY;
}

void transport_check(const struct transport *transport, const struct transport_traits *traits) {
  CONTRACT_OF(traits->name, transport && transport->step);
  CONTRACT_OF(traits->name, strcmp(transport->name, traits->name) == 0);
  CONTRACT_OF(traits->name, transport->framing == framing_of(traits));
  CONTRACT_OF(traits->name, (transport->receive != NULL) == traits->framed);
}

void transports_check(void) {
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    transport_check(transports[i], &transport_traits[i]);
}

void session_open(struct session *session, const struct transport *transport,
                  const struct transport_settings *settings, struct hub *hub, uint64_t channel,
                  bool has_after, uint64_t after) {
  struct feed *feed = hub_feed(hub, channel);
  CONTRACT(feed);
  *session = (struct session){
      .transport = transport,
      .settings = settings,
      .hub = hub,
      .feed = feed,
      .cursor = has_after ? after : feed_newest(feed),
      .phase = SESSION_NEW,
  };
}

struct step session_step(struct session *session, uint64_t now_ns) {
  struct step step = session->transport->step(session, now_ns);
  session->caught_up |= step.kind == STEP_WAIT;
  return step;
}

/* A user that catches up after a reconnection may have the whole history as its backlog. */
static void backlog_look(struct session *session, uint64_t unsent_bytes, struct step *step) {
  if (session->transport->framing == FRAMING_BODY || !session->caught_up)
    return;
  if (backlog_judge(&session->settings->backlog, session->feed, unsent_bytes, &session->cursor,
                    &step->passed_over) == BACKLOG_TOO_LARGE)
    step->kind = STEP_BEHIND;
}

struct step session_stall(struct session *session, uint64_t unsent_bytes, uint64_t now_ns) {
  struct step step = {.kind = STEP_WAIT, .until_ns = STEP_FOREVER};
  backlog_look(session, unsent_bytes, &step);
  if (session->transport->framing == FRAMING_MESSAGE && session->phase == SESSION_OPEN &&
      heartbeat_step(&session->heartbeat, &session->settings->heartbeat, true, now_ns,
                     &step.until_ns) == HEARTBEAT_DEAD)
    step.kind = STEP_DEAD;
  return step;
}

void session_close(struct session *session) {
  reply_queue_release(&session->replies);
}

struct received session_receive(struct session *session, const char *text, size_t bytes,
                                uint64_t now_ns) {
  return session->transport->receive(session, text, bytes, now_ns);
}

bool session_receive_pong(struct session *session, uint64_t now_ns, uint64_t *rtt_ns) {
  return heartbeat_receive_pong(&session->heartbeat, now_ns, rtt_ns);
}

struct chunk *session_reply(struct session *session) {
  return reply_queue_take(&session->replies);
}
