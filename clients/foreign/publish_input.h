/* The conversation of a publisher that writes messages to a program's standard input: nobody
 * answers, so that a message is published once a user has seen it. */
#ifndef CLIENTS_FOREIGN_PUBLISH_INPUT_H
#define CLIENTS_FOREIGN_PUBLISH_INPUT_H

#include "clients/protocols/protocol.h"

/* Its conversation->description is the text "input" in "publish". It writes to the pipe of its
 * crowd's struct foreign. */
extern const struct protocol publish_input;

#endif
