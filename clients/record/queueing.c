/* recvmsg(2) with the kernel's stamps. */
#include "clients/record/queueing.h"

#include <errno.h>
#include <linux/net_tstamp.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/log.h"

/* The kernel's message (linux/errqueue.h); the first stamp is the software's. */
struct stamps {
  struct timespec at[3];
};

enum status queueing_init(struct queueing *queueing, struct record *record, struct error *error) {
  struct queueing made = {.record = record};
  if (histogram_init(&made.histogram) != STATUS_OK)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a histogram");
  *queueing = made;
  return STATUS_OK;
}

void queueing_release(struct queueing *queueing) {
  histogram_release(&queueing->histogram);
}

void queueing_enable(int descriptor) {
  int wanted = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  if (setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPING, &wanted, sizeof wanted) != 0)
    log_warning("SO_TIMESTAMPING: %s", strerror(errno));
}

static uint64_t timespec_ns(const struct timespec *at) {
  return (uint64_t)at->tv_sec * NS_PER_S + (uint64_t)at->tv_nsec;
}

/* The wall clock was set back between stamp and read: a value that is out of the histogram's range.
 */
static const uint64_t QUEUEING_IN_FUTURE = UINT64_MAX - 1;

/* The stamp is of the wall clock, so it is compared with the wall clock. */
static uint64_t waited_since(const struct msghdr *message) {
  for (const struct cmsghdr *part = CMSG_FIRSTHDR(message); part;
       part = CMSG_NXTHDR((struct msghdr *)message, (struct cmsghdr *)part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPING)
      continue;
    struct stamps stamps;
    struct timespec now;
    memcpy(&stamps, CMSG_DATA(part), sizeof stamps);
    if (stamps.at[0].tv_sec == 0)
      break;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t stamp_ns = timespec_ns(&stamps.at[0]);
    uint64_t now_ns = timespec_ns(&now);
    return now_ns >= stamp_ns ? now_ns - stamp_ns : QUEUEING_IN_FUTURE;
  }
  return QUEUEING_UNSTAMPED;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): recvmsg(2) writes there */
struct stamped_read queueing_read(int descriptor, char *out, size_t capacity) {
  char control[CMSG_SPACE(sizeof(struct stamps)) + CMSG_SPACE(64)];
  struct iovec piece = {.iov_base = out, .iov_len = capacity};
  struct msghdr message = {
      .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct stamped_read arrival = {.bytes = recvmsg(descriptor, &message, MSG_DONTWAIT)};
  int error_number = errno;
  arrival.receipt_ns = clock_now_ns();
  arrival.waited_ns = arrival.bytes > 0 ? waited_since(&message) : QUEUEING_UNSTAMPED;
  errno = error_number;
  return arrival;
}

void queueing_begin(struct queueing *queueing) {
  queueing->before = queueing->record->counters.received;
}

void queueing_end(struct queueing *queueing, const struct stamped_read *arrival) {
  struct counters *counters = &queueing->record->counters;
  CONTRACT(counters->received >= queueing->before);
  uint64_t messages = counters->received - queueing->before;
  if (messages == 0)
    return;
  counters->reads++;
  counters->reads_of_several += messages > 1;
  if (arrival->waited_ns != QUEUEING_UNSTAMPED &&
      record_measures(queueing->record, arrival->receipt_ns))
    histogram_record(&queueing->histogram, arrival->waited_ns);
}
