/* Schedules, lines of messages, and how each message is sent. */
#include "clients/users/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/http/http.h"
#include "clients/users/backoff.h"
#include "clients/users/due_heap.h"
#include "clients/users/user.h"
#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/traits.h"
#include "common/base/whole.h"
#include "common/load/schedule.h"
#include "common/load/workload_schedule.h"
#include "common/wire/message.h"
#include "common/wire/publish.h"

enum { ANSWER_TIMEOUT_MS = 10000, PATH_BYTES = 48 };
enum { HTTP_SERVER_ERROR = 500 };

/* The use of a writer's connection for POST. */
enum posting {
  POSTING_NOTHING,
  POSTING_OPENING, /* a poll, so that the connection is there before the first message is due */
  POSTING_MESSAGE,
  POSTING_PAUSED, /* a request has failed: the back-off */
};

struct queued {
  uint64_t due_ns;
  size_t data_bytes;
};

struct writer {
  struct user *user;
  struct writers *writers;
  struct schedule schedule;
  size_t next_bytes;    /* of the data of the schedule's next message */
  struct queued *queue; /* the messages without an answer: a ring */
  size_t capacity, first, count;
  size_t sent;          /* of these, how many were sent on the present connection */
  uint64_t next_number; /* of the next message; the first is 1 */
  uint64_t written;     /* messages due in the measured phase */

  /* over HTTP */
  struct http_connection *connection;
  enum posting posting;
  struct backoff backoff;
  struct loop_timer *timer; /* made when it is first needed */
  char answer[PUBLISH_ANSWER_BYTES_MAX];
  size_t answer_bytes;
  uint64_t answer_ns; /* when its newest part was read */
};

struct writers_state {
  struct crowd *crowd;
  struct loop_alarm *alarm;
  struct due_heap heap; /* of the indices of `writers` */
  struct writer **writers;
  size_t count;
  uint64_t epoch_ns; /* 0 before it begins and after the end */
  char *data, *text; /* of the message that is being sent; text has SEND_ROOM_BYTES in front */
  size_t text_capacity;
};

/* --- the queue of messages -------------------------------------------------------------- */

static bool queue_add(struct writer *writer, struct queued message) {
  if (writer->count == writer->capacity) {
    size_t capacity = writer->capacity ? 2 * writer->capacity : 8;
    struct queued *queue = calloc(capacity, sizeof *queue);
    if (!queue)
      return false;
    for (size_t i = 0; i < writer->count; i++)
      queue[i] = writer->queue[(writer->first + i) % writer->capacity];
    free(writer->queue);
    writer->queue = queue;
    writer->capacity = capacity;
    writer->first = 0;
  }
  writer->queue[(writer->first + writer->count) % writer->capacity] = message;
  writer->count++;
  return true;
}

static struct queued queue_at(const struct writer *writer, size_t position) {
  CONTRACT(position < writer->count);
  return writer->queue[(writer->first + position) % writer->capacity];
}

/* Removes the oldest message, and returns when it was due. */
static uint64_t queue_take(struct writer *writer) {
  CONTRACT(writer->sent > 0 && writer->sent <= writer->count);
  uint64_t due_ns = queue_at(writer, 0).due_ns;
  writer->first = (writer->first + 1) % writer->capacity;
  writer->count--;
  writer->sent--;
  return due_ns;
}

static void answered(struct writer *writer, uint64_t receipt_ns) {
  struct writers *writers = writer->writers;
  uint64_t due_ns = queue_take(writer);
  if (!record_measures(writers->state->crowd->record, due_ns))
    return;
  CONTRACT(receipt_ns >= due_ns);
  writers->acknowledged++;
  histogram_record(&writers->ack, receipt_ns - due_ns);
}

static void refused(struct writer *writer) {
  struct record *record = writer->writers->state->crowd->record;
  record->counters.publishes_refused++;
  writer->writers->refused += record_measures(record, queue_take(writer));
}

/* --- sending -------------------------------------------------------------------------- */

