/* Messages of chosen lengths for the tests of histories. */
#ifndef TESTS_SERVERS_CHANNELS_FIXTURE_HISTORY_H
#define TESTS_SERVERS_CHANNELS_FIXTURE_HISTORY_H

#include "tests/servers/fixture.h"

#include "servers/channels/history.h"

enum { DATA_BYTES_MAX = 64 };

/* Appends one message with so many bytes of data; returns the bytes of its text. */
static inline uint64_t append_bytes(struct history *history, size_t data_bytes) {
  static const char data[] = "0123456789012345678901234567890123456789012345678901234567890123";
  const struct message message = {.seq = history->newest + 1,
                                  .due_ns = 1000000,
                                  .sent_ns = 1000001,
                                  .data = data,
                                  .data_bytes = data_bytes};
  struct history_slot slot;
  assert_true(data_bytes <= DATA_BYTES_MAX);
  assert_int_equal(history_encode(&message, &slot), STATUS_OK);
  history_append(history, &slot);
  return slot.forms[FORM_TEXT]->bytes_count;
}

#endif
