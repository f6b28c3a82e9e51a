/* The one or the other. */
#include "clients/transports/websocket_wire.h"

bool wire_send(struct websocket_wire *wire, const char *bytes, size_t count) {
  return wire->stream ? http_write(wire->stream, bytes, count)
                      : connection_send(&wire->connection, bytes, count);
}

bool wire_waits(const struct websocket_wire *wire) {
  return wire->stream ? http_writes_wait(wire->stream) : connection_waits(&wire->connection);
}

void wire_set_paused(struct websocket_wire *wire, bool paused) {
  if (!wire->stream)
    connection_set_paused(&wire->connection, paused);
  else if (paused)
    http_pause(wire->stream);
  else
    http_resume(wire->stream);
}

int wire_descriptor(const struct websocket_wire *wire) {
  return wire->stream ? http_descriptor(wire->stream) : wire->connection.descriptor;
}

enum life_end wire_leave(struct websocket_wire *wire, bool in_order) {
  if (!wire->stream)
    return connection_leave(&wire->connection);
  if (in_order)
    http_finish(wire->stream);
  else
    http_abort(wire->stream);
  return LIFE_BY_CLIENT;
}
