/* Whether a target file fits the protocol that it names: what documents/target_load cannot know. */
#ifndef CLIENTS_PROTOCOLS_DESCRIBED_H
#define CLIENTS_PROTOCOLS_DESCRIBED_H

#include "clients/protocols/protocol.h"
#include "documents/target.h"

/* The protocol offers the transports; its options are known (an unknown one is refused
 * with the nearest), those that must be given are, and its own check of them passes. STATUS_USAGE
 * with the line. */
enum status described_fits(const struct target_description *description,
                           const struct protocol *protocol, struct error *error);

/* The same with the protocol that it names, which may be unknown. */
enum status described_check(const struct target_description *description, struct error *error);

#endif
