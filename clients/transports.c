/* The table of the transports. */
#include "clients/transport.h"

#include "common/transports.h"

const struct transport *const transports[] = {
    [TRANSPORT_SHORT_POLL] = &short_poll_transport,
    [TRANSPORT_LONG_POLL] = &long_poll_transport,
    [TRANSPORT_SSE] = &sse_transport,
    [TRANSPORT_WEBSOCKET] = &websocket_transport,
};
