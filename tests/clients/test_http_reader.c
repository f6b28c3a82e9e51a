/* Answers: cut anywhere, one behind the other, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/http_reader.h"

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
  /* a copy of its own size, so that reading beyond it is seen */
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
               {"X-Connection: close\r\n", true}};
  for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
    char stream[128];
    int bytes = snprintf(stream, sizeof stream, "HTTP/1.1 200 OK\r\n%sContent-Length: 0\r\n\r\n",
                         heads[i].line);
    struct http_reader reader;
    struct told told = {.bytes = 0};
    http_reader_init(&reader);
    read_piece(&reader, stream, (size_t)bytes, &told);
    assert_int_equal(reader.keeps, heads[i].keeps);
  }
}

static void what_is_no_answer_fails(void **state) {
  (void)state;
  static const char *const wrong[] = {
      "GET / HTTP/1.1\r\n\r\n",
      "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 20\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 1 2\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    struct http_reader reader;
    struct told told = {.bytes = 0};
    http_reader_init(&reader);
    read_piece(&reader, wrong[i], strlen(wrong[i]), &told);
    assert_int_equal(reader.state, HTTP_READER_FAILED);
    assert_string_equal(told.text, "");
  }
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
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(answers_are_read_wherever_they_are_cut),
      cmocka_unit_test(a_head_is_handed_over_whole),
      cmocka_unit_test(a_body_without_a_length_ends_with_the_connection),
      cmocka_unit_test(a_connection_is_kept_unless_the_head_says_close),
      cmocka_unit_test(what_is_no_answer_fails),
      cmocka_unit_test(a_head_without_an_end_fails),
  };
  return cmocka_run_group_tests_name("http_reader", tests, NULL, NULL);
}
