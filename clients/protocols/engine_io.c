/* Engine.IO 4 by itself, with an application that speaks by plain texts. */
#include "clients/protocols/engine_io_session.h"
#include "clients/protocols/excerpt.h"
#include "clients/protocols/rows.h"
#include "clients/protocols/text_talk.h"

struct engine_io_talk {
  struct engine_io session;
  struct text_talk talk;
};

static struct text_talk *talk_of(struct conversation *conversation) {
  return &((struct engine_io_talk *)conversation->state)->talk;
}

static void ready(struct conversation *conversation) {
  engine_io_await(conversation, NULL);
  conversation->carrier->ready(conversation->owner);
}

static void session_opened(struct conversation *conversation) {
  struct text_talk *talk = talk_of(conversation);
  const struct engine_io *session = conversation->state;
  unsigned ended = session->ended;
  struct growing_text *packet = engine_io_packet(conversation);
  size_t kind_bytes = packet->bytes;
  text_talk_begin(conversation, talk, packet);
  if (packet->bytes > kind_bytes)
    engine_io_send(conversation, false);
  if (session->ended == ended && !talk->joining)
    ready(conversation);
}

static void message_came(struct conversation *conversation, const char *bytes, size_t count) {
  switch (text_talk_hear(conversation, talk_of(conversation), bytes, count)) {
  case TEXT_TALK_JOINED:
    ready(conversation);
    break;
  case TEXT_TALK_REFUSED:
    engine_io_fail(conversation, "join", "the server refused: %s", excerpt_of(bytes, count).text);
    break;
  case TEXT_TALK_OTHER:
    engine_io_received(conversation, bytes, count);
    break;
  case TEXT_TALK_ANSWER:
    break;
  }
}

static void packets_sent(struct conversation *conversation, size_t publishes,
                         enum protocol_published outcome) {
  struct text_talk *talk = talk_of(conversation);
  if (text_talk_answered(talk) && outcome != PROTOCOL_REFUSED)
    return; /* the answer will tell */
  for (size_t i = 0; i < publishes; i++)
    outcomes_set_oldest(conversation, &talk->outcomes, outcome);
}

static void session_ended(struct conversation *conversation) {
  outcomes_end(conversation, &talk_of(conversation)->outcomes);
}

static const struct engine_io_layer layer = {
    .path = "/engine.io/",
    .first_step = "join",
    .opened = session_opened,
    .message = message_came,
    .sent = packets_sent,
    .ended = session_ended,
};

static void begin(struct conversation *conversation) {
  engine_io_begin(conversation, &layer);
}

static void publish(struct conversation *conversation, const char *text, size_t bytes) {
  if (((const struct engine_io *)conversation->state)->state != ENGINE_IO_OPEN) {
    conversation->carrier->published(conversation->owner, PROTOCOL_UNANSWERED);
    return;
  }
  struct growing_text *packet = engine_io_packet(conversation);
  text_talk_publish(conversation, talk_of(conversation), packet, text, bytes);
  engine_io_send(conversation, true);
}

static void release(struct conversation *conversation) {
  text_talk_release(talk_of(conversation));
  engine_io_release(conversation);
}

static enum status check(const struct conversation *conversation, struct error *error) {
  enum status status = engine_io_check(conversation, &layer, error);
  return status == STATUS_OK ? text_talk_check(conversation, error) : status;
}

static const struct protocol_option options[] = {
    TEXT_TALK_OPTIONS,
    {0},
};

const struct protocol protocol_engine_io = {
    .name = "engine.io",
    .title = "Engine.IO 4",
    .offers = {[TRANSPORT_LONG_POLL] = true, [TRANSPORT_WEBSOCKET] = true},
    .options = options,
    .state_bytes = sizeof(struct engine_io_talk),
    .check = check,
    .release = release,
    .open = begin,
    .answered = engine_io_answered,
    .opened = engine_io_opened,
    .text = engine_io_text,
    .woken = engine_io_woken,
    .publish = publish,
    .lost = engine_io_lost,
};
