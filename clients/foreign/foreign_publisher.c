/* A loop of its own, an alarm for the schedule, and a queue for each of its users. */
#include "clients/foreign/foreign_publisher.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "clients/foreign/foreign_transport.h"
#include "clients/foreign/foreign_user.h"
#include "clients/foreign/input_pipe.h"
#include "clients/foreign/outgoing_queue.h"
#include "clients/foreign/publish_way.h"
#include "clients/net/tls.h"
#include "clients/transports/websocket_raw.h"
#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/whole.h"
#include "common/load/workload_schedule.h"
#include "common/wire/message.h"
#include "common/wire/token.h"

enum { CHANNELS_APART_MAX = 16 };

static const uint64_t PROVE_EACH_NS = 200 * NS_PER_MS;

/* A publisher whose server is gone tries again so often: its own absence is to cost no message more
 * than the server's. */
enum { AGAIN_MS = 50 };
static const uint64_t AGAIN_NS = AGAIN_MS * NS_PER_MS;

/* What a user has to send, and what it has sent and nobody has answered. */
struct publishing {
  struct outgoing_queue due, sent;
  uint64_t again_ns; /* it has found no connection: when it tries again */
};

struct foreign_publisher {
  struct foreign_publisher_plan plan;
  struct client_options options; /* of its users */
  struct publish_way way;
  struct trace trace;
  struct tls *tls; /* NULL without TLS */
  struct foreign foreign;
  struct loop *loop;
  struct loop_alarm *alarm;
  struct loop_timer *prover;
  struct loop_io *wake;
  int wake_fd;
  struct sockets sockets;
  struct record record;
  struct life life;
  struct crowd crowd;
  struct publishing *publishing; /* one for each user */
  bool proves;                   /* subscriptions, until the schedule begins */
  struct schedule schedule;
  struct due next;
  char *text; /* of the message that is being published */

  pthread_t thread;
  bool running;         /* the thread is to be joined */
  pthread_mutex_t lock; /* of the fields below */
  bool proving, stopping;
  uint64_t epoch_ns, published_until_ns, unanswered;
  bool ready;
  char failure[FOREIGN_FAILURE_BYTES];
};

/* --- publishing ------------------------------------------------------------------------ */

static bool may_send(const struct foreign_publisher *publisher, const struct user *user) {
  const struct publishing *own = &publisher->publishing[user->id];
  return user->state == USER_READY && own->due.count > 0 && clock_now_ns() >= own->again_ns &&
         !(publisher->way.one_by_one && own->sent.count > 0);
}

/* The token, a dot, and the data. */
static size_t text_write(struct foreign_publisher *publisher, struct outgoing item,
                         size_t data_bytes) {
  const struct token token = {publisher->plan.run, item.channel, item.number};
  size_t bytes = token_write(&token, publisher->text);
  publisher->text[bytes++] = '.';
  message_data_fill((enum payload_kind)publisher->options.payload_kind, publisher->text + bytes,
                    data_bytes, item.channel, item.number);
  return bytes + data_bytes;
}

/* Counts what has no answer yet. */
static void unanswered_note(struct foreign_publisher *publisher, bool more) {
  pthread_mutex_lock(&publisher->lock);
  publisher->unanswered = more ? publisher->unanswered + 1 : publisher->unanswered - 1;
  pthread_mutex_unlock(&publisher->lock);
}

static void outcome_note(struct foreign_publisher *publisher, struct outgoing item,
                         enum protocol_published outcome) {
  static const enum published_state states[] = {[PROTOCOL_PUBLISHED] = PUBLISHED_ACKNOWLEDGED,
                                                [PROTOCOL_REFUSED] = PUBLISHED_REFUSED,
                                                [PROTOCOL_UNANSWERED] = PUBLISHED_UNKNOWN};
  if (item.number > 0)
    published_settle(publisher->plan.published, item.channel, item.number, states[outcome],
                     clock_now_ns());
}

