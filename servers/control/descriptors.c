/* A walk along /proc/self/fd. */
#include "servers/control/descriptors.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

static bool is_on_port(int descriptor, uint16_t port) {
  struct sockaddr_in own = {.sin_family = AF_UNSPEC};
  socklen_t bytes = sizeof own;
  return getsockname(descriptor, (struct sockaddr *)&own, &bytes) == 0 &&
         own.sin_family == AF_INET && ntohs(own.sin_port) == port;
}

void descriptors_accepted(uint16_t port,
                          void (*found)(void *context, int descriptor, uint16_t peer),
                          void *context) {
  DIR *folder = opendir("/proc/self/fd");
  const struct dirent *entry = NULL;
  while (folder && (entry = readdir(folder))) {
    int descriptor = (int)strtol(entry->d_name, NULL, 10);
    struct sockaddr_in peer = {.sin_family = AF_UNSPEC};
    socklen_t bytes = sizeof peer;
    if (is_on_port(descriptor, port) &&
        getpeername(descriptor, (struct sockaddr *)&peer, &bytes) == 0)
      found(context, descriptor, ntohs(peer.sin_port));
  }
  if (folder)
    closedir(folder);
}

int descriptors_count(void) {
  DIR *folder = opendir("/proc/self/fd");
  const struct dirent *entry = NULL;
  int count = -1; /* that of the folder itself does not count */
  while (folder && (entry = readdir(folder)))
    count += entry->d_name[0] != '.';
  if (folder)
    closedir(folder);
  return count < 0 ? 0 : count;
}

void descriptors_listening(uint16_t port, void (*found)(void *context, int descriptor),
                           void *context) {
  DIR *folder = opendir("/proc/self/fd");
  const struct dirent *entry = NULL;
  while (folder && (entry = readdir(folder))) {
    int descriptor = (int)strtol(entry->d_name, NULL, 10);
    int accepting = 0;
    socklen_t bytes = sizeof accepting;
    if (is_on_port(descriptor, port) &&
        getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &accepting, &bytes) == 0 && accepting)
      found(context, descriptor);
  }
  if (folder)
    closedir(folder);
}

static void listener_take(void *context, int descriptor) {
  int *listener = context;
  if (*listener < 0)
    *listener = descriptor;
}

int descriptors_listener(uint16_t port) {
  int listener = -1;
  descriptors_listening(port, listener_take, &listener);
  return listener;
}

static void reset_peer(void *context, int descriptor, uint16_t peer) {
  const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  if (peer != *(const uint16_t *)context)
    return;
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  shutdown(descriptor, SHUT_RDWR);
}

void descriptors_reset(uint16_t port, uint16_t peer) {
  descriptors_accepted(port, reset_peer, &peer);
}
