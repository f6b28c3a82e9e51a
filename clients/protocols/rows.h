/* The rows of protocols[], one for each file. */
#ifndef CLIENTS_PROTOCOLS_ROWS_H
#define CLIENTS_PROTOCOLS_ROWS_H

#include "clients/protocols/protocol.h"

extern const struct protocol protocol_bayeux;
extern const struct protocol protocol_mercure;
extern const struct protocol protocol_nchan;

#endif
