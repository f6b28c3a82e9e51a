/* The phases, one after the other. One alarm drives them: each phase sets it to the instant at
 * which it is to be looked at again. The clock is read where the loop calls, and the instant handed
 * on. */
#include "clients/run/run.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clients/foreign/foreign_calls.h"
#include "clients/foreign/foreign_transport.h"
#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/log.h"
#include "common/base/whole.h"

static const uint64_t SNAPSHOT_LOOK_NS = NS_PER_MS / 2;
static const uint64_t DRAIN_LOOK_NS = 5 * NS_PER_MS;
static const uint64_t ASK_AGAIN_NS = 50 * NS_PER_MS;
static const uint64_t INTERRUPTED_DRAIN_NS = 1 * NS_PER_S;
static const uint64_t CLOSE_LOOK_NS = 2 * NS_PER_MS;
static const uint64_t CLOSE_NS = 1 * NS_PER_S; /* in which no connection ends and nothing comes */
static const uint64_t CLOSE_MAX_NS = 10 * NS_PER_S; /* a server may go on sending for ever */

/* `start_ns`: when the measured phase begins; 0: not said. */
static void phase_say(const char *name, uint64_t start_ns) {
  fprintf(stderr, "%sphase %s at_ns=%" PRIu64, isatty(STDERR_FILENO) ? "\r\033[K" : "", name,
          clock_now_ns());
  if (start_ns > 0)
    fprintf(stderr, " start_ns=%" PRIu64, start_ns);
  fputc('\n', stderr);
}

/* Whether the counts of an edge are to be read now; if not, sets the alarm. */
static bool snapshot_is_due(struct client *client, uint64_t edge_ns, uint64_t now_ns) {
  if (phases_snapshot_is_due(edge_ns, client->record.newest_receipt_ns, now_ns))
    return true;
  loop_alarm_at(client->phases.alarm, now_ns + SNAPSHOT_LOOK_NS);
  return false;
}

static struct snapshot snapshot_take(struct client *client) {
  if (client->crowd.http)
    http_settle(client->crowd.http);
  struct timespec cpu;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  struct snapshot snapshot = {
      .at_ns = clock_now_ns(),
      .cpu_ns = (uint64_t)cpu.tv_sec * NS_PER_S + (uint64_t)cpu.tv_nsec,
      .counters = client->record.counters,
      .wire = sockets_sum(&client->sockets),
  };
  *(client->tls ? &snapshot.counters.tls_down_bytes : &snapshot.counters.down_bytes) +=
      client->sockets.drained_bytes;
  return snapshot;
}

/* --- close ---------------------------------------------------------------------- */

static void close_begin(struct client *client, uint64_t now_ns) {
  struct phases *phases = &client->phases;
  timeline_stop(&client->record.timeline, &client->record.counters);
  phases_enter(phases, PHASE_CLOSE);
  client->crowd.begun = false;
  phase_say("done", 0);
  client_faults_end(&client->faults);
  if (client->tls)
    tls_closing(client->tls);
  if (client->crowd.transport->end)
    client->crowd.transport->end(&client->crowd);
  writers_end(client->crowd.writers);
  for (size_t i = 0; i < client->crowd.count; i++) {
    age_finish(&client->record.age, &client->crowd.users[i].subscriber.view);
    user_end(&client->crowd.users[i], LIFE_ABANDONED);
  }
  if (client->publisher)
    foreign_publisher_stop(client->publisher);
  if (client->crowd.http)
    http_close(client->crowd.http);
  phases->phase_end_ns = now_ns + CLOSE_NS; /* close_look puts it off */
  phases->close_max_ns = now_ns + CLOSE_MAX_NS;
  phases->close_down_bytes = sockets_sum(&client->sockets).tcp_down;
  loop_alarm_at(phases->alarm, now_ns);
}

/* Whether something has come since it was asked before: a slow server sends the rest of a backlog
 * before it answers a close frame. It asks the kernel about each socket. */
