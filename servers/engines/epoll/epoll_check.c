/* Reads requests of both versions of HTTP by the same rules. */
#include "common/base/traits.h"
#include "common/wire/refusal.h"
#include "servers/engines/epoll/epoll.h"
#include "servers/wire/received_head.h"
#include "servers/wire/response_head.h"

int request_check(struct exchange *exchange, const struct request_head *head, const char **reason) {
  const struct server *server = exchange->connection->loop->server;
  int status =
      request_read(&head->text, &server->access, server->hub.channels, &exchange->request, reason);
  const struct transport_traits *traits = request_transport(&exchange->request);
  bool framed = traits && traits->framed;
  if (status == 0 && !framed && head->handshake.extended) {
    *reason = "this path takes no WebSocket";
    return 400;
  }
  if (status != 0 || !framed)
    return status;
  if (!head->text.upgrade && !head->handshake.extended) {
    *reason = REFUSAL_NO_HANDSHAKE;
    return 400;
  }
  return handshake_check(&head->handshake, reason);
}

struct chunk *request_refusal(struct exchange *exchange, int status, const char *reason) {
  struct server_counters *counters = &exchange->connection->loop->server->shared->counters;
  COUNT(counters, requests_refused);
  COUNT_BY(counters, publishes_refused, exchange->request.route == ROUTE_PUBLISH);
  return http_refusal(status, reason, false);
}

void request_head_write(const struct request_head *head, const char *version,
                        struct growing_text *out) {
  received_head_begin(out, true, head->text.method, head->text.path, head->text.query, version);
  for (size_t i = 0; i < head->line_count; i++)
    received_head_add(out, head->lines[i].name, head->lines[i].value);
}
