/* The table of the transports' receiving ends. */
#ifndef CLIENTS_TRANSPORTS_TRANSPORTS_H
#define CLIENTS_TRANSPORTS_TRANSPORTS_H

#include "clients/transports/websocket_library.h"
#include "clients/users/transport.h"
#include "common/base/traits.h"
#include "common/suite/client_options.h"

/* <name>_transport, each in a file of its name. WebSocket's are in the table of its libraries
 * (clients/transports/websocket_library.h). */
#define TRANSPORT_DECLARATION(KIND, name, ...) extern const struct transport name##_transport;
HTTP_TRANSPORTS(TRANSPORT_DECLARATION)
#undef TRANSPORT_DECLARATION

/* The transport of the options; NULL where their library does not carry it. */
const struct transport *transport_chosen(const struct client_options *options);

/* Contract: the transport has the functions that its traits need. */
void transport_check(const struct transport *transport, const struct transport_traits *traits);

/* Contract: there is a library where its traits say so, with its functions and its transport. */
void websocket_library_check(const struct websocket_library *library,
                             const struct client_library_traits *traits);

/* The same for all transports, on each library. The program calls it when it starts. */
void transports_check(void);

#endif