/* What {channel} is from now on. */
static void channel_set(struct user *user, uint64_t channel) {
  struct foreign_user *own = foreign_user_of(user);
  snprintf(own->channel, sizeof own->channel, "%llu", (unsigned long long)channel);
}

static void send_next(struct foreign_publisher *publisher, struct user *user) {
  struct publishing *own = &publisher->publishing[user->id];
  struct foreign_user *foreign = foreign_user_of(user);
  struct outgoing item = outgoing_take(&own->due);
  struct published_message message = {.data_bytes = 0};
  if (item.number == 0 && !publisher->proves) /* nobody waits for it any more */
    return;
  if (item.number > 0) {
    published_find(publisher->plan.published, item.channel, item.number, &message);
    published_sent(publisher->plan.published, item.channel, item.number, clock_now_ns());
  }
  if (!outgoing_add(&own->sent, item)) { /* for lack of memory */
    outcome_note(publisher, item, PROTOCOL_REFUSED);
    return;
  }
  unanswered_note(publisher, true);
  size_t bytes = text_write(publisher, item, message.data_bytes);
  channel_set(user, item.channel);
  foreign_enter(foreign);
  foreign->conversation.protocol->publish(&foreign->conversation, publisher->text, bytes);
  foreign_leave(foreign);
}

static void send_all(struct foreign_publisher *publisher, struct user *user) {
  while (may_send(publisher, user))
    send_next(publisher, user);
}

/* A request for which there was no connection was not sent: it is tried again. */
static bool goes_again(struct foreign_publisher *publisher, struct user *user,
                       struct outgoing item) {
  struct publishing *own = &publisher->publishing[user->id];
  if (!foreign_user_of(user)->unconnected || !outgoing_put_back(&own->due, item))
    return false;
  own->again_ns = clock_now_ns() + AGAIN_NS;
  if (item.number > 0)
    published_unsent(publisher->plan.published, item.channel, item.number);
  return true;
}

/* Called by the conversation, so the next message is sent when that has returned. */
static void user_published(void *owner, struct user *user, enum protocol_published outcome) {
  struct foreign_publisher *publisher = owner;
  struct publishing *own = &publisher->publishing[user->id];
  if (own->sent.count > 0) {
    struct outgoing item = outgoing_take(&own->sent);
    unanswered_note(publisher, false);
    if (outcome != PROTOCOL_UNANSWERED || !goes_again(publisher, user, item))
      outcome_note(publisher, item, outcome);
  }
  loop_alarm_at(publisher->alarm, clock_now_ns());
}

/* At the end nobody knows of the messages that have no answer. */
static void unanswered_end(struct foreign_publisher *publisher, struct user *user) {
  struct publishing *own = &publisher->publishing[user->id];
  while (own->sent.count > 0)
    outcome_note(publisher, outgoing_take(&own->sent), PROTOCOL_UNANSWERED);
}

/* --- the schedule ---------------------------------------------------------------------- */

/* How many channels have connections of their own; the others share them. */
static uint64_t channels_apart(const struct target_description *description,
                               const struct workload *workload) {
  bool shared = description->publishing == TARGET_PUBLISHES_BY_REQUEST ||
                description->publishing == TARGET_PUBLISHES_BY_INPUT;
  uint64_t channels = workload->channels;
  return shared && channels > CHANNELS_APART_MAX ? CHANNELS_APART_MAX : channels;
}

uint64_t foreign_publisher_connections(const struct target_description *description,
                                       const struct workload *workload) {
  bool none = description->publishing == TARGET_PUBLISHES_ITSELF;
  return none ? 0 : channels_apart(description, workload) * description->publish_connections;
}

/* A channel's messages take turns on its connections: with one they keep their order. */
static struct user *user_for(struct foreign_publisher *publisher, struct outgoing item) {
  uint64_t each = publisher->plan.description->publish_connections;
  CONTRACT(publisher->crowd.count > 0);
  uint64_t first = item.channel * each % publisher->crowd.count;
  return &publisher->crowd.users[first + item.number % each];
}

