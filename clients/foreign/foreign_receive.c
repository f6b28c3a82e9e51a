/* Messages within whatever a server makes of them.
 *
 * A message is its token, and behind it, after a dot, the data: what payload.h makes of the channel
 * and the number, as long as the publisher's list says. */
#include <string.h>

#include "clients/foreign/foreign_user.h"
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

/* Returns how many bytes behind the token belong to the message. */
static size_t token_take(struct foreign_user *own, const struct token *token, const char *from,
                         const char *end, size_t left) {
  struct foreign *foreign = own->user->crowd->foreign;
  struct message message;
  if (token->run != foreign->run) {
    foreign->stale++;
    return 0;
  }
  if (token->number == 0) {
    proof_take(own);
    return 0;
  }
  if (!token_message(own, token, end, left, &message)) {
    own->user->crowd->record->counters.corrupted++;
    return 0;
  }
  size_t text_bytes = (size_t)(end - from) + 1 + message.data_bytes;
  subscriber_receive(&own->user->subscriber, &message, text_bytes, own->receipt_ns);
  return 1 + message.data_bytes;
}

void foreign_receive(struct foreign_user *own, const char *bytes, size_t count) {
  struct token token;
  size_t end;
  enum token_found found;
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
