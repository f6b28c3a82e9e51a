/* The thread that publishes on schedule, and its counts. */
#include "tests/servers/fixture.h"

#include <sched.h>

#include "common/base/clock.h"
#include "servers/channels/publisher.h"
#include "tests/contracts.h"

enum { HISTORY = 64 };

static const struct schedule_plan silent = {.rate_per_s = 0, .channels = 2};

struct world {
  struct hub hub;
  struct publisher publisher;
};

static void open_world(struct world *world, const struct schedule_plan *plan) {
  assert_int_equal(hub_init(&world->hub, plan->channels, HISTORY, &kept_style), STATUS_OK);
  assert_int_equal(publisher_start(&world->publisher, &world->hub, plan, NULL), STATUS_OK);
}

static void close_world(struct world *world) {
  publisher_stop(&world->publisher);
  publisher_release(&world->publisher);
  hub_release(&world->hub);
}

static void the_publisher_follows_its_schedule_and_counts(void **state) {
  (void)state;
  const struct schedule_plan quick = {.rate_per_s = 1000, .channels = 1, .payload_bytes = 8};
  struct hub hub;
  struct publisher publisher;
  assert_int_equal(hub_init(&hub, 1, 64, &kept_style), STATUS_OK);
  assert_int_equal(publisher_start(&publisher, &hub, &quick, NULL), STATUS_OK);
  assert_int_equal(publisher_state(&publisher).published_until_ns, 0);
  uint64_t epoch_ns = clock_now_ns();
  publisher_begin(&publisher, epoch_ns);
  atomic_bool cancelled = false;
  assert_true(feed_wait(hub_feed(&hub, 0), 9, epoch_ns + 10 * NS_PER_S, &cancelled));
  publisher_stop(&publisher);

  struct publisher_state stopped = publisher_state(&publisher);
  assert_true(stopped.published >= 10);
  assert_int_equal(feed_due(hub_feed(&hub, 0), epoch_ns, epoch_ns + 10 * NS_PER_MS + 1).count, 10);
  assert_int_equal(publisher.lag.count, stopped.published);
  publisher_release(&publisher);
  hub_release(&hub);
}

static void the_first_epoch_holds_and_nothing_is_published_before(void **state) {
  (void)state;
  struct world world;
  open_world(&world, &silent);
  assert_int_equal(publisher_state(&world.publisher).epoch_ns, 0);
  assert_int_equal(publisher_state(&world.publisher).published_until_ns, 0);
  assert_int_equal(publisher_begin(&world.publisher, 1000), 1000);
  assert_int_equal(publisher_begin(&world.publisher, 2000), 1000);
  assert_int_equal(publisher_state(&world.publisher).epoch_ns, 1000);
  close_world(&world);
}

static void a_publisher_that_never_began_can_be_stopped(void **state) {
  (void)state;
  struct world world;
  open_world(&world, &silent);
  publisher_stop(&world.publisher);
  assert_int_equal(publisher_state(&world.publisher).published, 0);
  publisher_release(&world.publisher);
  hub_release(&world.hub);
}

static void a_flood_is_counted_and_is_of_no_schedule(void **state) {
  (void)state;
  struct world world;
  uint64_t cursor = 0;
  open_world(&world, &silent);
  publisher_flood(&world.publisher, 1, 20);
  publisher_flood(&world.publisher, 1, 20);
  struct publisher_state counts = publisher_state(&world.publisher);
  assert_int_equal(counts.published, 2);
  assert_int_equal(counts.failed, 0);
  assert_int_equal(world.publisher.lag.count, 0);
  assert_int_equal(feed_newest(hub_feed(&world.hub, 0)), 0);
  assert_int_equal(feed_newest(hub_feed(&world.hub, 1)), 2);
  struct chunk *text = feed_next(hub_feed(&world.hub, 1), FORM_TEXT, &cursor);
  assert_true(chunk_contains(text, "{\"seq\":1,"));
  chunk_drop(text);
  close_world(&world);
}

/* The journal is not open for writing. */
static void messages_that_could_not_be_published_are_counted_apart(void **state) {
  (void)state;
  struct world world;
  struct journal unwritable = {.path = "unwritable", .descriptor = -1, .failing = true};
  pthread_mutex_init(&unwritable.lock, NULL);
  open_world(&world, &silent);
  hub_keep_journal(&world.hub, &unwritable);
  publisher_flood(&world.publisher, 0, 20);
  assert_int_equal(publisher_state(&world.publisher).published, 0);
  assert_int_equal(publisher_state(&world.publisher).failed, 1);
  assert_int_equal(feed_newest(hub_feed(&world.hub, 0)), 0);
  close_world(&world);
  pthread_mutex_destroy(&unwritable.lock);
}

