/* A crowd of users on a loop, with a transport that the test chooses. */
#ifndef TESTS_CLIENTS_FIXTURE_CROWD_H
#define TESTS_CLIENTS_FIXTURE_CROWD_H

#include "tests/clients/fixture_loop.h"

#include <stdlib.h>

#include "clients/users/heartbeat.h"
#include "clients/users/user_states.h"
#include "clients/users/writer.h"
#include "common/wire/message.h"

enum { MADE_DATA_BYTES = 16 };

struct made_crowd {
  struct client_options options;
  struct workload workload;
  struct record record;
  struct life life;
  struct crowd crowd;
  uint64_t ready, lost; /* calls of the observer */
};

static inline void made_user_ready(void *owner) {
  struct made_crowd *made = owner;
  made->ready++;
}

static inline void made_user_lost(void *owner) {
  struct made_crowd *made = owner;
  made->lost++;
}

/* With the default options, except for times for which a test would have to wait. */
static inline struct made_crowd *made_crowd_create(void) {
  struct made_crowd *made = calloc(1, sizeof *made);
  assert_non_null(made);
  assert_int_equal(options_defaults(client_options_table, &made->options, NULL), STATUS_OK);
  made->options.clients = 2;
  made->options.reconnect_base_ms = made->options.reconnect_cap_ms = 1;
  return made;
}

/* Opens the crowd by the current options, without users. */
static inline void made_crowd_open(struct made_crowd *made, const struct transport *transport) {
  const struct client_options *options = &made->options;
  const struct workload_plan plan = {.kind = options->workload,
                                     .clients = options->clients,
                                     .channels = options->channels,
                                     .room_users = options->room_users,
                                     .editors = options->editors,
                                     .payload_bytes = options->payload_bytes,
                                     .payload_bytes_max = options->payload_bytes_max};
  assert_int_equal(workload_make(&plan, &made->workload, NULL), STATUS_OK);
  assert_int_equal(record_init(&made->record, (size_t)made->workload.channels, NULL), STATUS_OK);
  assert_int_equal(life_init(&made->life, NULL), STATUS_OK);
  made->record.server_clock.same = true;
  made->crowd = (struct crowd){
      .options = options,
      .workload = &made->workload,
      .transport = transport,
      .record = &made->record,
      .life = &made->life,
      .observer = {.owner = made, .ready = made_user_ready, .lost = made_user_lost},
      .deal = deal_of((uint64_t)options->clients, 0, 1),
  };
  assert_int_equal(loop_create(&made->crowd.network.loop, NULL), STATUS_OK);
}

/* Adds the users, who read on after message `cursor` of their channels. */
static inline void made_crowd_users(struct made_crowd *made, uint64_t cursor) {
  struct crowd *crowd = &made->crowd;
  size_t count = (size_t)made->options.clients;
  crowd->users = calloc(count, sizeof *crowd->users);
  assert_non_null(crowd->users);
  for (; crowd->count < count; crowd->count++)
    assert_int_equal(
        user_init(&crowd->users[crowd->count], crowd, (uint32_t)crowd->count, cursor, NULL),
        STATUS_OK);
}

/* From now on the users' record counts for the measured phase. */
static inline void made_crowd_measure(struct made_crowd *made) {
  uint64_t now_ns = clock_now_ns();
  record_set_phase(&made->record, now_ns, now_ns + 3600 * NS_PER_S);
  timeline_start(&made->record.timeline, now_ns, &made->record.counters);
}

/* For tables of transports that need no init. */
static inline enum status made_user_init(struct user *user, struct error *error) {
  (void)user;
  (void)error;
  return STATUS_OK;
}

static inline void made_user_nothing(struct user *user) {
  (void)user;
}

/* Writes the text of a message of channel 0, due and sent when the measured phase began. Returns
 * its length, at most MADE_DATA_BYTES + MESSAGE_ENVELOPE_BYTES_MAX. */
static inline size_t made_message(const struct made_crowd *made, uint64_t seq, char *text,
                                  size_t capacity) {
  char data[MADE_DATA_BYTES];
  uint64_t due_ns = made->record.start_ns;
  message_data_fill(PAYLOAD_PATTERN, data, sizeof data, 0, seq);
  const struct message message = {
      .seq = seq, .due_ns = due_ns, .sent_ns = due_ns, .data = data, .data_bytes = sizeof data};
  return message_encode(&message, text, capacity);
}

/* The test has to end the crowd's HTTP before. */
static inline void made_crowd_destroy(struct made_crowd *made) {
  struct crowd *crowd = &made->crowd;
  heartbeat_destroy(crowd->heartbeat);
  writers_destroy(crowd->writers);
  for (size_t i = 0; i < crowd->count; i++)
    user_release(&crowd->users[i]);
  free(crowd->users);
  record_release(&made->record);
  life_release(&made->life);
  loop_destroy(crowd->network.loop);
  free(made);
}

#endif
