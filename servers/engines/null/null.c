/* The engine without a network: users in process.
 *
 * One thread drives a session for each user, and the user reads the chunks with the client's
 * decoders. A message costs here what all parts but the network cost. The engine goes through the
 * client's phases by itself, prints the client's document and ends the program. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/condition.h"
#include "common/base/traits.h"
#include "common/base/whole.h"
#include "common/load/workload_schedule.h"
#include "servers/engines/dirty_channels.h"
#include "servers/engines/engine.h"
#include "servers/engines/null/null_user.h"

#define DRAIN_NS (5 * NS_PER_S)
#define START_AHEAD_NS (50 * NS_PER_MS) /* the first due time must not be in the past */

struct engine_state {
  struct server *server;
  pthread_t thread;
  struct dirty_channels dirty_channels;
  pthread_mutex_t lock;
  pthread_cond_t changed; /* on CLOCK_MONOTONIC */
  bool dirty, stopping;   /* under the lock */
  struct null_user *users;
  size_t user_count;
  /* Head of a ring of the users that wait for an instant, the nearest first. All users wait for the
   * same time, so a new instant is the latest, and a user joins at the end. */
  struct null_user waiting;
  struct null_record record;
};

/* --- users that wait for an instant ------------------------------------------------- */

static void user_dequeue(struct null_user *user) {
  if (!user->queued)
    return;
  user->previous->next = user->next;
  user->next->previous = user->previous;
  user->queued = false;
}

static void user_wake_at(struct engine_state *engine, struct null_user *user, uint64_t wake_ns) {
  if (user->queued && user->wake_ns == wake_ns)
    return;
  user_dequeue(user);
  user->wake_ns = wake_ns;
  if (wake_ns == STEP_FOREVER)
    return;
  struct null_user *head = &engine->waiting;
  user->previous = head->previous;
  user->next = head;
  head->previous->next = user;
  head->previous = user;
  user->queued = true;
}

static uint64_t next_wake_ns(const struct engine_state *engine) {
  const struct null_user *first = engine->waiting.next;
  return first == &engine->waiting ? UINT64_MAX : first->wake_ns;
}

/* --- sessions ----------------------------------------------------------------------- */

static void count_opened(struct server *server) {
  const struct transport_traits *traits = &transport_traits[server->options->transport];
  COUNT(&server->shared->counters, requests);
  COUNT_BY(&server->shared->counters, streams_opened, traits->streams);
  COUNT_BY(&server->shared->counters, sockets_upgraded, traits->framed);
}

/* Opens a session that begins after the user's cursor. */
static void user_open(struct engine_state *engine, struct null_user *user) {
  struct server *server = engine->server;
  count_opened(server);
  engine->record.traffic.requests += null_record_measures(&engine->record, clock_now_ns());
  session_open(&user->session, transport_of((enum transport_kind)server->options->transport),
               &server->settings, &server->hub, user->channel, true, user->cursor);
  user->open = true;
}

/* Takes the reference. */
static void user_take(struct engine_state *engine, struct null_user *user, struct chunk *chunk) {
  struct server_counters *counters = &engine->server->shared->counters;
  COUNT_BY(counters, messages_handed_out, chunk->messages);
  COUNT_BY(counters, bytes_handed_out, chunk->bytes_count);
  if (user->session.transport->framing == FRAMING_BODY) {
    COUNT(counters, polls_answered);
    COUNT_BY(counters, polls_empty, chunk->messages == 0);
  }
  null_user_read(user, &engine->record, chunk, clock_now_ns());
  chunk_drop(chunk);
}

/* Steps until the session waits or ends. After a held poll the next one begins at once. */
static void user_drive(struct engine_state *engine, struct null_user *user) {
  while (user->open) {
    struct step step = session_step(&user->session, clock_now_ns());
    switch (step.kind) {
    case STEP_WAIT:
      user_wake_at(engine, user, step.until_ns);
      return;
    case STEP_DEAD: /* there are no pings and no slow readers in process */
    case STEP_BEHIND:
    case STEP_END:
      session_close(&user->session);
      user->open = false;
      if (transport_traits[engine->server->options->transport].holds)
        user_open(engine, user);
      break;
    case STEP_SEND:
      if (!step.chunk) { /* no memory: other engines close the connection */
        COUNT(&engine->server->shared->counters, write_failures);
        user_dequeue(user);
        user->open = false;
        return;
      }
      user_take(engine, user, step.chunk);
      break;
    }
  }
}

