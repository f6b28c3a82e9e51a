/* Who has not said all that it has to say.
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
  uint64_t bit = UINT64_C(1) << port % ARRIVAL_WORD_BITS;
  uint64_t *word = &set->words[port / ARRIVAL_WORD_BITS];
  *word = in ? *word | bit : *word & ~bit;
}

static bool port_has(const struct port_set *set, uint16_t port) {
  return set->words[port / ARRIVAL_WORD_BITS] >> port % ARRIVAL_WORD_BITS & 1;
}

/* Those that are to be ended: by name, and, where heads are late, by how they look. */
struct ending {
  struct request_watchdog *arrivals;
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
  struct request_watchdog *arrivals = ending->arrivals;
  bool head_late = ending->heads && !port_has(&arrivals->begun, peer) &&
                   is_waited_for(descriptor, arrivals->timeout_ns);
  if (!head_late && !port_has(&ending->bodies, peer))
    return;
  if (ending->answer != NULL)
    send(descriptor, ending->answer->bytes, ending->answer->bytes_count,
         MSG_DONTWAIT | MSG_NOSIGNAL);
  port_put(&arrivals->ended, peer, true);
  shutdown(descriptor, SHUT_RDWR); /* its worker's read returns */
}

static void watched_request_unlink(struct awaited *arrival) {
  if (arrival->next == NULL)
    return;
  arrival->previous->next = arrival->next;
  arrival->next->previous = arrival->previous;
  arrival->previous = arrival->next = NULL;
}

static void watched_request_append(struct request_watchdog *arrivals, struct awaited *arrival) {
  arrival->previous = arrivals->oldest.previous;
  arrival->next = &arrivals->oldest;
  arrival->previous->next = arrival;
  arrivals->oldest.previous = arrival;
}

/* One walk along all sockets for all that are late. A head that is not found begins anew: it has
 * just come, or lies unread. */
static void request_watchdog_look(struct request_watchdog *arrivals, uint64_t now_ns) {
  struct ending ending = {.arrivals = arrivals};
  struct awaited *late = NULL;
  bool any = false;
  while ((late = arrivals->oldest.next) != &arrivals->oldest &&
         now_ns >= late->since_ns + arrivals->timeout_ns) {
    any = true;
    ending.heads |= late->peer == 0;
    watched_request_unlink(late);
    late->since_ns = now_ns;
    if (late->peer == 0)
      watched_request_append(arrivals, late);
    else
      port_put(&ending.bodies, late->peer, true);
  }
  if (!any || arrivals->port == 0)
    return;
  if (arrivals->answered)
    ending.answer = http_refusal(408, "the request took too long to come", false);
  descriptors_accepted(arrivals->port, end_if_late, &ending);
  chunk_drop(ending.answer);
}

static void *request_watchdog_watch(void *argument) {
  struct request_watchdog *arrivals = argument;
  pthread_mutex_lock(&arrivals->lock);
  while (!arrivals->stopping) {
    uint64_t now_ns = clock_now_ns();
    struct timespec next = clock_timespec(now_ns + arrivals->timeout_ns / LOOKS);
    request_watchdog_look(arrivals, now_ns);
    pthread_cond_timedwait(&arrivals->changed, &arrivals->lock, &next);
  }
  pthread_mutex_unlock(&arrivals->lock);
  return NULL;
}

enum status request_watchdog_init(struct request_watchdog *arrivals, uint64_t timeout_ns,
                                  bool answered) {
  *arrivals = (struct request_watchdog){.timeout_ns = timeout_ns, .answered = answered};
  arrivals->oldest.previous = arrivals->oldest.next = &arrivals->oldest;
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&arrivals->changed, &attributes);
  pthread_condattr_destroy(&attributes);
  pthread_mutex_init(&arrivals->lock, NULL);
  if (pthread_create(&arrivals->thread, NULL, request_watchdog_watch, arrivals) == 0)
    return STATUS_OK;
  pthread_cond_destroy(&arrivals->changed);
  pthread_mutex_destroy(&arrivals->lock);
  return STATUS_ENVIRONMENT;
}

void request_watchdog_set_port(struct request_watchdog *arrivals, uint16_t port) {
  pthread_mutex_lock(&arrivals->lock);
  arrivals->port = port;
  pthread_mutex_unlock(&arrivals->lock);
}

void request_watchdog_release(struct request_watchdog *arrivals) {
  pthread_mutex_lock(&arrivals->lock);
  arrivals->stopping = true;
  pthread_cond_signal(&arrivals->changed);
  pthread_mutex_unlock(&arrivals->lock);
  pthread_join(arrivals->thread, NULL);
  pthread_cond_destroy(&arrivals->changed);
  pthread_mutex_destroy(&arrivals->lock);
}

void request_watchdog_join(struct request_watchdog *arrivals, struct awaited *arrival,
                           uint16_t peer, uint64_t now_ns) {
  pthread_mutex_lock(&arrivals->lock);
  *arrival = (struct awaited){.since_ns = now_ns, .peer = peer};
  watched_request_append(arrivals, arrival);
  pthread_mutex_unlock(&arrivals->lock);
}

void request_watchdog_leave(struct request_watchdog *arrivals, struct awaited *arrival,
                            uint16_t peer) {
  pthread_mutex_lock(&arrivals->lock);
  watched_request_unlink(arrival);
  port_put(&arrivals->begun, peer, true);
  pthread_mutex_unlock(&arrivals->lock);
}

bool request_watchdog_ended(struct request_watchdog *arrivals, uint16_t peer) {
  pthread_mutex_lock(&arrivals->lock);
  bool ended = port_has(&arrivals->ended, peer);
  pthread_mutex_unlock(&arrivals->lock);
  return ended;
}

bool request_watchdog_forget(struct request_watchdog *arrivals, struct awaited *arrival,
                             uint16_t peer) {
  pthread_mutex_lock(&arrivals->lock);
  bool ended = port_has(&arrivals->ended, peer);
  watched_request_unlink(arrival);
  port_put(&arrivals->begun, peer, false);
  port_put(&arrivals->ended, peer, false);
  pthread_mutex_unlock(&arrivals->lock);
  return ended;
}
