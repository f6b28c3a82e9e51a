/* The table of what carries WebSockets. */
#include <stddef.h>

#include "clients/websocket.h"

const struct websocket_library *websocket_library(enum client_library library) {
  switch (library) {
  case CLIENT_LIBRARY_RAW:
    return &websocket_raw;
  case CLIENT_LIBRARY_LWS:
    return &websocket_lws;
  case CLIENT_LIBRARY_CURL:
    break;
  }
  return NULL;
}