static void user_serve(struct engine_state *engine, struct null_user *user) {
  const struct server_options *options = engine->server->options;
  if (transport_traits[options->transport].scheduled) {
    user_wake_at(engine, user, user->wake_ns + (uint64_t)options->interval_ms * NS_PER_MS);
    user_open(engine, user);
  } else {
    user_dequeue(user);
  }
  user_drive(engine, user);
}

static void serve_dirty_channels(struct engine_state *engine) {
  const struct workload *workload = &engine->server->workload;
  uint64_t channel = 0;
  while (dirty_channels_take(&engine->dirty_channels, &channel)) {
    uint64_t user = 0;
    uint64_t step = 0;
    workload_members(workload, channel, &user, &step);
    for (uint64_t i = workload_listeners(workload, channel); i > 0; i--, user += step)
      user_drive(engine, &engine->users[user]);
  }
}

/* --- phases ------------------------------------------------------------------------- */

static void channel_published(void *context, uint64_t channel) {
  struct engine_state *engine = context;
  if (!dirty_channels_add(&engine->dirty_channels, channel))
    return;
  pthread_mutex_lock(&engine->lock);
  engine->dirty = true;
  pthread_cond_signal(&engine->changed);
  pthread_mutex_unlock(&engine->lock);
}

/* Waits until a channel is dirty or the instant comes; false when the engine is to stop. */
static bool wait_until(struct engine_state *engine, uint64_t until_ns) {
  pthread_mutex_lock(&engine->lock);
  while (!engine->stopping && !engine->dirty && clock_now_ns() < until_ns)
    condition_wait_until(&engine->changed, &engine->lock, until_ns);
  engine->dirty = false;
  bool going = !engine->stopping;
  pthread_mutex_unlock(&engine->lock);
  return going;
}

static void phase_begins(const char *name) {
  fprintf(stderr, "phase %s at_ns=%llu\n", name, (unsigned long long)clock_now_ns());
}

static void count_expected(struct engine_state *engine) {
  struct users_figures *seen = &engine->record.seen;
  struct hub *hub = &engine->server->hub;
  seen->published = 0;
  seen->expected = 0;
  for (uint64_t i = 0; i < hub->channels; i++) {
    uint64_t count = feed_due(hub_feed(hub, i), seen->window_start_ns, seen->window_end_ns).count;
    seen->published += count;
    seen->expected += count * workload_listeners(&engine->server->workload, i);
  }
}

static bool all_is_delivered(struct engine_state *engine) {
  const struct users_figures *seen = &engine->record.seen;
  if (publisher_state(&engine->server->shared->publisher).published_until_ns < seen->window_end_ns)
    return false;
  count_expected(engine);
  return seen->delivered == seen->expected;
}

/* Serves until the instant or, with `drain`, until all messages are delivered. False when the
 * engine is to stop. */
static bool serve_until(struct engine_state *engine, uint64_t end_ns, bool drain) {
  while (clock_now_ns() < end_ns) {
    serve_dirty_channels(engine);
    while (next_wake_ns(engine) <= clock_now_ns())
      user_serve(engine, engine->waiting.next);
    if (drain && all_is_delivered(engine))
      return true;
    uint64_t wake_ns = next_wake_ns(engine);
    if (!wait_until(engine, wake_ns < end_ns ? wake_ns : end_ns))
      return false;
  }
  return true;
}

static bool run_phases(struct engine_state *engine, uint64_t epoch_ns) {
  const struct users_figures *seen = &engine->record.seen;
  uint64_t drain_ns = (uint64_t)engine->server->options->interval_ms * NS_PER_MS + DRAIN_NS;
  if (!serve_until(engine, epoch_ns, false))
    return false;
  phase_begins("warmup");
  if (!serve_until(engine, seen->window_start_ns, false))
    return false;
  phase_begins("measure");
  if (!serve_until(engine, seen->window_end_ns, false))
    return false;
  phase_begins("drain");
  return serve_until(engine, seen->window_end_ns + drain_ns, true);
}

