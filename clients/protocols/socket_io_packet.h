/* Reads the packets of the Socket.IO protocol, version 5, without their JSON
 * (https://github.com/socketio/socket.io-protocol, "Packet encoding"):
 *
 *   type [attachments "-"] [namespace ","] [acknowledgement id] [payload]
 *
 * A namespace begins with a slash; the main one, "/", is left out. Pure. */
#ifndef CLIENTS_PROTOCOLS_SOCKET_IO_PACKET_H
#define CLIENTS_PROTOCOLS_SOCKET_IO_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum socket_io_type {
  SOCKET_IO_CONNECT,
  SOCKET_IO_DISCONNECT,
  SOCKET_IO_EVENT,
  SOCKET_IO_ACK,
  SOCKET_IO_CONNECT_ERROR,
  SOCKET_IO_BINARY_EVENT,
  SOCKET_IO_BINARY_ACK
};

struct socket_io_packet {
  enum socket_io_type type;
  const char *name; /* of the namespace; "/" for the main one */
  size_t name_bytes;
  bool has_id;
  uint64_t id;
  const char *payload; /* within the packet */
  size_t payload_bytes;
};

/* False where it is no packet. The payload is not looked at. */
bool socket_io_packet_read(const char *bytes, size_t count, struct socket_io_packet *out);

#endif
