/* The engine without a network: users in process.
 *
 * One thread drives a session for each user and reads what it says with the decoders
 * that the client uses. What a message costs here is what everything but the network
 * costs. It ends by itself after its measured phase and prints the client's document. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/ledger.h"
#include "common/message.h"
#include "common/poll_answer.h"
#include "common/random.h"
#include "common/sse.h"
#include "servers/engine.h"
#include "servers/report.h"

#define DRAIN_NS (5 * NS_PER_S)
#define FAR_FUTURE_NS (UINT64_C(1) << 62)

enum { STREAM_PHASES = 1 };

struct null_user {
  struct session session;
  struct ledger ledger;
  struct sse_reader events;
  uint64_t cursor;
  uint64_t wake_ns; /* its next poll, or the instant its session waits for */
  bool open;        /* a request is under way */
};

struct engine_state {
  struct server *server;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  bool moved, stopping; /* under the lock */
  struct null_user *users;
  size_t user_count;
  struct histogram latency;
  struct report_users seen;
};

static bool is_measured(const struct engine_state *engine, uint64_t due_ns) {
  return due_ns >= engine->seen.window_start_ns && due_ns < engine->seen.window_end_ns;
}

static void receive(struct engine_state *engine, struct null_user *user,
                    const struct message *message, uint64_t now_ns) {
  bool measured = is_measured(engine, message->due_ns);
  user->cursor = message->seq;
  if (!message_data_check(message, user->session.feed->channel))
    engine->seen.corrupted++;
  if (ledger_receive(&user->ledger, message->seq, measured) != LEDGER_FIRST || !measured)
    return;
  histogram_record(&engine->latency, now_ns - message->due_ns);
  engine->seen.delivered++;
}

/* Every form of a chunk ends in the same reading of messages; returns payload bytes. */
static size_t read_poll(struct engine_state *engine, struct null_user *user, const char *text,
                        size_t bytes, uint64_t now_ns) {
  struct poll_answer_reader reader;
  struct message message;
  size_t text_bytes = 0;
  size_t payload = 0;
  const char *body = memmem(text, bytes, "\r\n\r\n", 4);
  if (body == NULL || !poll_answer_open(&reader, body + 4, bytes - (size_t)(body + 4 - text))) {
    engine->seen.corrupted++;
    return 0;
  }
  while (poll_answer_next(&reader, &message, &text_bytes)) {
    receive(engine, user, &message, now_ns);
    payload += text_bytes;
  }
  user->cursor = reader.next;
  return payload;
}

static size_t read_events(struct engine_state *engine, struct null_user *user, const char *text,
                          size_t bytes, uint64_t now_ns) {
  struct sse_event event;
  struct message message;
  size_t payload = 0;
  while (sse_reader_next(&user->events, &text, &bytes, &event)) {
    if (!message_decode(event.data, event.data_bytes, &message)) {
      engine->seen.corrupted++;
      continue;
    }
    receive(engine, user, &message, now_ns);
    payload += event.data_bytes;
  }
  return payload;
}

static size_t read_frame(struct engine_state *engine, struct null_user *user,
                         const struct chunk *chunk, uint64_t now_ns) {
  struct message message;
  size_t bytes = chunk->bytes_count - chunk->frame_header_bytes;
  if (!message_decode((const char *)chunk->bytes + chunk->frame_header_bytes, bytes, &message)) {
    engine->seen.corrupted++;
    return 0;
  }
  receive(engine, user, &message, now_ns);
  return bytes;
}

static void read_chunk(struct engine_state *engine, struct null_user *user,
                       const struct chunk *chunk) {
  uint64_t now_ns = clock_now_ns();
  const char *text = (const char *)chunk->bytes;
  size_t payload = 0;
  switch (user->session.transport->framing) {
  case FRAMING_BODY:
    payload = read_poll(engine, user, text, chunk->bytes_count, now_ns);
    break;
  case FRAMING_STREAM:
    if (chunk->messages > 0)
      payload = read_events(engine, user, text, chunk->bytes_count, now_ns);
    break;
  case FRAMING_MESSAGE:
    payload = read_frame(engine, user, chunk, now_ns);
    break;
  }
  struct server_counters *counters = &engine->server->counters;
  COUNT_BY(counters, messages_handed_out, chunk->messages);
  COUNT_BY(counters, bytes_handed_out, chunk->bytes_count);
  if (!is_measured(engine, now_ns))
    return;
  engine->seen.payload_bytes += payload;
  engine->seen.protocol_down_bytes += chunk->bytes_count - payload;
  if (user->session.transport->framing == FRAMING_BODY && chunk->messages == 0)
    engine->seen.requests_empty++;
}

