/* Who is affected, and when they know. */
#include "clients/faults/failure.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "clients/users/user.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/whole.h"
#include "common/suite/share.h"
#include "common/wire/silence.h"

enum { PORT_TEXT_BYTES = 6 }; /* "65535," */

enum status failure_init(struct failure *failure, struct crowd *crowd, struct error *error) {
  struct failure made = {.crowd = crowd};
  if (histogram_init(&made.notice) != STATUS_OK)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a histogram");
  *failure = made;
  return STATUS_OK;
}

void failure_release(struct failure *failure) {
  if (!failure->crowd)
    return;
  loop_alarm_destroy(failure->alarm);
  histogram_release(&failure->notice);
  free(failure->ports);
}

static void user_affect(struct failure *failure, struct user *user, uint64_t instant_ns) {
  failure->affected++;
  user->failure_ns = instant_ns;
}

void failure_happened(struct failure *failure, uint64_t instant_ns) {
  struct crowd *crowd = failure->crowd;
  failure->at_ns = instant_ns;
  for (size_t i = 0; i < crowd->count; i++)
    if (crowd->users[i].state == USER_READY)
      user_affect(failure, &crowd->users[i], instant_ns);
}

/* --- silence -------------------------------------------------------------------- */

static uint16_t local_port(int descriptor) {
  struct sockaddr_in address = {.sin_port = 0};
  socklen_t bytes = sizeof(address);
  getsockname(descriptor, (struct sockaddr *)&address, &bytes);
  return ntohs(address.sin_port);
}

static void silence_answered(void *owner, const struct server_answer *answer, const char *reason) {
  (void)owner;
  if (!answer)
    log_warning("the server's ends did not fall silent: POST /silence: %s", reason);
}

static const struct server_answer_handler silence_handler = {.answered = silence_answered};

void failure_silence(struct failure *failure, double share) {
  struct crowd *crowd = failure->crowd;
  size_t capacity = crowd->count * PORT_TEXT_BYTES + sizeof("{\"ports\":[]}");
  char *text = malloc(capacity);
  if (!text) {
    log_warning("no memory to silence %zu users", crowd->count);
    return;
  }
  size_t bytes = (size_t)snprintf(text, capacity, "{\"ports\":[");
  bool first = true;
  failure->at_ns = clock_now_ns();
  struct share draw = share_of(crowd->count, share);
  for (size_t i = 0; i < crowd->count; i++) {
    struct user *user = &crowd->users[i];
    int descriptor = crowd->transport->descriptor(user);
    if (!share_next(&draw) || user->state != USER_READY || descriptor < 0 ||
        !socket_silence(descriptor))
      continue;
    bytes += (size_t)snprintf(text + bytes, capacity - bytes, "%s%u", first ? "" : ",",
                              (unsigned)local_port(descriptor));
    first = false;
    user_affect(failure, user, failure->at_ns);
  }
  snprintf(text + bytes, capacity - bytes, "]}");
  free(failure->ports);
  failure->ports = text;
  server_calls_silence(failure->calls, text, &silence_handler, failure);
}

/* --- as planned ------------------------------------------------------------------ */

static void failure_due(void *owner) {
  struct failure *failure = owner;
  const struct client_options *options = failure->crowd->options;
  if (options->silence_share > 0)
    failure_silence(failure, options->silence_share);
  else
    failure_happened(failure,
                     failure->crowd->record->start_ns + whole_ns_of_s(options->failure_at_s));
}

enum status failure_plan(struct failure *failure, uint64_t start_ns, struct error *error) {
  double at_s = failure->crowd->options->failure_at_s;
  if (at_s <= 0)
    return STATUS_OK;
  enum status status =
      loop_alarm_create(failure->crowd->network.loop, failure_due, failure, &failure->alarm, error);
  if (status == STATUS_OK)
    loop_alarm_at(failure->alarm, instant_after_ns(start_ns, whole_ns_of_s(at_s)));
  return status;
}

void failure_notice(struct failure *failure, struct user *user, uint64_t now_ns) {
  if (user->failure_ns == 0 || now_ns < user->failure_ns)
    return;
  histogram_record(&failure->notice, now_ns - user->failure_ns);
  failure->noticed++;
  user->failure_ns = 0;
}
