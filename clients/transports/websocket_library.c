/* One row for each library. */
#include "clients/transports/websocket_library.h"

#include <stddef.h>

static const struct websocket_library *const libraries[CLIENT_LIBRARY_COUNT] = {
    [CLIENT_LIBRARY_RAW] = &websocket_raw,
    [CLIENT_LIBRARY_LWS] = &websocket_lws,
};

const struct websocket_library *websocket_library_of(enum client_library library) {
  return libraries[library];
}
