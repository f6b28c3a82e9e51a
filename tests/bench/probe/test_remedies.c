/* The table of settings. */
#include "tests/bench/says.h"

#include <stdlib.h>

#include "bench/probe/remedies.h"

static void each_line_has_a_setting_and_a_page(void **state) {
  (void)state;
  int before = 0;
  for (const struct remedy *remedy = remedies; remedy->product; remedy++) {
    assert_true(remedy->kind >= 0 && remedy->kind < FINDING_KINDS);
    assert_true((int)remedy->kind >= before);
    before = (int)remedy->kind;
    assert_true(strlen(remedy->setting) > 3 && !strchr(remedy->setting, '\n'));
    assert_begins(remedy->source, "https://");
  }
}

static void each_finding_has_a_name_of_its_own(void **state) {
  (void)state;
  for (int i = 0; i < FINDING_KINDS; i++) {
    assert_non_null(finding_names[i].name);
    assert_non_null(finding_names[i].title);
    for (int other = 0; other < i; other++)
      assert_string_not_equal(finding_names[i].name, finding_names[other].name);
  }
}

static void a_product_is_known_by_what_it_says_of_itself(void **state) {
  (void)state;
  assert_string_equal(remedy_product("nginx/1.22.1"), "nginx");
  assert_string_equal(remedy_product("awselb/2.0"), "AWS ALB");
  assert_string_equal(remedy_product("via 1.1 google"), "Google Cloud");
  assert_string_equal(remedy_product("Cloudflare"), "Cloudflare");
  assert_null(remedy_product(""));
  assert_null(remedy_product("Apache"));
}

static void the_table_has_a_row_for_each(void **state) {
  (void)state;
  char *text = NULL;
  size_t bytes = 0, rows = 0, lines = 0;
  FILE *out = open_memstream(&text, &bytes);
  remedies_write(out);
  fclose(out);
  for (const struct remedy *remedy = remedies; remedy->product; remedy++)
    rows++;
  for (const char *at = text; (at = strchr(at, '\n')); at++)
    lines++;
  assert_int_equal(lines, rows + 2);
  assert_says(text, "| `idle_ended`: connections that are silent are ended | nginx |");
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_line_has_a_setting_and_a_page),
      cmocka_unit_test(each_finding_has_a_name_of_its_own),
      cmocka_unit_test(a_product_is_known_by_what_it_says_of_itself),
      cmocka_unit_test(the_table_has_a_row_for_each),
  };
  return cmocka_run_group_tests_name("remedies", tests, NULL, NULL);
}
