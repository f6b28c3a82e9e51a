/* Messages within whatever a server makes of them.
 *
 * A message is its token, and behind it, after a dot, the data: what payload.h makes of the channel
 * and the number, as long as the publisher's list says. */
#include "clients/foreign/foreign_receive.h"

#include <string.h>

#include "clients/foreign/foreign_user.h"
#include "clients/foreign/self_published.h"
#include "common/stats/histogram.h"
#include "common/wire/message.h"
#include "common/wire/token.h"

/* Number 0 proves that the user receives: it is published before the schedule begins. */
static void proof_take(struct foreign_user *own) {
  if (own->subscribed)
    user_ready(own->user);
}

/* The message of a token that ends at `end`; false where it is none that we have published so. */
static bool token_message(struct foreign_user *own, const struct token *token, const char *end,
                          size_t left, struct message *out) {
  const struct record *record = own->user->crowd->record;
  struct published_message published;
  if (token->channel != own->user->subscriber.channel ||
      !published_find(own->user->crowd->foreign->published, token->channel, token->number,
                      &published))
    return false;
  *out = (struct message){.seq = token->number,
                          .due_ns = published.due_ns,
                          .sent_ns = published.sent_ns,
                          .data = end + 1,
                          .data_bytes = published.data_bytes};
  return published.state != PUBLISHED_WAITS && left > published.data_bytes && *end == '.' &&
         message_data_check(record->payload_kind, out, token->channel);
}

/* A user's first receipt of a message of the measured phase is timed from when it was sent, too. */
static void message_take(struct foreign_user *own, const struct message *message,
                         size_t text_bytes) {
  struct record *record = own->user->crowd->record;
  struct histogram *sent_to_received = own->user->crowd->foreign->sent_to_received;
  uint64_t delivered = record->delivered;
  bool early = own->receipt_ns < message->sent_ns;
  subscriber_receive(&own->user->subscriber, message, text_bytes, own->receipt_ns);
  if (record->delivered > delivered)
    histogram_record(sent_to_received, early ? UINT64_MAX : own->receipt_ns - message->sent_ns);
}

static void found_say(const struct foreign_user *own, const char *does, const char *text,
                      size_t bytes) {
  const struct transcript_step step = {.does = does, .text = text, .bytes = bytes};
  if (foreign_is_said(own))
    foreign_say(own, &step);
}

/* Returns how many bytes behind the token belong to the message. */
static size_t token_take(struct foreign_user *own, const struct token *token, const char *from,
                         const char *end, size_t left) {
  struct foreign *foreign = own->user->crowd->foreign;
  struct message message;
  if (token->run != foreign->run) {
    foreign->stale++;
    found_say(own, "stale", from, (size_t)(end - from));
    return 0;
  }
  own->found = true;
  found_say(own, "message", from, (size_t)(end - from));
  if (token->number == 0) {
    proof_take(own);
    return 0;
  }
  if (!token_message(own, token, end, left, &message)) {
    own->user->crowd->record->counters.corrupted++;
    return 0;
  }
  size_t text_bytes = (size_t)(end - from) + 1 + message.data_bytes;
  message_take(own, &message, text_bytes);
  return 1 + message.data_bytes;
}

void foreign_receive(struct foreign_user *own, const char *bytes, size_t count) {
  struct token token;
  size_t end;
  enum token_found found;
  if (own->conversation.publishes) /* what a publisher is sent is nobody's delivery */
    return;
  if (own->user->crowd->foreign->itself) {
    self_published_receive(own, bytes, count);
    return;
  }
  while ((found = token_find(bytes, count, &token, &end)) != TOKEN_NONE) {
    char text[TOKEN_BYTES_MAX];
    size_t behind = 0;
    if (found == TOKEN_DAMAGED)
      own->user->crowd->record->counters.corrupted++;
    else
      behind = token_take(own, &token, bytes + end - token_write(&token, text), bytes + end,
                          count - end);
    bytes += end + behind;
    count -= end + behind;
  }
}