static bool bytes_come(struct client *client) {
  uint64_t down_bytes = sockets_sum(&client->sockets).tcp_down;
  bool more = down_bytes != client->phases.close_down_bytes;
  client->phases.close_down_bytes = down_bytes;
  return more;
}

static void close_look(struct client *client, uint64_t now_ns) {
  struct phases *phases = &client->phases;
  uint64_t progress = client->record.counters.up_bytes - client->sockets.live_count;
  if (progress != phases->close_progress)
    phases->phase_end_ns = now_ns + CLOSE_NS;
  phases->close_progress = progress;
  phases->unclosed = client->sockets.live_count;
  if (phases->unclosed > 0 && now_ns >= phases->phase_end_ns && now_ns < phases->close_max_ns &&
      bytes_come(client))
    phases->phase_end_ns = now_ns + CLOSE_NS;
  if (phases->unclosed > 0 && now_ns < phases->phase_end_ns) {
    loop_alarm_at(phases->alarm, now_ns + CLOSE_LOOK_NS);
    return;
  }
  phases->whole = snapshot_take(client);
  loop_stop(client->loop);
}

__attribute__((format(printf, 3, 4))) static void
phases_fail(struct client *client, uint64_t now_ns, const char *format, ...) {
  struct phases *phases = &client->phases;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(phases->error.text, sizeof phases->error.text, format, arguments);
  va_end(arguments);
  phases->outcome = OUTCOME_FAILED;
  close_begin(client, now_ns);
}

/* --- drain ---------------------------------------------------------------------- */

static void published_take(struct client *client, const struct server_answer *answer) {
  struct phases *phases = &client->phases;
  phases->expected = 0;
  phases->awaited = 0;
  for (size_t i = 0; i < client->crowd.count; i++) {
    uint64_t count = answer->channels[client->crowd.users[i].subscriber.channel].count;
    phases->expected += count;
    if (client->crowd.users[i].state != USER_ENDED)
      phases->awaited += count;
  }
  memcpy(phases->published, answer->channels, answer->channel_count * sizeof *answer->channels);
  phases->published_known =
      server_clock_to_client_ns(&client->record.server_clock, answer->published_until_ns) >=
      client->record.end_ns;
  phases->published_final = phases->published_known && phases->asked_settled && !answer->unsettled;
}

static void published_answered(void *owner, const struct server_answer *answer,
                               const char *reason) {
  struct client *client = owner;
  struct phases *phases = &client->phases;
  phases->asking = false;
  if (phases->phase != PHASE_DRAIN)
    return;
  if (answer)
    published_take(client, answer);
  else
    log_warning("GET /stats: %s", reason);
}

static const struct server_answer_handler published_handler = {.answered = published_answered};

static void fault_answered(void *owner, const struct server_answer *answer, const char *reason) {
  struct client *client = owner;
  struct phases *phases = &client->phases;
  phases->asking = false;
  if (phases->phase != PHASE_DRAIN)
    return;
  if (answer)
    client_faults_take(&client->faults, answer);
  else
    log_warning("GET /stats: %s", reason);
}

static const struct server_answer_handler fault_handler = {.answered = fault_answered};

static void drain_begin(struct client *client, uint64_t now_ns) {
  struct phases *phases = &client->phases;
  phases_enter(phases, PHASE_DRAIN);
  phase_say("drain", 0); /* first, since the runner samples the server when it reads this */
  phases->end = snapshot_take(client);
  phases->phase_end_ns = client->record.end_ns + phases_drain_ns(client->options);
  phases->ask_next_ns = 0;
  loop_alarm_at(phases->alarm, now_ns);
}

/* Asks for the messages due between two instants of the client's clock. */
static void stats_ask(struct client *client, uint64_t from_ns, uint64_t to_ns,
                      const struct server_answer_handler *handler) {
  const struct server_clock *clock = &client->record.server_clock;
  server_calls_stats(client->calls, server_clock_to_server_ns(clock, from_ns),
                     server_clock_to_server_ns(clock, to_ns), handler, client);
}