/* Messages due in the phase that were not in the history any more when the user came for them. */
static uint64_t skipped_by(struct engine_state *engine, const struct null_user *user) {
  const struct users_figures *seen = &engine->record.seen;
  struct feed_due due = feed_due(hub_feed(&engine->server->hub, user->channel),
                                 seen->window_start_ns, seen->window_end_ns);
  return due.count > 0 ? ledger_skipped_in(&user->ledger, due.first, due.last - due.first + 1) : 0;
}

static void report(struct engine_state *engine, bool interrupted) {
  const struct server_options *options = engine->server->options;
  struct users_figures *seen = &engine->record.seen;
  count_expected(engine);
  seen->transport = transport_traits[options->transport].name;
  seen->outcome = interrupted ? "interrupted" : "done";
  seen->clients = seen->clients_ready = (uint64_t)options->clients;
  seen->counted_start_ns = seen->window_start_ns;
  seen->counted_end_ns = seen->window_end_ns;
  seen->lost = seen->expected - seen->delivered;
  seen->timed = true;
  for (uint64_t i = 0; i < engine->record.channel_count; i++)
    seen->published_seen += engine->record.channels[i].delivered;
  for (size_t i = 0; i < engine->user_count; i++) {
    seen->duplicated += engine->users[i].ledger.duplicated;
    seen->reordered += engine->users[i].ledger.reordered;
    seen->skipped += skipped_by(engine, &engine->users[i]);
    age_finish(&engine->record.age, &engine->users[i].view);
  }
  seen->latency = &engine->record.latency;
  seen->broadcast = &engine->record.broadcast;
  seen->age = &engine->record.age;
  report_users(seen, &engine->record.traffic);
}

static void *null_run(void *argument) {
  struct engine_state *engine = argument;
  uint64_t epoch_ns = publisher_state(&engine->server->shared->publisher).epoch_ns;
  bool ended = run_phases(engine, epoch_ns);
  report(engine, !ended);
  phase_begins("done");
  if (ended)
    kill(getpid(), SIGTERM); /* main waits for this signal */
  return NULL;
}

/* --- start and stop ----------------------------------------------------------------- */

struct poll_phase {
  uint64_t phase_ns;
  size_t user;
};

static int phase_compare(const void *left, const void *right) {
  const struct poll_phase *a = left;
  const struct poll_phase *b = right;
  if (a->phase_ns != b->phase_ns)
    return a->phase_ns < b->phase_ns ? -1 : 1;
  return a->user < b->user ? -1 : a->user > b->user;
}

/* Queues each user's first poll. */
static enum status schedule_polls(struct engine_state *engine, uint64_t epoch_ns) {
  const struct server_options *options = engine->server->options;
  uint64_t interval_ns = (uint64_t)options->interval_ms * NS_PER_MS;
  if (engine->user_count == 0)
    return STATUS_OK;
  struct poll_phase *phases = calloc(engine->user_count, sizeof *phases);
  if (!phases)
    return STATUS_ENVIRONMENT;
  for (size_t i = 0; i < engine->user_count; i++) {
    uint64_t phase_ns = workload_poll_phase_ns((uint64_t)options->seed, i, interval_ns);
    phases[i] = (struct poll_phase){phase_ns, i};
  }
  qsort(phases, engine->user_count, sizeof *phases, phase_compare);
  for (size_t i = 0; i < engine->user_count; i++)
    user_wake_at(engine, &engine->users[phases[i].user], epoch_ns + phases[i].phase_ns);
  free(phases);
  return STATUS_OK;
}

