/* Due times of pings, and the time-out of pongs. */
#include "servers/transports/heartbeat.h"

#include "common/wire/websocket_frame.h"
#include "servers/wire/frame.h"

void heartbeat_begin(struct heartbeat *heartbeat, const struct heartbeat_settings *settings,
                     uint64_t now_ns) {
  heartbeat->ping_due_ns = now_ns + settings->interval_ns;
  atomic_store(&heartbeat->answered_ns, now_ns);
}

static uint64_t grace_ns(const struct heartbeat_settings *settings) {
  uint64_t twentieth_ns = settings->timeout_ns / 20;
  return twentieth_ns < HEARTBEAT_GRACE_MAX_NS ? twentieth_ns : HEARTBEAT_GRACE_MAX_NS;
}

/* A peer that still owes a pong gets no second ping. */
static void ping_if_due(struct heartbeat *heartbeat, const struct heartbeat_settings *settings,
                        uint64_t now_ns) {
  if (now_ns < heartbeat->ping_due_ns)
    return;
  uint64_t due_ns = now_ns - (now_ns - heartbeat->ping_due_ns) % settings->interval_ns;
  heartbeat->ping_due_ns = due_ns + settings->interval_ns;
  if (atomic_load(&heartbeat->pinged_ns) != 0)
    return;
  heartbeat->ping_owed = true;
  heartbeat->in_grace = false;
  heartbeat->overdue_ns = now_ns + settings->timeout_ns;
  atomic_store(&heartbeat->pinged_ns, now_ns);
}

static bool is_dead(struct heartbeat *heartbeat, const struct heartbeat_settings *settings,
                    uint64_t now_ns) {
  if (atomic_load(&heartbeat->pinged_ns) == 0 || now_ns < heartbeat->overdue_ns)
    return false;
  if (heartbeat->in_grace)
    return true;
  heartbeat->in_grace = true;
  heartbeat->overdue_ns = now_ns + grace_ns(settings);
  return false;
}

enum heartbeat_action heartbeat_step(struct heartbeat *heartbeat,
                                     const struct heartbeat_settings *settings, bool stalled,
                                     uint64_t now_ns, uint64_t *until_ns) {
  *until_ns = UINT64_MAX;
  if (settings->kind == HEARTBEAT_OFF)
    return HEARTBEAT_WAIT;
  if (is_dead(heartbeat, settings, now_ns))
    return HEARTBEAT_DEAD;
  ping_if_due(heartbeat, settings, now_ns);
  if (heartbeat->ping_owed && !stalled) {
    heartbeat->ping_owed = false;
    return HEARTBEAT_PING;
  }
  *until_ns = heartbeat->ping_due_ns;
  if (atomic_load(&heartbeat->pinged_ns) != 0 && heartbeat->overdue_ns < *until_ns)
    *until_ns = heartbeat->overdue_ns;
  return HEARTBEAT_WAIT;
}

bool heartbeat_receive_pong(struct heartbeat *heartbeat, uint64_t now_ns, uint64_t *rtt_ns) {
  uint64_t pinged_ns = atomic_exchange(&heartbeat->pinged_ns, 0);
  if (pinged_ns == 0)
    return false;
  *rtt_ns = now_ns - pinged_ns;
  atomic_store(&heartbeat->answered_ns, now_ns);
  return true;
}

uint64_t heartbeat_silence_ns(const struct heartbeat *heartbeat, uint64_t now_ns) {
  return now_ns - atomic_load(&heartbeat->answered_ns);
}

struct chunk *heartbeat_ping(const struct heartbeat_settings *settings) {
  return frame_make(settings->kind == HEARTBEAT_TEXT ? WEBSOCKET_TEXT : WEBSOCKET_PING,
                    HEARTBEAT_ASKED, HEARTBEAT_TEXT_BYTES);
}

struct chunk *heartbeat_pong(void) {
  return frame_make(WEBSOCKET_TEXT, HEARTBEAT_ANSWER, HEARTBEAT_TEXT_BYTES);
}