static void publish(struct foreign_publisher *publisher, struct outgoing item) {
  struct user *user = user_for(publisher, item);
  if (outgoing_add(&publisher->publishing[user->id].due, item))
    send_all(publisher, user);
}

/* Its number stays without a message where there is no memory for the queue: it is unsent then. */
static void due_publish(struct foreign_publisher *publisher, uint64_t due_ns) {
  uint64_t number = published_add(publisher->plan.published, publisher->next.channel, due_ns,
                                  publisher->next.bytes);
  if (number > 0)
    publish(publisher, (struct outgoing){publisher->next.channel, number});
}

/* For what is due next, or is tried again. A trace ends. */
static void alarm_set(struct foreign_publisher *publisher, uint64_t due_ns) {
  uint64_t now_ns = clock_now_ns();
  for (size_t i = 0; i < publisher->crowd.count; i++) {
    const struct publishing *own = &publisher->publishing[i];
    if (own->due.count > 0 && own->again_ns > now_ns && own->again_ns < due_ns)
      due_ns = own->again_ns;
  }
  if (due_ns < UINT64_MAX)
    loop_alarm_at(publisher->alarm, due_ns);
}

static void alarm_fired(void *owner) {
  struct foreign_publisher *publisher = owner;
  pthread_mutex_lock(&publisher->lock);
  uint64_t epoch_ns = publisher->epoch_ns;
  pthread_mutex_unlock(&publisher->lock);
  for (size_t i = 0; i < publisher->crowd.count; i++)
    send_all(publisher, &publisher->crowd.users[i]);
  if (epoch_ns == 0) {
    alarm_set(publisher, UINT64_MAX);
    return;
  }
  uint64_t due_ns = instant_after_ns(epoch_ns, publisher->next.offset_ns);
  while (due_ns <= clock_now_ns()) {
    due_publish(publisher, due_ns);
    publisher->next = schedule_next(&publisher->schedule);
    due_ns = instant_after_ns(epoch_ns, publisher->next.offset_ns);
  }
  pthread_mutex_lock(&publisher->lock);
  publisher->published_until_ns = due_ns;
  pthread_mutex_unlock(&publisher->lock);
  alarm_set(publisher, due_ns);
}

static bool something_waits(const struct foreign_publisher *publisher) {
  for (size_t i = 0; i < publisher->crowd.count; i++)
    if (publisher->publishing[i].due.count > 0)
      return true;
  return false;
}

/* One message for each channel, which is on no schedule; not before those of the last time are
 * sent. */
static void prover_fired(void *owner) {
  struct foreign_publisher *publisher = owner;
  bool waits = something_waits(publisher);
  if (!publisher->proves)
    return;
  for (uint64_t channel = 0; !waits && channel < publisher->plan.workload->channels; channel++)
    publish(publisher, (struct outgoing){channel, 0});
  loop_timer_at(publisher->prover, clock_now_ns() + PROVE_EACH_NS);
}

/* --- its users ------------------------------------------------------------------------- */

static void ready_note(struct foreign_publisher *publisher) {
  size_t ready = 0;
  for (size_t i = 0; i < publisher->crowd.count; i++)
    ready += publisher->crowd.users[i].state == USER_READY;
  pthread_mutex_lock(&publisher->lock);
  publisher->ready = ready == publisher->crowd.count;
  pthread_mutex_unlock(&publisher->lock);
}

static void user_is_ready(void *owner) {
  struct foreign_publisher *publisher = owner;
  ready_note(publisher);
  loop_alarm_at(publisher->alarm, clock_now_ns());
}

/* What has no answer is unknown: the conversation says so when it begins again. */
static void user_is_lost(void *owner) {
  ready_note(owner);
}

static void user_has_failed(void *owner) {
  struct foreign_publisher *publisher = owner;
  pthread_mutex_lock(&publisher->lock);
  memcpy(publisher->failure, publisher->foreign.failure, sizeof publisher->failure);
  pthread_mutex_unlock(&publisher->lock);
}

