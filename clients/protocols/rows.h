/* The rows of protocols[], each in a file of its own. */
#ifndef CLIENTS_PROTOCOLS_ROWS_H
#define CLIENTS_PROTOCOLS_ROWS_H

#include "clients/protocols/protocol.h"

extern const struct protocol protocol_engine_io;
extern const struct protocol protocol_socket_io;
extern const struct protocol protocol_sockjs;

#endif
