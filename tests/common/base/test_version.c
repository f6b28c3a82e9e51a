/* The programs' texts about their version. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "common/base/version.h"

static const struct build no_checkout = {"", 0};
static const struct build clean = {"6bd2f3c5e8f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7", 0};
static const struct build one_file = {"6bd2f3c5e8f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7", 1};
static const struct build most_files = {"6bd2f3c5e8f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7", INT32_MAX};

static void the_version_names_the_commit_where_it_is_known(void **state) {
  (void)state;
  char text[VERSION_BYTES];
  assert_string_equal(version_text(&no_checkout, text), PUSHBENCH_VERSION);
  assert_string_equal(version_text(&clean, text), PUSHBENCH_VERSION " (6bd2f3c5e8f1)");
}

static void files_that_differ_from_the_commit_are_counted(void **state) {
  (void)state;
  char text[VERSION_BYTES];
  assert_string_equal(version_text(&one_file, text),
                      PUSHBENCH_VERSION " (6bd2f3c5e8f1, 1 file differs)");
  assert_string_equal(version_text(&most_files, text),
                      PUSHBENCH_VERSION " (6bd2f3c5e8f1, 2147483647 files differ)");
}

static void a_tree_is_clean_or_differs_in_files(void **state) {
  (void)state;
  char tree[TREE_BYTES];
  assert_string_equal(version_tree(&clean, tree), "clean");
  assert_string_equal(version_tree(&one_file, tree), "1 file differs");
  assert_string_equal(version_tree(&most_files, tree), "2147483647 files differ");
  assert_null(version_tree(&no_checkout, tree));
}

/* The tests are compiled as the programs are. */
static void a_build_that_is_not_optimized_says_so(void **state) {
  (void)state;
#if defined(__OPTIMIZE__)
  assert_null(strstr(version_kind(), "not optimized"));
#else
  assert_non_null(strstr(version_kind(), "not optimized"));
#endif
#if defined(__SANITIZE_ADDRESS__)
  assert_non_null(strstr(version_kind(), "AddressSanitizer"));
#endif
  assert_true(version_kind()[0] != ',');
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_version_names_the_commit_where_it_is_known),
      cmocka_unit_test(files_that_differ_from_the_commit_are_counted),
      cmocka_unit_test(a_tree_is_clean_or_differs_in_files),
      cmocka_unit_test(a_build_that_is_not_optimized_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
