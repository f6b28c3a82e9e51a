/* What is found in observations. */
#include "tests/bench/says.h"

#include "tests/bench/probe/seen_made.h"

static struct findings found;

/* The finding of a kind about a subject, which is a fault or a note; fails where it is not there.
 */
static const char *text_of(enum finding_kind kind, bool fault, const char *subject) {
  findings_judge(&seen, &found);
  for (size_t i = 0; i < found.count; i++)
    if (found.list[i].kind == kind && found.list[i].fault == fault &&
        strcmp(found.list[i].subject, subject) == 0)
      return found.list[i].text;
  fail_msg("%s of %s was not found", finding_names[kind].name, subject);
  return "";
}

static void assert_faults(size_t faults) {
  findings_judge(&seen, &found);
  assert_int_equal(found.faults, faults);
}

static void a_good_path_has_no_findings(void **state) {
  (void)state;
  seen_make();
  assert_faults(0);
  assert_int_equal(found.count, 0);
  assert_int_equal(found.unknown, 0);
}

static void a_transport_that_does_not_pass_is_named_with_what_came_back(void **state) {
  (void)state;
  seen_make();
  seen.transports[TRANSPORT_SSE] =
      (struct observed_passage){.look = LOOK_FAILS, .status = 403, .words = "HTTP 403 of squid"};
  seen.publish = (struct observed_passage){.look = LOOK_FAILS, .words = "nothing came"};
  assert_says(text_of(FINDING_BLOCKED, true, "sse"), "HTTP 403 of squid");
  assert_says(text_of(FINDING_BLOCKED, true, "publish"), "nothing came");
  assert_int_equal(found.faults, 2);
}

static void an_upgrade_that_is_lost_is_told_from_a_block(void **state) {
  (void)state;
  seen_make();
  seen.transports[TRANSPORT_WEBSOCKET] =
      (struct observed_passage){.look = LOOK_FAILS, .status = 400, .by_server = true};
  seen.sizes[SIZE_FRAME].look = LOOK_UNKNOWN;
  text_of(FINDING_UPGRADE, true, "websocket");
  assert_int_equal(found.count, 1);
  assert_int_equal(found.unknown, 0); /* sizes of frames are not to be known then */
  seen.transports[TRANSPORT_WEBSOCKET].by_server = false;
  text_of(FINDING_BLOCKED, true, "websocket");
}

static void events_that_are_held_back_are_named(void **state) {
  (void)state;
  seen_make();
  seen.spacing[TRANSPORT_SSE] =
      (struct observed_spacing){.look = LOOK_FAILS, .sent = 20, .arrived = 0, .heap_bytes = 4096};
  assert_says(text_of(FINDING_BUFFERED, true, "sse"), "0 arrived meanwhile");
  assert_says(text_of(FINDING_BUFFERED, true, "sse"), "4 KiB");
  seen.spacing[TRANSPORT_WEBSOCKET] = (struct observed_spacing){.look = LOOK_FAILS,
                                                                .sent = 20,
                                                                .arrived = 20,
                                                                .heaps = 4,
                                                                .interval_ms = 200,
                                                                .held_ms = 800};
  assert_says(text_of(FINDING_BUFFERED, true, "websocket"), "in 4 heaps");
  assert_int_equal(found.faults, 2);
}

static void headers_that_matter_are_faults_and_added_ones_notes(void **state) {
  (void)state;
  seen_make();
  seen_change(HEAD_REQUEST, HEAD_CHANGED, "host", "push.example", "behind");
  seen_change(HEAD_REQUEST, HEAD_REMOVED, "last-event-id", "12345", "");
  seen_change(HEAD_ANSWER, HEAD_CHANGED, "cache-control", "no-cache", "public");
  seen_change(HEAD_STREAM, HEAD_CHANGED, "cache-control", "no-cache", "public"); /* said already */
  seen_change(HEAD_STREAM, HEAD_REMOVED, "content-type", "text/event-stream", "");
  seen_change(HEAD_REQUEST, HEAD_ADDED, "x-forwarded-for", "", "10.0.0.1");
  assert_says(text_of(FINDING_HOST, true, "host"), "'behind' instead of 'push.example'");
  text_of(FINDING_HEADER_REMOVED, true, "last-event-id");
  assert_says(text_of(FINDING_HEADER_REMOVED, true, "content-type"), "event stream");
  text_of(FINDING_HEADER_CHANGED, true, "cache-control");
  assert_says(text_of(FINDING_HEADER_ADDED, false, "x-forwarded-for"), "10.0.0.1");
  assert_int_equal(found.faults, 4);
  assert_int_equal(found.count, 5);
}

