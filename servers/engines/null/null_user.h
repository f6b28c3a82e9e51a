/* A user in the server's process: reads the chunks of its session with the client's decoders, and
 * records what the client records. One thread. */
#ifndef SERVERS_ENGINES_NULL_NULL_USER_H
#define SERVERS_ENGINES_NULL_NULL_USER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/stats/age.h"
#include "common/stats/histogram.h"
#include "common/stats/ledger.h"
#include "common/wire/sse.h"
#include "servers/control/server_report.h"
#include "servers/transports/transport.h"

/* The record of all users together. */
struct null_record {
  struct users_figures seen;
  struct report_traffic traffic;
  struct histogram latency;
  struct broadcast broadcast; /* until the first receipt of a message, and from it to the others */
  struct age age;
  struct ledger *channels; /* the union over the users, by channel */
  uint64_t channel_count;
};

enum status null_record_init(struct null_record *record, uint64_t channels);
void null_record_release(struct null_record *record);

static inline bool null_record_measures(const struct null_record *record, uint64_t instant_ns) {
  return instant_ns >= record->seen.window_start_ns && instant_ns < record->seen.window_end_ns;
}

struct null_user {
  uint64_t channel;
  enum payload_kind payload_kind;
  struct session session;
  bool open;       /* the session is: a request is under way, or a stream */
  uint64_t cursor; /* for `after` in its next request */
  struct ledger ledger;
  struct age_view view;
  struct sse_reader events;
  uint64_t wake_ns; /* of its next poll, or the instant for which its session waits */
  bool queued;      /* it waits for that instant, in a ring by these links */
  struct null_user *previous, *next;
};

void null_user_init(struct null_user *user, uint64_t channel, enum payload_kind payload_kind);
void null_user_release(struct null_user *user);

/* Reads a chunk of the session, received at `now_ns`. */
void null_user_read(struct null_user *user, struct null_record *record, const struct chunk *chunk,
                    uint64_t now_ns);

#endif
