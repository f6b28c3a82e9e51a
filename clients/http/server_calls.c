/* Calls to the kind. */
#include "clients/http/server_calls.h"

#include "clients/http/server_calls_kind.h"

void server_calls_start(struct server_calls *calls, const struct server_answer_handler *handler,
                        void *owner) {
  calls->kind->start(calls, handler, owner);
}

void server_calls_stats(struct server_calls *calls, uint64_t from_ns, uint64_t to_ns,
                        const struct server_answer_handler *handler, void *owner) {
  calls->kind->stats(calls, from_ns, to_ns, handler, owner);
}

void server_calls_silence(struct server_calls *calls, const char *ports,
                          const struct server_answer_handler *handler, void *owner) {
  calls->kind->silence(calls, ports, handler, owner);
}

void server_calls_destroy(struct server_calls *calls) {
  if (calls)
    calls->kind->destroy(calls);
}