/* --- the thread ------------------------------------------------------------------------ */

static void woken(void *owner, unsigned events) {
  struct foreign_publisher *publisher = owner;
  uint64_t count;
  (void)events;
  if (read(publisher->wake_fd, &count, sizeof count) < 0)
    return;
  pthread_mutex_lock(&publisher->lock);
  bool stopping = publisher->stopping;
  publisher->proves = publisher->proving;
  pthread_mutex_unlock(&publisher->lock);
  if (stopping)
    loop_stop(publisher->loop);
  else if (publisher->proves)
    loop_timer_at(publisher->prover, clock_now_ns());
  loop_alarm_at(publisher->alarm, clock_now_ns());
}

static void *publisher_run(void *argument) {
  struct foreign_publisher *publisher = argument;
  prctl(PR_SET_TIMERSLACK, 1UL); /* of this thread, in ns; the default is 50 us */
  for (size_t i = 0; i < publisher->crowd.count; i++)
    user_connect(&publisher->crowd.users[i]);
  loop_run(publisher->loop);
  for (size_t i = 0; i < publisher->crowd.count; i++) {
    unanswered_end(publisher, &publisher->crowd.users[i]);
    user_end(&publisher->crowd.users[i], LIFE_ABANDONED);
  }
  return NULL;
}

static void publisher_wake(struct foreign_publisher *publisher) {
  const uint64_t one = 1;
  ssize_t written = write(publisher->wake_fd, &one, sizeof one);
  CONTRACT(written == sizeof one);
}

void foreign_publisher_prove(struct foreign_publisher *publisher) {
  pthread_mutex_lock(&publisher->lock);
  publisher->proving = true;
  pthread_mutex_unlock(&publisher->lock);
  publisher_wake(publisher);
}

void foreign_publisher_begin(struct foreign_publisher *publisher, uint64_t epoch_ns) {
  pthread_mutex_lock(&publisher->lock);
  publisher->epoch_ns = epoch_ns;
  publisher->proving = false;
  pthread_mutex_unlock(&publisher->lock);
  publisher_wake(publisher);
}

struct foreign_publisher_state foreign_publisher_state(struct foreign_publisher *publisher) {
  pthread_mutex_lock(&publisher->lock);
  struct foreign_publisher_state state = {.epoch_ns = publisher->epoch_ns,
                                          .published_until_ns = publisher->published_until_ns,
                                          .unanswered = publisher->unanswered,
                                          .ready = publisher->ready};
  memcpy(state.failure, publisher->failure, sizeof state.failure);
  pthread_mutex_unlock(&publisher->lock);
  return state;
}

void foreign_publisher_stop(struct foreign_publisher *publisher) {
  if (!publisher->running)
    return;
  publisher->running = false;
  pthread_mutex_lock(&publisher->lock);
  publisher->stopping = true;
  pthread_mutex_unlock(&publisher->lock);
  publisher_wake(publisher);
  pthread_join(publisher->thread, NULL);
}

/* --- making ---------------------------------------------------------------------------- */

/* The longest text: token, dot, data. */
static size_t text_bytes_max(const struct client_options *options) {
  int64_t data_bytes = options->payload_bytes > options->payload_bytes_max
                           ? options->payload_bytes
                           : options->payload_bytes_max;
  return TOKEN_BYTES_MAX + 1 + (size_t)data_bytes;
}

static void foreign_begin(struct foreign_publisher *publisher) {
  publisher->options.transport = (int)publisher->way.transport;
  publisher->foreign = (struct foreign){
      .description = publisher->plan.description,
      .protocol = publisher->way.protocol,
      .transport = publisher->way.description,
      .run = publisher->plan.run,
      .published = publisher->plan.published,
      .publishes = true,
      .transcript = publisher->plan.transcript,
      .observer = {.owner = publisher, .published = user_published, .failed = user_has_failed},
  };
}

