/* summary.tsv and summary.csv. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/results/summary_table.h"
#include "documents/fields.h"

typedef void summary_table_write(FILE *file, json_t *const *documents, size_t count);

/* The table of one repeat; malloc'd. */
static char *text_of(summary_table_write *write, const char *reason) {
  char *text = NULL;
  size_t bytes;
  json_t *document =
      json_pack("{s:i,s:s,s:s,s:{s:i},s:i,s:n,s:{s:s,s:[s,s]}}", "schema", 1, "cell", "a",
                "outcome", "done", "params", "clients", 7, "lost", 3, "delivered", "verdict",
                "status", "invalid", "reasons", reason, "second");
  FILE *file = open_memstream(&text, &bytes);
  write(file, &document, 1);
  fclose(file);
  json_decref(document);
  return text;
}

static void a_row_has_a_field_for_every_name_and_none_for_null(void **state) {
  (void)state;
  char *text = text_of(summary_table_write_tsv, "tab\there");
  size_t tabs[2] = {0, 0}, line = 0, lost_column = 0;
  for (const char *at = text; *at; at++) {
    if (strncmp(at, "\tlost\t", 6) == 0)
      lost_column = tabs[0] + 1;
    tabs[line < 2 ? line : 1] += *at == '\t';
    line += *at == '\n';
  }
  assert_int_equal(line, 2);
  assert_int_equal(tabs[0], tabs[1]);
  const char *at = strchr(text, '\n') + 1;
  for (size_t i = 0; i < lost_column; i++)
    at = strchr(at, '\t') + 1;
  assert_memory_equal(at, "3\t", 2);
  assert_memory_equal(at - 2, "\t\t", 2);
  assert_non_null(strstr(text, "\tparams.clients\t"));
  assert_non_null(strstr(text, "\ttab here; second\t"));
  free(text);
}

static void a_field_of_csv_stands_in_quotes_where_it_must(void **state) {
  (void)state;
  char *text = text_of(summary_table_write_csv, "a, \"b\"");
  assert_non_null(strstr(text, ",\"a, \"\"b\"\"; second\","));
  assert_non_null(strstr(text, "\r\n1,,a,,"));
  assert_string_equal(text + strlen(text) - 2, "\r\n");
  free(text);
}

static void both_formats_have_the_same_names(void **state) {
  (void)state;
  char *tsv = text_of(summary_table_write_tsv, ""), *csv = text_of(summary_table_write_csv, "");
  for (char *at = csv; *at; at++)
    *at = *at == ',' ? '\t' : *at;
  assert_memory_equal(tsv, csv, strcspn(tsv, "\n"));
  assert_memory_equal(csv + strcspn(tsv, "\n"), "\r\n", 2);
  free(tsv);
  free(csv);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_row_has_a_field_for_every_name_and_none_for_null),
      cmocka_unit_test(a_field_of_csv_stands_in_quotes_where_it_must),
      cmocka_unit_test(both_formats_have_the_same_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
