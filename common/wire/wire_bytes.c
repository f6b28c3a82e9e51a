/* Bytes and segments of a connection, from the kernel's TCP_INFO.
 *
 * <linux/tcp.h> has the fields that glibc's <netinet/tcp.h> lacks, and the two
 * cannot be included together: this file is the only one that needs it. */
#include "common/wire/wire_bytes.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

enum {
  SEGMENT_HEADER_BYTES = 52, /* IPv4 20, TCP 20, time stamps 12 */
  STAMP_BYTES = 12,
  SYN_MORE_BYTES = 8, /* its options are 20 bytes, not 12 */
};

/* The states of the kernel's include/net/tcp_states.h; user space has no header for
 * them beside <netinet/tcp.h>. */
enum tcp_state {
  STATE_TIME_WAIT = 6,
  STATE_CLOSE = 7,
  STATE_CLOSE_WAIT = 8,
  STATE_LAST_ACK = 9,
  STATE_CLOSING = 11,
};

/* A FIN takes one sequence number, and the kernel counts it as a byte received. A socket
 * that went through TIME_WAIT or LAST_ACK shows CLOSE, and so does one that was reset. In
 * that state the peer's FIN has come if ours was acknowledged: then the kernel's count of
 * acknowledged bytes is two above what was sent, one for the SYN and one for the FIN. */
static bool fin_received(const struct tcp_info *info) {
  switch (info->tcpi_state) {
  case STATE_TIME_WAIT:
  case STATE_CLOSE_WAIT:
  case STATE_LAST_ACK:
  case STATE_CLOSING:
    return true;
  case STATE_CLOSE:
    return info->tcpi_bytes_acked >= info->tcpi_bytes_sent - info->tcpi_bytes_retrans + 2;
  default:
    return false;
  }
}

static uint64_t wire_of(uint64_t tcp_bytes, uint64_t segments) {
  return segments ? tcp_bytes + SEGMENT_HEADER_BYTES * segments + SYN_MORE_BYTES : 0;
}

/* `ending`: NULL where it is not known. */
static bool counts_read(int client_socket, const enum wire_ending *ending, struct wire_bytes *out) {
  struct tcp_info info = {0};
  socklen_t bytes = sizeof info;
  if (getsockopt(client_socket, IPPROTO_TCP, TCP_INFO, &info, &bytes) != 0)
    return false;
  const size_t needed =
      offsetof(struct tcp_info, tcpi_bytes_retrans) + sizeof info.tcpi_bytes_retrans;
  if (bytes < needed)
    return false; /* a kernel before 4.19 */
  uint64_t down = info.tcpi_bytes_received;
  if (down && (ending ? *ending != WIRE_ENDED_BY_RESET : fin_received(&info)))
    down--;
  bool bare_reset = ending && *ending == WIRE_RESET_BEHIND_FIN;
  *out = (struct wire_bytes){
      .tcp_up = info.tcpi_bytes_sent - info.tcpi_bytes_retrans,
      .tcp_down = down,
      .wire_up = wire_of(info.tcpi_bytes_sent, info.tcpi_segs_out),
      .wire_down = wire_of(down, info.tcpi_segs_in) - (bare_reset ? STAMP_BYTES : 0),
      .segments_up = info.tcpi_segs_out,
      .segments_down = info.tcpi_segs_in,
      .retransmitted = info.tcpi_total_retrans,
  };
  return true;
}

bool wire_bytes_read(int client_socket, struct wire_bytes *out) {
  return counts_read(client_socket, NULL, out);
}

bool wire_bytes_read_ended(int client_socket, enum wire_ending ending, struct wire_bytes *out) {
  return counts_read(client_socket, &ending, out);
}

enum wire_state wire_state_read(int client_socket) {
  struct tcp_info info = {0};
  socklen_t bytes = sizeof info;
  if (getsockopt(client_socket, IPPROTO_TCP, TCP_INFO, &info, &bytes) != 0)
    return WIRE_RESET;
  switch (info.tcpi_state) {
  case STATE_CLOSE_WAIT:
  case STATE_LAST_ACK:
    return WIRE_PEER_CLOSED;
  case STATE_CLOSE:
    return WIRE_RESET;
  default:
    return WIRE_OPEN;
  }
}

bool wire_settled(int client_socket) {
  struct tcp_info info = {0};
  socklen_t bytes = sizeof info;
  return getsockopt(client_socket, IPPROTO_TCP, TCP_INFO, &info, &bytes) != 0 ||
         info.tcpi_state == STATE_CLOSE || info.tcpi_state == STATE_TIME_WAIT;
}

void wire_bytes_add(struct wire_bytes *sum, const struct wire_bytes *part) {
  sum->tcp_up += part->tcp_up;
  sum->tcp_down += part->tcp_down;
  sum->wire_up += part->wire_up;
  sum->wire_down += part->wire_down;
  sum->segments_up += part->segments_up;
  sum->segments_down += part->segments_down;
  sum->retransmitted += part->retransmitted;
}

struct wire_bytes wire_bytes_since(const struct wire_bytes *later,
                                   const struct wire_bytes *earlier) {
  return (struct wire_bytes){
      .tcp_up = later->tcp_up - earlier->tcp_up,
      .tcp_down = later->tcp_down - earlier->tcp_down,
      .wire_up = later->wire_up - earlier->wire_up,
      .wire_down = later->wire_down - earlier->wire_down,
      .segments_up = later->segments_up - earlier->segments_up,
      .segments_down = later->segments_down - earlier->segments_down,
      .retransmitted = later->retransmitted - earlier->retransmitted,
  };
}