static void drain_look(struct client *client, uint64_t now_ns) {
  struct phases *phases = &client->phases;
  timeline_advance(&client->record.timeline, now_ns, &client->record.counters);
  const struct fault_effect *fault =
      phases->published_final ? client_faults_unknown(&client->faults) : NULL;
  bool complete = phases->published_final && !fault && client->record.delivered >= phases->awaited;
  if (complete || now_ns >= phases->phase_end_ns) {
    if (!phases->published_known && phases->outcome != OUTCOME_INTERRUPTED)
      phases_fail(client, now_ns,
                  "the server did not say what was published until the end of the phase");
    else
      close_begin(client, now_ns);
    return;
  }
  if (!phases->published_final && !phases->asking && now_ns >= phases->ask_next_ns) {
    phases->asking = true;
    phases->asked_settled = writers_settled(client->crowd.writers, client->record.end_ns);
    phases->ask_next_ns = now_ns + ASK_AGAIN_NS;
    stats_ask(client, client->record.start_ns, client->record.end_ns, &published_handler);
  }
  if (fault && !phases->asking) {
    phases->asking = true;
    stats_ask(client, fault->begin_ns, fault->until_ns, &fault_handler);
  }
  loop_alarm_at(phases->alarm, now_ns + DRAIN_LOOK_NS);
}

/* --- warm up, measure ----------------------------------------------------------- */

static void measure_begin(struct client *client) {
  struct phases *phases = &client->phases;
  phases_enter(phases, PHASE_MEASURE);
  phases->measured = true;
  phases->ready_at_start = phases->ready;
  phase_say("measure", client->record.start_ns);
  phases->start = snapshot_take(client);
  timeline_start(&client->record.timeline, client->record.start_ns, &client->record.counters);
}

static void measure_look(struct client *client, uint64_t now_ns) {
  struct record *record = &client->record;
  timeline_advance(&record->timeline, now_ns, &record->counters);
  uint64_t last_ns = phases_snapshot_from_ns(record->end_ns);
  if (now_ns >= last_ns) {
    if (snapshot_is_due(client, record->end_ns, now_ns))
      drain_begin(client, now_ns);
    return;
  }
  uint64_t seconds = now_ns < record->start_ns ? 0 : (now_ns - record->start_ns) / NS_PER_S;
  if (isatty(STDERR_FILENO))
    fprintf(stderr, "\r\033[Kmeasuring: %" PRIu64 " of %g s, %" PRIu64 " delivered", seconds,
            client->options->duration_s, record->delivered);
  uint64_t next_ns = record->start_ns + (seconds + 1) * NS_PER_S;
  loop_alarm_at(client->phases.alarm, next_ns < last_ns ? next_ns : last_ns);
}

static void warmup_look(struct client *client, uint64_t now_ns) {
  if (!snapshot_is_due(client, client->record.start_ns, now_ns))
    return;
  measure_begin(client);
  measure_look(client, now_ns);
}

static void warmup_begin(struct client *client, uint64_t epoch_ns, uint64_t now_ns) {
  struct phases *phases = &client->phases;
  struct record *record = &client->record;
  uint64_t warmup_ns = whole_ns_of_s(client->options->warmup_s);
  phases->late_start = epoch_ns + warmup_ns < now_ns;
  phases->epoch_ns = phases->late_start ? now_ns : epoch_ns;
  uint64_t start_ns = phases->epoch_ns + warmup_ns;
  record_set_phase(record, start_ns, start_ns + whole_ns_of_s(client->options->duration_s));
  phases_enter(phases, PHASE_WARMUP);
  client->crowd.begun = true;
  phase_say("warmup", 0);
  enum status status = client_faults_begin(&client->faults, record->start_ns, &phases->error);
  if (status == STATUS_OK && client->crowd.transport->begin)
    status = client->crowd.transport->begin(&client->crowd, phases->epoch_ns, &phases->error);
  if (status != STATUS_OK) {
    phases->outcome = OUTCOME_FAILED;
    close_begin(client, now_ns);
    return;
  }
  writers_begin(client->crowd.writers, phases->epoch_ns);
  loop_lag_start(&phases->lag, record->start_ns, record->end_ns);
  loop_alarm_at(phases->alarm, phases_snapshot_from_ns(record->start_ns));
}

