/* The carrier of a conversation, whose owner is a struct foreign_user: turns what it asks for into
 * requests, frames and timers. */
#ifndef CLIENTS_FOREIGN_FOREIGN_CARRIER_H
#define CLIENTS_FOREIGN_FOREIGN_CARRIER_H

#include "clients/protocols/protocol.h"

extern const struct protocol_carrier foreign_carrier;

#endif
