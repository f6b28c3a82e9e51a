/* What is asked of the server: lines "method", "path", "query", "Last-Event-ID",
 * "Accept-Encoding". */
#include <stdlib.h>
#include <string.h>

#include "servers/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHANNELS = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1);
  if (text == NULL) {
    return 0;
  }
  memcpy(text, data, size);
  text[size] = '\0';
  char *rest = text;
  const char *lines[5];
  for (size_t i = 0; i < 5; i++) {
    lines[i] = rest != NULL ? strsep(&rest, "\n") : NULL;
  }
  struct request_text asked = {lines[0], lines[1] != NULL ? lines[1] : "", lines[2], lines[3],
                               lines[4]};
  struct request request;
  const char *reason = NULL;
  int http_status = request_read(&asked, CHANNELS, &request, &reason);
  if (http_status == 0 ? request.channel >= CHANNELS : reason == NULL) {
    abort();
  }
  free(text);
  return 0;
}