static void an_old_version_and_a_compressed_stream_are_faults(void **state) {
  (void)state;
  seen_make();
  snprintf(seen.heads.version, sizeof seen.heads.version, "1.0");
  snprintf(seen.heads.compressed, sizeof seen.heads.compressed, "gzip");
  text_of(FINDING_HTTP_1_0, true, "request");
  assert_says(text_of(FINDING_COMPRESSED, true, "sse"), "Content-Encoding: gzip");
}

static void a_limit_is_a_fault_where_it_is_below_what_is_needed(void **state) {
  (void)state;
  seen_make();
  seen.sizes[SIZE_URL] = (struct observed_size){
      .look = LOOK_FAILS, .passes_bytes = 7999, .fails_bytes = 8050, .words = "HTTP 414"};
  assert_says(text_of(FINDING_URL_SIZE, true, "url"), "7999 bytes passes");
  assert_says(text_of(FINDING_URL_SIZE, true, "url"), "HTTP 414");
  seen.sizes[SIZE_URL].passes_bytes = 8000;
  text_of(FINDING_URL_SIZE, false, "url");
  seen.sizes[SIZE_HEADER] = seen.sizes[SIZE_URL];
  text_of(FINDING_HEAD_SIZE, false, "header");
  seen.sizes[SIZE_POST] = (struct observed_size){
      .look = LOOK_FAILS, .passes_bytes = 65535, .fails_bytes = 66000, .words = "HTTP 413"};
  text_of(FINDING_MESSAGE_SIZE, true, "post");
  seen.sizes[SIZE_FRAME] = (struct observed_size){
      .look = LOOK_FAILS, .passes_bytes = 65536, .fails_bytes = 66000, .words = "close frame 1009"};
  text_of(FINDING_MESSAGE_SIZE, false, "websocket");
  assert_int_equal(found.faults, 1);
}

static void silence_that_is_ended_is_named_with_its_time(void **state) {
  (void)state;
  seen_make();
  seen_idle(IDLE_WEBSOCKET, 0, IDLE_ALIVE, 20);
  seen_idle(IDLE_WEBSOCKET, 0, IDLE_ALIVE, 40);
  seen_idle(IDLE_WEBSOCKET, 0, IDLE_FIN, 60.1);
  seen_idle(IDLE_WEBSOCKET, 0, IDLE_FIN, 60.0);
  seen_idle(IDLE_WEBSOCKET, 0, IDLE_FIN, 60.2);
  seen_idle(IDLE_WEBSOCKET, 25, IDLE_ALIVE, 0);
  seen_idle(IDLE_WEBSOCKET, 55, IDLE_ALIVE, 0);
  const char *text = text_of(FINDING_IDLE_ENDED, true, "websocket");
  assert_says(text, "after 60.1 s of silence (FIN; 3 of them, 0.2 s apart");
  assert_says(text, "A heartbeat every 25 s keeps it, one every 55 s keeps it");
  assert_int_equal(found.count, 1);
  assert_int_equal(idle_heartbeat_keeps(&seen.idles, IDLE_WEBSOCKET, 25), LOOK_PASSES);
  assert_int_equal(idle_heartbeat_keeps(&seen.idles, IDLE_SSE, 25), LOOK_UNKNOWN);
}

static void a_heartbeat_that_is_too_slow_is_told(void **state) {
  (void)state;
  seen_make();
  seen_idle(IDLE_SSE, 0, IDLE_FIN, 50);
  seen_idle(IDLE_SSE, 0, IDLE_FIN, 50);
  seen_idle(IDLE_SSE, 25, IDLE_ALIVE, 0);
  seen_idle(IDLE_SSE, 55, IDLE_FIN, 50);
  assert_says(text_of(FINDING_IDLE_ENDED, true, "sse"), "one every 55 s does not keep it");
  assert_int_equal(found.count, 1); /* its life is not bounded: it was silent for as long */
  assert_int_equal(idle_heartbeat_keeps(&seen.idles, IDLE_SSE, 55), LOOK_FAILS);
}

static void a_kept_connection_that_is_ended_is_a_note(void **state) {
  (void)state;
  seen_make();
  seen_idle(IDLE_KEPT, 0, IDLE_FIN, 75);
  text_of(FINDING_KEPT_ENDED, false, "kept");
  assert_faults(0);
  seen_make();
  seen_idle(IDLE_KEPT, 0, IDLE_SERVER, 75); /* by the server's own time-out: nothing at all */
  assert_faults(0);
  assert_int_equal(found.count, 0);
}

static void what_is_dropped_without_a_word_is_between_two_times(void **state) {
  (void)state;
  seen_make();
  seen_idle(IDLE_LONG_POLL, 0, IDLE_ALIVE, 300);
  seen_idle(IDLE_LONG_POLL, 0, IDLE_DEAD, 360);
  seen_idle(IDLE_LONG_POLL, 0, IDLE_DEAD, 420);
  const char *text = text_of(FINDING_IDLE_DROPPED, true, "long_poll");
  assert_says(text, "silent for 360.0 s");
  assert_says(text, "after 300.0 s one still worked");
  assert_int_equal(found.count, 1);
}

