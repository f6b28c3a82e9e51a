/* Users who publish by POST, on a second connection. */
#include "tests/clients/users/fixture_writer.h"

static void a_user_who_posts_has_a_second_connection(void **state) {
  (void)state;
  assert_int_equal(writers_connections(&made->crowd), 1);
  assert_int_equal(http.count, 1);
}

static void a_writer_without_a_connection_is_not_made(void **state) {
  (void)state;
  struct error error;
  struct user other;
  struct made_crowd *crowd = made;
  made = made_crowd_create();
  http.refuses = true;
  made->options.workload = WORKLOAD_COLLAB;
  made_crowd_open(made, &posting);
  made->crowd.http = (struct http *)(void *)&http;
  assert_int_equal(writers_create(&made->crowd, &made->crowd.writers, NULL), STATUS_OK);
  assert_int_equal(user_init(&other, &made->crowd, 0, 0, &error), STATUS_ENVIRONMENT);
  made_crowd_destroy(made);
  made = crowd;
}

static void a_connection_that_is_kept_is_opened_before_there_is_something_to_say(void **state) {
  (void)state;
  make_ready();
  assert_int_equal(post->requests, 0);
  run_what_is_ready(made->crowd.network.loop);
  assert_string_equal(post->path, "/short_poll?channel=0&after=0");
  assert_false(post->posts);
  made_answer(post, OK, "{\"next\":0,\"messages\":[]}", clock_now_ns());
  assert_int_equal(post->requests, 1);
  assert_int_equal(counters->publish_requests, 0);
}

static void a_connection_that_is_not_kept_is_opened_by_the_first_post(void **state) {
  (void)state;
  made->options.keep_alive = false;
  make_ready();
  run_what_is_ready(made->crowd.network.loop);
  assert_int_equal(post->requests, 0);
  begin();
  run_until_written(1);
  assert_string_equal(post->path, "/publish?channel=0");
  assert_true(post->posts);
}

static void one_post_is_under_way_at_a_time_and_the_rest_waits(void **state) {
  (void)state;
  begin();
  run_until_written(3);
  stop_writing();
  assert_int_equal(post->requests, 1);
  assert_int_equal(post->timeout_ms, 10000);
  assert_int_equal(number_in(post->body), 1);
  assert_int_equal(writers->waited, writers->written - 1);
  made_answer(post, OK, "{\"seq\":41}", clock_now_ns());
  assert_int_equal(number_in(post->body), 2);
  assert_int_equal(writers->acknowledged, 1);
  assert_int_equal(counters->publish_requests, 2);
}

static void an_answer_in_pieces_is_acknowledged_when_its_last_came(void **state) {
  (void)state;
  begin();
  run_until_written(1);
  stop_writing();
  uint64_t now_ns = clock_now_ns();
  assert_true(made_body(post, "{\"se", now_ns));
  assert_true(made_body(post, "q\":41}", now_ns + NS_PER_S));
  made_complete(post, OK);
  assert_int_equal(writers->ack.count, 1);
  assert_true(writers->ack.max_ns >= NS_PER_S);
}

static void refused_posts_are_counted_and_not_sent_again(void **state) {
  (void)state;
  begin();
  run_until_written(2);
  stop_writing();
  made_answer(post, BAD_REQUEST, "a refusal has more to say than there is room for", 1);
  assert_int_equal(counters->publishes_refused, 1);
  assert_int_equal(writers->refused, 1);
  assert_int_equal(number_in(post->body), 2);
  made_complete(post, SERVER_ERROR - 1);
  assert_int_equal(counters->publishes_refused, 2);
}

static bool posts_again(void *owner) {
  const unsigned *before = owner;
  return post->requests > *before;
}

static void posts_that_fail_in_the_server_are_sent_again_after_a_back_off(void **state) {
  (void)state;
  static const int codes[] = {SERVER_ERROR, OK};
  begin();
  run_until_written(1);
  stop_writing();
  for (size_t i = 0; i < 2; i++) {
    unsigned before = post->requests;
    made_answer(post, codes[i], "what is no answer", clock_now_ns());
    assert_int_equal(post->requests, before);
    run_until(made->crowd.network.loop, posts_again, &before);
    assert_int_equal(number_in(post->body), 1);
  }
  assert_int_equal(writers->acknowledged, 0);
  assert_int_equal(counters->publishes_refused, 0);
  made_answer(post, OK, "{\"seq\":1}", clock_now_ns());
  assert_int_equal(writers->acknowledged, 1);
}

