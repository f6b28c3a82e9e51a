/* Options that are numbers. */
#ifndef CLIENTS_PROTOCOLS_OPTION_NUMBER_H
#define CLIENTS_PROTOCOLS_OPTION_NUMBER_H

#include "clients/protocols/protocol.h"

/* The option as a whole number; `most` where it is none, which option_number_check refuses. */
uint64_t option_number(const struct conversation *conversation, const char *name, uint64_t most);

/* Whether the option is a whole number in [0, most]; STATUS_USAGE names it. */
enum status option_number_check(const struct conversation *conversation, const char *name,
                                uint64_t most, struct error *error);

#endif
