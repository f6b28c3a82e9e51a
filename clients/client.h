/* The whole program's state: options, what the users run on, the users. */
#ifndef CLIENTS_CLIENT_H
#define CLIENTS_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/arrivals.h"
#include "clients/control.h"
#include "clients/failure.h"
#include "clients/faults.h"
#include "clients/heartbeat.h"
#include "clients/http.h"
#include "clients/life.h"
#include "clients/loop.h"
#include "clients/phases.h"
#include "clients/record.h"
#include "clients/slow.h"
#include "clients/sockets.h"
#include "clients/target.h"
#include "clients/tls.h"
#include "clients/transport.h"
#include "clients/user.h"
#include "clients/writer.h"
#include "common/client_options.h"
#include "common/headers.h"
#include "common/workload.h"

struct websockets;
struct websocket_library;
struct short_polls;

struct client {
  const struct client_options *options;
  struct workload workload;
  const struct transport *transport;
  struct target target;
  struct request_style style; /* of the users' requests */
  bool library;               /* libcurl is started */
  struct loop *loop;
  struct sockets sockets;
  struct record record;
  struct life life;
  struct arrivals arrivals;
  struct control *control;
  struct tls *tls;                                   /* of the users; NULL without */
  struct http *http;                                 /* NULL with WebSocket */
  struct websockets *websockets;                     /* NULL without it … */
  const struct websocket_library *websocket_library; /* … and what carries them */
  struct short_polls *short_polls;                   /* once they are scheduled */
  struct user *users;
  size_t user_count;           /* of those that are initialised */
  struct writers *writers;     /* NULL where nobody writes */
  struct heartbeat *heartbeat; /* NULL where there are none */
  struct failure failure;
  struct client_faults faults;
  struct phases phases;
  struct slow slow;
};

/* The workload that the options ask for; reads the trace, where that is one. */
enum status client_workload(const struct client_options *options, struct workload *out,
                            struct error *error);

/* Makes everything but the users, and asks nothing of the server. */
enum status client_open(struct client *client, const struct client_options *options,
                        const struct workload *workload, const struct target *target,
                        struct error *error);

/* Makes the users, who read on behind the newest message of their channel. */
enum status client_users_create(struct client *client, const struct control_channel *channels,
                                struct error *error);

void client_release(struct client *client);

#endif
