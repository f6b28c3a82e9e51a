/* Ends connections whose request takes too long to come.
 *
 * All requests have the same time-out, so the ring is in the order of their deadlines. The lock is
 * held while connections are ended: no worker leaves meanwhile, so each still has its socket. */
#include "servers/engines/civetweb/request_watchdog.h"

#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "common/base/clock.h"
#include "servers/control/descriptors.h"
#include "servers/wire/chunk.h"
#include "servers/wire/response_head.h"

enum { CHECKS_PER_TIMEOUT = 10 };

static void port_put(struct port_set *set, uint16_t port, bool in) {
  uint64_t bit = UINT64_C(1) << port % PORT_WORD_BITS;
  uint64_t *word = &set->words[port / PORT_WORD_BITS];
  *word = in ? *word | bit : *word & ~bit;
}

static bool port_has(const struct port_set *set, uint16_t port) {
  return set->words[port / PORT_WORD_BITS] >> port % PORT_WORD_BITS & 1;
}

struct ending {
  struct request_watchdog *watchdog;
  struct port_set bodies; /* peers whose body is late */
  bool heads;             /* some first head is late */
  struct chunk *answer;   /* NULL for none */
};

/* Nothing was sent for the whole time-out, and nothing that was received is unread. */
static bool is_idle(int descriptor, uint64_t timeout_ns) {
  struct tcp_info info = {.tcpi_last_data_sent = 0};
  socklen_t bytes = sizeof info;
  int unread = 0;
  return getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &bytes) == 0 &&
         info.tcpi_last_data_sent * NS_PER_MS >= timeout_ns &&
         ioctl(descriptor, SIOCINQ, &unread) == 0 && unread == 0;
}

static void end_if_late(void *context, int descriptor, uint16_t peer) {
  struct ending *ending = context;
  struct request_watchdog *watchdog = ending->watchdog;
  bool head_late = ending->heads && !port_has(&watchdog->begun, peer) &&
                   is_idle(descriptor, watchdog->timeout_ns);
  if (!head_late && !port_has(&ending->bodies, peer))
    return;
  if (ending->answer)
    send(descriptor, ending->answer->bytes, ending->answer->bytes_count,
         MSG_DONTWAIT | MSG_NOSIGNAL);
  port_put(&watchdog->ended, peer, true);
  shutdown(descriptor, SHUT_RDWR); /* its worker's read returns */
}

static void awaited_unlink(struct awaited *awaited) {
  if (!awaited->next)
    return;
  awaited->previous->next = awaited->next;
  awaited->next->previous = awaited->previous;
  awaited->previous = awaited->next = NULL;
}

static void awaited_append(struct request_watchdog *watchdog, struct awaited *awaited) {
  awaited->previous = watchdog->oldest.previous;
  awaited->next = &watchdog->oldest;
  awaited->previous->next = awaited;
  watchdog->oldest.previous = awaited;
}

/* One walk along all sockets for all requests that are late. A late head whose socket is not found
 * gets its time-out anew: it has just come, or lies unread. */
static void requests_check(void *context, uint64_t now_ns) {
  struct request_watchdog *watchdog = context;
  struct ending ending = {.watchdog = watchdog};
  struct awaited *late = NULL;
  bool any = false;
  while ((late = watchdog->oldest.next) != &watchdog->oldest &&
         now_ns >= late->since_ns + watchdog->timeout_ns) {
    any = true;
    ending.heads |= late->peer == 0;
    awaited_unlink(late);
    late->since_ns = now_ns;
    if (late->peer == 0)
      awaited_append(watchdog, late);
    else
      port_put(&ending.bodies, late->peer, true);
  }
  if (!any)
    return;
  if (watchdog->answered)
    ending.answer = http_refusal(408, "the request took too long to come", false);
  descriptors_accepted(watchdog->port, end_if_late, &ending);
  chunk_drop(ending.answer);
}

enum status request_watchdog_init(struct request_watchdog *watchdog, uint64_t timeout_ns,
                                  bool answered) {
  *watchdog = (struct request_watchdog){.timeout_ns = timeout_ns, .answered = answered};
  watchdog->oldest.previous = watchdog->oldest.next = &watchdog->oldest;
  return watchdog_init(&watchdog->base, requests_check, watchdog);
}

enum status request_watchdog_start(struct request_watchdog *watchdog, uint16_t port) {
  watchdog->port = port;
  return watchdog_start(&watchdog->base, watchdog->timeout_ns / CHECKS_PER_TIMEOUT);
}

void request_watchdog_release(struct request_watchdog *watchdog) {
  watchdog_release(&watchdog->base);
}

void request_watchdog_join(struct request_watchdog *watchdog, struct awaited *awaited,
                           uint16_t peer, uint64_t now_ns) {
  pthread_mutex_lock(&watchdog->base.lock);
  *awaited = (struct awaited){.since_ns = now_ns, .peer = peer};
  awaited_append(watchdog, awaited);
  pthread_mutex_unlock(&watchdog->base.lock);
}

void request_watchdog_leave(struct request_watchdog *watchdog, struct awaited *awaited,
                            uint16_t peer) {
  pthread_mutex_lock(&watchdog->base.lock);
  awaited_unlink(awaited);
  port_put(&watchdog->begun, peer, true);
  pthread_mutex_unlock(&watchdog->base.lock);
}

bool request_watchdog_ended(struct request_watchdog *watchdog, uint16_t peer) {
  pthread_mutex_lock(&watchdog->base.lock);
  bool ended = port_has(&watchdog->ended, peer);
  pthread_mutex_unlock(&watchdog->base.lock);
  return ended;
}

bool request_watchdog_forget(struct request_watchdog *watchdog, struct awaited *awaited,
                             uint16_t peer) {
  pthread_mutex_lock(&watchdog->base.lock);
  bool ended = port_has(&watchdog->ended, peer);
  awaited_unlink(awaited);
  port_put(&watchdog->begun, peer, false);
  port_put(&watchdog->ended, peer, false);
  pthread_mutex_unlock(&watchdog->base.lock);
  return ended;
}
