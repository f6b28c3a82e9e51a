/* One poll(2) for standard input and the signals. */
#include "servers/control/commands.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "common/suite/input_line.h"

/* False when standard input is at its end. */
static bool input_read(struct input_line *line, void (*on_line)(void *context, const char *line),
                       void *context) {
  char buffer[INPUT_LINE_BYTES];
  ssize_t got = read(STDIN_FILENO, buffer, sizeof buffer);
  if (got < 0)
    return errno == EINTR || errno == EAGAIN;
  input_line_take(line, buffer, (size_t)got, on_line, context);
  return got > 0;
}

void commands_wait(const sigset_t *signals, void (*on_line)(void *context, const char *line),
                   void *context) {
  struct input_line line = {.bytes = 0};
  int signalled = signalfd(-1, signals, SFD_CLOEXEC);
  struct pollfd sources[] = {{.fd = signalled, .events = POLLIN},
                             {.fd = on_line ? STDIN_FILENO : -1, .events = POLLIN}};
  while (signalled >= 0 && (sources[0].revents & POLLIN) == 0) {
    if (poll(sources, 2, -1) < 0)
      continue;
    if (on_line && sources[1].revents != 0 && !input_read(&line, on_line, context))
      sources[1].fd = -1;
  }
  if (signalled >= 0) {
    close(signalled);
    return;
  }
  int number = 0; /* no descriptor is left, so wait for the signals alone */
  sigwait(signals, &number);
}
