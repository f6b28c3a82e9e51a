/* The phases, one after the other. One alarm drives them: each phase sets it to the instant at
 * which it is to be looked at again. The clock is read where the loop calls, and the instant handed
 * on. */
#include "clients/run/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "clients/foreign/foreign_transport.h"
#include "clients/run/run_end.h"
#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/whole.h"

static const uint64_t SNAPSHOT_LOOK_NS = NS_PER_MS / 2;
static const uint64_t INTERRUPTED_DRAIN_NS = 1 * NS_PER_S;

/* Whether the counts of an edge are to be read now; if not, sets the alarm. */
static bool snapshot_is_due(struct client *client, uint64_t edge_ns, uint64_t now_ns) {
  if (phases_snapshot_is_due(edge_ns, client->record.newest_receipt_ns, now_ns))
    return true;
  loop_alarm_at(client->phases.alarm, now_ns + SNAPSHOT_LOOK_NS);
  return false;
}

/* --- warm up, measure ----------------------------------------------------------- */

static void measure_begin(struct client *client) {
  struct phases *phases = &client->phases;
  phases_enter(phases, PHASE_MEASURE);
  phases->measured = true;
  phases->ready_at_start = phases->ready;
  phase_say(client, "measure", client->record.start_ns);
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
  if (isatty(STDERR_FILENO) && crew_is_first(client->crew))
    fprintf(stderr, "\r\033[Kmeasuring: %" PRIu64 " of %g s, %" PRIu64 " delivered%s", seconds,
            client->options->duration_s, record->delivered,
            client->crew ? " to the first process" : "");
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
  phase_say(client, "warmup", 0);
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

static void start_ask(struct client *client, uint64_t now_ns) {
  struct phases *phases = &client->phases;
  phases_enter(phases, PHASE_START);
  phases->asked_ns = now_ns;
  server_calls_start(client->calls, &start_handler, client);
}

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

/* Once the users of all processes are ready. */
static void start_if_all(struct client *client, uint64_t now_ns) {
  struct phases *phases = &client->phases;
  if (phases->phase != PHASE_CONNECT || !phases->connected || crew_waits(client->crew))
    return;
  if (phases->ready + crew_ready(client->crew) == 0) {
    struct foreign_publisher_state state = {.failure = ""};
    const char *failure = connect_failure(client, &state);
    if (!*failure)
      failure = crew_failure(client->crew);
    phases_fail(client, now_ns, "none of the %" PRId64 " users could connect%s%s",
                client->options->clients, *failure ? ": " : "", failure);
    return;
  }
  crew_say_start(client->crew);
  start_ask(client, now_ns);
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
  struct foreign_publisher_state state = {.failure = ""};
  phases->connected = true;
  if (crew_is_first(client->crew))
    start_if_all(client, now_ns);
  else
    crew_say_ready(client->crew, phases->ready,
                   phases->ready == 0 ? connect_failure(client, &state) : "");
}

static void connect_look(struct client *client, uint64_t now_ns) {
  struct phases *phases = &client->phases;
  uint64_t due_ns = 0;
  while (phases->connect_next < client->crowd.count) {
    due_ns = phases_connect_due_ns(phases, deal_user(&client->crowd.deal, phases->connect_next),
                                   client->options->connect_per_s);
    if (due_ns > now_ns)
      break;
    user_connect(&client->crowd.users[phases->connect_next++]);
    phases->connect_end_ns = now_ns + (uint64_t)client->options->connect_timeout_ms * NS_PER_MS;
  }
  bool more = phases->connect_next < client->crowd.count;
  if (phases->connected) /* and other processes still connect */
    return;
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
  phase_say(client, "connect", 0);
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
static void interrupt_at(void *owner, uint64_t now_ns) {
  struct client *client = owner;
  struct phases *phases = &client->phases;
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

static void phases_interrupt(void *owner) {
  struct client *client = owner;
  uint64_t now_ns = clock_now_ns();
  crew_say_interrupt(client->crew, now_ns);
  interrupt_at(client, now_ns);
}

/* --- the other processes -------------------------------------------------------- */

static void others_ready(void *owner) {
  start_if_all(owner, clock_now_ns());
}

static void others_failed(void *owner, const char *text) {
  phases_fail(owner, clock_now_ns(), "%s", text);
}

static void others_arrived(void *owner) {
  start_if_all(owner, clock_now_ns()); /* one may have ended before its users were ready */
  end_if_done(owner);
}

static void others_command(void *owner, const char *line) {
  const struct client *client = owner;
  crew_say_command(client->crew, line);
}

static void first_starts(void *owner) {
  struct client *client = owner;
  if (client->phases.phase == PHASE_CONNECT)
    start_ask(client, clock_now_ns());
}

static void first_commands(void *owner, const char *line) {
  struct client *client = owner;
  client_faults_hear(&client->faults, line);
}

static void first_is_gone(void *owner) {
  struct client *client = owner;
  client->phases.outcome = OUTCOME_FAILED;
  loop_stop(client->loop);
}

static enum status crew_begin(struct client *client, struct error *error) {
  client->crew_observer = (struct crew_observer){
      .owner = client,
      .ready = others_ready,
      .failed = others_failed,
      .arrived = others_arrived,
      .start = first_starts,
      .interrupt = interrupt_at,
      .command = first_commands,
      .abandoned = first_is_gone,
  };
  client->faults.deaf = !crew_is_first(client->crew);
  client->faults.listener =
      (struct client_faults_listener){.owner = client, .heard = others_command};
  return crew_watch(client->crew, client->loop, &client->crew_observer, error);
}

enum status run_phases(struct client *client, struct error *error) {
  struct phases *phases = &client->phases;
  enum status status = loop_alarm_create(client->loop, phases_look, client, &phases->alarm, error);
  if (status == STATUS_OK)
    status = crew_begin(client, error);
  if (status != STATUS_OK)
    return status;
  client->crowd.observer =
      (struct crowd_observer){.owner = client, .ready = user_is_ready, .lost = user_is_lost};
  if (crew_is_first(client->crew))
    loop_on_signal(client->loop, phases_interrupt, client);
  server_calls_stats(client->calls, 0, 1, &feeds_handler, client);
  loop_run(client->loop);
  published_recount(client);
  return STATUS_OK;
}
