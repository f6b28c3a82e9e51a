/* An engine does the server's I/O: it accepts, reads requests, and drives sessions. */
#ifndef SERVERS_ENGINES_ENGINE_H
#define SERVERS_ENGINES_ENGINE_H

#include "servers/control/server.h"

struct engine_state; /* each engine's own */

struct engine {
  const char *name;

  /* Listens and starts serving on threads of its own; sets the hub's observer if
   * it wants to hear of movement. `port` gets the port in use. */
  enum status (*start)(struct server *server, struct engine_state **state, uint16_t *port,
                       struct error *error);

  /* Ends every connection in an orderly way, joins the threads, frees the state.
   * The publisher has stopped by then. */
  void (*stop)(struct engine_state *state);

  const char *(*version)(void); /* of the library, and what it was built with */
};

extern const struct engine lws_engine;
extern const struct engine civetweb_engine;
extern const struct engine null_engine;

/* By enum engine_kind. */
const struct engine *engine_of(enum engine_kind kind);

/* Contracts: an engine has all its functions, and the name that its traits have; engines_check:
 * each of the table. The program calls it when it starts. */
void engine_check(const struct engine *engine, const struct engine_traits *traits);
void engines_check(void);

#endif