static void open_request(struct engine_state *engine, struct null_user *user, size_t index,
                         bool resume) {
  struct server *server = engine->server;
  COUNT(&server->counters, requests);
  engine->seen.requests += is_measured(engine, clock_now_ns());
  session_open(&user->session, transport_of((enum transport_kind)server->options->transport),
               &server->settings, hub_feed(&server->hub, index % server->hub.channels), resume,
               user->cursor);
  if (!resume)
    user->cursor = user->session.cursor;
  user->open = true;
}

/* Steps until the user's session waits or ends. */
static void drive(struct engine_state *engine, struct null_user *user) {
  while (user->open) {
    struct step step = session_step(&user->session, clock_now_ns());
    if (step.kind == STEP_WAIT) {
      user->wake_ns = step.until_ns;
      return;
    }
    if (step.kind == STEP_END) {
      user->open = false;
    } else if (step.chunk != NULL) {
      read_chunk(engine, user, step.chunk);
      chunk_drop(step.chunk);
    }
  }
}

static void serve_user(struct engine_state *engine, size_t index, uint64_t now_ns) {
  struct null_user *user = &engine->users[index];
  uint64_t interval_ns = (uint64_t)engine->server->options->interval_ms * NS_PER_MS;
  switch ((enum transport_kind)engine->server->options->transport) {
  case TRANSPORT_SHORT_POLL:
    for (; user->wake_ns <= now_ns; user->wake_ns += interval_ns) {
      open_request(engine, user, index, true);
      drive(engine, user);
    }
    break;
  case TRANSPORT_LONG_POLL:
    drive(engine, user);
    while (!user->open) {
      open_request(engine, user, index, true);
      drive(engine, user);
    }
    break;
  default:
    drive(engine, user);
    break;
  }
}

/* O(users) at each wake-up: the price of having no sockets to wake single ones. */
static uint64_t serve_users(struct engine_state *engine) {
  uint64_t now_ns = clock_now_ns();
  uint64_t wake_ns = FAR_FUTURE_NS;
  for (size_t i = 0; i < engine->user_count; i++) {
    serve_user(engine, i, now_ns);
    if (engine->users[i].wake_ns < wake_ns)
      wake_ns = engine->users[i].wake_ns;
  }
  return wake_ns;
}

/* Until something moves or the instant comes; false when the engine is to stop. */
static bool wait_moved(struct engine_state *engine, uint64_t until_ns) {
  struct timespec until = clock_timespec(until_ns);
  bool short_poll = engine->server->options->transport == TRANSPORT_SHORT_POLL;
  pthread_mutex_lock(&engine->lock);
  while (!engine->stopping && (short_poll || !engine->moved) && clock_now_ns() < until_ns)
    pthread_cond_timedwait(&engine->changed, &engine->lock, &until);
  engine->moved = false;
  bool going = !engine->stopping;
  pthread_mutex_unlock(&engine->lock);
  return going;
}

static void phase_begins(const char *name) {
  fprintf(stderr, "phase %s at_ns=%llu\n", name, (unsigned long long)clock_now_ns());
}

static uint64_t count_expected(struct engine_state *engine) {
  struct report_users *seen = &engine->seen;
  struct hub *hub = &engine->server->hub;
  seen->published = 0;
  seen->expected = 0;
  for (uint64_t i = 0; i < hub->channels; i++) {
    uint64_t first = 0;
    uint64_t count = 0;
    feed_due_range(hub_feed(hub, i), seen->window_start_ns, seen->window_end_ns, &first, &count);
    uint64_t listeners =
        engine->user_count / hub->channels + (i < engine->user_count % hub->channels);
    seen->published += count;
    seen->expected += count * listeners;
  }
  return seen->expected;
}

static bool wait_epoch(struct engine_state *engine) {
  while (publisher_state(&engine->server->publisher).epoch_ns == 0)
    if (!wait_moved(engine, clock_now_ns() + NS_PER_MS))
      return false;
  return true;
}

/* Serves until the instant, or until all is delivered if `drain`. */
static bool serve_until(struct engine_state *engine, uint64_t end_ns, bool drain) {
  while (clock_now_ns() < end_ns) {
    uint64_t wake_ns = serve_users(engine);
    if (drain && count_expected(engine) == engine->seen.delivered)
      return true;
    if (!wait_moved(engine, wake_ns < end_ns ? wake_ns : end_ns))
      return false;
  }
  return true;
}

