/* What answers the program's own questions: our server by HTTP, or our own publisher in the place
 * of a server that is not ours. A struct server_calls is the first member of each kind's own. */
#ifndef CLIENTS_HTTP_SERVER_CALLS_KIND_H
#define CLIENTS_HTTP_SERVER_CALLS_KIND_H

#include <stdint.h>

#include "clients/http/server_answer.h"

struct server_calls;

/* The functions of clients/http/server_calls.h, by the same names. */
struct server_calls_kind {
  void (*start)(struct server_calls *calls, const struct server_answer_handler *handler,
                void *owner);
  void (*stats)(struct server_calls *calls, uint64_t from_ns, uint64_t to_ns,
                const struct server_answer_handler *handler, void *owner);
  void (*silence)(struct server_calls *calls, const char *ports,
                  const struct server_answer_handler *handler, void *owner);
  void (*destroy)(struct server_calls *calls);
};

struct server_calls {
  const struct server_calls_kind *kind;
};

#endif
