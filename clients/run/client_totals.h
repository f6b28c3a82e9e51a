/* What all processes of a client have measured together. */
#ifndef CLIENTS_RUN_CLIENT_TOTALS_H
#define CLIENTS_RUN_CLIENT_TOTALS_H

#include "clients/run/client.h"

/* Over all users, those of the other processes too once they have arrived. */
struct totals client_totals(const struct client *client);

/* Everything that the document of this process is made of: clients/record/carrier.h. */
void client_carry(struct client *client, struct carrier *carrier);

#endif
