/* HTTP answers: split anywhere, several in a row, and malformed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/wire/http_reader.h"

struct told {
  char text[256]; /* "code|body;" for each answer */
  size_t bytes;
};

static void tell(struct told *told, const char *bytes, size_t count) {
  assert_true(told->bytes + count < sizeof told->text);
  memcpy(told->text + told->bytes, bytes, count);
  told->bytes += count;
  told->text[told->bytes] = '\0';
}

static void read_piece(struct http_reader *reader, const char *bytes, size_t count,
                       struct told *told) {
  /* a copy of the exact size, so that sanitizers see a read beyond it */
  char *copy = malloc(count + 1);
  assert_non_null(copy);
  memcpy(copy, bytes, count);
  const char *at = copy;
  struct http_piece piece;
  while (http_reader_next(reader, &at, &count, &piece)) {
    char code[16];
    int digits = snprintf(code, sizeof code, "%d|", reader->code);
    if (piece.kind == HTTP_PIECE_HEAD)
      tell(told, code, (size_t)digits);
    else if (piece.kind == HTTP_PIECE_BODY)
      tell(told, piece.bytes, piece.count);
    else
      tell(told, ";", 1);
  }
  if (reader->state != HTTP_READER_FAILED)
    assert_int_equal(count, 0);
  free(copy);
}

