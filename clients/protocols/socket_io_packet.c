/* Takes a packet apart from its front to its payload. */
#include "clients/protocols/socket_io_packet.h"

#include <string.h>

#include "common/base/decimal.h"

/* Of the packets with attachments, "2-". */
static bool attachments_skip(const char **at, const char *end) {
  uint64_t attachments;
  if (!decimal_read(at, end, &attachments) || *at == end || **at != '-')
    return false;
  ++*at;
  return true;
}

static void namespace_read(const char **at, const char *end, struct socket_io_packet *out) {
  out->name = "/";
  out->name_bytes = 1;
  if (*at == end || **at != '/')
    return;
  const char *comma = memchr(*at, ',', (size_t)(end - *at));
  out->name = *at;
  out->name_bytes = (size_t)((comma ? comma : end) - *at);
  *at = comma ? comma + 1 : end;
}

bool socket_io_packet_read(const char *bytes, size_t count, struct socket_io_packet *out) {
  const char *at = bytes;
  const char *end = bytes + count;
  *out = (struct socket_io_packet){0};
  if (count == 0 || *at < '0' || *at > '0' + SOCKET_IO_BINARY_ACK)
    return false;
  out->type = (enum socket_io_type)(*at++ - '0');
  bool binary = out->type == SOCKET_IO_BINARY_EVENT || out->type == SOCKET_IO_BINARY_ACK;
  if (binary && !attachments_skip(&at, end))
    return false;
  namespace_read(&at, end, out);
  if (at < end && *at >= '0' && *at <= '9') {
    out->has_id = true;
    if (!decimal_read(&at, end, &out->id))
      return false;
  }
  out->payload = at;
  out->payload_bytes = (size_t)(end - at);
  return true;
}
