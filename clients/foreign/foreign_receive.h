/* Looks for messages in what a user was handed. */
#ifndef CLIENTS_FOREIGN_FOREIGN_RECEIVE_H
#define CLIENTS_FOREIGN_FOREIGN_RECEIVE_H

#include <stddef.h>

struct foreign_user;

void foreign_receive(struct foreign_user *own, const char *bytes, size_t count);

#endif
