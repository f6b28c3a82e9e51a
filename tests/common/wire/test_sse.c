/* Event streams: split anywhere, with any line ends, and malformed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/wire/sse.h"

/* Reads the stream in pieces that end at the cuts, and writes every event to `out`, as
 * "id|data;". */
static void read_cut(const char *stream, size_t bytes, size_t first_cut, size_t second_cut,
                     char *out, size_t capacity) {
  size_t ends[] = {first_cut, second_cut, bytes};
  size_t from = 0;
  size_t used = 0;
  struct sse_reader reader;
  struct sse_event event;
  sse_reader_init(&reader);
  out[0] = '\0';
  for (size_t i = 0; i < 3; i++) {
    /* a copy of the exact size, so that sanitizers see a read beyond it */
    size_t left = ends[i] - from;
    char *piece = malloc(left + 1);
    assert_non_null(piece);
    memcpy(piece, stream + from, left);
    const char *at = piece;
    while (sse_reader_next(&reader, &at, &left, &event))
      used += (size_t)snprintf(out + used, capacity - used, "%s|%.*s;", event.id,
                               (int)event.data_bytes, event.data);
    assert_int_equal(left, 0);
    free(piece);
    from = ends[i];
  }
  assert_false(reader.failed);
  sse_reader_release(&reader);
}

static void assert_events(const char *stream, const char *expected) {
  char seen[512];
  size_t bytes = strlen(stream);
  for (size_t first = 0; first <= bytes; first++)
    for (size_t second = first; second <= bytes; second++) {
      read_cut(stream, bytes, first, second, seen, sizeof seen);
      assert_string_equal(seen, expected);
    }
}

static void a_stream_cut_anywhere_gives_the_same_events(void **state) {
  (void)state;
  assert_events("id: 1\ndata: one\n\n:\n\nid: 2\ndata: two\n\n", "1|one;2|two;");
}

static void every_line_end_of_the_standard_ends_a_line(void **state) {
  (void)state;
  assert_events("id: 1\rdata: one\r\rid: 2\rdata: two\r\r", "1|one;2|two;");
  assert_events("id: 1\r\ndata: one\r\n\r\nid: 2\r\ndata: two\r\n\r\n", "1|one;2|two;");
  assert_events("id: 1\ndata: one\r\n\rid: 2\rdata: two\n\r\n", "1|one;2|two;");
}

static void data_lines_are_joined_and_one_space_belongs_to_the_syntax(void **state) {
  (void)state;
  assert_events("data:a\ndata: b\ndata:  c\n\n", "|a\nb\n c;");
  assert_events("data\ndata\n\n", "|\n;");
}

static void a_byte_order_mark_at_the_beginning_is_skipped(void **state) {
  (void)state;
  assert_events("\xef\xbb\xbf"
                "data: x\n\n",
                "|x;");
}

static void the_id_persists_and_unknown_fields_are_ignored(void **state) {
  (void)state;
  assert_events("id: 7\ndata: a\nretry: 5\nevent: e\ncolour: red\n\ndata: b\n\n", "7|a;7|b;");
}

static void a_name_is_that_of_its_event_alone(void **state) {
  (void)state;
  static const char stream[] = "event: quote\ndata: a\n\ndata: b\n\nevent: lost\n\ndata: c\n\n"
                               "event\ndata: d\n\n";
  static const char *const names[] = {"quote", "message", "message", "message"};
  const char *at = stream;
  size_t left = strlen(stream);
  struct sse_reader reader;
  struct sse_event event;
  sse_reader_init(&reader);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    assert_true(sse_reader_next(&reader, &at, &left, &event));
    assert_string_equal(event.name, names[i]);
  }
  assert_false(sse_reader_next(&reader, &at, &left, &event));
  sse_reader_release(&reader);
}

static void the_time_to_wait_before_a_stream_is_opened_again_is_read(void **state) {
  (void)state;
  static const char *const streams[] = {"data: a\n\n", "retry: 2500\n\n",
                                        "retry: 2500\nretry: x\n\n", "retry: 1x\n\n",
                                        "retry: -1\n\n"};
  static const uint64_t said_ms[] = {0, 2500, 2500, 0, 0};
  for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
    const char *at = streams[i];
    size_t left = strlen(at);
    struct sse_reader reader;
    struct sse_event event;
    sse_reader_init(&reader);
    while (sse_reader_next(&reader, &at, &left, &event))
      ;
    assert_int_equal(reader.retry_said, said_ms[i] > 0);
    assert_int_equal(reader.retry_ms, said_ms[i]);
    sse_reader_release(&reader);
  }
}

static void a_name_or_an_id_that_is_too_long_fails_the_stream(void **state) {
  (void)state;
  char stream[SSE_ID_BYTES + 64];
  static const char *const fields[] = {"event: ", "id: "};
  static const size_t most[] = {SSE_NAME_BYTES - 1, SSE_ID_BYTES - 1};
  for (size_t i = 0; i < 2; i++)
    for (size_t more = 0; more < 2; more++) {
      int bytes = snprintf(stream, sizeof stream, "%s%0*d\ndata: x\n\n", fields[i],
                           (int)(most[i] + more), 1);
      const char *at = stream;
      size_t left = (size_t)bytes;
      struct sse_reader reader;
      struct sse_event event;
      sse_reader_init(&reader);
      assert_int_equal(sse_reader_next(&reader, &at, &left, &event), more == 0);
      assert_int_equal(reader.failed, more);
      sse_reader_release(&reader);
    }
}

