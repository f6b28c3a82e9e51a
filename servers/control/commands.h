/* What the main thread does while the engine serves: it waits for the signal that ends the
 * server and, where asked to, carries out the faults it is told on standard input. */
#ifndef SERVERS_CONTROL_COMMANDS_H
#define SERVERS_CONTROL_COMMANDS_H

#include <signal.h>
#include <stdbool.h>

/* Returns when one of the signals, which are blocked, has come. `hear` is called with each
 * whole line of standard input, without its end; NULL: nobody reads that. */
void commands_wait(const sigset_t *signals, void (*hear)(void *context, const char *line),
                   void *context);

#endif
