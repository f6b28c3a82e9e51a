/* Reads and filters the accepted sockets. */
#include "servers/control/dead_peers.h"

#include <jansson.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "common/base/json_depth.h"
#include "common/wire/silence.h"
#include "servers/control/descriptors.h"

enum { PORTS = 65536, WORD_BITS = 64 };

struct silencing {
  uint64_t wanted[PORTS / WORD_BITS]; /* a bit for each port of a peer */
  bool silent;
  uint64_t count;
};

static void silence_if_wanted(void *context, int descriptor, uint16_t peer) {
  struct silencing *silencing = context;
  if (!(silencing->wanted[peer / WORD_BITS] >> peer % WORD_BITS & 1))
    return;
  bool done = silencing->silent ? socket_silence(descriptor) : socket_unsilence(descriptor);
  silencing->count += done;
}

static bool ports_read(const json_t *ports, struct silencing *out) {
  for (size_t i = 0; i < json_array_size(ports); i++) {
    json_int_t port = json_integer_value(json_array_get(ports, i)); /* 0 for no integer */
    if (port <= 0 || port >= PORTS)
      return false;
    out->wanted[port / WORD_BITS] |= UINT64_C(1) << port % WORD_BITS;
  }
  return json_is_array(ports);
}

int dead_peers_silence(uint16_t port, const char *text, size_t bytes, uint64_t *silenced,
                       const char **reason) {
  struct silencing silencing = {.silent = true};
  json_t *body =
      json_depth_fits(text, bytes) ? json_loadb(text, bytes, JSON_REJECT_DUPLICATES, NULL) : NULL;
  const json_t *silent = json_object_get(body, "silent");
  bool good = ports_read(json_object_get(body, "ports"), &silencing) &&
              (!silent || json_is_boolean(silent));
  silencing.silent = !json_is_false(silent);
  json_decref(body);
  if (!good) {
    *reason = "silence takes {\"ports\":[N,…],\"silent\":true}";
    return 400;
  }
  descriptors_accepted(port, silence_if_wanted, &silencing);
  *silenced = silencing.count;
  return 0;
}

static void state_add(void *context, int descriptor, uint16_t peer) {
  (void)peer;
  struct dead_peers_state *state = context;
  int unacknowledged = 0;
  uint32_t memory[SK_MEMINFO_VARS] = {0};
  socklen_t memory_bytes = sizeof memory;
  state->connections++;
  if (ioctl(descriptor, SIOCOUTQ, &unacknowledged) == 0)
    state->unacknowledged_bytes += (uint64_t)unacknowledged;
  if (getsockopt(descriptor, SOL_SOCKET, SO_MEMINFO, memory, &memory_bytes) == 0)
    state->kernel_bytes += memory[SK_MEMINFO_WMEM_QUEUED];
}

struct dead_peers_state dead_peers_read(uint16_t port) {
  struct dead_peers_state state = {.connections = 0};
  descriptors_accepted(port, state_add, &state);
  return state;
}
