/* What the receiving end of a transport has to do, and what the users run on. */
#ifndef CLIENTS_USERS_TRANSPORT_H
#define CLIENTS_USERS_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/base/traits.h"

struct crowd;
struct user;

enum { SAY_ROOM_BYTES = 16 };

struct transport {
  const char *name;

  /* Which library the users are on. */
  bool http;

  enum status (*user_init)(struct user *user, struct error *error);
  void (*user_release)(struct user *user);

  /* Starts to get ready; ends in user_ready or user_failed, perhaps at once. Called
   * again after a failure, when the back-off is over. */
  void (*connect)(struct user *user);

  /* Breaks off what connect started: nothing more is heard of it. */
  void (*abandon)(struct user *user);

  /* Of the user's socket; -1 where it has none at the moment. */
  int (*descriptor)(const struct user *user);

  /* Stops reading what the user's connection brings, or the next ones, and goes on. */
  void (*pause)(struct user *user);
  void (*resume)(struct user *user);

  /* The publisher's schedule counts from epoch_ns: what has a schedule of its own
   * starts it. May be NULL. */
  enum status (*begin)(struct crowd *crowd, uint64_t epoch_ns, struct error *error);
  void (*end)(struct crowd *crowd); /* of what begin started */

  /* Sends a text on the user's connection, if that can take one now; where not, writer_go_on
   * follows when it can. The SAY_ROOM_BYTES in front of the text, and the text, are used up.
   * NULL where users post what they write. */
  bool (*can_say)(struct user *user);
  bool (*say)(struct user *user, char *text, size_t bytes);

  /* Sends one. NULL where users do not ping. */
  void (*ping)(struct user *user);

  /* The peer is dead: ends the connection without farewell, then user_failed. NULL where
   * nothing but the transport itself finds that out. */
  void (*drop)(struct user *user);

  /* Ends the user's connection in order; nothing is asked for any more. */
  void (*close)(struct user *user);
};

/* What carries the users of the options; NULL where their library does not carry that. */
struct client_options;
const struct transport *transport_chosen(const struct client_options *options);

/* Contracts: a transport has what its traits need; transports_check: each of the table, and of each
 * library that carries WebSockets. The program calls it when it starts. */
void transport_check(const struct transport *transport, const struct transport_traits *traits);
void transports_check(void);

/* <name>_transport of each; a file of its name has it. WebSocket is each library's own. */
#define TRANSPORT_DECLARATION(KIND, name, ...) extern const struct transport name##_transport;
HTTP_TRANSPORTS(TRANSPORT_DECLARATION)
#undef TRANSPORT_DECLARATION

#endif