static bool run_phases(struct engine_state *engine) {
  const struct server_options *options = engine->server->options;
  phase_begins("connect");
  if (!wait_epoch(engine))
    return false;
  uint64_t epoch_ns = publisher_state(&engine->server->publisher).epoch_ns;
  uint64_t interval_ns = (uint64_t)options->interval_ms * NS_PER_MS;
  struct random phases = random_seeded((uint64_t)options->seed, STREAM_PHASES);
  engine->seen.window_start_ns = epoch_ns + (uint64_t)(options->warmup_s * (double)NS_PER_S);
  engine->seen.window_end_ns =
      engine->seen.window_start_ns + (uint64_t)(options->duration_s * (double)NS_PER_S);
  for (size_t i = 0; i < engine->user_count; i++) {
    struct null_user *user = &engine->users[i];
    user->wake_ns = epoch_ns + (uint64_t)(random_uniform(&phases) * (double)interval_ns);
    if (options->transport != TRANSPORT_SHORT_POLL)
      open_request(engine, user, i, false);
  }
  phase_begins("warmup");
  if (!serve_until(engine, engine->seen.window_start_ns, false))
    return false;
  phase_begins("measure");
  if (!serve_until(engine, engine->seen.window_end_ns, false))
    return false;
  phase_begins("drain");
  return serve_until(engine, engine->seen.window_end_ns + interval_ns + DRAIN_NS, true);
}

/* Distinct messages of the phase that at least one user got. */
static uint64_t count_seen(struct engine_state *engine) {
  uint64_t seen = 0;
  struct hub *hub = &engine->server->hub;
  for (uint64_t i = 0; i < hub->channels && i < engine->user_count; i++)
    seen += engine->users[i].ledger.delivered;
  return seen;
}

static void *null_run(void *argument) {
  struct engine_state *engine = argument;
  if (!run_phases(engine))
    return NULL;
  count_expected(engine);
  engine->seen.published_seen = count_seen(engine);
  for (size_t i = 0; i < engine->user_count; i++) {
    engine->seen.duplicated += engine->users[i].ledger.duplicated;
    engine->seen.reordered += engine->users[i].ledger.reordered;
  }
  engine->seen.latency = &engine->latency;
  report_users(engine->server->options, &engine->seen);
  phase_begins("done");
  kill(getpid(), SIGTERM); /* main waits for it */
  return NULL;
}

static void feed_moved(void *context, uint64_t channel) {
  (void)channel;
  struct engine_state *engine = context;
  pthread_mutex_lock(&engine->lock);
  engine->moved = true;
  pthread_cond_signal(&engine->changed);
  pthread_mutex_unlock(&engine->lock);
}

static void engine_free(struct engine_state *engine) {
  for (size_t i = 0; engine->users != NULL && i < engine->user_count; i++) {
    ledger_release(&engine->users[i].ledger);
    sse_reader_release(&engine->users[i].events);
  }
  free(engine->users);
  pthread_cond_destroy(&engine->changed);
  pthread_mutex_destroy(&engine->lock);
  free(engine);
}

static enum status null_start(struct server *server, struct engine_state **state, uint16_t *port,
                              struct error *error) {
  struct engine_state *engine = calloc(1, sizeof *engine);
  if (engine == NULL)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the null engine");
  engine->server = server;
  engine->user_count = (size_t)server->options->clients;
  engine->users = calloc(engine->user_count, sizeof *engine->users);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&engine->changed, &attributes);
  pthread_condattr_destroy(&attributes);
  pthread_mutex_init(&engine->lock, NULL);
  if (engine->users == NULL || histogram_init(&engine->latency) != STATUS_OK) {
    engine_free(engine);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for %lld users in process",
                     (long long)server->options->clients);
  }
  for (size_t i = 0; i < engine->user_count; i++) {
    ledger_init(&engine->users[i].ledger);
    sse_reader_init(&engine->users[i].events);
  }
  server->hub.observer = (struct hub_observer){.moved = feed_moved, .context = engine};
  if (pthread_create(&engine->thread, NULL, null_run, engine) != 0) {
    histogram_release(&engine->latency);
    engine_free(engine);
    return error_set(error, STATUS_ENVIRONMENT, "cannot start the null engine's thread");
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
  histogram_release(&engine->latency);
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
