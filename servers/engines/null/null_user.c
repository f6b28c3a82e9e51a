/* Decodes chunks and records their messages. */
#include "servers/engines/null/null_user.h"

#include <stdlib.h>
#include <string.h>

#include "common/wire/message.h"
#include "common/wire/poll_answer.h"

enum status null_record_init(struct null_record *record, uint64_t channels) {
  *record = (struct null_record){.channels = calloc(channels, sizeof *record->channels),
                                 .channel_count = channels,
                                 .seen = {.channels = channels}};
  if (!record->channels || histogram_init(&record->latency) != STATUS_OK)
    goto out;
  if (age_init(&record->age) != STATUS_OK) {
    histogram_release(&record->latency);
    goto out;
  }
  if (broadcast_init(&record->broadcast, channels) != STATUS_OK) {
    age_release(&record->age);
    histogram_release(&record->latency);
    goto out;
  }
  for (uint64_t i = 0; i < channels; i++)
    ledger_init(&record->channels[i]);
  return STATUS_OK;

out:
  free(record->channels);
  return STATUS_ENVIRONMENT;
}

void null_record_release(struct null_record *record) {
  for (uint64_t i = 0; i < record->channel_count; i++)
    ledger_release(&record->channels[i]);
  free(record->channels);
  histogram_release(&record->latency);
  age_release(&record->age);
  broadcast_release(&record->broadcast);
}

void null_user_init(struct null_user *user, uint64_t channel, enum payload_kind payload_kind) {
  *user = (struct null_user){.channel = channel, .payload_kind = payload_kind};
  ledger_init(&user->ledger);
  sse_reader_init(&user->events);
}

void null_user_release(struct null_user *user) {
  ledger_release(&user->ledger);
  sse_reader_release(&user->events);
}

static void receive(struct null_user *user, struct null_record *record,
                    const struct message *message, uint64_t now_ns) {
  struct users_figures *seen = &record->seen;
  bool measured = null_record_measures(record, message->due_ns);
  bool early = now_ns < message->due_ns;
  if (!message_data_check(user->payload_kind, message, user->channel)) {
    seen->corrupted++;
    return;
  }
  enum ledger_verdict verdict = ledger_receive(&user->ledger, message->seq, measured);
  if (verdict == LEDGER_REFUSED)
    seen->corrupted++;
  if (verdict != LEDGER_FIRST)
    return;
  if (!early)
    age_receive(&record->age, &user->view, message->due_ns, now_ns);
  if (!measured)
    return;
  ledger_receive(&record->channels[user->channel], message->seq, true);
  histogram_record(&record->latency, early ? UINT64_MAX : now_ns - message->due_ns);
  if (!early)
    broadcast_receive(&record->broadcast, user->channel, message->seq, message->due_ns, now_ns);
  seen->early += early;
  seen->delivered++;
}

/* The texts of a chunk's messages, and the data in them. */
struct texts {
  uint64_t count, bytes, data_bytes;
};

static void receive_text(struct null_user *user, struct null_record *record, const char *text,
                         size_t bytes, uint64_t now_ns, struct texts *texts) {
  struct message message;
  texts->count++;
  texts->bytes += bytes;
  if (!message_decode(text, bytes, &message)) {
    record->seen.corrupted++;
    return;
  }
  receive(user, record, &message, now_ns);
  texts->data_bytes += message.data_bytes;
}

static struct texts read_answer(struct null_user *user, struct null_record *record,
                                const struct chunk *chunk, uint64_t now_ns) {
  static const char head_end[] = "\r\n\r\n";
  struct poll_answer_reader reader;
  struct message message;
  size_t text_bytes = 0;
  struct texts texts = {0};
  const uint8_t *end = chunk->bytes + chunk->bytes_count;
  const uint8_t *found = memmem(chunk->bytes, chunk->bytes_count, head_end, sizeof head_end - 1);
  const uint8_t *body = found ? found + sizeof head_end - 1 : end;
  if (null_record_measures(record, now_ns))
    record->traffic.head_down_bytes += (uint64_t)(body - chunk->bytes);
  if (!poll_answer_open(&reader, (const char *)body, (size_t)(end - body))) {
    record->seen.corrupted++;
    return texts;
  }
  while (poll_answer_next(&reader, &message, &text_bytes)) {
    receive(user, record, &message, now_ns);
    texts.count++;
    texts.bytes += text_bytes;
    texts.data_bytes += message.data_bytes;
  }
  record->seen.corrupted += reader.failed;
  user->cursor = reader.next;
  return texts;
}

static struct texts read_events(struct null_user *user, struct null_record *record,
                                const struct chunk *chunk, uint64_t now_ns) {
  const char *at = (const char *)chunk->bytes;
  /* a chunk without messages is a head or a comment */
  size_t left = chunk->messages > 0 ? chunk->bytes_count : 0;
  struct sse_event event;
  struct texts texts = {0};
  while (sse_reader_next(&user->events, &at, &left, &event))
    receive_text(user, record, event.data, event.data_bytes, now_ns, &texts);
  return texts;
}

static struct texts read_frame(struct null_user *user, struct null_record *record,
                               const struct chunk *chunk, uint64_t now_ns) {
  const uint8_t *text = chunk->bytes + chunk->frame_header_bytes;
  size_t bytes = chunk->bytes_count - chunk->frame_header_bytes;
  struct texts texts = {0};
  receive_text(user, record, (const char *)text, bytes, now_ns, &texts);
  return texts;
}

void null_user_read(struct null_user *user, struct null_record *record, const struct chunk *chunk,
                    uint64_t now_ns) {
  struct texts texts = {0};
  enum framing framing = user->session.transport->framing;
  switch (framing) {
  case FRAMING_BODY:
    texts = read_answer(user, record, chunk, now_ns);
    break;
  case FRAMING_STREAM:
    texts = read_events(user, record, chunk, now_ns);
    break;
  case FRAMING_MESSAGE:
    texts = read_frame(user, record, chunk, now_ns);
    break;
  }
  if (!null_record_measures(record, now_ns))
    return;
  record->seen.received += texts.count;
  record->traffic.payload_bytes += texts.bytes;
  record->traffic.data_bytes += texts.data_bytes;
  record->traffic.protocol_down_bytes += chunk->bytes_count - texts.bytes;
  record->seen.polls_answered += framing == FRAMING_BODY;
  record->traffic.requests_empty += framing == FRAMING_BODY && chunk->messages == 0;
}
