/* The table of the transports. */
#include <stddef.h>

#include "clients/transport.h"
#include "clients/websocket.h"
#include "common/client_options.h"
#include "common/transports.h"

/* WebSocket is each library's own. */
static const struct transport *const transports[] = {
    [TRANSPORT_SHORT_POLL] = &short_poll_transport,
    [TRANSPORT_LONG_POLL] = &long_poll_transport,
    [TRANSPORT_SSE] = &sse_transport,
};

const struct transport *transport_chosen(const struct client_options *options) {
  if (options->transport != TRANSPORT_WEBSOCKET)
    return transports[options->transport];
  const struct websocket_library *library =
      websocket_library((enum client_library)options->client_library);
  return library ? library->transport : NULL;
}
