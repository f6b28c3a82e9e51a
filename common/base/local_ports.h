/* The ports that the kernel gives to sockets which connect without a port of their own. */
#ifndef COMMON_BASE_LOCAL_PORTS_H
#define COMMON_BASE_LOCAL_PORTS_H

#include <stdint.h>

struct local_ports {
  uint64_t first, last;
};

/* net.ipv4.ip_local_port_range; Linux's default where it cannot be read. */
struct local_ports local_ports_read(void);

#endif
