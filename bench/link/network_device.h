/* The link's end in a network namespace: what the kernel there sends through it is read here, and
 * what is written here arrives there. Packets are IPv4, without a link layer's head.
 *
 * It is a TUN device; where /dev/net/tun cannot be opened, one end of a veth pair, at whose other
 * end a packet socket reads and writes. */
#ifndef BENCH_LINK_NETWORK_DEVICE_H
#define BENCH_LINK_NETWORK_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/base/status.h"

#define NETWORK_DEVICE_NAME "link"

struct network_device {
  int fd; /* -1: none */
  bool is_tun;
  int counts_fd;    /* /proc/net/dev of its namespace */
  int peer;         /* index of the veth's other end */
  uint8_t mac[6];   /* of the veth's end in the namespace */
  uint64_t dropped; /* by a packet socket, so far */
};

#define NETWORK_DEVICE_NONE ((struct network_device){.fd = -1, .counts_fd = -1})

/* Whether TUN devices can be made. */
bool network_device_has_tun(void);

/* Makes the device in the namespace that this process is in. STATUS_ENVIRONMENT with the reason. */
enum status network_device_open(struct network_device *device, bool as_tun, struct error *error);
void network_device_close(struct network_device *device);

/* Commands of `ip -batch` that make, or bring up, what a device needs beside itself. */
const char *network_device_commands(bool as_tun);

/* One packet, without waiting: its length; 0 where there is none. */
size_t network_device_read(struct network_device *device, uint8_t *packet, size_t capacity);
bool network_device_write(struct network_device *device, const uint8_t *packet, size_t bytes);

/* Bytes of IP packets that the device's namespace has sent to itself so far. */
uint64_t network_device_inside_bytes(const struct network_device *device);

/* Packets that the kernel had for the device, and dropped because nobody read them in time. */
uint64_t network_device_dropped(struct network_device *device);

#endif
