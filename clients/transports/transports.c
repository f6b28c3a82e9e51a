/* The table of the transports. */
#include <stddef.h>

#include "clients/transports/websocket.h"
#include "clients/users/transport.h"
#include "common/base/traits.h"
#include "common/suite/client_options.h"

/* WebSocket is each library's own. */
static const struct transport *const transports[] = {
    [TRANSPORT_SHORT_POLL] = &short_poll_transport,
    [TRANSPORT_LONG_POLL] = &long_poll_transport,
    [TRANSPORT_SSE] = &sse_transport,
};

const struct transport *transport_chosen(const struct client_options *options) {
  if (!transport_traits[options->transport].framed)
    return transports[options->transport];
  const struct websocket_library *library =
      websocket_library((enum client_library)options->client_library);
  return library ? library->transport : NULL;
}
