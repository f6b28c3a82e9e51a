/* Ends connections whose request takes too long to come.
 *
 * All have the same time, so the ring is in the order of their deadlines. The lock is held while
 * connections are ended: nobody leaves meanwhile, so each still has its socket. */
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

enum { LOOKS = 10 };

static void port_put(struct port_set *set, uint16_t port, bool in) {
  uint64_t bit = UINT64_C(1) << port % PORT_WORD_BITS;
  uint64_t *word = &set->words[port / PORT_WORD_BITS];
  *word = in ? *word | bit : *word & ~bit;
}

static bool port_has(const struct port_set *set, uint16_t port) {
  return set->words[port / PORT_WORD_BITS] >> port % PORT_WORD_BITS & 1;
}

/* Those that are to be ended: by name, and, where heads are late, by how they look. */
struct ending {
  struct request_watchdog *watchdog;
  struct port_set bodies;
  bool heads;
  struct chunk *answer; /* NULL for none */
};

/* Nothing went out for the whole time, and all that came was read. */
static bool is_waited_for(int descriptor, uint64_t timeout_ns) {
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
                   is_waited_for(descriptor, watchdog->timeout_ns);
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

/* One walk along all sockets for all that are late. A head that is not found begins anew: it has
 * just come, or lies unread. */
static void look(struct request_watchdog *watchdog, uint64_t now_ns) {
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

void request_watchdog_look(struct request_watchdog *watchdog, uint64_t now_ns) {
  pthread_mutex_lock(&watchdog->lock);
  look(watchdog, now_ns);
  pthread_mutex_unlock(&watchdog->lock);
}

static void *watch(void *argument) {
  struct request_watchdog *watchdog = argument;
  pthread_mutex_lock(&watchdog->lock);
  while (!watchdog->stopping) {
    uint64_t now_ns = clock_now_ns();
    struct timespec next = clock_timespec(now_ns + watchdog->timeout_ns / LOOKS);
    look(watchdog, now_ns);
    pthread_cond_timedwait(&watchdog->changed, &watchdog->lock, &next);
  }
  pthread_mutex_unlock(&watchdog->lock);
  return NULL;
}

void request_watchdog_init(struct request_watchdog *watchdog, uint64_t timeout_ns, bool answered) {
  *watchdog = (struct request_watchdog){.timeout_ns = timeout_ns, .answered = answered};
  watchdog->oldest.previous = watchdog->oldest.next = &watchdog->oldest;
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&watchdog->changed, &attributes);
  pthread_condattr_destroy(&attributes);
  pthread_mutex_init(&watchdog->lock, NULL);
}

enum status request_watchdog_watch(struct request_watchdog *watchdog, uint16_t port) {
  watchdog->port = port;
  watchdog->watching = pthread_create(&watchdog->thread, NULL, watch, watchdog) == 0;
  return watchdog->watching ? STATUS_OK : STATUS_ENVIRONMENT;
}

void request_watchdog_release(struct request_watchdog *watchdog) {
  pthread_mutex_lock(&watchdog->lock);
  watchdog->stopping = true;
  pthread_cond_signal(&watchdog->changed);
  pthread_mutex_unlock(&watchdog->lock);
  if (watchdog->watching)
    pthread_join(watchdog->thread, NULL);
  pthread_cond_destroy(&watchdog->changed);
  pthread_mutex_destroy(&watchdog->lock);
}

void request_watchdog_join(struct request_watchdog *watchdog, struct awaited *awaited,
                           uint16_t peer, uint64_t now_ns) {
  pthread_mutex_lock(&watchdog->lock);
  *awaited = (struct awaited){.since_ns = now_ns, .peer = peer};
  awaited_append(watchdog, awaited);
  pthread_mutex_unlock(&watchdog->lock);
}

void request_watchdog_leave(struct request_watchdog *watchdog, struct awaited *awaited,
                            uint16_t peer) {
  pthread_mutex_lock(&watchdog->lock);
  awaited_unlink(awaited);
  port_put(&watchdog->begun, peer, true);
  pthread_mutex_unlock(&watchdog->lock);
}

bool request_watchdog_ended(struct request_watchdog *watchdog, uint16_t peer) {
  pthread_mutex_lock(&watchdog->lock);
  bool ended = port_has(&watchdog->ended, peer);
  pthread_mutex_unlock(&watchdog->lock);
  return ended;
}

bool request_watchdog_forget(struct request_watchdog *watchdog, struct awaited *awaited,
                             uint16_t peer) {
  pthread_mutex_lock(&watchdog->lock);
  bool ended = port_has(&watchdog->ended, peer);
  awaited_unlink(awaited);
  port_put(&watchdog->begun, peer, false);
  port_put(&watchdog->ended, peer, false);
  pthread_mutex_unlock(&watchdog->lock);
  return ended;
}
