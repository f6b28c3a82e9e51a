/* The addresses from which users connect, where they have one each: as numbers in the host's byte
 * order, 0 for whatever the system chooses. */
#ifndef CLIENTS_NET_USER_ADDRESS_H
#define CLIENTS_NET_USER_ADDRESS_H

#include <stdint.h>

#include "common/base/status.h"

enum { USER_ADDRESS_BYTES = 16 };

/* Reads the first user's address; "" for none. STATUS_USAGE where it is no IPv4 address. */
enum status user_address_read(const char *text, uint32_t *out, struct error *error);

/* Writes it, as "198.18.0.1"; "" for 0. */
void user_address_write(uint32_t address, char out[static USER_ADDRESS_BYTES]);

/* Has a socket connect from the address, with a port that is chosen then. Returns 0 or an errno. */
int user_address_bind(int descriptor, uint32_t address);

#endif