static void start_answered(void *owner, const struct server_answer *answer, const char *reason) {
  struct client *client = owner;
  struct phases *phases = &client->phases;
  uint64_t now_ns = clock_now_ns();
  if (phases->phase != PHASE_START)
    return;
  if (!answer) {
    phases_fail(client, now_ns, "POST /start: %s", reason);
    return;
  }
  struct server_clock *clock = &client->record.server_clock;
  if (!phases->running)
    server_clock_begins(clock, answer->epoch_ns, phases->asked_ns, now_ns);
  warmup_begin(client, server_clock_to_client_ns(clock, answer->epoch_ns), now_ns);
}

static const struct server_answer_handler start_handler = {.answered = start_answered};

/* --- connect -------------------------------------------------------------------- */

/* Why nobody is ready. A user who waits for its first message can not be the cause where that could
 * not be published. */
static const char *connect_failure(struct client *client, struct foreign_publisher_state *state) {
  if (client->publisher)
    *state = foreign_publisher_state(client->publisher);
  if (*state->failure)
    return state->failure;
  if (state->unanswered > 0 && foreign_is_late(&client->foreign))
    return "publish: the server has not answered so far";
  if (client->description)
    return client->foreign.failure;
  return client->tls ? tls_failure(client->tls) : "";
}

static void connect_end(struct client *client, uint64_t now_ns) {
  struct phases *phases = &client->phases;
  for (size_t i = 0; i < client->crowd.count; i++) {
    struct user *user = &client->crowd.users[i];
    if (client->description && user->state == USER_CONNECTING)
      foreign_late(user);
    if (user->state != USER_READY)
      user_end(user, LIFE_TIMEOUT);
  }
  if (phases->ready == 0) {
    struct foreign_publisher_state state = {.failure = ""};
    const char *failure = connect_failure(client, &state);
    phases_fail(client, now_ns, "none of the %zu users could connect%s%s", client->crowd.count,
                *failure ? ": " : "", failure);
    return;
  }
  phases_enter(phases, PHASE_START);
  phases->asked_ns = now_ns;
  server_calls_start(client->calls, &start_handler, client);
}

static void connect_look(struct client *client, uint64_t now_ns) {
  struct phases *phases = &client->phases;
  uint64_t due_ns = 0;
  while (phases->connect_next < client->crowd.count) {
    due_ns = phases_connect_due_ns(phases, client->options->connect_per_s);
    if (due_ns > now_ns)
      break;
    user_connect(&client->crowd.users[phases->connect_next++]);
    phases->connect_end_ns = now_ns + (uint64_t)client->options->connect_timeout_ms * NS_PER_MS;
  }
  bool more = phases->connect_next < client->crowd.count;
  if (phases->ready == client->crowd.count || (!more && now_ns >= phases->connect_end_ns)) {
    connect_end(client, now_ns);
    return;
  }
  loop_alarm_at(phases->alarm, more ? due_ns : phases->connect_end_ns);
}

static void user_is_ready(void *owner) {
  struct client *client = owner;
  struct phases *phases = &client->phases;
  phases->ready++;
  if (phases->phase == PHASE_CONNECT && phases->ready == client->crowd.count)
    loop_alarm_at(phases->alarm, clock_now_ns());
}

static void user_is_lost(void *owner) {
  struct client *client = owner;
  CONTRACT(client->phases.ready > 0);
  client->phases.ready--;
}

