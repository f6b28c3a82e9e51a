/* The transport of users whose server is not ours. */
#ifndef CLIENTS_FOREIGN_FOREIGN_TRANSPORT_H
#define CLIENTS_FOREIGN_FOREIGN_TRANSPORT_H

#include "clients/foreign/foreign.h"
#include "clients/users/transport.h"
#include "clients/users/user.h"

extern const struct transport foreign_transport;

/* The time for getting ready is up: notes what it was at. */
void foreign_late(struct user *user);

/* Whether the first failure was that no message has come to a user who had subscribed. */
bool foreign_is_late(const struct foreign *foreign);

/* Makes crowd->websockets; raw_websockets_destroy (clients/transports/websocket_raw.h) releases it.
 */
enum status foreign_websockets_create(struct crowd *crowd, struct error *error);

#endif
