/* A user in process: reads what its session says with the decoders that the client
 * uses, and keeps the client's books. One thread. */
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

/* What all users have seen together. */
struct null_record {
  struct users_figures seen;
  struct report_traffic traffic;
  struct histogram latency;
  struct broadcast broadcast; /* its two parts */
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
  bool open;       /* the session: a request is under way, or the stream */
  uint64_t cursor; /* `after` of its next request */
  struct ledger ledger;
  struct age_view view;
  struct sse_reader events;
  uint64_t wake_ns; /* its next poll, or the instant its session waits for */
  bool queued;      /* for that instant, between these */
  struct null_user *previous, *next;
};

void null_user_init(struct null_user *user, uint64_t channel, enum payload_kind payload_kind);
void null_user_release(struct null_user *user);

/* Reads what the session sent, received at `now_ns`. */
void null_user_read(struct null_user *user, struct null_record *record, const struct chunk *chunk,
                    uint64_t now_ns);

#endif
