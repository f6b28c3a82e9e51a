/* The bytes and segments that a connection sent and received, as the kernel counted them.
 *
 * From TCP_INFO (linux/tcp.h) of one socket:
 *   tcp  = bytes of the TCP stream: tcpi_bytes_sent without retransmissions,
 *          tcpi_bytes_received without the one that a received FIN counts as
 *   wire = tcp + retransmissions + 52 * segments + 8
 *
 * The headers of IPv4 and TCP have 20 bytes each, time stamps 12 on every segment but the SYN,
 * which carries 20 of options. A server's socket does not count its SYN-ACK, so read the
 * client's. */
#ifndef COMMON_WIRE_WIRE_BYTES_H
#define COMMON_WIRE_WIRE_BYTES_H

#include <stdbool.h>
#include <stdint.h>

struct wire_bytes { /* "up": from client to server */
  uint64_t tcp_up, tcp_down;
  uint64_t wire_up, wire_down;
  uint64_t segments_up, segments_down;
  uint64_t retransmitted; /* segments, upwards */
};

/* Reads a client's connected socket; false when the kernel does not tell. */
bool wire_bytes_read(int client_socket, struct wire_bytes *out);

/* The end of a peer's stream. The state of a socket that was reset does not show it. */
enum wire_ending {
  WIRE_ENDED_BY_FIN,     /* recv(2) returned 0 */
  WIRE_ENDED_BY_RESET,   /* recv(2) failed: an RST without a FIN */
  WIRE_RESET_BEHIND_FIN, /* recv(2) returned 0, and SO_ERROR says that an RST came as well */
};

/* The same where the ending is known. An RST without a FIN comes from the peer's socket, and has
 * time stamps as all its segments do. An RST behind a FIN comes from a host that has closed the
 * socket: it has 40 bytes, and no time stamps. */
bool wire_bytes_read_ended(int client_socket, enum wire_ending ending, struct wire_bytes *out);

void wire_bytes_add(struct wire_bytes *sum, const struct wire_bytes *part);

/* The state of a connection that was established. */
enum wire_state {
  WIRE_OPEN,        /* no FIN of the peer's has come */
  WIRE_PEER_CLOSED, /* one has, before ours went out */
  WIRE_RESET,       /* an RST ended it */
};
enum wire_state wire_state_read(int client_socket);

/* Whether both ends' FINs are acknowledged, or an RST came: no segment is still to come. */
bool wire_settled(int client_socket);

/* later - earlier, of the same set of connections */
struct wire_bytes wire_bytes_since(const struct wire_bytes *later,
                                   const struct wire_bytes *earlier);

#endif
