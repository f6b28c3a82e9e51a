/* Requests that wait until everything that has arrived is read. */
#include "tests/clients/fixture_loop.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clients/http/write_queue.h"

enum { WRITERS = 3, MANY = 400 };

struct writer {
  struct write_queue_entry entry;
  char name;
};

static struct loop *loop;
static struct write_queue *queue;
static struct writer writers[WRITERS];
static char written[16]; /* names, in their order */

static void note(char name) {
  size_t length = strlen(written);
  assert_true(length + 1 < sizeof written);
  written[length] = name;
}

static void on_write(void *owner) {
  const struct writer *writer = owner;
  note(writer->name);
}

static int set_up(void **state) {
  (void)state;
  memset(written, 0, sizeof written);
  assert_int_equal(loop_create(&loop, NULL), STATUS_OK);
  queue = write_queue_create(loop, on_write);
  assert_non_null(queue);
  for (size_t i = 0; i < WRITERS; i++)
    writers[i] = (struct writer){.entry.owner = &writers[i], .name = (char)('a' + i)};
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  write_queue_destroy(queue);
  loop_destroy(loop);
  return 0;
}

static void entries_write_in_their_order_and_once(void **state) {
  (void)state;
  write_queue_add(queue, &writers[1].entry);
  write_queue_add(queue, &writers[0].entry);
  write_queue_add(queue, &writers[1].entry); /* keeps its place */
  write_queue_add(queue, &writers[2].entry);
  run_what_is_ready(loop);
  run_what_is_ready(loop);
  assert_string_equal(written, "bac");
}

static void a_removed_entry_does_not_write_and_takes_no_turn(void **state) {
  (void)state;
  for (size_t i = 0; i < WRITERS; i++)
    write_queue_add(queue, &writers[i].entry);
  write_queue_remove(queue, &writers[1].entry);
  write_queue_remove(queue, &writers[1].entry); /* it is not there any more */
  write_queue_remove(queue, &writers[0].entry);
  write_queue_add(queue, &writers[0].entry); /* at the end */
  run_what_is_ready(loop);
  assert_string_equal(written, "ca");
}

static int ends[2]; /* of a pipe */

static void on_readable(void *owner, unsigned events) {
  struct loop_io *const *io = owner;
  assert_int_equal(events, LOOP_READ);
  note('r');
  loop_io_set(*io, 0);
}

/* Makes something readable: it is to be read before the next one writes. */
static void on_write_and_arrival(void *owner) {
  on_write(owner);
  assert_int_equal(write(ends[1], "x", 1), 1);
}

static void received_bytes_are_read_before_each_write(void **state) {
  (void)state;
  write_queue_destroy(queue);
  queue = write_queue_create(loop, on_write_and_arrival);
  assert_int_equal(pipe(ends), 0);
  struct loop_io *io = NULL;
  io = loop_io_create(loop, ends[0], on_readable, &io);
  loop_io_set(io, LOOP_READ);
  write_queue_add(queue, &writers[0].entry);
  write_queue_add(queue, &writers[1].entry);
  run_what_is_ready(loop);
  assert_string_equal(written, "arb");
  loop_io_destroy(io);
  close(ends[0]);
  close(ends[1]);
}

static size_t most_in_a_round, in_this_round;

static void on_counted_write(void *owner) {
  (void)owner;
  in_this_round++;
  if (in_this_round > most_in_a_round)
    most_in_a_round = in_this_round;
  if (in_this_round == 1)
    assert_int_equal(write(ends[1], "x", 1), 1);
}

static void on_round(void *owner, unsigned events) {
  char byte;
  (void)owner;
  (void)events;
  in_this_round = 0;
  assert_int_equal(read(ends[0], &byte, 1), 1);
}

/* Otherwise a server that answers at once would have one request at a time. */
static void where_many_wait_several_are_written_between_reads(void **state) {
  (void)state;
  static struct writer many[MANY];
  write_queue_destroy(queue);
  queue = write_queue_create(loop, on_counted_write);
  assert_int_equal(pipe(ends), 0);
  struct loop_io *io = loop_io_create(loop, ends[0], on_round, NULL);
  loop_io_set(io, LOOP_READ);
  for (size_t i = 0; i < MANY; i++)
    write_queue_add(queue, &many[i].entry);
  most_in_a_round = in_this_round = 0;
  for (int round = 0; round < MANY; round++)
    run_what_is_ready(loop);
  assert_int_equal(most_in_a_round, 16);
  loop_io_destroy(io);
  close(ends[0]);
  close(ends[1]);
}

#define QUEUE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      QUEUE_TEST(entries_write_in_their_order_and_once),
      QUEUE_TEST(a_removed_entry_does_not_write_and_takes_no_turn),
      QUEUE_TEST(received_bytes_are_read_before_each_write),
      QUEUE_TEST(where_many_wait_several_are_written_between_reads),
  };
  return cmocka_run_group_tests_name("write_queue", tests, NULL, NULL);
}
