/* Counts the signals that ask the program to end. */
#include "bench/base/interrupt.h"

#include <signal.h>

static volatile sig_atomic_t count;

static void interrupt_note(int signal_number) {
  (void)signal_number;
  if (count < 1000)
    count = count + 1;
}

void interrupt_install(void) {
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction action = {.sa_handler = interrupt_note};
  sigemptyset(&action.sa_mask);
  for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++)
    sigaction(signals[i], &action, NULL);
}

int interrupt_count(void) {
  return count;
}
