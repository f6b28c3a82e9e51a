/* The interface of a transport's receiving end, by which the users run. */
#ifndef CLIENTS_USERS_TRANSPORT_H
#define CLIENTS_USERS_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"

struct crowd;
struct user;

enum { SEND_ROOM_BYTES = 16 }; /* in front of a text that `send_text` gets */

struct transport {
  const char *name;
  bool http; /* users run on crowd->http; else on crowd->websockets */

  enum status (*user_init)(struct user *user, struct error *error);
  void (*user_release)(struct user *user);

  /* Starts to get ready, which ends in user_ready or user_failed, perhaps at once. Called again
   * after a failure, when the back-off is over. */
  void (*connect)(struct user *user);

  /* Breaks off what connect started, without user_failed. */
  void (*abandon)(struct user *user);

  /* The user's socket; -1 where it has none at the moment. */
  int (*descriptor)(const struct user *user);

  /* Stop reading from the user's connection, and from later ones, and go on. */
  void (*pause)(struct user *user);
  void (*resume)(struct user *user);

  /* The publisher's schedule counts from epoch_ns: starts the transport's own schedule. Both may be
   * NULL. */
  enum status (*begin)(struct crowd *crowd, uint64_t epoch_ns, struct error *error);
  void (*end)(struct crowd *crowd); /* ends that schedule */

  /* Whether the user's connection can take a text now; if not, writer_go_on follows when it can.
   * `send_text` sends one, and overwrites it and the SEND_ROOM_BYTES in front of it; false: it was
   * not sent. NULL where users write by POST. */
  bool (*can_send)(struct user *user);
  bool (*send_text)(struct user *user, char *text, size_t bytes);

  /* Sends a ping. NULL where users do not ping. */
  void (*ping)(struct user *user);

  /* The peer is dead: ends the connection without a goodbye, then calls user_failed. NULL where
   * only the transport itself finds out that a peer is dead. */
  void (*drop)(struct user *user);

  /* Ends the user's connection in order, for good. */
  void (*close)(struct user *user);
};

#endif
