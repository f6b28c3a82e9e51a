/* The rows of the table of protocols, each in the file of its name. */
#ifndef CLIENTS_PROTOCOLS_ROWS_H
#define CLIENTS_PROTOCOLS_ROWS_H

#include "clients/protocols/protocol.h"

extern const struct protocol protocol_centrifugo;
extern const struct protocol protocol_mqtt;
extern const struct protocol protocol_phoenix;
extern const struct protocol protocol_signalr;

#endif
