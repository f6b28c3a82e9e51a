/* Fixtures for all tests of the server. */
#ifndef TESTS_SERVERS_FIXTURE_H
#define TESTS_SERVERS_FIXTURE_H

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include <stdbool.h>
#include <string.h>

#include "servers/channels/feed.h"
#include "servers/wire/chunk.h"

static const struct answer_style kept_style __attribute__((unused)) = {.keep_alive = true};

/* Publishes `count` messages; message n of the feed is due at n milliseconds. */
static inline void publish_many(struct feed *feed, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    uint64_t seq = 0;
    uint64_t due_ns = (feed_newest(feed) + 1) * 1000000;
    assert_int_equal(feed_publish(feed, ORIGIN_PUBLISHER, due_ns, due_ns + 1, NULL, 8, &seq),
                     STATUS_OK);
  }
}

static inline bool chunk_contains(const struct chunk *chunk, const char *text) {
  return memmem(chunk->bytes, chunk->bytes_count, text, strlen(text)) != NULL;
}

#endif