static void connect_begin(struct client *client, const struct server_answer *answer,
                          uint64_t now_ns) {
  struct phases *phases = &client->phases;
  if (client_users_create(client, answer->channels, &phases->error) != STATUS_OK) {
    phases->outcome = OUTCOME_FAILED;
    close_begin(client, now_ns);
    return;
  }
  phases_enter(phases, PHASE_CONNECT);
  phase_say("connect", 0);
  phases->connect_start_ns = clock_now_ns(); /* to make the users has taken time */
  loop_alarm_at(phases->alarm, phases->connect_start_ns);
}

static void clock_take(struct record *record, const struct server_answer *answer, uint64_t now_ns) {
  const struct clock_identity own = clock_identity_read();
  record->server_clock = answer->clock_named
                             ? server_clock_of(&answer->clock, &own, answer->clock_now_ns, now_ns)
                             : server_clock_unnamed(&own);
}

static void feeds_answered(void *owner, const struct server_answer *answer, const char *reason) {
  struct client *client = owner;
  struct phases *phases = &client->phases;
  uint64_t now_ns = clock_now_ns();
  if (phases->phase != PHASE_ASK)
    return;
  if (!answer) {
    phases_fail(client, now_ns, client->description ? "%s" : "GET /stats: %s", reason);
    return;
  }
  phases->running = answer->epoch_ns != 0;
  clock_take(&client->record, answer, now_ns);
  connect_begin(client, answer, now_ns);
}

static const struct server_answer_handler feeds_handler = {.answered = feeds_answered};

/* --- all of them ---------------------------------------------------------------- */

static void phases_look(void *owner) {
  struct client *client = owner;
  uint64_t now_ns = clock_now_ns();
  switch (client->phases.phase) {
  case PHASE_CONNECT:
    connect_look(client, now_ns);
    break;
  case PHASE_WARMUP:
    warmup_look(client, now_ns);
    break;
  case PHASE_MEASURE:
    measure_look(client, now_ns);
    break;
  case PHASE_DRAIN:
    drain_look(client, now_ns);
    break;
  case PHASE_CLOSE:
    close_look(client, now_ns);
    break;
  case PHASE_ASK:
  case PHASE_START: /* the server's answer ends these */
    break;
  }
}

/* The first signal ends the measured phase, and its messages are waited for a second; the second
 * signal ends that wait, and the third the orderly end of the connections. */
static void phases_interrupt(void *owner) {
  struct client *client = owner;
  struct phases *phases = &client->phases;
  uint64_t now_ns = clock_now_ns();
  if (phases->phase == PHASE_CLOSE) {
    loop_stop(client->loop);
    return;
  }
  phases->outcome = OUTCOME_INTERRUPTED;
  if (phases->phase == PHASE_MEASURE) {
    record_set_phase(&client->record, client->record.start_ns, now_ns);
    client_faults_end(&client->faults);
    drain_begin(client, now_ns);
    phases->phase_end_ns = now_ns + INTERRUPTED_DRAIN_NS;
  } else {
    close_begin(client, now_ns);
  }
}

/* Messages to a server that is not ours may have been answered, or seen, since that was asked last.
 */
static void published_recount(struct client *client) {
  const struct fault_effect *fault;
  if (!client->publisher || !client->phases.published_known)
    return;
  while ((fault = client_faults_unknown(&client->faults)))
    client_faults_take(&client->faults,
                       foreign_calls_count(client->calls, fault->begin_ns, fault->until_ns));
  published_take(
      client, foreign_calls_count(client->calls, client->record.start_ns, client->record.end_ns));
}

enum status run_phases(struct client *client, struct error *error) {
  struct phases *phases = &client->phases;
  enum status status = loop_alarm_create(client->loop, phases_look, client, &phases->alarm, error);
  if (status != STATUS_OK)
    return status;
  client->crowd.observer =
      (struct crowd_observer){.owner = client, .ready = user_is_ready, .lost = user_is_lost};
  loop_on_signal(client->loop, phases_interrupt, client);
  server_calls_stats(client->calls, 0, 1, &feeds_handler, client);
  loop_run(client->loop);
  published_recount(client);
  return STATUS_OK;
}
