/* The errors of documents that cannot be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/results/document.h"

static void a_document_is_cut_off_wherever_it_ends(void **state) {
  (void)state;
  static const char text[] = "{\"schema\": 1, \"a\": null, \"b\": [true, -1.5e3, \"x\"]}";
  char path[] = "/tmp/pushbench-test-XXXXXX";
  int descriptor = mkstemp(path);
  for (size_t bytes = 0; bytes < sizeof text - 1; bytes++) {
    json_t *document;
    struct error error;
    assert_int_equal(ftruncate(descriptor, 0), 0);
    assert_int_equal(pwrite(descriptor, text, bytes, 0), bytes);
    assert_int_equal(document_open(&document, path, 1, STATUS_USAGE, "make it", &error),
                     STATUS_CHECK);
    if (!strstr(error.text, "cut off"))
      fail_msg("%zu bytes: %s", bytes, error.text);
  }
  close(descriptor);
  unlink(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_document_is_cut_off_wherever_it_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
