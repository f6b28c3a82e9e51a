/* The states of a user. Its transport reports here what has happened, and this module decides what
 * follows, such as another attempt. */
#ifndef CLIENTS_USERS_USER_STATES_H
#define CLIENTS_USERS_USER_STATES_H

#include "clients/users/user.h"

/* `cursor`: the newest message of the user's channel. */
enum status user_init(struct user *user, struct crowd *crowd, uint32_t id, uint64_t cursor,
                      struct error *error);
void user_release(struct user *user);

/* Begins an attempt to get ready. */
void user_connect(struct user *user);

/* From the transport: the user can receive now. */
void user_ready(struct user *user);

/* From the transport: the attempt or the connection has failed, or the server has ended it. The
 * user connects again after a back-off. */
void user_failed(struct user *user, enum life_failure failure);

/* The user stops reading, and reads again. */
void user_pause(struct user *user);
void user_resume(struct user *user);

/* Ends the user for good. `failure`: the reason that counts if it was still connecting. */
void user_end(struct user *user, enum life_failure failure);

#endif
