/* Waits in the main thread for the signal that ends the server, and reads commands from standard
 * input. */
#ifndef SERVERS_CONTROL_COMMANDS_H
#define SERVERS_CONTROL_COMMANDS_H

#include <signal.h>
#include <stdbool.h>

/* Returns when one of the signals, which are blocked, has come. `on_line` is called with each whole
 * line of standard input, without its end; with NULL that is not read. */
void commands_wait(const sigset_t *signals, void (*on_line)(void *context, const char *line),
                   void *context);

#endif