static void an_event_without_data_is_none(void **state) {
  (void)state;
  assert_events("id: 4\n\nevent: x\n\n\n\ndata: y\n\n", "4|y;");
}

static void an_event_that_is_not_ended_is_not_told(void **state) {
  (void)state;
  assert_events("data: a\n\ndata: b\n", "|a;");
}

static void encoded_events_read_back_the_same(void **state) {
  (void)state;
  char out[64 + SSE_OVERHEAD_BYTES_MAX];
  const char *text = "{\"seq\":18446744073709551615}";
  size_t bytes =
      sse_encode(UINT64_MAX, text, strlen(text), out, strlen(text) + SSE_OVERHEAD_BYTES_MAX);
  assert_true(bytes > 0);
  char seen[256];
  read_cut(out, bytes, 0, bytes, seen, sizeof seen);
  assert_string_equal(seen, "18446744073709551615|{\"seq\":18446744073709551615};");
  for (size_t capacity = 0; capacity < bytes; capacity++)
    assert_int_equal(sse_encode(UINT64_MAX, text, strlen(text), out, capacity), 0);
}

static void comments_are_counted(void **state) {
  (void)state;
  struct sse_reader reader;
  struct sse_event event;
  const char *at = ":\n\n: more\n";
  size_t left = strlen(at);
  sse_reader_init(&reader);
  assert_false(sse_reader_next(&reader, &at, &left, &event));
  assert_int_equal(reader.comments, 2);
  sse_reader_release(&reader);
}

static void a_reader_that_starts_again_keeps_the_id_and_forgets_the_partial_event(void **state) {
  (void)state;
  struct sse_reader reader;
  struct sse_event event;
  sse_reader_init(&reader);
  const char *at = "id: 3\ndata: a\n\nid: 4\ndata: half";
  size_t left = strlen(at);
  assert_true(sse_reader_next(&reader, &at, &left, &event));
  assert_false(sse_reader_next(&reader, &at, &left, &event));
  sse_reader_restart(&reader);
  assert_string_equal(reader.id, "3");
  at = "data: b\n\n";
  left = strlen(at);
  assert_true(sse_reader_next(&reader, &at, &left, &event));
  assert_int_equal(event.data_bytes, 1);
  assert_memory_equal(event.data, "b", 1);
  sse_reader_release(&reader);
}

static void a_line_without_end_is_refused(void **state) {
  (void)state;
  struct sse_reader reader;
  struct sse_event event;
  static char much[65536];
  memset(much, 'x', sizeof much);
  sse_reader_init(&reader);
  for (size_t sent = 0; sent <= SSE_BYTES_MAX && !reader.failed; sent += sizeof much) {
    const char *at = much;
    size_t left = sizeof much;
    assert_false(sse_reader_next(&reader, &at, &left, &event));
  }
  assert_true(reader.failed);
  sse_reader_release(&reader);
}

static void an_event_is_written_whole_or_not_at_all(void **state) {
  (void)state;
  static const char expected[] = "id: 18446744073709551615\ndata: text\n\n";
  char out[sizeof expected];
  for (size_t capacity = 0; capacity < sizeof expected - 1; capacity++)
    assert_int_equal(sse_encode(UINT64_MAX, "text", 4, out, capacity), 0);
  assert_int_equal(sse_encode(UINT64_MAX, "text", 4, out, sizeof expected - 1),
                   sizeof expected - 1);
  assert_memory_equal(out, expected, sizeof expected - 1);
  assert_int_equal(sse_encode(7, "", 0, out, 14), 14);
  assert_memory_equal(out, "id: 7\ndata: \n\n", 14);
  assert_int_equal(sse_encode(7, "", 0, out, 13), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_stream_cut_anywhere_gives_the_same_events),
      cmocka_unit_test(every_line_end_of_the_standard_ends_a_line),
      cmocka_unit_test(data_lines_are_joined_and_one_space_belongs_to_the_syntax),
      cmocka_unit_test(a_byte_order_mark_at_the_beginning_is_skipped),
      cmocka_unit_test(the_id_persists_and_unknown_fields_are_ignored),
      cmocka_unit_test(a_name_is_that_of_its_event_alone),
      cmocka_unit_test(the_time_to_wait_before_a_stream_is_opened_again_is_read),
      cmocka_unit_test(a_name_or_an_id_that_is_too_long_fails_the_stream),
      cmocka_unit_test(an_event_without_data_is_none),
      cmocka_unit_test(an_event_that_is_not_ended_is_not_told),
      cmocka_unit_test(encoded_events_read_back_the_same),
      cmocka_unit_test(an_event_is_written_whole_or_not_at_all),
      cmocka_unit_test(comments_are_counted),
      cmocka_unit_test(a_reader_that_starts_again_keeps_the_id_and_forgets_the_partial_event),
      cmocka_unit_test(a_line_without_end_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