static void crowd_begin(struct foreign_publisher *publisher) {
  const struct client_options *options = &publisher->options;
  publisher->crowd = (struct crowd){
      .options = options,
      .workload = publisher->plan.workload,
      .transport = &foreign_transport,
      .network = {.loop = publisher->loop,
                  .target = &publisher->way.target,
                  .tls = publisher->tls,
                  .sockets = &publisher->sockets,
                  .nodelay = true,
                  .connect_timeout_ms = options->connect_timeout_ms},
      .record = &publisher->record,
      .life = &publisher->life,
      .foreign = &publisher->foreign,
      .observer = {.owner = publisher, .ready = user_is_ready, .lost = user_is_lost},
      .deal = deal_of((uint64_t)options->clients, 0, 1),
  };
}

static enum status carriers_create(struct foreign_publisher *publisher, struct error *error) {
  struct crowd *crowd = &publisher->crowd;
  const struct http_settings settings = {
      .library = CLIENT_LIBRARY_RAW,
      .network = crowd->network,
      .connections = PROTOCOL_LANES * (size_t)publisher->options.clients,
      .keep_alive = true,
      .foreign = true,
      .style = {.authority = publisher->way.target.authority},
      .counters = &publisher->record.counters,
  };
  enum status status = http_create(&settings, &crowd->http, error);
  return status == STATUS_OK ? foreign_websockets_create(crowd, error) : status;
}

static enum status loop_parts_create(struct foreign_publisher *publisher, struct error *error) {
  enum status status = loop_create(&publisher->loop, error);
  if (status == STATUS_OK)
    status = sockets_init(&publisher->sockets, publisher->loop, sockets_capacity(), error);
  if (status == STATUS_OK)
    status = loop_alarm_create(publisher->loop, alarm_fired, publisher, &publisher->alarm, error);
  if (status != STATUS_OK)
    return status;
  publisher->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  publisher->prover = loop_timer_create(publisher->loop, prover_fired, publisher);
  if (publisher->wake_fd >= 0)
    publisher->wake = loop_io_create(publisher->loop, publisher->wake_fd, woken, publisher);
  if (!publisher->prover || !publisher->wake)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the publisher");
  loop_io_set(publisher->wake, LOOP_READ);
  return STATUS_OK;
}

static enum status records_create(struct foreign_publisher *publisher, struct error *error) {
  const struct client_options *options = publisher->plan.options;
  enum status status =
      record_init(&publisher->record, (size_t)publisher->plan.workload->channels, error);
  if (status == STATUS_OK)
    status = life_init(&publisher->life, error);
  if (status == STATUS_OK && publisher->way.target.tls)
    status = tls_create(options->tls_ca, options->tls_resume, &publisher->record.counters,
                        &publisher->tls, error);
  return status;
}

static enum status users_create(struct foreign_publisher *publisher, struct error *error) {
  size_t count = (size_t)publisher->options.clients;
  struct crowd *crowd = &publisher->crowd;
  crowd->users = calloc(count, sizeof *crowd->users);
  publisher->publishing = calloc(count, sizeof *publisher->publishing);
  publisher->text = malloc(text_bytes_max(&publisher->options));
  if (!crowd->users || !publisher->publishing || !publisher->text)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the publisher's connections");
  for (uint32_t id = 0; id < count; id++) {
    enum status status = user_init(&crowd->users[id], crowd, id, 0, error);
    if (status != STATUS_OK)
      return status;
    crowd->count++;
    channel_set(&crowd->users[id], id / publisher->plan.description->publish_connections);
  }
  return STATUS_OK;
}

static enum status schedule_begin(struct foreign_publisher *publisher, struct error *error) {
  const struct client_options *options = publisher->plan.options;
  const struct load_plan load = {
      .rate_per_s = options->rate_per_s,
      .arrival = (enum arrival)options->arrival,
      .burst_messages = (uint64_t)options->burst_messages,
      .payload_bytes = (uint64_t)options->payload_bytes,
      .payload_bytes_max = (uint64_t)options->payload_bytes_max,
      .seed = (uint64_t)options->seed,
  };
  struct schedule_plan plan = workload_schedule_of_server(publisher->plan.workload, &load);
  enum status status = options->workload == WORKLOAD_TRACE
                           ? trace_load(options->trace, &publisher->trace, error)
                           : STATUS_OK;
  plan.trace = publisher->trace.count > 0 ? &publisher->trace : NULL;
  if (status != STATUS_OK)
    return status;
  schedule_init(&publisher->schedule, &plan);
  publisher->next = schedule_next(&publisher->schedule);
  return STATUS_OK;
}

