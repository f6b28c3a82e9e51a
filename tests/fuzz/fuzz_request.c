/* Requests to the server: lines with method, path, query, Last-Event-ID, Accept-Encoding, and the
 * other members of struct request_text in order. */
#include <stdlib.h>
#include <string.h>

#include "servers/wire/request.h"
#include "tests/fuzz/target.h"

enum { CHANNELS = 4, LINES = 12 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = input_text(data, size);
  char *rest = text;
  const char *lines[LINES];
  for (size_t i = 0; i < LINES; i++) {
    lines[i] = rest ? strsep(&rest, "\n") : NULL;
  }
  const struct access access = {
      .allow_hosts = "a.example,b", .allow_origins = "http://c", .token = "0123456789abcdef"};
  const struct request_text asked = {.method = lines[0],
                                     .path = lines[1] ? lines[1] : "",
                                     .query = lines[2],
                                     .last_event_id = lines[3],
                                     .accept_encoding = lines[4],
                                     .version = lines[5] ? lines[5] : "1.0",
                                     .host = lines[6],
                                     .origin = lines[7],
                                     .authorization = lines[8],
                                     .content_length = lines[9],
                                     .transfer_encoding = lines[10],
                                     .upgrade = lines[11]};
  struct request request = {.channel = 0};
  const char *reason = NULL;
  int http_status = request_read(&asked, &access, CHANNELS, &request, &reason);
  if (http_status == 0 ? request.channel >= CHANNELS : !reason) {
    abort();
  }
  free(text);
  return 0;
}
