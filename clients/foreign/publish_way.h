/* How our publisher hands a message to the server, as "publish" in a description says. */
#ifndef CLIENTS_FOREIGN_PUBLISH_WAY_H
#define CLIENTS_FOREIGN_PUBLISH_WAY_H

#include <stdbool.h>

#include "clients/net/target.h"
#include "clients/protocols/protocol.h"
#include "documents/target_ports.h"

struct publish_way {
  const struct protocol *protocol;
  json_t *description; /* of its conversations; a reference of its own */
  enum transport_kind transport;
  struct target target; /* where they connect to */
  bool one_by_one;      /* the next message waits for the answer to the one before it */
};

/* `users`: where users connect to. STATUS_USAGE where the URL that publishes has a port that is not
 * known. Contract: the server does not publish by itself. */
enum status publish_way_find(const struct target_description *description,
                             const struct target *users, const struct target_ports *ports,
                             struct publish_way *out, struct error *error);
void publish_way_release(struct publish_way *way);

#endif
