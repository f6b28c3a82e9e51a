/* TUN devices, veth pairs and packet sockets. */
#include "bench/link/network_device.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define TUN_PATH "/dev/net/tun"
#define PEER_NAME "relay"

enum { RECEIVE_BYTES = 64 << 20, COUNTS_BYTES = 4096 };

bool network_device_has_tun(void) {
  int fd = open(TUN_PATH, O_RDWR | O_CLOEXEC);
  if (fd >= 0)
    close(fd);
  return fd >= 0;
}

const char *network_device_commands(bool as_tun) {
  return as_tun ? ""
                : "link set dev " PEER_NAME " up arp off mtu 1500\n"
                  "link set dev " NETWORK_DEVICE_NAME " arp off\n";
}

static enum status tun_open(struct network_device *device, struct error *error) {
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  snprintf(request.ifr_name, IFNAMSIZ, NETWORK_DEVICE_NAME);
  device->is_tun = true;
  device->fd = open(TUN_PATH, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (device->fd < 0 || ioctl(device->fd, TUNSETIFF, &request) != 0)
    return error_set(error, STATUS_ENVIRONMENT, "no TUN device: " TUN_PATH ": %s", strerror(errno));
  return STATUS_OK;
}

/* Checksums are to be in the packets, and segments no longer than the MTU. */
static bool offload_stop(int fd) {
  static const uint32_t commands[] = {ETHTOOL_STXCSUM, ETHTOOL_SSG, ETHTOOL_STSO, ETHTOOL_SGSO,
                                      ETHTOOL_SGRO};
  bool good = true;
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    struct ethtool_value value = {.cmd = commands[i]};
    struct ifreq request = {.ifr_data = (void *)&value};
    snprintf(request.ifr_name, IFNAMSIZ, NETWORK_DEVICE_NAME);
    good = good && (ioctl(fd, SIOCETHTOOL, &request) == 0 || errno == EOPNOTSUPP);
  }
  return good;
}

/* The pair exists already. */
static enum status packet_open(struct network_device *device, struct error *error) {
  struct ifreq request = {0};
  int on = 1, bytes = RECEIVE_BYTES;
  snprintf(request.ifr_name, IFNAMSIZ, NETWORK_DEVICE_NAME);
  device->fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  device->peer = (int)if_nametoindex(PEER_NAME);
  const struct sockaddr_ll address = {
      .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = device->peer};
  bool good = device->fd >= 0 && device->peer > 0 &&
              ioctl(device->fd, SIOCGIFHWADDR, &request) == 0 && offload_stop(device->fd) &&
              setsockopt(device->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) == 0 &&
              bind(device->fd, (const struct sockaddr *)&address, sizeof address) == 0;
  if (!good)
    return error_set(error, STATUS_ENVIRONMENT, "no packet socket: %s", strerror(errno));
  memcpy(device->mac, request.ifr_hwaddr.sa_data, sizeof device->mac);
  if (setsockopt(device->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0)
    setsockopt(device->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  return STATUS_OK;
}

enum status network_device_open(struct network_device *device, bool as_tun, struct error *error) {
  *device = NETWORK_DEVICE_NONE;
  enum status status = as_tun ? tun_open(device, error) : packet_open(device, error);
  device->counts_fd = open("/proc/self/net/dev", O_RDONLY | O_CLOEXEC);
  if (status == STATUS_OK && device->counts_fd < 0)
    status = error_set(error, STATUS_ENVIRONMENT, "/proc/self/net/dev: %s", strerror(errno));
  if (status != STATUS_OK)
    network_device_close(device);
  return status;
}

void network_device_close(struct network_device *device) {
  if (device->fd >= 0)
    close(device->fd);
  if (device->counts_fd >= 0)
    close(device->counts_fd);
  *device = NETWORK_DEVICE_NONE;
}

size_t network_device_read(struct network_device *device, uint8_t *packet, size_t capacity) {
  ssize_t got = read(device->fd, packet, capacity);
  return got > 0 ? (size_t)got : 0;
}

bool network_device_write(struct network_device *device, const uint8_t *packet, size_t bytes) {
  if (device->is_tun)
    return write(device->fd, packet, bytes) == (ssize_t)bytes;
  struct sockaddr_ll address = {.sll_family = AF_PACKET,
                                .sll_protocol = htons(ETH_P_IP),
                                .sll_ifindex = device->peer,
                                .sll_halen = sizeof device->mac};
  memcpy(address.sll_addr, device->mac, sizeof device->mac);
  return sendto(device->fd, packet, bytes, 0, (const struct sockaddr *)&address, sizeof address) ==
         (ssize_t)bytes;
}

/* Columns of /proc/net/dev, from 1. */
enum { RECEIVED_BYTES = 1, SENDING_DROPPED = 12 };

/* A column of the line that begins with `name` and a colon; 0 where there is none. */
static uint64_t count_read(int fd, const char *name, int column) {
  char text[COUNTS_BYTES];
  ssize_t got = pread(fd, text, sizeof text - 1, 0);
  text[got > 0 ? got : 0] = '\0';
  char *at = strstr(text, name);
  if (!at)
    return 0;
  at += strlen(name);
  uint64_t value = 0;
  for (int i = 0; i < column; i++)
    value = strtoull(at, &at, 10);
  return value;
}

uint64_t network_device_inside_bytes(const struct network_device *device) {
  return count_read(device->counts_fd, " lo:", RECEIVED_BYTES);
}

uint64_t network_device_dropped(struct network_device *device) {
  if (device->is_tun)
    return count_read(device->counts_fd, NETWORK_DEVICE_NAME ":", SENDING_DROPPED);
  struct tpacket_stats stats = {0};
  socklen_t bytes = sizeof stats;
  if (getsockopt(device->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &bytes) == 0)
    device->dropped += stats.tp_drops; /* since it was asked last */
  return device->dropped;
}