/* All messages of the schedule's first second are due when the publisher begins. */
static void a_schedule_that_cannot_be_written_goes_on_and_counts_its_failures(void **state) {
  (void)state;
  const struct schedule_plan quick = {.rate_per_s = 10, .channels = 1, .payload_bytes = 8};
  struct world world;
  struct journal unwritable = {.path = "unwritable", .descriptor = -1, .failing = true};
  pthread_mutex_init(&unwritable.lock, NULL);
  open_world(&world, &quick);
  hub_keep_journal(&world.hub, &unwritable);
  publisher_begin(&world.publisher, clock_now_ns() - NS_PER_S);
  while (publisher_state(&world.publisher).failed < 10)
    sched_yield();
  assert_int_equal(publisher_state(&world.publisher).published, 0);
  assert_int_equal(world.publisher.lag.count, 0);
  close_world(&world);
  pthread_mutex_destroy(&unwritable.lock);
}

/* --- restored ------------------------------------------------------------------------ */

static enum status restore(struct world *world, uint64_t due_ns, uint64_t sent_ns,
                           struct error *error) {
  const struct journal_entry entry = {.message = {.seq = 1, .due_ns = due_ns, .sent_ns = sent_ns}};
  return publisher_restore(&world->publisher, &entry, error);
}

static void a_message_is_restored_with_its_lag_where_the_schedule_has_it(void **state) {
  (void)state;
  const struct schedule_plan plan = {.rate_per_s = 10, .channels = 1, .payload_bytes = 8};
  const uint64_t epoch_ns = 1000;
  struct world world;
  struct error error = {{0}};
  open_world(&world, &plan);
  publisher_resume(&world.publisher, epoch_ns);
  uint64_t due_ns = epoch_ns + 2 * NS_PER_S / 10; /* the earlier ones could not be published */
  assert_int_equal(restore(&world, due_ns, due_ns + 70, &error), STATUS_OK);
  assert_int_equal(publisher_state(&world.publisher).published, 1);
  assert_int_equal(world.publisher.lag.max_ns, 70);
  assert_int_equal(restore(&world, due_ns, due_ns, &error), STATUS_CHECK); /* a second time */
  assert_non_null(strstr(error.text, "the schedule has no such message"));
  assert_int_equal(publisher_begin(&world.publisher, 77), epoch_ns);
  close_world(&world);
}

static void a_message_that_cannot_have_been_on_schedule_is_refused(void **state) {
  (void)state;
  const struct schedule_plan plan = {.rate_per_s = 10, .channels = 1, .payload_bytes = 8};
  static const struct {
    uint64_t epoch_ns, due_ns, sent_ns;
  } cases[] = {{0, 1000, 1000}, {1000, 999, 1000}, {1000, 100001000, 100000999}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct world world;
    struct error error = {{0}};
    open_world(&world, &plan);
    publisher_resume(&world.publisher, cases[i].epoch_ns);
    assert_int_equal(restore(&world, cases[i].due_ns, cases[i].sent_ns, &error), STATUS_CHECK);
    assert_string_equal(error.text, "a message that cannot have been on schedule then");
    assert_int_equal(publisher_state(&world.publisher).published, 0);
    close_world(&world);
  }
}

static void begin_at_zero(void *publisher) {
  publisher_begin(publisher, 0);
}

/* The thread, which breaks the contract, is of this process. */
static void publish_before_the_last_one(void *plan) {
  struct world world;
  atomic_bool cancelled = false;
  open_world(&world, plan);
  world.publisher.next_due_ns = UINT64_MAX;
  publisher_begin(&world.publisher, clock_now_ns());
  feed_wait(hub_feed(&world.hub, 0), 0, clock_now_ns() + 10 * NS_PER_S, &cancelled);
}

static void an_epoch_of_zero_and_due_times_that_go_back_break_a_contract(void **state) {
  (void)state;
  struct schedule_plan quick = {.rate_per_s = 1000, .channels = 1, .payload_bytes = 8};
  struct publisher unmade;
  assert_contract_broken(begin_at_zero, &unmade, "epoch_ns > 0");
  assert_contract_broken(publish_before_the_last_one, &quick, "due_ns >= publisher->next_due_ns");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_publisher_follows_its_schedule_and_counts),
      cmocka_unit_test(the_first_epoch_holds_and_nothing_is_published_before),
      cmocka_unit_test(a_publisher_that_never_began_can_be_stopped),
      cmocka_unit_test(a_flood_is_counted_and_is_of_no_schedule),
      cmocka_unit_test(messages_that_could_not_be_published_are_counted_apart),
      cmocka_unit_test(a_schedule_that_cannot_be_written_goes_on_and_counts_its_failures),
      cmocka_unit_test(a_message_is_restored_with_its_lag_where_the_schedule_has_it),
      cmocka_unit_test(a_message_that_cannot_have_been_on_schedule_is_refused),
      cmocka_unit_test(an_epoch_of_zero_and_due_times_that_go_back_break_a_contract),
  };
  return cmocka_run_group_tests_name("publisher", tests, NULL, NULL);
}