static void answers_are_read_wherever_they_are_cut(void **state) {
  (void)state;
  static const char stream[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                               "Content-Length: 5\r\n\r\nfirst"
                               "HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n"
                               "HTTP/1.1 200 OK\r\nContent-Length:  6\r\n\r\nsecond";
  size_t bytes = sizeof stream - 1;
  for (size_t first = 0; first <= bytes; first++)
    for (size_t second = first; second <= bytes; second++) {
      struct http_reader reader;
      struct told told = {.bytes = 0};
      http_reader_init(&reader);
      read_piece(&reader, stream, first, &told);
      read_piece(&reader, stream + first, second - first, &told);
      read_piece(&reader, stream + second, bytes - second, &told);
      assert_string_equal(told.text, "200|first;404|;200|second;");
      assert_false(http_reader_begun(&reader));
      http_reader_release(&reader);
    }
}

static void a_head_is_handed_over_whole(void **state) {
  (void)state;
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";
  struct http_reader reader;
  struct http_piece piece;
  http_reader_init(&reader);
  for (size_t i = 0; i < sizeof head - 1; i++) {
    const char *at = head + i;
    size_t count = 1;
    assert_int_equal(http_reader_next(&reader, &at, &count, &piece), i == sizeof head - 2);
    assert_true(http_reader_begun(&reader));
  }
  assert_int_equal(piece.kind, HTTP_PIECE_HEAD);
  assert_int_equal(piece.count, sizeof head - 1);
  assert_memory_equal(piece.bytes, head, piece.count);
  http_reader_release(&reader);
}

static void a_body_without_a_length_ends_with_the_connection(void **state) {
  (void)state;
  static const char stream[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\na\n\nb";
  struct http_reader reader;
  struct told told = {.bytes = 0};
  http_reader_init(&reader);
  assert_false(http_reader_ends(&reader));
  read_piece(&reader, stream, sizeof stream - 1, &told);
  assert_string_equal(told.text, "200|a\n\nb");
  assert_true(http_reader_ends(&reader));
  assert_false(reader.keeps);
  http_reader_release(&reader);
}

static void a_connection_is_kept_unless_the_head_says_close(void **state) {
  (void)state;
  static const struct {
    const char *line;
    bool keeps;
  } heads[] = {{"", true},
               {"Connection: keep-alive\r\n", true},
               {"Connection: close\r\n", false},
               {"connection:  Close\r\n", false},
               {"Connection: keep-alive, close\r\n", false},
               {"Connection: closed\r\n", true},
               {"Connection: x\r\nConnection: close\r\n", false},
               {"X-Connection: close\r\n", true}};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    char stream[128];
    int bytes = snprintf(stream, sizeof stream, "HTTP/1.1 200 OK\r\n%sContent-Length: 0\r\n\r\n",
                         heads[i].line);
    struct http_reader reader;
    struct told told = {.bytes = 0};
    http_reader_init(&reader);
    read_piece(&reader, stream, (size_t)bytes, &told);
    assert_int_equal(reader.keeps, heads[i].keeps);
    http_reader_release(&reader);
  }
}

static void malformed_answers_fail(void **state) {
  (void)state;
  static const char *const wrong[] = {
      "GET / HTTP/1.1\r\n\r\n",
      "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 20\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 1 2\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nX\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nX: a\nY: b\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 0\r\n\r\n",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct http_reader reader;
    struct told told = {.bytes = 0};
    http_reader_init(&reader);
    read_piece(&reader, wrong[i], strlen(wrong[i]), &told);
    assert_int_equal(reader.state, HTTP_READER_FAILED);
    assert_string_equal(told.text, "");
    http_reader_release(&reader);
  }
}

static void chunks_are_read_wherever_they_are_cut(void **state) {
  (void)state;
  static const char stream[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
                               "5\r\nfirst\r\n00C;name=\"a;b\"\r\n and the\r\nin\r\n"
                               "0\r\nX-Sum: 1\r\nY: 2\r\n\r\n"
                               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                               "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlast";
  size_t bytes = sizeof stream - 1;
  for (size_t first = 0; first <= bytes; first++)
    for (size_t second = first; second <= bytes; second++) {
      struct http_reader reader;
      struct told told = {.bytes = 0};
      http_reader_init(&reader);
      read_piece(&reader, stream, first, &told);
      read_piece(&reader, stream + first, second - first, &told);
      read_piece(&reader, stream + second, bytes - second, &told);
      assert_string_equal(told.text, "200|first and the\r\nin;200|;200|last;");
      assert_false(http_reader_begun(&reader));
      assert_true(reader.keeps);
      http_reader_release(&reader);
    }
}

static void chunks_that_are_none_fail(void **state) {
  (void)state;
  static const char head[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  static const char *const wrong[] = {
      "\r\n",
      ";a\r\nx\r\n0\r\n\r\n",
      "x\r\n",
      "-1\r\n",
      "1\nx",
      "1\r\rx",
      "1\r\nxx\r\n",
      "1\r\nx\n0\r\n\r\n",
      "1234567890abcdef\r\n",
      "0\r\n X: a\r\n\r\n",
      "0\r\n\n",
      "0\r\nX: a\n\r\n",
      "1;a\nb\r\nx\r\n",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct http_reader reader;
    struct told told = {.bytes = 0};
    http_reader_init(&reader);
    read_piece(&reader, head, sizeof head - 1, &told);
    read_piece(&reader, wrong[i], strlen(wrong[i]), &told);
    assert_int_equal(reader.state, HTTP_READER_FAILED);
    assert_null(strchr(told.text, ';'));
    http_reader_release(&reader);
  }
}

/* Reads byte by byte until the reader fails; returns after how many bytes. */
static size_t patience(const char *begin, char more) {
  static const char head[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  struct http_reader reader;
  struct told told = {.bytes = 0};
  size_t count = 0;
  http_reader_init(&reader);
  read_piece(&reader, head, sizeof head - 1, &told);
  read_piece(&reader, begin, strlen(begin), &told);
  for (; reader.state != HTTP_READER_FAILED && count < 100000; count++)
    read_piece(&reader, &more, 1, &told);
  http_reader_release(&reader);
  return count;
}

static void lines_between_chunks_have_a_limit(void **state) {
  (void)state;
  /* the digit of the size counts, and in the trailer the three bytes of its line so far */
  assert_int_equal(patience("1;", 'x'), HTTP_READER_CHUNK_LINE_BYTES_MAX);
  assert_int_equal(patience("0\r\nX: ", 'x'), HTTP_READER_HEAD_BYTES_MAX - 3 + 1);
}

static void interim_answers_come_before_the_answer(void **state) {
  (void)state;
  static const char stream[] = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n"
                               "Link: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";
  struct http_reader reader;
  struct told told = {.bytes = 0};
  http_reader_init(&reader);
  read_piece(&reader, stream, sizeof stream - 1, &told);
  assert_string_equal(told.text, "100|103|200|x;");
  http_reader_release(&reader);
}

static void some_answers_have_no_body_whatever_they_say(void **state) {
  (void)state;
  static const char stream[] = "HTTP/1.1 204 No Content\r\n\r\n"
                               "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n";
  struct http_reader reader;
  struct told told = {.bytes = 0};
  http_reader_init(&reader);
  read_piece(&reader, stream, sizeof stream - 1, &told);
  assert_string_equal(told.text, "204|;304|;");
  http_reader_release(&reader);
}

static void after_a_switch_of_protocols_nothing_is_read_as_http(void **state) {
  (void)state;
  static const char stream[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81";
  struct http_reader reader;
  struct told told = {.bytes = 0};
  http_reader_init(&reader);
  read_piece(&reader, stream, sizeof stream - 1, &told);
  assert_string_equal(told.text, "101|\x81");
  assert_false(http_reader_ends(&reader));
  http_reader_release(&reader);
}

static void codings_of_the_body_are_told(void **state) {
  (void)state;
  static const struct {
    const char *line;
    enum http_coding coding;
  } heads[] = {{"", HTTP_IDENTITY},
               {"Content-Encoding: identity\r\n", HTTP_IDENTITY},
               {"content-encoding:gzip \r\n", HTTP_GZIP},
               {"Content-Encoding: X-GZIP\r\n", HTTP_GZIP},
               {"Content-Encoding: br\r\n", HTTP_CODING_UNKNOWN},
               {"Content-Encoding: gzip, gzip\r\n", HTTP_CODING_UNKNOWN},
               {"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n", HTTP_CODING_UNKNOWN}};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    char stream[128];
    int bytes = snprintf(stream, sizeof stream, "HTTP/1.1 200 OK\r\n%sContent-Length: 0\r\n\r\n",
                         heads[i].line);
    struct http_reader reader;
    struct told told = {.bytes = 0};
    http_reader_init(&reader);
    read_piece(&reader, stream, (size_t)bytes, &told);
    assert_int_equal(reader.coding, heads[i].coding);
    http_reader_release(&reader);
  }
}

static void a_header_is_found_by_name(void **state) {
  (void)state;
  static const char head[] = "HTTP/1.1 101 x\r\nUpgrade:\t WebSocket \r\nX: 1\r\nx: 2\r\n\r\n";
  size_t bytes = 0, count = 0;
  const char *value = http_header_find(head, sizeof head - 1, "upgrade", &bytes, &count);
  assert_int_equal(count, 1);
  assert_int_equal(bytes, 9);
  assert_memory_equal(value, "WebSocket", bytes);
  assert_memory_equal(http_header_find(head, sizeof head - 1, "X", &bytes, &count), "1", 1);
  assert_int_equal(count, 2);
  assert_null(http_header_find(head, sizeof head - 1, "Y", &bytes, &count));
  assert_int_equal(count, 0);
}

static void a_head_without_an_end_fails(void **state) {
  (void)state;
  struct http_reader reader;
  struct told told = {.bytes = 0};
  http_reader_init(&reader);
  read_piece(&reader, "HTTP/1.1 200 OK\r\nX: ", 20, &told);
  for (int i = 0; i < HTTP_READER_HEAD_BYTES_MAX; i++)
    read_piece(&reader, "x", 1, &told);
  assert_int_equal(reader.state, HTTP_READER_FAILED);
  assert_string_equal(http_reader_fault(&reader),
                      "the head of its answer has more than 16384 bytes");
  http_reader_release(&reader);
}

static void a_head_of_a_real_server_is_not_too_long(void **state) {
  (void)state;
  struct http_reader reader;
  struct told told = {.bytes = 0};
  char head[HTTP_READER_HEAD_BYTES_MAX - 1];
  static const char begin[] = "HTTP/1.1 200 OK\r\nX: ", end[] = "\r\n\r\n";
  memset(head, 'x', sizeof head);
  memcpy(head, begin, sizeof begin - 1);
  memcpy(head + sizeof head - (sizeof end - 1), end, sizeof end - 1);
  http_reader_init(&reader);
  for (size_t i = 0; i < sizeof head; i++)
    read_piece(&reader, head + i, 1, &told);
  assert_int_equal(reader.code, 200);
  http_reader_restart(&reader);
  read_piece(&reader, "SSH-2.0-x\r\n\r\n", 13, &told);
  assert_int_equal(reader.state, HTTP_READER_FAILED);
  assert_string_equal(http_reader_fault(&reader), "what it answers is no HTTP/1.1");
  http_reader_release(&reader);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(answers_are_read_wherever_they_are_cut),
      cmocka_unit_test(a_head_is_handed_over_whole),
      cmocka_unit_test(a_body_without_a_length_ends_with_the_connection),
      cmocka_unit_test(a_connection_is_kept_unless_the_head_says_close),
      cmocka_unit_test(malformed_answers_fail),
      cmocka_unit_test(chunks_are_read_wherever_they_are_cut),
      cmocka_unit_test(chunks_that_are_none_fail),
      cmocka_unit_test(lines_between_chunks_have_a_limit),
      cmocka_unit_test(interim_answers_come_before_the_answer),
      cmocka_unit_test(some_answers_have_no_body_whatever_they_say),
      cmocka_unit_test(after_a_switch_of_protocols_nothing_is_read_as_http),
      cmocka_unit_test(codings_of_the_body_are_told),
      cmocka_unit_test(a_header_is_found_by_name),
      cmocka_unit_test(a_head_without_an_end_fails),
      cmocka_unit_test(a_head_of_a_real_server_is_not_too_long),
  };
  return cmocka_run_group_tests_name("http_reader", tests, NULL, NULL);
}
