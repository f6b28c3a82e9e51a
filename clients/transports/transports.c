/* One row for each transport that HTTP carries. */
#include "clients/transports/transports.h"

#include <stddef.h>
#include <string.h>

#include "common/base/contract.h"

#define TRANSPORT_LINE(KIND, name, ...) [TRANSPORT_##KIND] = &name##_transport,
static const struct transport *const transports[TRANSPORT_COUNT] = {
    HTTP_TRANSPORTS(TRANSPORT_LINE)};

void transport_check(const struct transport *transport, const struct transport_traits *traits) {
  CONTRACT_OF(traits->name, transport && strcmp(transport->name, traits->name) == 0);
  CONTRACT_OF(traits->name, transport->http == !traits->framed);
  CONTRACT_OF(traits->name, transport->user_init && transport->user_release);
  CONTRACT_OF(traits->name, transport->connect && transport->abandon && transport->close);
  CONTRACT_OF(traits->name, transport->descriptor && transport->pause && transport->resume);
  CONTRACT_OF(traits->name, !traits->polls || transport->begin);
  CONTRACT_OF(traits->name, traits->polls || transport->drop);
  CONTRACT_OF(traits->name, !traits->framed || (transport->can_send && transport->send_text));
  CONTRACT_OF(traits->name, !traits->framed || transport->ping);
}

void websocket_library_check(const struct websocket_library *library,
                             const struct client_library_traits *traits) {
  CONTRACT_OF(traits->name, (library != NULL) == traits->websockets);
  if (!library)
    return;
  CONTRACT_OF(traits->name, library->create && library->destroy);
  transport_check(library->transport, &transport_traits[TRANSPORT_WEBSOCKET]);
}

void transports_check(void) {
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    if (!transport_traits[i].framed)
      transport_check(transports[i], &transport_traits[i]);
  for (int i = 0; i < CLIENT_LIBRARY_COUNT; i++)
    websocket_library_check(websocket_library_of((enum client_library)i),
                            &client_library_traits[i]);
}

const struct transport *transport_chosen(const struct client_options *options) {
  if (!transport_traits[options->transport].framed)
    return transports[options->transport];
  const struct websocket_library *library =
      websocket_library_of((enum client_library)options->client_library);
  return library ? library->transport : NULL;
}
