/* What the client's phases ask a server of ours about its publisher, answered by our own publisher
 * where the server is another one: how far the feeds are, to begin, what was published. */
#ifndef CLIENTS_FOREIGN_FOREIGN_CALLS_H
#define CLIENTS_FOREIGN_FOREIGN_CALLS_H

#include "clients/foreign/foreign_publisher.h"
#include "clients/http/server_calls.h"
#include "clients/record/record.h"

/* The parts outlive it. `publisher`, `published`: NULL where the server publishes by itself;
 * nothing is known of its messages then, and its clock has no name. `record`: what users have seen
 * counts as published, whatever the publisher was answered. `ready_ms`: how long the publisher may
 * take until it can publish. */
enum status foreign_calls_create(struct loop *loop, struct foreign_publisher *publisher,
                                 struct published *published, const struct record *record,
                                 int64_t ready_ms, struct server_calls **out, struct error *error);

/* What has been published of the messages due in the time, at once. Valid until the next call. */
const struct server_answer *foreign_calls_count(struct server_calls *calls, uint64_t from_ns,
                                                uint64_t to_ns);

#endif
