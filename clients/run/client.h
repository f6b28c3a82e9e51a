/* The state of the whole program: options, libraries, users, records and phases. Each function gets
 * only the parts that it needs. */
#ifndef CLIENTS_RUN_CLIENT_H
#define CLIENTS_RUN_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/faults/client_faults.h"
#include "clients/foreign/foreign_publisher.h"
#include "clients/http/http.h"
#include "clients/http/server_calls.h"
#include "clients/net/loop.h"
#include "clients/net/sockets.h"
#include "clients/net/target.h"
#include "clients/net/tls.h"
#include "clients/record/life.h"
#include "clients/record/queueing.h"
#include "clients/record/record.h"
#include "clients/run/crew.h"
#include "clients/run/phases.h"
#include "clients/run/totals.h"
#include "clients/users/heartbeat.h"
#include "clients/users/user_states.h"
#include "clients/users/writer.h"
#include "common/load/workload.h"
#include "common/suite/client_options.h"

struct websocket_library;

struct client_addresses {
  struct target target;  /* where the users go */
  struct target control; /* where the client's own requests to our server go */
  uint32_t first_user;   /* clients/net/user_address.h; 0: the users have none of their own */
  uint32_t user_count; /* addresses from that one on, which the users share; 0: each has its own */
};

struct client {
  const struct client_options *options;
  struct workload workload;
  struct target target, control;
  bool library; /* http_libraries_init has succeeded */
  struct loop *loop;
  struct sockets sockets;
  struct record record;
  struct life life;
  struct queueing queueing;
  const struct target_description *description; /* of a server that is not ours; NULL: it is ours */
  struct foreign foreign;                       /* the rest of such a server's */
  struct target_ports ports;
  struct histogram sent_to_received;
  struct transcript *transcript; /* NULL: none */
  struct published *published;
  struct foreign_publisher *publisher;
  struct server_calls *calls;
  struct tls *tls;                                   /* of the users; NULL without TLS */
  const struct websocket_library *websocket_library; /* of crowd.websockets */
  struct crowd crowd;
  struct client_faults faults;
  struct phases phases;
  struct crew *crew; /* the other processes; NULL: there are none */
  struct crew_observer crew_observer;
  struct totals others; /* over the users of the other processes, once they have arrived */
};

/* The workload that the options ask for; reads the trace file where they name one. */
enum status client_workload(const struct client_options *options, struct workload *out,
                            struct error *error);

/* Makes everything but the users, without a word to the server, and forks the other processes, in
 * which it returns too (clients/run/crew.h). `description`: of a server that is
 * not ours, to whom our own publisher then begins to connect; it outlives the client. NULL: it is
 * ours. */
enum status client_open(struct client *client, const struct client_options *options,
                        const struct workload *workload, const struct client_addresses *addresses,
                        const struct target_description *description, struct error *error);

/* Makes the users, each of whom reads on behind the newest message of its channel. */
enum status client_users_create(struct client *client, const struct server_channel *channels,
                                struct error *error);

/* Closes the transcript, if there is one; STATUS_ENVIRONMENT where it is not whole. */
enum status client_transcript_finish(struct client *client, struct error *error);

void client_release(struct client *client);

#endif
