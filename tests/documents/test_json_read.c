/* JSON from files and from other programs, whose depth is checked before it is parsed. */
#include "tests/documents/files_made.h"

#include "common/base/json_depth.h"
#include "documents/json_read.h"

static void a_text_ends_where_its_bytes_do(void **state) {
  (void)state;
  json_error_t fault;
  json_t *document = json_read_text("{\"a\":1}{", 7, 0, &fault);
  assert_int_equal(json_integer_value(json_object_get(document, "a")), 1);
  json_decref(document);
  assert_null(json_read_text("{\"a\":1}{", 8, 0, &fault));
  assert_int_equal(fault.line, 1);
}

/* One level too many. */
static void a_text_that_nests_too_deep_is_refused_unread(void **state) {
  (void)state;
  char text[2 * JSON_DEPTH_MAX + 8];
  json_error_t fault;
  const size_t deepest = JSON_DEPTH_MAX;
  for (size_t levels = deepest; levels <= deepest + 1; levels++) {
    memset(text, '[', levels);
    memset(text + levels, ']', levels);
    json_t *document = json_read_text(text, 2 * levels, 0, &fault);
    assert_int_equal(document != NULL, levels == deepest);
    json_decref(document);
  }
  assert_string_equal(fault.text, "arrays and objects within one another are too many levels deep");
  assert_int_equal(fault.line, 1);
  assert_null(json_read_text(text, 2 * (deepest + 1), 0, NULL)); /* callers may pass no error */
}

/* Larger than one read. */
static void a_file_is_read_whole(void **state) {
  (void)state;
  enum { BYTES = 200000 };
  char *text = malloc(BYTES + 3);
  assert_non_null(text);
  memset(text, 'a', BYTES + 2);
  text[0] = text[BYTES + 1] = '"';
  text[BYTES + 2] = '\0';
  json_t *document = json_read_file(file_make("long.json", text), JSON_DECODE_ANY, NULL);
  assert_int_equal(json_string_length(document), BYTES);
  json_decref(document);
  free(text);
}

static void a_file_that_cannot_be_read_is_named(void **state) {
  (void)state;
  json_error_t fault;
  assert_null(json_read_file("/nowhere/a.json", 0, &fault));
  assert_string_equal(fault.text, "cannot read /nowhere/a.json: No such file or directory");
  assert_int_equal(fault.line, -1);
  assert_null(json_read_file(files_folder, 0, &fault));
  assert_non_null(strstr(fault.text, ": Is a directory"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_text_ends_where_its_bytes_do),
      cmocka_unit_test(a_text_that_nests_too_deep_is_refused_unread),
      WITH_FILES(a_file_is_read_whole),
      WITH_FILES(a_file_that_cannot_be_read_is_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
