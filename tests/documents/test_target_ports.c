/* The ports of a server. */
#include "tests/documents/files_made.h"

#include "documents/target_load.h"
#include "documents/target_ports.h"

static struct target_description description;
static struct target_ports ports;
static struct error error;

static int set_up(void **state) {
  static const char text[] =
      "{\"server\": {\"command\": [\"x\", \"{port}\", \"{port.api}\"]}, \"protocol\": \"plain\", "
      "\"secrets\": \"keys.json\", \"transports\": {\"sse\": {\"url\": \"/\"}}, "
      "\"publish\": {\"request\": {\"url\": \"http://127.0.0.1:{port.api}/\"}}}";
  error = (struct error){""};
  if (files_begin(state) != 0)
    return -1;
  file_make("keys.json", "{\"key\": \"s3cret\"}");
  return target_load(&description, file_make("made.json", text), &error) != STATUS_OK;
}

static int tear_down(void **state) {
  target_release(&description);
  return files_end(state);
}

static char *expanded(const char *text) {
  struct target_values values = {.description = &description, .ports = &ports};
  const struct template_values known = target_values(&values);
  return template_expand(text, TEMPLATE_TEXT, &known, &error);
}

static void assert_expanded(const char *text, const char *wanted) {
  char *got = expanded(text);
  assert_string_equal(got, wanted);
  free(got);
}

static enum status read_ports(const char *text) {
  return target_ports_read(&description, text, &ports, &error);
}

static void ports_are_read_by_name(void **state) {
  (void)state;
  assert_int_equal(read_ports("=4711,api=4712"), STATUS_OK);
  assert_expanded("{port} {port.api} {secret.key}", "4711 4712 s3cret");
  assert_int_equal(read_ports("api=65535,other=9"), STATUS_OK); /* one that it does not have */
  assert_expanded("{port.api}", "65535");
}

static void a_port_that_is_not_known_has_no_value(void **state) {
  (void)state;
  assert_int_equal(read_ports(""), STATUS_OK);
  assert_null(expanded("{port}"));
  assert_int_equal(read_ports("api=4712"), STATUS_OK);
  assert_null(expanded("{port}"));
  assert_null(expanded("{port.apis}"));
  assert_null(expanded("{ports}"));
  target_ports_complete(&description, 80, &ports);
  assert_expanded("{port} {port.api}", "80 4712");
  target_ports_complete(&description, 81, &ports); /* it is known */
  assert_expanded("{port}", "80");
}

static void what_is_no_list_of_ports_is_refused(void **state) {
  (void)state;
  static const char *const wrong[] = {"4711",   "=",     "=x",     "=0",        "=65536",
                                      "=4711x", "api",   "=1,api", "=1,,api=2", "=-1",
                                      "api:1",  "=1;=2", ",=4711"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    if (read_ports(wrong[i]) != STATUS_USAGE)
      fail_msg("'%s' was read", wrong[i]);
  read_ports("=1,api=x");
  assert_string_equal(error.text,
                      "'api=x' is not of the form =PORT,NAME=PORT: a port has 1 to 65535");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(ports_are_read_by_name),
      TEST(a_port_that_is_not_known_has_no_value),
      TEST(what_is_no_list_of_ports_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
