/* Target files made for one test. Includes cmocka.h for the test. */
#ifndef TESTS_BENCH_HOST_DESCRIBED_H
#define TESTS_BENCH_HOST_DESCRIBED_H

#include "documents/target_load.h"
#include "tests/bench/folder_made.h"

/* Reads a target file whose "server" and whatever follows it ("url") are `server`; the rest is as
 * short as can be. */
static inline struct target_description described(const char *server) {
  static const char rest[] =
      "\"protocol\": \"plain\", \"transports\": {\"sse\": {\"url\": \"/x\"}}";
  struct target_description description;
  struct error error = {""};
  char text[4096];
  int bytes =
      snprintf(text, sizeof text, "{\n%s,\n%s%s}", server, rest,
               strstr(server, "\"publish\"")
                   ? ""
                   : ", \"publish\": {\"request\": {\"url\": \"/p\", \"body\": \"{message}\"}}");
  assert_true(bytes > 0 && bytes < (int)sizeof text);
  made_file_write("made.json", text);
  if (target_load(&description, path_of("%s/made.json", made_folder).text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return description;
}

#endif