static void a_post_that_is_cut_off_is_sent_again(void **state) {
  (void)state;
  begin();
  run_until_written(1);
  stop_writing();
  unsigned before = post->requests;
  made_break(post, LIFE_RESET);
  assert_int_equal(counters->connections_failed, 0);
  run_until(made->crowd.network.loop, posts_again, &before);
  assert_int_equal(number_in(post->body), 1);
  before = post->requests;
  made_refuse(post);
  assert_int_equal(counters->connections_failed, 1);
  assert_int_equal(made->life.failed[LIFE_REFUSED], 1);
  run_until(made->crowd.network.loop, posts_again, &before);
  assert_int_equal(number_in(post->body), 1);
}

static void after_an_opening_that_fails_what_is_due_waits_for_the_back_off(void **state) {
  (void)state;
  make_ready();
  run_what_is_ready(made->crowd.network.loop);
  unsigned before = post->requests;
  begin();
  run_until_written(1);
  stop_writing();
  made_refuse(post);
  assert_int_equal(counters->connections_failed, 1);
  assert_int_equal(post->requests, before);
  run_until(made->crowd.network.loop, posts_again, &before);
  assert_true(post->posts);
  assert_int_equal(number_in(post->body), 1);
}

static void an_opening_that_fails_is_tried_again_after_a_back_off(void **state) {
  (void)state;
  make_ready();
  run_what_is_ready(made->crowd.network.loop);
  for (uint64_t failed = 1; failed <= 3; failed++) {
    unsigned before = post->requests;
    made_refuse(post);
    assert_int_equal(post->requests, before);
    assert_int_equal(counters->connections_failed, failed);
    run_until(made->crowd.network.loop, posts_again, &before);
    assert_string_equal(post->path, "/short_poll?channel=0&after=0");
    assert_false(post->posts);
  }
  unsigned before = post->requests;
  made_answer(post, OK, "{\"next\":0,\"messages\":[]}", clock_now_ns());
  begin();
  run_until_written(1);
  assert_int_equal(post->requests, before + 1);
  assert_true(post->posts);
}

static void messages_due_while_the_connection_opens_are_sent_then(void **state) {
  (void)state;
  make_ready();
  run_what_is_ready(made->crowd.network.loop);
  begin();
  run_until_written(1);
  stop_writing();
  assert_int_equal(post->requests, 1);
  made_answer(post, OK, "{\"next\":0,\"messages\":[]}", clock_now_ns());
  assert_true(post->posts);
  assert_int_equal(number_in(post->body), 1);
}

static void a_request_that_cannot_start_leaves_the_message_in_the_queue(void **state) {
  (void)state;
  http.refuses = true;
  make_ready();
  run_what_is_ready(made->crowd.network.loop);
  begin();
  run_until_written(2);
  assert_int_equal(post->requests, 0);
  http.refuses = false;
  run_until_written(writers->written + 1);
  assert_int_equal(number_in(post->body), 1);
}

static void a_lost_connection_of_the_user_is_not_the_writers(void **state) {
  (void)state;
  begin();
  run_until_written(1);
  stop_writing();
  writer_interrupted(user);
  made_answer(post, OK, "{\"seq\":1}", clock_now_ns());
  assert_int_equal(writers->acknowledged, 1);
}

static void answer_twice(void *context) {
  (void)context;
  hear_answer(1); /* as on a WebSocket */
  made_answer(post, OK, "{\"seq\":1}", clock_now_ns());
}

static void an_answer_to_nothing_breaks_a_contract(void **state) {
  (void)state;
  begin();
  run_until_written(1);
  stop_writing();
  assert_contract_broken(answer_twice, NULL, "writer->sent > 0 && writer->sent <= writer->count");
}

#define POST_TEST(name) cmocka_unit_test_setup_teardown(name, post_set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      POST_TEST(a_user_who_posts_has_a_second_connection),
      POST_TEST(a_writer_without_a_connection_is_not_made),
      POST_TEST(a_connection_that_is_kept_is_opened_before_there_is_something_to_say),
      POST_TEST(a_connection_that_is_not_kept_is_opened_by_the_first_post),
      POST_TEST(one_post_is_under_way_at_a_time_and_the_rest_waits),
      POST_TEST(an_answer_in_pieces_is_acknowledged_when_its_last_came),
      POST_TEST(refused_posts_are_counted_and_not_sent_again),
      POST_TEST(posts_that_fail_in_the_server_are_sent_again_after_a_back_off),
      POST_TEST(a_post_that_is_cut_off_is_sent_again),
      POST_TEST(after_an_opening_that_fails_what_is_due_waits_for_the_back_off),
      POST_TEST(an_opening_that_fails_is_tried_again_after_a_back_off),
      POST_TEST(messages_due_while_the_connection_opens_are_sent_then),
      POST_TEST(a_request_that_cannot_start_leaves_the_message_in_the_queue),
      POST_TEST(a_lost_connection_of_the_user_is_not_the_writers),
      POST_TEST(an_answer_to_nothing_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("writer_posts", tests, NULL, NULL);
}