static void a_bounded_life_is_told_from_bounded_silence(void **state) {
  (void)state;
  seen_make();
  seen_idle(IDLE_WEBSOCKET, 0, IDLE_FIN, 30);
  seen_idle(IDLE_WEBSOCKET, 0, IDLE_FIN, 30);
  struct observed_idle *beaten = seen_idle(IDLE_WEBSOCKET, 25, IDLE_FIN, 5);
  beaten->age_s = 30;
  assert_says(text_of(FINDING_LIFETIME, true, "websocket"), "at the age of 30.0 s");
  assert_int_equal(found.count, 1);
}

static void ends_at_one_instant_are_a_restart(void **state) {
  (void)state;
  seen_make();
  for (int i = 0; i < 3; i++)
    seen_idle(IDLE_SSE, 0, IDLE_RST, 10 + 2 * i)->ended_at_s = 20;
  assert_says(text_of(FINDING_IDLE_ENDED, false, "sse"), "at one instant");
  assert_faults(0);
}

static void what_nobody_can_tell_is_counted(void **state) {
  (void)state;
  seen_make();
  seen.heads.look = LOOK_UNKNOWN;
  seen.transports[TRANSPORT_SSE].look = LOOK_UNKNOWN;
  seen.spacing[TRANSPORT_WEBSOCKET].look = LOOK_UNKNOWN;
  seen.sizes[SIZE_POST].look = LOOK_UNKNOWN;
  assert_faults(0);
  assert_int_equal(found.unknown, 4);
}

static void http_2_is_a_note(void **state) {
  (void)state;
  seen_make();
  seen.http2 = (struct observed_http2){.alpn = LOOK_PASSES};
  assert_says(text_of(FINDING_HTTP2, false, "tls"), "HTTP/1.1 connection");
  seen.http2 = (struct observed_http2){.prior = LOOK_PASSES, .upgrade = LOOK_PASSES};
  assert_says(text_of(FINDING_HTTP2, false, "clear"), "without TLS");
  assert_int_equal(found.count, 2);
  assert_faults(0);
}

static void faults_come_before_notes(void **state) {
  (void)state;
  seen_make();
  seen_change(HEAD_REQUEST, HEAD_ADDED, "via", "", "p");
  seen_change(HEAD_REQUEST, HEAD_REMOVED, "accept", "a", "");
  seen.transports[TRANSPORT_LONG_POLL] = (struct observed_passage){.look = LOOK_FAILS};
  findings_judge(&seen, &found);
  assert_int_equal(found.count, 3);
  assert_int_equal(found.list[0].kind, FINDING_BLOCKED);
  assert_int_equal(found.list[1].kind, FINDING_HEADER_REMOVED);
  assert_false(found.list[2].fault);
}

static void more_than_fits_is_dropped(void **state) {
  (void)state;
  seen_make();
  for (int i = 0; i < OBSERVED_CHANGES_MAX; i++)
    seen_change(HEAD_REQUEST, HEAD_ADDED, "x", "", "y");
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    seen.transports[i].look = LOOK_FAILS;
  findings_judge(&seen, &found);
  assert_true(found.count <= FINDINGS_MAX);
  assert_int_equal(found.faults, TRANSPORT_COUNT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_good_path_has_no_findings),
      cmocka_unit_test(a_transport_that_does_not_pass_is_named_with_what_came_back),
      cmocka_unit_test(an_upgrade_that_is_lost_is_told_from_a_block),
      cmocka_unit_test(events_that_are_held_back_are_named),
      cmocka_unit_test(headers_that_matter_are_faults_and_added_ones_notes),
      cmocka_unit_test(an_old_version_and_a_compressed_stream_are_faults),
      cmocka_unit_test(a_limit_is_a_fault_where_it_is_below_what_is_needed),
      cmocka_unit_test(silence_that_is_ended_is_named_with_its_time),
      cmocka_unit_test(a_heartbeat_that_is_too_slow_is_told),
      cmocka_unit_test(a_kept_connection_that_is_ended_is_a_note),
      cmocka_unit_test(what_is_dropped_without_a_word_is_between_two_times),
      cmocka_unit_test(a_bounded_life_is_told_from_bounded_silence),
      cmocka_unit_test(ends_at_one_instant_are_a_restart),
      cmocka_unit_test(what_nobody_can_tell_is_counted),
      cmocka_unit_test(http_2_is_a_note),
      cmocka_unit_test(faults_come_before_notes),
      cmocka_unit_test(more_than_fits_is_dropped),
  };
  return cmocka_run_group_tests_name("findings", tests, NULL, NULL);
}
