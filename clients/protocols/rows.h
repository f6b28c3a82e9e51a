/* The rows of protocols[], one for each file. */
#ifndef CLIENTS_PROTOCOLS_ROWS_H
#define CLIENTS_PROTOCOLS_ROWS_H

#include "clients/protocols/protocol.h"

extern const struct protocol protocol_bayeux;
extern const struct protocol protocol_centrifugo;
extern const struct protocol protocol_engine_io;
extern const struct protocol protocol_mercure;
extern const struct protocol protocol_mqtt;
extern const struct protocol protocol_nchan;
extern const struct protocol protocol_phoenix;
extern const struct protocol protocol_plain;
extern const struct protocol protocol_signalr;
extern const struct protocol protocol_socket_io;
extern const struct protocol protocol_sockjs;

#endif