/* Writes the text of the first message that was not sent; returns its length. */
static size_t text_make(struct writer *writer) {
  struct writers_state *state = writer->writers->state;
  const struct queued message = queue_at(writer, writer->sent);
  CONTRACT(writer->next_number > writer->count);
  uint64_t number = writer->next_number - writer->count + writer->sent;
  message_written_fill((enum payload_kind)state->crowd->options->payload_kind, state->data,
                       message.data_bytes, writer->user->id, number);
  uint64_t due_ns = server_clock_to_server_ns(&state->crowd->record->server_clock, message.due_ns);
  size_t text_bytes = publish_encode(state->data, message.data_bytes, due_ns,
                                     state->text + SEND_ROOM_BYTES, state->text_capacity);
  CONTRACT(text_bytes > 0);
  return text_bytes;
}

static void post_next(struct writer *writer) {
  struct crowd *crowd = writer->writers->state->crowd;
  char path[PATH_BYTES];
  if (writer->posting != POSTING_NOTHING || writer->count == 0)
    return;
  size_t bytes = text_make(writer);
  snprintf(path, sizeof path, "/publish?channel=%" PRIu64, writer->user->subscriber.channel);
  writer->posting = POSTING_MESSAGE;
  writer->sent = 1;
  writer->answer_bytes = 0;
  crowd->record->counters.publish_requests++;
  if (!http_post(writer->connection, path, writer->writers->state->text + SEND_ROOM_BYTES, bytes,
                 ANSWER_TIMEOUT_MS)) {
    writer->posting = POSTING_NOTHING;
    writer->sent = 0;
  }
}

static void send_all(struct writer *writer) {
  const struct transport *transport = writer->user->crowd->transport;
  while (writer->sent < writer->count && transport->can_send(writer->user)) {
    size_t bytes = text_make(writer);
    if (!transport->send_text(writer->user, writer->writers->state->text + SEND_ROOM_BYTES, bytes))
      return;
    writer->sent++;
  }
}

static void send_next(struct writer *writer) {
  if (writer->connection)
    post_next(writer);
  else
    send_all(writer);
}

/* --- messages that are due ------------------------------------------------------------- */

/* Takes the next message from the schedule. */
static uint64_t due_next_ns(const struct writers_state *state, struct writer *writer) {
  const struct due due = schedule_next(&writer->schedule);
  writer->next_bytes = (size_t)due.bytes;
  return instant_after_ns(state->epoch_ns, due.offset_ns);
}

static void due_take(struct writer *writer, struct queued message, uint64_t now_ns) {
  struct writers *writers = writer->writers;
  bool measured = record_measures(writers->state->crowd->record, message.due_ns);
  if (!queue_add(writer, message)) {
    writers->written += measured; /* counted, and never published */
    writer->written += measured;
    return;
  }
  writer->next_number++;
  send_next(writer);
  if (!measured)
    return;
  CONTRACT(now_ns >= message.due_ns);
  histogram_record(&writers->lag, now_ns - message.due_ns);
  writers->written++;
  writer->written++;
  /* the newest message was sent if all of the queue were */
  writers->waited += writer->sent < writer->count;
}

static void writers_fired(void *owner) {
  struct writers_state *state = owner;
  uint64_t now_ns = clock_now_ns();
  while (due_heap_first(&state->heap).due_ns <= now_ns) {
    struct due_entry due = due_heap_first(&state->heap);
    struct writer *writer = state->writers[due.index];
    const struct queued message = {due.due_ns, writer->next_bytes};
    due_heap_postpone(&state->heap, due_next_ns(state, writer));
    due_take(writer, message, now_ns);
  }
  if (due_heap_first(&state->heap).due_ns < UINT64_MAX)
    loop_alarm_at(state->alarm, due_heap_first(&state->heap).due_ns);
}

/* A user that was not ready at the start has ended, and writes nothing. */
void writers_begin(struct writers *writers, uint64_t epoch_ns) {
  if (!writers)
    return;
  struct writers_state *state = writers->state;
  state->epoch_ns = epoch_ns;
  for (size_t i = 0; i < state->count; i++)
    if (state->writers[i]->user->state != USER_ENDED)
      due_heap_add(&state->heap, due_next_ns(state, state->writers[i]), (uint32_t)i);
  if (state->heap.count > 0 && due_heap_first(&state->heap).due_ns < UINT64_MAX)
    loop_alarm_at(state->alarm, due_heap_first(&state->heap).due_ns);
}

