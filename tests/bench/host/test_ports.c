/* Ports of a server: as they are named on the command line, and free ones. */
#include "bench/host/ports.h"

#include <stdlib.h>

#include "bench/measure/proc_file.h"
#include "tests/bench/host/described.h"
#include "tests/loopback.h"

static const char two_ports[] = "\"server\": {\"command\": [\"x\", \"{port}\", \"{port.api}\"]}";

static void numbers_are_read_by_name(void **state) {
  (void)state;
  struct target_description description = described(two_ports);
  struct ports ports;
  assert_int_equal(ports_read(&ports, &description, "api=4712,=4711", NULL), STATUS_OK);
  assert_string_equal(ports_value(&ports, "port"), "4711");
  assert_string_equal(ports_value(&ports, "port.api"), "4712");
  assert_null(ports_value(&ports, "port.ap"));
  assert_null(ports_value(&ports, "user"));
  json_t *json = ports_json(&ports);
  assert_int_equal(json_integer_value(json_object_get(json, "")), 4711);
  assert_int_equal(json_integer_value(json_object_get(json, "api")), 4712);
  json_decref(json);
  target_release(&description);
}

static void a_bad_text_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *text, *says;
  } bad[] = {
      {"", "--ports ''"},
      {"4711", "--ports '4711': it has to be '=4711'"},
      {"=", "'='"},
      {"=0", "'=0'"},
      {"=65536", "'=65536'"},
      {"=99999999999999999999999", "'=9"},
      {"=4711,", "'=4711,'"},
      {"=4711;api=4712", "'=4711;api=4712'"},
      {"=4711,=4712", "with different numbers"},
      {"=4711,api=4711", "with different numbers"},
      {"=4711,apis=4712", "no {port.apis}"},
      {"=-1", "'=-1'"},
      {"=4711 ", "'=4711 '"},
  };
  struct target_description description = described(two_ports);
  struct target_description none =
      described("\"server\": {\"command\": [\"x\"]}, \"url\": \"http://127.0.0.1:80\"");
  struct ports ports;
  struct error error;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_int_equal(ports_read(&ports, &description, bad[i].text, &error), STATUS_USAGE);
    assert_says(error.text, bad[i].says);
  }
  assert_int_equal(ports_read(&ports, &none, "=4711", &error), STATUS_USAGE);
  assert_says(error.text, "the description has no {port}");
  target_release(&description);
  target_release(&none);
}

static void free_ports_are_below_those_of_connections(void **state) {
  (void)state;
  struct target_description description = described(two_ports);
  struct error error = {""};
  char range[64] = "32768";
  proc_file_read("/proc/sys/net/ipv4/ip_local_port_range", range, sizeof range);
  long first = strtol(range, NULL, 10);
  for (int i = 0; i < 20; i++) {
    struct ports ports;
    assert_int_equal(ports_read(&ports, &description, NULL, &error), STATUS_OK);
    if (ports_take(&ports, &error) != STATUS_OK)
      fail_msg("%s", error.text);
    for (size_t j = 0; j < 2; j++) {
      const struct sockaddr_in address = {.sin_family = AF_INET,
                                          .sin_port = htons(ports.items[j].number)};
      int fd = socket(AF_INET, SOCK_STREAM, 0);
      assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
      close(fd);
      assert_true(ports.items[j].number >= 10000);
      if (first >= 12000)
        assert_true(ports.items[j].number < first);
    }
    assert_true(ports.items[0].number != ports.items[1].number);
  }
  target_release(&description);
}

static void a_port_that_is_given_stays_and_the_other_is_chosen(void **state) {
  (void)state;
  struct target_description description = described(two_ports);
  struct ports chosen, ports;
  char text[16];
  assert_int_equal(ports_read(&chosen, &description, NULL, NULL), STATUS_OK);
  assert_int_equal(ports_take(&chosen, NULL), STATUS_OK);
  snprintf(text, sizeof text, "api=%s", ports_value(&chosen, "port.api"));
  assert_int_equal(ports_read(&ports, &description, text, NULL), STATUS_OK);
  assert_int_equal(ports_take(&ports, NULL), STATUS_OK);
  assert_string_equal(ports_value(&ports, "port.api"), ports_value(&chosen, "port.api"));
  assert_true(ports.items[0].number > 0 && ports.items[1].number > 0);
  target_release(&description);
}

static void a_port_where_somebody_listens_is_taken(void **state) {
  (void)state;
  struct target_description description = described(two_ports);
  struct error error = {""};
  struct ports ports;
  char text[16], says[64];
  int listener = loopback_listen();
  snprintf(text, sizeof text, "=%u", loopback_port_of(listener));
  snprintf(says, sizeof says, "port %u of 127.0.0.1 is taken", loopback_port_of(listener));
  assert_int_equal(ports_read(&ports, &description, text, &error), STATUS_OK);
  assert_int_equal(ports_take(&ports, &error), STATUS_ENVIRONMENT);
  assert_says(error.text, says);
  close(listener);
  target_release(&description);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(numbers_are_read_by_name),
      IN_FOLDER(a_bad_text_is_refused),
      IN_FOLDER(free_ports_are_below_those_of_connections),
      IN_FOLDER(a_port_that_is_given_stays_and_the_other_is_chosen),
      IN_FOLDER(a_port_where_somebody_listens_is_taken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
