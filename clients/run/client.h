/* The whole program's state: what was asked for, what the users run on, the users, and how far
 * the run is. Parts get those of it that they need. */
#ifndef CLIENTS_RUN_CLIENT_H
#define CLIENTS_RUN_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/faults/client_faults.h"
#include "clients/http/http.h"
#include "clients/http/server_calls.h"
#include "clients/net/loop.h"
#include "clients/net/sockets.h"
#include "clients/net/target.h"
#include "clients/net/tls.h"
#include "clients/record/life.h"
#include "clients/record/queueing.h"
#include "clients/record/record.h"
#include "clients/run/phases.h"
#include "clients/users/heartbeat.h"
#include "clients/users/user_states.h"
#include "clients/users/writer.h"
#include "common/load/workload.h"
#include "common/suite/client_options.h"

struct websocket_library;

struct client {
  const struct client_options *options;
  struct workload workload;
  struct target target;
  bool library; /* libcurl is started */
  struct loop *loop;
  struct sockets sockets;
  struct record record;
  struct life life;
  struct queueing arrivals;
  struct server_calls *calls;
  struct tls *tls;                                   /* of the users; NULL without */
  const struct websocket_library *websocket_library; /* what carries WebSockets, if users do */
  struct crowd crowd;
  struct client_faults faults;
  struct phases phases;
};

/* The workload that the options ask for; reads the trace, where that is one. */
enum status client_workload(const struct client_options *options, struct workload *out,
                            struct error *error);

/* Makes everything but the users, and asks nothing of the server. */
enum status client_open(struct client *client, const struct client_options *options,
                        const struct workload *workload, const struct target *target,
                        struct error *error);

/* Makes the users, who read on behind the newest message of their channel. */
enum status client_users_create(struct client *client, const struct server_channel *channels,
                                struct error *error);

void client_release(struct client *client);

#endif