/* Opens the sessions of all users, so that none misses a message, and starts the publisher. */
static enum status users_begin(struct engine_state *engine) {
  const struct server_options *options = engine->server->options;
  bool scheduled = transport_traits[options->transport].scheduled;
  phase_begins("connect");
  for (size_t i = 0; i < engine->user_count; i++) {
    null_user_init(&engine->users[i], workload_channel_of(&engine->server->workload, i),
                   (enum payload_kind)engine->server->options->payload_kind);
    if (!scheduled) {
      user_open(engine, &engine->users[i]);
      user_drive(engine, &engine->users[i]);
    }
  }
  if (!scheduled) /* users that poll by a schedule are not told of new messages */
    engine->server->hub.observer =
        (struct hub_observer){.published = channel_published, .context = engine};

  uint64_t epoch_ns =
      publisher_begin(&engine->server->shared->publisher, clock_now_ns() + START_AHEAD_NS);
  struct users_figures *seen = &engine->record.seen;
  seen->window_start_ns = epoch_ns + whole_ns_of_s(options->warmup_s);
  seen->window_end_ns = seen->window_start_ns + whole_ns_of_s(options->duration_s);
  engine->record.age.start_ns = seen->window_start_ns;
  engine->record.age.end_ns = seen->window_end_ns;
  return scheduled ? schedule_polls(engine, epoch_ns) : STATUS_OK;
}

static void engine_free(struct engine_state *engine) {
  for (size_t i = 0; i < engine->user_count; i++) {
    const struct null_user *user = &engine->users[i];
    if (user->open && user->session.transport->framing == FRAMING_BODY)
      COUNT(&engine->server->shared->counters, polls_abandoned);
    session_close(&engine->users[i].session);
    null_user_release(&engine->users[i]);
  }
  free(engine->users);
  null_record_release(&engine->record);
  dirty_channels_release(&engine->dirty_channels);
  pthread_cond_destroy(&engine->changed);
  pthread_mutex_destroy(&engine->lock);
  free(engine);
}

static enum status engine_make(struct server *server, struct engine_state **state) {
  struct engine_state *engine = calloc(1, sizeof *engine);
  if (!engine)
    return STATUS_ENVIRONMENT;
  engine->server = server;
  engine->user_count = (size_t)server->options->clients;
  engine->users = calloc(engine->user_count, sizeof *engine->users);
  engine->waiting.previous = &engine->waiting;
  engine->waiting.next = &engine->waiting;
  uint64_t channels = server->hub.channels;
  if (!engine->users || dirty_channels_init(&engine->dirty_channels, channels) != STATUS_OK)
    goto fail;
  if (null_record_init(&engine->record, channels) != STATUS_OK)
    goto fail_record;
  if (condition_init(&engine->lock, &engine->changed) != STATUS_OK)
    goto fail_condition;
  *state = engine;
  return STATUS_OK;

fail_condition:
  null_record_release(&engine->record);
fail_record:
  dirty_channels_release(&engine->dirty_channels);
fail:
  free(engine->users);
  free(engine);
  return STATUS_ENVIRONMENT;
}

static enum status null_start(struct server *server, struct engine_state **state, uint16_t *port,
                              struct error *error) {
  struct engine_state *engine = NULL;
  if (workload_is_written(&server->workload))
    return error_set(error, STATUS_USAGE,
                     "the users of engine null do not write: it has no workload chat or collab");
  if (engine_make(server, &engine) != STATUS_OK)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for %lld users in process",
                     (long long)server->options->clients);
  enum status status = users_begin(engine);
  if (status != STATUS_OK)
    status = error_set(error, status, "no memory for the users' polls");
  else if (pthread_create(&engine->thread, NULL, null_run, engine) != 0)
    status = error_set(error, STATUS_ENVIRONMENT, "cannot start the null engine's thread");
  if (status != STATUS_OK) {
    publisher_stop(&server->shared->publisher);
    engine_free(engine);
    return status;
  }
  *port = 0;
  *state = engine;
  return STATUS_OK;
}

static void null_stop(struct engine_state *engine) {
  pthread_mutex_lock(&engine->lock);
  engine->stopping = true;
  pthread_cond_signal(&engine->changed);
  pthread_mutex_unlock(&engine->lock);
  pthread_join(engine->thread, NULL);
  engine_free(engine);
}

static const char *null_version(void) {
  return "no library";
}

const struct engine null_engine = {
    .name = "null",
    .start = null_start,
    .stop = null_stop,
    .version = null_version,
};
