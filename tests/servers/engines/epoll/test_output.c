/* What waits for a socket: it arrives whole and in order, in as few writes as possible. */
#include "tests/servers/fixture.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "servers/engines/epoll/output.h"

enum { SMALL_BUFFER_BYTES = 4096 };

struct world {
  struct stream stream;
  int peer;
  struct output output;
  uint64_t writes;
};

static int setup(void **state) {
  static struct world world;
  int ends[2];
  const int bytes = SMALL_BUFFER_BYTES;
  world = (struct world){.writes = 0};
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
  setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  assert_true(stream_open(&world.stream, ends[0], NULL));
  world.peer = ends[1];
  *state = &world;
  return 0;
}

static int teardown(void **state) {
  struct world *world = *state;
  output_release(&world->output);
  stream_close(&world->stream, false);
  if (world->peer >= 0)
    close(world->peer);
  return 0;
}

static struct chunk *chunk_of(char filling, size_t bytes) {
  struct chunk *chunk = chunk_new(bytes);
  assert_non_null(chunk);
  memset(chunk->bytes, filling, bytes);
  return chunk;
}

static enum output_result write_all(struct world *world) {
  return output_write(&world->output, &world->stream, &world->writes);
}

static void chunks_leave_together_and_in_their_order(void **state) {
  struct world *world = *state;
  char got[64] = "";
  assert_int_equal(write_all(world), OUTPUT_EMPTY);
  assert_int_equal(world->writes, 0);
  for (int i = 0; i < 10; i++) {
    struct chunk *chunk = chunk_of((char)('a' + i), 2);
    chunk->messages = 1;
    assert_true(output_put(&world->output, chunk));
  }
  assert_int_equal(world->output.bytes, 20);
  assert_int_equal(write_all(world), OUTPUT_EMPTY);
  assert_int_equal(world->writes, 1);
  assert_int_equal(world->output.bytes, 0);
  assert_int_equal(read(world->peer, got, sizeof got), 20);
  assert_memory_equal(got, "aabbccddeeffgghhiijj", 20);
  assert_true(output_put(&world->output, chunk_of('x', 2)));
  assert_int_equal(write_all(world), OUTPUT_EMPTY);
  assert_int_equal(world->writes, 1); /* that brought no message */
}

static void a_shared_chunk_is_given_back_when_it_was_written(void **state) {
  struct world *world = *state;
  struct chunk *chunk = chunk_of('x', 1);
  assert_true(output_put(&world->output, chunk_hold(chunk)));
  assert_int_equal(chunk->references, 2);
  assert_int_equal(write_all(world), OUTPUT_EMPTY);
  assert_int_equal(chunk->references, 1);
  chunk_drop(chunk);
}

static void what_a_socket_does_not_take_follows_later_without_a_gap(void **state) {
  struct world *world = *state;
  enum { CHUNKS = 200, CHUNK_BYTES = 1000 };
  static char expected[CHUNKS * CHUNK_BYTES];
  static char got[CHUNKS * CHUNK_BYTES];
  size_t have = 0;
  bool blocked = false;
  for (size_t i = 0; i < CHUNKS; i++) {
    memset(expected + i * CHUNK_BYTES, (char)i, CHUNK_BYTES);
    assert_true(output_put(&world->output, chunk_of((char)i, CHUNK_BYTES)));
  }
  assert_true(output_is_full(&world->output));
  while (have < sizeof got) {
    enum output_result result = write_all(world);
    assert_int_not_equal(result, OUTPUT_FAILED);
    assert_true((result == OUTPUT_BLOCKED) == (world->output.count > 0));
    blocked |= result == OUTPUT_BLOCKED;
    ssize_t count = read(world->peer, got + have, 777);
    assert_true(count > 0);
    have += (size_t)count;
    assert_int_equal(world->output.bytes + have <= sizeof got, true);
  }
  assert_true(blocked);
  assert_memory_equal(got, expected, sizeof got);
}

static void a_peer_that_is_gone_is_a_failure(void **state) {
  struct world *world = *state;
  close(world->peer);
  world->peer = -1;
  assert_true(output_put(&world->output, chunk_of('x', 10)));
  assert_int_equal(write_all(world), OUTPUT_FAILED);
}

static void bytes_are_taken_from_the_front_across_chunks(void **state) {
  struct world *world = *state;
  uint8_t got[32] = "";
  size_t taken = 0, messages = 0;
  for (int i = 0; i < 10; i++) {
    struct chunk *chunk = chunk_of((char)('a' + i), 2);
    chunk->messages = 1;
    assert_true(output_put(&world->output, chunk));
  }
  assert_int_equal(output_drop(&world->output, 5), 2);
  for (size_t room = 1; room <= 5; room++)
    taken += output_take(&world->output, got + taken, room, &messages);
  assert_int_equal(taken, 15);
  assert_int_equal(messages, 8);
  assert_int_equal(world->output.bytes, 0);
  assert_int_equal(world->output.count, 0);
  assert_memory_equal(got, "cddeeffgghhiijj", 15);
  assert_int_equal(output_take(&world->output, got, sizeof got, &messages), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(chunks_leave_together_and_in_their_order),
      TEST(a_shared_chunk_is_given_back_when_it_was_written),
      TEST(what_a_socket_does_not_take_follows_later_without_a_gap),
      TEST(a_peer_that_is_gone_is_a_failure),
      TEST(bytes_are_taken_from_the_front_across_chunks),
  };
  return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}
