/* The program's own requests to the server, beside those of its users: how far the feeds are, to
 * start publishing, and what was published. They have a connection of their own, which no count
 * includes. */
#ifndef CLIENTS_HTTP_SERVER_CALLS_H
#define CLIENTS_HTTP_SERVER_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/http/server_answer.h"
#include "clients/net/loop.h"
#include "clients/net/target.h"
#include "common/base/status.h"
#include "common/suite/client_options.h"

struct server_calls;

enum status server_calls_create(struct loop *loop, const struct target *target,
                                const struct client_options *options, size_t channel_count,
                                struct server_calls **out, struct error *error);
void server_calls_destroy(struct server_calls *calls); /* NULL is fine */

/* The caller makes one request at a time. */
void server_calls_start(struct server_calls *calls, const struct server_answer_handler *handler,
                        void *owner);
void server_calls_stats(struct server_calls *calls, uint64_t from_ns, uint64_t to_ns,
                        const struct server_answer_handler *handler, void *owner);

/* The server's ends of some connections are to fall silent. `ports`: {"ports":[N,…]}, the ports of
 * the users' ends; valid until the answer. Fails where another request is under way. */
void server_calls_silence(struct server_calls *calls, const char *ports,
                          const struct server_answer_handler *handler, void *owner);

#endif
