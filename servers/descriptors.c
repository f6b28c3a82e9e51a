/* A walk along /proc/self/fd. */
#include "servers/descriptors.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

void descriptors_accepted(uint16_t port,
                          void (*found)(void *context, int descriptor, uint16_t peer),
                          void *context) {
  DIR *folder = opendir("/proc/self/fd");
  const struct dirent *entry = NULL;
  while (folder != NULL && (entry = readdir(folder)) != NULL) {
    int descriptor = (int)strtol(entry->d_name, NULL, 10);
    struct sockaddr_in own = {.sin_family = AF_UNSPEC};
    struct sockaddr_in peer = {.sin_family = AF_UNSPEC};
    socklen_t own_bytes = sizeof own;
    socklen_t peer_bytes = sizeof peer;
    if (getsockname(descriptor, (struct sockaddr *)&own, &own_bytes) == 0 &&
        own.sin_family == AF_INET && ntohs(own.sin_port) == port &&
        getpeername(descriptor, (struct sockaddr *)&peer, &peer_bytes) == 0)
      found(context, descriptor, ntohs(peer.sin_port));
  }
  if (folder != NULL)
    closedir(folder);
}
