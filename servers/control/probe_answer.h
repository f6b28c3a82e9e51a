/* The answer to GET /probe: the head of this request as it has arrived, the heads that are sent,
 * and the parameters that a prober of the path to this server has to know. */
#ifndef SERVERS_CONTROL_PROBE_ANSWER_H
#define SERVERS_CONTROL_PROBE_ANSWER_H

#include "servers/control/server.h"
#include "servers/wire/chunk.h"

/* `head`: the text of servers/wire/received_head.h, which has no NUL. The answer is
 *   {"engine","settings":{…},"received":{"all","line","headers":[[name,value],…]},
 *    "sent":[[name,value],…],"stream":[[name,value],…]}
 * `sent`: the lines of this answer's own head, but for its Content-Length; `stream`: those of an
 * event stream's. NULL without memory. Any thread. */
struct chunk *probe_answer(const struct server *server, const char *head, size_t head_bytes);

#endif
