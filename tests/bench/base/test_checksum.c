/* Checksums of files. */
#include "tests/bench/folder_made.h"

#include "bench/base/checksum.h"

static uint64_t checksum_of(const char *name) {
  uint64_t checksum = CHECKSUM_START;
  struct error error = {""};
  if (checksum_file(&checksum, path_of("%s/%s", made_folder, name).text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return checksum;
}

/* Of the test vectors of draft-eastlake-fnv. */
static void checksums_are_those_that_are_published(void **state) {
  (void)state;
  made_file_write("empty", "");
  made_file_write("a", "a");
  made_file_write("foobar", "foobar");
  assert_string_equal(checksum_text(checksum_of("empty")).text, "cbf29ce484222325");
  assert_string_equal(checksum_text(checksum_of("a")).text, "af63dc4c8601ec8c");
  assert_string_equal(checksum_text(checksum_of("foobar")).text, "85944171f73967e8");
}

static void several_files_are_taken_as_one(void **state) {
  (void)state;
  uint64_t checksum = CHECKSUM_START;
  made_file_write("foobar", "foobar");
  made_file_write("foo", "foo");
  made_file_write("bar", "bar");
  checksum_file(&checksum, path_of("%s/foo", made_folder).text, NULL);
  checksum_file(&checksum, path_of("%s/bar", made_folder).text, NULL);
  assert_true(checksum == checksum_of("foobar"));
}

static void one_byte_behind_the_first_read_changes_it(void **state) {
  (void)state;
  enum { BYTES = 200000 };
  char *text = malloc(BYTES + 1);
  assert_non_null(text);
  memset(text, 'x', BYTES);
  text[BYTES] = '\0';
  made_file_write("long", text);
  uint64_t checksum = checksum_of("long");
  text[BYTES - 1] = 'y';
  made_file_write("long", text);
  assert_true(checksum != checksum_of("long"));
  free(text);
}

static void a_file_that_cannot_be_read_is_an_error(void **state) {
  (void)state;
  struct error error = {""};
  uint64_t checksum = 7;
  struct path folder = path_of("%s", made_folder);
  assert_int_equal(checksum_file(&checksum, "/nowhere", &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "/nowhere: No such file or directory");
  assert_int_equal(checksum_file(&checksum, folder.text, &error), STATUS_ENVIRONMENT);
  assert_ends(error.text, ": Is a directory");
  assert_true(checksum == 7);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(checksums_are_those_that_are_published),
      IN_FOLDER(several_files_are_taken_as_one),
      IN_FOLDER(one_byte_behind_the_first_read_changes_it),
      IN_FOLDER(a_file_that_cannot_be_read_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
