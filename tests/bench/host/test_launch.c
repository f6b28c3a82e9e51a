/* What is executed to start a server. */
#include "bench/host/launch.h"

#include <stdlib.h>

#include "tests/bench/host/described.h"

static struct ports ports_of(const struct target_description *description, const char *text) {
  struct ports ports;
  struct error error = {""};
  if (ports_read(&ports, description, text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return ports;
}

static const char *variable(const struct launch *launch, const char *name) {
  const char *found = NULL;
  size_t bytes = strlen(name);
  for (char **entry = launch->environment; *entry; entry++)
    if (strncmp(*entry, name, bytes) == 0 && (*entry)[bytes] == '=') {
      assert_null(found); /* once */
      found = *entry + bytes + 1;
    }
  return found;
}

static void templates_are_filled_in(void **state) {
  (void)state;
  made_file_write("secrets.json", "{\"key\": \"s e\"}");
  struct target_description description = described(
      "\"server\": {\"command\": [\"./run\", \"{port}\", \"--api={port.api}\", \"{{\", \"\"], "
      "\"folder\": \"there\", \"environment\": {\"KEY\": \"{secret.key}\", \"PATH\": \"/a:/b\", "
      "\"P\": \"{port}\"}}, \"secrets\": \"secrets.json\"");
  struct ports ports = ports_of(&description, "=4711,api=4712");
  struct launch launch;
  setenv("LD_PRELOAD", "", 1);
  assert_int_equal(launch_make(&launch, &description, &ports, NULL), STATUS_OK);
  assert_string_equal(launch.arguments[0], "./run");
  assert_string_equal(launch.arguments[1], "4711");
  assert_string_equal(launch.arguments[2], "--api=4712");
  assert_string_equal(launch.arguments[3], "{");
  assert_string_equal(launch.arguments[4], "");
  assert_null(launch.arguments[5]);
  assert_string_equal(launch.folder, path_of("%s/there", made_folder).text);
  assert_string_equal(variable(&launch, "KEY"), "s e");
  assert_string_equal(variable(&launch, "PATH"), "/a:/b");
  assert_string_equal(variable(&launch, "P"), "4711");
  assert_string_equal(variable(&launch, "LC_ALL"), "C.UTF-8");
  assert_null(variable(&launch, "LD_PRELOAD"));
  launch_release(&launch);
  target_release(&description);
}

static void the_url_has_its_ports(void **state) {
  (void)state;
  struct target_description usual = described("\"server\": {\"command\": [\"x\", \"{port}\"]}");
  struct target_description other =
      described("\"server\": {\"command\": [\"x\", \"{port}\", \"{port.web}\"], \"ready\": "
                "{\"get\": \"/{port.web}\"}}, \"url\": \"https://[::1]:{port.web}\"");
  struct ports one = ports_of(&usual, "=4711"), two = ports_of(&other, "=4711,web=4712");
  char *url = launch_url(&usual, &one, NULL);
  assert_string_equal(url, "http://127.0.0.1:4711");
  free(url);
  url = launch_url(&other, &two, NULL);
  assert_string_equal(url, "https://[::1]:4712");
  free(url);
  char *path = launch_ready_path(&other, &two, NULL);
  assert_string_equal(path, "/4712");
  free(path);
  target_release(&usual);
  target_release(&other);
}

static void a_server_that_is_not_told_its_port_is_refused(void **state) {
  (void)state;
  struct target_description description = described("\"server\": {\"command\": [\"x\"]}");
  struct ports ports = ports_of(&description, NULL);
  struct error error = {""};
  assert_null(launch_url(&description, &ports, &error));
  assert_says(error.text, "made.json:2: server: it has no {port}");
  target_release(&description);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(templates_are_filled_in),
      IN_FOLDER(the_url_has_its_ports),
      IN_FOLDER(a_server_that_is_not_told_its_port_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