void writers_end(struct writers *writers) {
  if (!writers)
    return;
  loop_alarm_destroy(writers->state->alarm);
  writers->state->alarm = NULL;
  for (size_t i = 0; i < writers->state->count; i++)
    if (writers->state->writers[i]->timer)
      loop_timer_stop(writers->state->writers[i]->timer);
}

bool writers_settled(const struct writers *writers, uint64_t end_ns) {
  if (!writers || writers->state->heap.count == 0)
    return true;
  return due_heap_first(&writers->state->heap).due_ns >= end_ns &&
         writers->written == writers->acknowledged + writers->refused;
}

uint64_t writer_written(const struct writer *writer) {
  return writer->written;
}

/* --- over HTTP ------------------------------------------------------------------------ */

static bool post_body(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  struct writer *writer = owner;
  writer->answer_ns = receipt_ns;
  if (writer->posting != POSTING_MESSAGE)
    return true;
  size_t room = sizeof writer->answer - writer->answer_bytes; /* a refusal is longer: it is cut */
  size_t taken = count < room ? count : room;
  memcpy(writer->answer + writer->answer_bytes, bytes, taken);
  writer->answer_bytes += taken;
  return true;
}

/* Opens the connection, which will be kept, before the first message is due. */
static void post_open(struct writer *writer) {
  const struct client_options *options = writer->user->crowd->options;
  char path[USER_PATH_BYTES];
  user_path(writer->user, "short_poll", path);
  writer->posting = POSTING_OPENING;
  if (!http_get(writer->connection, path, options->connect_timeout_ms))
    writer->posting = POSTING_NOTHING;
}

static void timer_fired(void *owner) {
  struct writer *writer = owner;
  if (writer->posting == POSTING_PAUSED)
    writer->posting = POSTING_NOTHING;
  if (writer->next_number > 1)
    post_next(writer);
  else if (writer->posting == POSTING_NOTHING && writer->user->state != USER_ENDED)
    post_open(writer);
}

static void timer_at(struct writer *writer, uint64_t instant_ns) {
  if (!writer->timer)
    writer->timer = loop_timer_create(writer->user->crowd->network.loop, timer_fired, writer);
  if (writer->timer)
    loop_timer_at(writer->timer, instant_ns);
}

static void post_again_later(struct writer *writer) {
  writer->posting = POSTING_PAUSED;
  timer_at(writer, clock_now_ns() + backoff_next_ns(&writer->backoff));
}

static void post_failed(struct writer *writer, const struct http_outcome *outcome) {
  if (outcome->unconnected)
    user_connect_failed(writer->user, outcome->failure);
  writer->sent = 0;
  post_again_later(writer);
}

static void post_ended(void *owner, const struct http_outcome *outcome) {
  struct writer *writer = owner;
  uint64_t seq = 0;
  bool message = writer->posting == POSTING_MESSAGE;
  bool good = outcome->complete && outcome->code == HTTP_OK;
  writer->posting = POSTING_NOTHING;
  if (!message && good) {
    backoff_succeeded(&writer->backoff);
  } else if (message && good && publish_answer_decode(writer->answer, writer->answer_bytes, &seq)) {
    backoff_succeeded(&writer->backoff);
    answered(writer, writer->answer_ns);
  } else if (message && outcome->complete && outcome->code >= HTTP_BAD_REQUEST &&
             outcome->code < HTTP_SERVER_ERROR) {
    refused(writer);
  } else {
    post_failed(writer, outcome);
    return;
  }
  post_next(writer);
}

static const struct http_handler post_handler = {.body = post_body, .ended = post_ended};

/* --- from the user and its transport -------------------------------------------------- */

void writer_ready(struct user *user) {
  struct writer *writer = user->writer;
  if (!writer)
    return;
  const struct client_options *options = user->crowd->options;
  bool kept = options->keep_alive || transport_traits[options->transport].streams;
  if (!writer->connection)
    send_all(writer);
  else if (kept && writer->next_number == 1 && writer->posting == POSTING_NOTHING)
    timer_at(writer, clock_now_ns()); /* not now: libcurl takes no request while it calls us */
}

void writer_interrupted(struct user *user) {
  if (user->writer && !user->writer->connection)
    user->writer->sent = 0;
}

void writer_go_on(struct user *user) {
  if (user->writer)
    send_all(user->writer);
}

