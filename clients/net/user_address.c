/* IPv4 addresses as text, and sockets that connect from them. */
#include "clients/net/user_address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

enum status user_address_read(const char *text, uint32_t *out, struct error *error) {
  struct in_addr address = {.s_addr = 0};
  if (*text && inet_pton(AF_INET, text, &address) != 1)
    return error_set(error, STATUS_USAGE, "--user-addresses: '%s' is no IPv4 address", text);
  *out = ntohl(address.s_addr);
  return STATUS_OK;
}

void user_address_write(uint32_t address, char out[static USER_ADDRESS_BYTES]) {
  *out = '\0';
  if (address > 0)
    snprintf(out, USER_ADDRESS_BYTES, "%u.%u.%u.%u", address >> 24, address >> 16 & 0xff,
             address >> 8 & 0xff, address & 0xff);
}

int user_address_bind(int descriptor, uint32_t address) {
  int on = 1;
  const struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
  if (address == 0)
    return 0;
  setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  return bind(descriptor, (const struct sockaddr *)(const void *)&from, sizeof from) == 0 ? 0
                                                                                          : errno;
}
