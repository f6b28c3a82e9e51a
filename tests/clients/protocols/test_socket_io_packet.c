#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/socket_io_packet.h"

/* The packet's parts: "type namespace id payload", "-" for no id; "none" where it is no packet. */
static const char *parts(const char *text) {
  static char out[256];
  struct socket_io_packet packet;
  size_t count = strlen(text);
  char *copy = malloc(count + 1); /* so that a read behind the end is seen */
  assert_non_null(copy);
  memcpy(copy, text, count);
  snprintf(out, sizeof out, "none");
  if (socket_io_packet_read(copy, count, &packet)) {
    char id[32] = "-";
    if (packet.has_id)
      snprintf(id, sizeof id, "%llu", (unsigned long long)packet.id);
    snprintf(out, sizeof out, "%d %.*s %s %.*s", (int)packet.type, (int)packet.name_bytes,
             packet.name, id, (int)packet.payload_bytes, packet.payload);
  }
  free(copy);
  return out;
}

/* The examples of the protocol's document, "Packet encoding". */
static void the_examples_of_the_document_are_read(void **state) {
  (void)state;
  assert_string_equal(parts("0"), "0 / - ");
  assert_string_equal(parts("0{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}"),
                      "0 / - {\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}");
  assert_string_equal(parts("0/admin,"), "0 /admin - ");
  assert_string_equal(parts("4{\"message\":\"Not authorized\"}"),
                      "4 / - {\"message\":\"Not authorized\"}");
  assert_string_equal(parts("2[\"foo\"]"), "2 / - [\"foo\"]");
  assert_string_equal(parts("2/admin,[\"bar\"]"), "2 /admin - [\"bar\"]");
  assert_string_equal(parts("51-[\"baz\",{\"_placeholder\":true,\"num\":0}]"),
                      "5 / - [\"baz\",{\"_placeholder\":true,\"num\":0}]");
  assert_string_equal(parts("52-/admin,[\"baz\"]"), "5 /admin - [\"baz\"]");
  assert_string_equal(parts("212[\"foo\"]"), "2 / 12 [\"foo\"]");
  assert_string_equal(parts("312[]"), "3 / 12 []");
  assert_string_equal(parts("2/admin,13[\"foo\"]"), "2 /admin 13 [\"foo\"]");
  assert_string_equal(parts("61-15[\"bar\"]"), "6 / 15 [\"bar\"]");
  assert_string_equal(parts("1"), "1 / - ");
  assert_string_equal(parts("1/admin,"), "1 /admin - ");
  assert_string_equal(parts("1/admin"), "1 /admin - ");
}

static void what_is_no_packet_is_not_read(void **state) {
  (void)state;
  assert_string_equal(parts(""), "none");
  assert_string_equal(parts("7[]"), "none");
  assert_string_equal(parts("x"), "none");
  assert_string_equal(parts("[\"foo\"]"), "none");
  assert_string_equal(parts("5[\"foo\"]"), "none");
  assert_string_equal(parts("5"), "none");
  assert_string_equal(parts("51"), "none");
  assert_string_equal(parts("2123456789012345678901234567890[]"), "none");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_examples_of_the_document_are_read),
      cmocka_unit_test(what_is_no_packet_is_not_read),
  };
  return cmocka_run_group_tests_name("socket_io_packet", tests, NULL, NULL);
}
