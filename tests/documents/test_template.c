/* Templates: each kind of place, and what is refused with its position. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "documents/template.h"

static const char *const names[] = {"channel", "user", "secret.token", "hard", NULL};

static const char *value_of(void *owner, const char *name) {
  static const char *const values[] = {"7", "a b/ü", "s3~cr-t", "\"q\\\n\x01&<"};
  (void)owner;
  for (size_t i = 0; names[i]; i++)
    if (strcmp(names[i], name) == 0)
      return values[i];
  return NULL;
}

static const struct template_values values = {.value = value_of, .names = names};

static void gives(enum template_place place, const char *text, const char *expected) {
  struct error error = {""};
  char *expanded = template_expand(text, place, &values, &error);
  if (!expanded)
    fail_msg("%s: %s", text, error.text);
  assert_string_equal(expanded, expected);
  assert_int_equal(template_check(text, place, &values, NULL), STATUS_OK);
  free(expanded);
}

static void refused(enum template_place place, const char *text, const char *expected) {
  struct error error = {""};
  assert_null(template_expand(text, place, &values, &error));
  if (!strstr(error.text, expected))
    fail_msg("%s: '%s' instead of '%s'", text, error.text, expected);
  assert_int_equal(template_check(text, place, &values, NULL), STATUS_USAGE);
}

static void values_stand_in_the_place_of_their_names(void **state) {
  (void)state;
  gives(TEMPLATE_TEXT, "", "");
  gives(TEMPLATE_TEXT, "nothing", "nothing");
  gives(TEMPLATE_TEXT, "{channel}", "7");
  gives(TEMPLATE_TEXT, "<{channel}{user}>", "<7a b/ü>");
  gives(TEMPLATE_HEADER, "Bearer {secret.token}", "Bearer s3~cr-t");
}

static void doubled_braces_are_braces(void **state) {
  (void)state;
  gives(TEMPLATE_TEXT, "{{\"a\":\"{channel}\"}}", "{\"a\":\"7\"}");
  gives(TEMPLATE_TEXT, "{{channel}}", "{channel}");
  gives(TEMPLATE_TEXT, "{{{channel}}}", "{7}");
}

static void a_url_has_its_values_encoded(void **state) {
  (void)state;
  gives(TEMPLATE_URL, "/s/{user}?c={channel}", "/s/a%20b%2F%C3%BC?c=7");
  gives(TEMPLATE_URL, "/{secret.token}", "/s3~cr-t");
  gives(TEMPLATE_URL, "/{channel:raw}", "/7");
  gives(TEMPLATE_TEXT, "c={user:url}", "c=a%20b%2F%C3%BC");
}

static void a_modifier_escapes_for_json(void **state) {
  (void)state;
  gives(TEMPLATE_TEXT, "\"{hard:json}\"", "\"\\\"q\\\\\\u000a\\u0001&<\"");
  gives(TEMPLATE_TEXT, "{user:raw}", "a b/ü");
}

static void an_unknown_variable_is_named_with_its_position(void **state) {
  (void)state;
  refused(TEMPLATE_TEXT, "/x/{chanel}",
          "unknown variable {chanel} at character 4: did you mean {channel}?");
  refused(TEMPLATE_TEXT, "ü{entirely-other}",
          "unknown variable {entirely-other} at character 2: there are channel, user, "
          "secret.token, hard");
  const struct template_values nameless = {.value = value_of};
  struct error error = {""};
  assert_null(template_expand("{x}", TEMPLATE_TEXT, &nameless, &error));
  assert_string_equal(error.text, "unknown variable {x} at character 1");
}

static void a_malformed_variable_is_shown_with_its_position(void **state) {
  (void)state;
  refused(TEMPLATE_TEXT, "a{\"b\":1}", "'{\"b\":1}' at character 2 is no variable");
  refused(TEMPLATE_TEXT, "{}", "'{}' at character 1");
  refused(TEMPLATE_TEXT, "{channel", "'{channel' at character 1");
  refused(TEMPLATE_TEXT, "{channel :json}", "at character 1 is no variable");
  refused(TEMPLATE_TEXT, "{1st}", "at character 1");
  refused(TEMPLATE_TEXT, "x{channel:html}", "at character 2: a variable ends with");
  refused(TEMPLATE_TEXT, "ab}", "'}' at character 3 closes nothing");
  char longer[TEMPLATE_NAME_BYTES_MAX + 4];
  memset(longer, 'n', sizeof longer);
  longer[0] = '{';
  longer[sizeof longer - 2] = '}';
  longer[sizeof longer - 1] = '\0';
  refused(TEMPLATE_TEXT, longer, "at character 1 is no variable");
}

static void what_does_not_fit_the_place_is_refused(void **state) {
  (void)state;
  refused(TEMPLATE_URL, "/a b", "character 3 does not fit: a URL");
  refused(TEMPLATE_URL, "/ü", "character 2 does not fit");
  refused(TEMPLATE_URL, "/{user:raw}", "the value at character 2 does not fit");
  refused(TEMPLATE_HEADER, "a\r\nX: y", "character 2 does not fit: a header");
  refused(TEMPLATE_HEADER, "a{hard}", "the value at character 2 does not fit: a header");
  gives(TEMPLATE_HEADER, "a\tb ü", "a\tb ü");
}

static void json_gives(const char *json, const char *expected) {
  json_t *read = json_loads(json, JSON_DECODE_ANY, NULL);
  struct error error = {""};
  char *expanded = template_expand_json(read, &values, &error);
  if (!expanded)
    fail_msg("%s: %s", json, error.text);
  assert_string_equal(expanded, expected);
  assert_int_equal(template_check_json(read, &values, NULL), STATUS_OK);
  free(expanded);
  json_decref(read);
}

static void texts_within_json_are_templates(void **state) {
  (void)state;
  json_gives("\"{channel}\"", "7");
  json_gives("{\"b\":\"{hard}\",\"a\":[1,null,\"x{channel}\",{\"{channel}\":true}]}",
             "{\"b\":\"\\\"q\\\\\\n\\u0001&<\",\"a\":[1,null,\"x7\",{\"{channel}\":true}]}");
  json_gives("[]", "[]");
  json_gives("12", "12");
}

static void a_bad_template_within_json_is_refused(void **state) {
  (void)state;
  static const char *const bad[] = {"{\"a\":[\"{x\"]}", "{\"a\":{\"b\":\"{x}\"}}", "\"}\""};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    json_t *read = json_loads(bad[i], JSON_DECODE_ANY, NULL);
    struct error error = {""};
    assert_non_null(read);
    assert_null(template_expand_json(read, &values, &error));
    assert_non_null(strstr(error.text, "character 1"));
    assert_int_equal(template_check_json(read, &values, NULL), STATUS_USAGE);
    json_decref(read);
  }
}

static const char *not_utf8(void *owner, const char *name) {
  (void)owner, (void)name;
  return "\xff";
}

static void json_takes_no_bytes_that_are_not_utf8(void **state) {
  (void)state;
  const struct template_values bytes = {.value = not_utf8};
  json_t *read = json_loads("[\"{x}\"]", 0, NULL);
  struct error error = {""};
  assert_null(template_expand_json(read, &bytes, &error));
  assert_non_null(strstr(error.text, "not UTF-8"));
  json_decref(read);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_stand_in_the_place_of_their_names),
      cmocka_unit_test(doubled_braces_are_braces),
      cmocka_unit_test(a_url_has_its_values_encoded),
      cmocka_unit_test(a_modifier_escapes_for_json),
      cmocka_unit_test(an_unknown_variable_is_named_with_its_position),
      cmocka_unit_test(a_malformed_variable_is_shown_with_its_position),
      cmocka_unit_test(what_does_not_fit_the_place_is_refused),
      cmocka_unit_test(texts_within_json_are_templates),
      cmocka_unit_test(a_bad_template_within_json_is_refused),
      cmocka_unit_test(json_takes_no_bytes_that_are_not_utf8),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
