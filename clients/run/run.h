/* Takes a client through all phases. */
#ifndef CLIENTS_RUN_RUN_H
#define CLIENTS_RUN_RUN_H

#include "clients/run/client.h"

/* Runs the client's loop until the connections are closed. The result is in the phases' `outcome`
 * and `error`. STATUS_ENVIRONMENT where it cannot begin. */
enum status run_phases(struct client *client, struct error *error);

#endif