bool writer_answered(struct user *user, const char *text, size_t bytes, uint64_t receipt_ns) {
  struct writer *writer = user->writer;
  uint64_t seq = 0;
  if (!writer || writer->sent == 0 || !publish_answer_decode(text, bytes, &seq))
    return false;
  answered(writer, receipt_ns);
  return true;
}

/* --- making and ending ---------------------------------------------------------------- */

size_t writers_connections(const struct crowd *crowd) {
  return crowd->transport->http ? (size_t)workload_writers(crowd->workload) : 0;
}

enum status writers_create(struct crowd *crowd, struct writers **out, struct error *error) {
  size_t count = (size_t)workload_writers(crowd->workload);
  const struct client_options *options = crowd->options;
  size_t data_bytes = (size_t)(options->payload_bytes_max > 0 ? options->payload_bytes_max
                                                              : options->payload_bytes);
  if (count == 0)
    return STATUS_OK;
  struct writers *writers = calloc(1, sizeof *writers);
  struct writers_state *state = calloc(1, sizeof *state);
  if (!writers || !state) {
    free(writers);
    free(state);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the users who write");
  }
  writers->state = state;
  state->crowd = crowd;
  state->text_capacity = data_bytes + PUBLISH_ENVELOPE_BYTES_MAX;
  state->data = malloc(data_bytes);
  state->text = malloc(SEND_ROOM_BYTES + state->text_capacity);
  state->heap.entries = calloc(count, sizeof *state->heap.entries);
  state->heap.capacity = count;
  state->writers = calloc(count, sizeof(struct writer *));
  enum status status = STATUS_ENVIRONMENT;
  if (!state->data || !state->text || !state->heap.entries || !state->writers ||
      histogram_init(&writers->ack) != STATUS_OK || histogram_init(&writers->lag) != STATUS_OK)
    error_set(error, status, "no memory for %zu users who write", count);
  else
    status = loop_alarm_create(crowd->network.loop, writers_fired, state, &state->alarm, error);
  if (status == STATUS_OK)
    *out = writers;
  else
    writers_destroy(writers);
  return status;
}

void writers_destroy(struct writers *writers) {
  if (!writers)
    return;
  struct writers_state *state = writers->state;
  for (size_t i = 0; i < state->count; i++) {
    loop_timer_destroy(state->writers[i]->timer);
    free(state->writers[i]->queue);
    free(state->writers[i]);
  }
  loop_alarm_destroy(state->alarm);
  histogram_release(&writers->ack);
  histogram_release(&writers->lag);
  free((void *)state->writers);
  free(state->heap.entries);
  free(state->data);
  free(state->text);
  free(state);
  free(writers);
}

static struct schedule_plan schedule_of(const struct client_options *options, uint32_t user) {
  const struct load_plan load = {.rate_per_s = options->rate_per_s,
                                 .arrival = (enum arrival)options->arrival,
                                 .burst_messages = (uint64_t)options->burst_messages,
                                 .payload_bytes = (uint64_t)options->payload_bytes,
                                 .payload_bytes_max = (uint64_t)options->payload_bytes_max,
                                 .seed = (uint64_t)options->seed};
  return workload_schedule_of_writer(&load, user);
}

enum status writer_create(struct user *user, struct error *error) {
  struct crowd *crowd = user->crowd;
  const struct client_options *options = crowd->options;
  if (!crowd->writers || !workload_writes(crowd->workload, user->id))
    return STATUS_OK;
  struct writer *writer = calloc(1, sizeof *writer);
  if (!writer)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for user %u", user->id);
  const struct schedule_plan plan = schedule_of(options, user->id);
  schedule_init(&writer->schedule, &plan);
  writer->user = user;
  writer->writers = crowd->writers;
  writer->next_number = 1;
  writer->backoff = backoff_seeded(options, (uint64_t)options->clients + user->id);
  struct writers_state *state = crowd->writers->state;
  CONTRACT(state->count < state->heap.capacity);
  state->writers[state->count++] = writer;
  user->writer = writer;
  if (!crowd->transport->http)
    return STATUS_OK;
  enum status status =
      http_connection_create(crowd->http, &post_handler, writer, &writer->connection, error);
  if (status == STATUS_OK)
    http_set_address(writer->connection, &user->address);
  return status;
}
