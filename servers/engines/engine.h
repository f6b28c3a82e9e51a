/* The interface of engines, which do the server's I/O: they accept connections, read requests and
 * drive sessions. */
#ifndef SERVERS_ENGINES_ENGINE_H
#define SERVERS_ENGINES_ENGINE_H

#include "servers/control/server.h"

struct engine_state; /* each engine defines its own */

struct engine {
  const char *name;

  /* Listens, sets *port (of a server of several processes it may be given: that of the first), and
   * serves on threads of its own. Sets the hub's observer if it wants to
   * be told of new messages. */
  enum status (*start)(struct server *server, struct engine_state **state, uint16_t *port,
                       struct error *error);

  /* Closes all connections in an orderly way, joins the threads and frees the state. The publisher
   * has stopped before. */
  void (*stop)(struct engine_state *state);

  const char *(*version)(void); /* of the library, and the features of its build; main thread */
};

/* <name>_engine of each; a folder of its name has it. */
#define ENGINE_DECLARATION(KIND, name, ...) extern const struct engine name##_engine;
ENGINES(ENGINE_DECLARATION)
#undef ENGINE_DECLARATION

/* By enum engine_kind. */
const struct engine *engine_of(enum engine_kind kind);

/* Contracts: an engine has all its functions and the name of its traits. The program calls
 * engines_check, for all engines of the table, when it starts. */
void engine_check(const struct engine *engine, const struct engine_traits *traits);
void engines_check(void);

#endif
