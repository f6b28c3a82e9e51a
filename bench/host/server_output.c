/* Cuts a server's output into lines. */
#include "bench/host/server_output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 16 };

static void line_pass(struct server_output *output, enum output_of of) {
  char *text = output->lines[of].text;
  char *shown =
      output->description->secrets ? target_secrets_hide(output->description, text) : NULL;
  if (output->description->secrets && !shown)
    return; /* rather nothing than a secret */
  const char *line = shown ? shown : text;
  dprintf(output->to_fd, "%s\n", line);
  if (*line)
    snprintf(output->last, sizeof output->last, "%.*s", OUTPUT_LAST_BYTES - 1, line);
  free(shown);
  output->lines[of].bytes = 0;
  *text = '\0';
}

static void wanted_look(struct server_output *output, enum output_of of) {
  output->found =
      output->found || (output->wanted && strstr(output->lines[of].text, output->wanted));
}

void server_output_take(struct server_output *output, enum output_of of, const char *bytes,
                        size_t count) {
  char *text = output->lines[of].text;
  for (size_t i = 0; i < count; i++) {
    if (bytes[i] != '\n' && bytes[i] != '\r')
      text[output->lines[of].bytes++] = bytes[i] ? bytes[i] : ' ';
    text[output->lines[of].bytes] = '\0';
    if (bytes[i] == '\n' || output->lines[of].bytes == OUTPUT_LINE_BYTES - 1) {
      wanted_look(output, of);
      line_pass(output, of);
    }
  }
  wanted_look(output, of);
}

enum output_state server_output_read(struct server_output *output, enum output_of of, int fd) {
  char bytes[READ_BYTES];
  ssize_t got = read(fd, bytes, sizeof bytes);
  if (got > 0)
    server_output_take(output, of, bytes, (size_t)got);
  if (got > 0 || (got < 0 && errno == EINTR))
    return OUTPUT_MORE;
  return got < 0 && errno == EAGAIN ? OUTPUT_NOTHING : OUTPUT_END;
}

void server_output_finish(struct server_output *output) {
  for (int of = 0; of < OUTPUTS; of++)
    if (output->lines[of].bytes > 0)
      line_pass(output, (enum output_of)of);
}
