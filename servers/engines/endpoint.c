/* Reads "address:port". */
#include "servers/engines/endpoint.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum status endpoint_read(const char *text, struct endpoint *out, struct error *error) {
  struct endpoint made = {{0}, 0};
  const char *colon = strrchr(text, ':');
  size_t address_bytes = colon ? (size_t)(colon - text) : 0;
  if (address_bytes == 0 || address_bytes >= sizeof made.address)
    return error_set(error, STATUS_USAGE, "listen takes ADDRESS:PORT, as 127.0.0.1:0, not '%s'",
                     text);
  memcpy(made.address, text, address_bytes);

  struct in_addr address;
  if (inet_pton(AF_INET, made.address, &address) != 1)
    return error_set(error, STATUS_USAGE, "listen takes a numeric IPv4 address, not '%s'",
                     made.address);
  char *end = NULL;
  unsigned long port = strtoul(colon + 1, &end, 10);
  if (end == colon + 1 || *end != '\0' || colon[1] == '-' || port > UINT16_MAX)
    return error_set(error, STATUS_USAGE, "listen takes a port from 0 to 65535, not '%s'",
                     colon + 1);
  made.port = (uint16_t)port;
  *out = made;
  return STATUS_OK;
}
