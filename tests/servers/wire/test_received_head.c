/* Heads that are told to the one who sent them. */
#include "tests/servers/fixture.h"

#include "servers/wire/received_head.h"

static void a_head_is_written_line_by_line(void **state) {
  (void)state;
  struct growing_text text = {.text = NULL};
  received_head_begin(&text, true, "GET", "/probe", "a=b", "1.1");
  received_head_add(&text, "X-Forwarded-For", "10.0.0.1, 10.0.0.2");
  assert_string_equal(text.text, "all\nGET /probe?a=b HTTP/1.1\n"
                                 "x-forwarded-for: 10.0.0.1, 10.0.0.2\n");
  growing_text_release(&text);
  received_head_begin(&text, false, "GET", "/probe", NULL, "1.0");
  assert_string_equal(text.text, "known\nGET /probe HTTP/1.0\n");
  growing_text_release(&text);
}

static void secrets_are_left_out_whoever_added_them(void **state) {
  (void)state;
  static const char *const names[] = {"Authorization", "proxy-authorization", "Cookie",
                                      "X-Goog-IAP-JWT-Assertion"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct growing_text text = {.text = NULL};
    received_head_add(&text, names[i], "Bearer secret");
    assert_null(strstr(text.text, "secret"));
    assert_non_null(strstr(text.text, ": " RECEIVED_HEAD_HIDDEN "\n"));
    growing_text_release(&text);
  }
}

static void no_byte_of_a_value_begins_another_line(void **state) {
  (void)state;
  struct growing_text text = {.text = NULL};
  received_head_add(&text, "a\nb", "c\r\nd: e\xff\x7f");
  assert_string_equal(text.text, "a?b: c??d: e??\n");
  growing_text_release(&text);
}

static void the_known_names_are_in_small_letters_and_each_is_there_once(void **state) {
  (void)state;
  for (const char *const *name = received_head_names; *name; name++) {
    for (const char *at = *name; *at != '\0'; at++)
      assert_false(*at >= 'A' && *at <= 'Z');
    for (const char *const *before = received_head_names; before < name; before++)
      assert_string_not_equal(*before, *name);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_head_is_written_line_by_line),
      cmocka_unit_test(secrets_are_left_out_whoever_added_them),
      cmocka_unit_test(no_byte_of_a_value_begins_another_line),
      cmocka_unit_test(the_known_names_are_in_small_letters_and_each_is_there_once),
  };
  return cmocka_run_group_tests_name("received head", tests, NULL, NULL);
}
