/* The states of a user. Its transport moves it through them and says so here; what follows,
 * such as trying again, is decided here. */
#ifndef CLIENTS_USERS_USER_STATES_H
#define CLIENTS_USERS_USER_STATES_H

#include "clients/users/user.h"

/* `cursor`: the newest message of the user's channel. */
enum status user_init(struct user *user, struct crowd *crowd, uint32_t id, uint64_t cursor,
                      struct error *error);
void user_release(struct user *user);

void user_connect(struct user *user);

/* From the transport: it can receive now. */
void user_ready(struct user *user);

/* From the transport: what it did failed, or the server ended it. The user connects
 * again after a back-off. */
void user_failed(struct user *user, enum life_failure failure);

/* Has the user stop reading, and read on. */
void user_pause(struct user *user);
void user_resume(struct user *user);

/* For good; `failure`: what to call it if the user was still connecting. */
void user_end(struct user *user, enum life_failure failure);

#endif
