/* The table of protocols. */
#include <string.h>

#include "clients/protocols/rows.h"

const struct protocol *const protocols[] = {
    &protocol_bayeux,  &protocol_centrifugo, &protocol_engine_io, &protocol_mercure,
    &protocol_mqtt,    &protocol_nchan,      &protocol_phoenix,   &protocol_plain,
    &protocol_signalr, &protocol_socket_io,  &protocol_sockjs,    NULL,
};

const struct protocol *protocol_named(const char *name) {
  for (size_t i = 0; protocols[i]; i++)
    if (strcmp(protocols[i]->name, name) == 0)
      return protocols[i];
  return NULL;
}