static enum status input_open(struct foreign_publisher *publisher, struct error *error) {
  const struct foreign_publisher_plan *plan = &publisher->plan;
  if (plan->description->publishing != TARGET_PUBLISHES_BY_INPUT)
    return STATUS_OK;
  return input_pipe_open(publisher->loop, plan->description, plan->ports,
                         plan->options->target_input, &publisher->foreign.input, error);
}

static enum status publisher_create(struct foreign_publisher *publisher, struct error *error) {
  const struct foreign_publisher_plan *plan = &publisher->plan;
  publisher->options = *plan->options;
  publisher->options.reconnect_base_ms = publisher->options.reconnect_cap_ms = AGAIN_MS;
  publisher->options.reconnect_jitter = JITTER_NONE;
  publisher->options.clients =
      (int64_t)foreign_publisher_connections(plan->description, plan->workload);
  enum status status =
      publish_way_find(plan->description, plan->target, plan->ports, &publisher->way, error);
  foreign_begin(publisher);
  if (status == STATUS_OK)
    status = loop_parts_create(publisher, error);
  if (status == STATUS_OK)
    status = records_create(publisher, error);
  crowd_begin(publisher);
  if (status == STATUS_OK)
    status = input_open(publisher, error);
  if (status == STATUS_OK)
    status = carriers_create(publisher, error);
  if (status == STATUS_OK)
    status = users_create(publisher, error);
  return status == STATUS_OK ? schedule_begin(publisher, error) : status;
}

enum status foreign_publisher_start(const struct foreign_publisher_plan *plan,
                                    struct foreign_publisher **out, struct error *error) {
  struct foreign_publisher *publisher = calloc(1, sizeof *publisher);
  if (!publisher)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the publisher");
  publisher->plan = *plan;
  publisher->wake_fd = -1;
  pthread_mutex_init(&publisher->lock, NULL);
  enum status status = publisher_create(publisher, error);
  if (status == STATUS_OK) {
    publisher->running = pthread_create(&publisher->thread, NULL, publisher_run, publisher) == 0;
    if (!publisher->running)
      status = error_set(error, STATUS_ENVIRONMENT, "cannot start the publisher's thread");
  }
  if (status == STATUS_OK)
    *out = publisher;
  else
    foreign_publisher_destroy(publisher);
  return status;
}

void foreign_publisher_destroy(struct foreign_publisher *publisher) {
  if (!publisher)
    return;
  foreign_publisher_stop(publisher);
  struct crowd *crowd = &publisher->crowd;
  http_destroy(crowd->http);
  raw_websockets_destroy(crowd->websockets);
  for (size_t i = 0; i < crowd->count; i++) {
    user_release(&crowd->users[i]);
    outgoing_release(&publisher->publishing[i].due);
    outgoing_release(&publisher->publishing[i].sent);
  }
  free(crowd->users);
  free(publisher->publishing);
  free(publisher->text);
  trace_release(&publisher->trace);
  tls_destroy(publisher->tls);
  input_pipe_close(publisher->foreign.input);
  publish_way_release(&publisher->way);
  record_release(&publisher->record);
  life_release(&publisher->life);
  sockets_release(&publisher->sockets);
  loop_io_destroy(publisher->wake);
  loop_timer_destroy(publisher->prover);
  loop_alarm_destroy(publisher->alarm);
  loop_destroy(publisher->loop);
  if (publisher->wake_fd >= 0)
    close(publisher->wake_fd);
  pthread_mutex_destroy(&publisher->lock);
  free(publisher);
}
