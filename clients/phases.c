/* The phases, one after the other. One alarm drives them: each phase says when it
 * wants to be looked at again. */
#include "clients/phases.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clients/client.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/transports.h"
#include "common/whole.h"

/* A message that is on its way to the users while counts are read would be in one count and
 * not in another. So counts are read when no message has come for a while: the first such
 * instant of the search, or its end. The edges of a periodic schedule are due times: the
 * search ends a little before them, so that a message's bytes are on the side of the message. */
static const uint64_t SNAPSHOT_LEAD_NS = 5 * NS_PER_MS;
static const uint64_t SNAPSHOT_SEARCH_NS = 20 * NS_PER_MS;
static const uint64_t SNAPSHOT_QUIET_NS = 2 * NS_PER_MS;
static const uint64_t SNAPSHOT_LOOK_NS = NS_PER_MS / 2;
static const uint64_t DRAIN_LOOK_NS = 5 * NS_PER_MS;
static const uint64_t ASK_AGAIN_NS = 50 * NS_PER_MS;
static const uint64_t DRAIN_NS = 5 * NS_PER_S;
static const uint64_t INTERRUPTED_DRAIN_NS = 1 * NS_PER_S;
static const uint64_t CLOSE_LOOK_NS = 2 * NS_PER_MS;
static const uint64_t CLOSE_NS =
    1 * NS_PER_S; /* without a close frame sent or a connection ended */

/* `start_ns`: of what the phase measures; 0 for nothing. */
static void phase_say(const char *name, uint64_t start_ns) {
  fprintf(stderr, "%sphase %s at_ns=%" PRIu64, isatty(STDERR_FILENO) ? "\r\033[K" : "", name,
          clock_now_ns());
  if (start_ns > 0)
    fprintf(stderr, " start_ns=%" PRIu64, start_ns);
  fputc('\n', stderr);
}

/* Whether counts of the edge are to be read now; sets the alarm where not. */
static bool snapshot_is_due(struct phases *phases, uint64_t edge_ns, uint64_t now_ns) {
  bool quiet = now_ns >= phases->client->record.newest_receipt_ns + SNAPSHOT_QUIET_NS;
  if (quiet || now_ns + SNAPSHOT_LEAD_NS >= edge_ns)
    return true;
  loop_alarm_at(phases->alarm, now_ns + SNAPSHOT_LOOK_NS);
  return false;
}

static struct snapshot snapshot_take(struct client *client) {
  if (client->http)
    http_settle(client->http);
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

static void close_begin(struct phases *phases) {
  struct client *client = phases->client;
  timeline_stop(&client->record.timeline, &client->record.counters);
  phases->phase = PHASE_CLOSE;
  phase_say("done", 0);
  slow_end(&client->slow);
  if (client->tls)
    tls_closing(client->tls);
  if (client->transport->end)
    client->transport->end(client);
  writers_end(client->writers);
  for (size_t i = 0; i < client->user_count; i++) {
    age_finish(&client->record.age, &client->users[i].subscriber.view);
    user_end(&client->users[i], LIFE_ABANDONED);
  }
  if (client->http)
    http_close(client->http);
  phases->phase_end_ns = clock_now_ns() + CLOSE_NS;
  loop_alarm_at(phases->alarm, clock_now_ns());
}

static void close_look(struct phases *phases) {
  struct client *client = phases->client;
  uint64_t now_ns = clock_now_ns();
  uint64_t progress = client->record.counters.up_bytes - client->sockets.live_count;
  if (progress != phases->close_progress)
    phases->phase_end_ns = now_ns + CLOSE_NS;
  phases->close_progress = progress;
  phases->unclosed = client->sockets.live_count;
  if (phases->unclosed > 0 && now_ns < phases->phase_end_ns) {
    loop_alarm_at(phases->alarm, now_ns + CLOSE_LOOK_NS);
    return;
  }
  phases->whole = snapshot_take(client);
  loop_stop(client->loop);
}

__attribute__((format(printf, 2, 3))) static void phases_fail(struct phases *phases,
                                                              const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(phases->error.text, sizeof(phases->error.text), format, arguments);
  va_end(arguments);
  phases->outcome = OUTCOME_FAILED;
  close_begin(phases);
}

/* --- drain ---------------------------------------------------------------------- */

static void published_take(struct phases *phases, const struct control_answer *answer) {
  const struct client *client = phases->client;
  phases->expected = 0;
  phases->awaited = 0;
  for (size_t i = 0; i < client->user_count; i++) {
    uint64_t count = answer->channels[client->users[i].subscriber.channel].count;
    phases->expected += count;
    if (client->users[i].state != USER_ENDED)
      phases->awaited += count;
  }
  memcpy(phases->published, answer->channels, answer->channel_count * sizeof(*answer->channels));
  phases->published_known =
      server_clock_to_client_ns(&client->record.server_clock, answer->published_until_ns) >=
      client->record.end_ns;
  phases->published_final = phases->published_known && phases->asked_settled;
}

static void published_answered(void *owner, const struct control_answer *answer,
                               const char *reason) {
  struct phases *phases = owner;
  phases->asking = false;
  if (phases->phase != PHASE_DRAIN)
    return;
  if (answer)
    published_take(phases, answer);
  else
    log_warning("GET /stats: %s", reason);
}

static const struct control_handler published_handler = {.answered = published_answered};

static void fault_answered(void *owner, const struct control_answer *answer, const char *reason) {
  struct phases *phases = owner;
  phases->asking = false;
  if (phases->phase != PHASE_DRAIN)
    return;
  if (answer)
    client_faults_take(&phases->client->faults, answer);
  else
    log_warning("GET /stats: %s", reason);
}

static const struct control_handler fault_handler = {.answered = fault_answered};

static void drain_begin(struct phases *phases) {
  struct client *client = phases->client;
  const struct client_options *options = client->options;
  phases->phase = PHASE_DRAIN;
  phase_say("drain", 0); /* first: who reads it reads its own counts at the same time */
  phases->end = snapshot_take(client);
  uint64_t wait_ns = whole_ns_of_s(options->drain_s);
  uint64_t silence_ms = options->transport == TRANSPORT_SHORT_POLL  ? (uint64_t)options->interval_ms
                        : options->transport == TRANSPORT_LONG_POLL ? (uint64_t)options->pause_ms
                                                                    : 0;
  if (wait_ns == 0)
    wait_ns = DRAIN_NS + silence_ms * NS_PER_MS;
  phases->phase_end_ns = client->record.end_ns + wait_ns;
  phases->ask_next_ns = 0;
  loop_alarm_at(phases->alarm, clock_now_ns());
}

/* What was due between two instants of the client's. */
static void stats_ask(struct phases *phases, uint64_t from_ns, uint64_t to_ns,
                      const struct control_handler *handler) {
  const struct server_clock *clock = &phases->client->record.server_clock;
  control_stats(phases->client->control, server_clock_to_server_ns(clock, from_ns),
                server_clock_to_server_ns(clock, to_ns), handler, phases);
}

static void drain_look(struct phases *phases) {
  struct client *client = phases->client;
  uint64_t now_ns = clock_now_ns();
  timeline_advance(&client->record.timeline, now_ns, &client->record.counters);
  const struct fault_effect *fault =
      phases->published_final ? client_faults_unknown(&client->faults) : NULL;
  bool complete = phases->published_final && !fault && client->record.delivered >= phases->awaited;
  if (complete || now_ns >= phases->phase_end_ns) {
    if (!phases->published_known && phases->outcome != OUTCOME_INTERRUPTED)
      phases_fail(phases, "the server did not say what was published until the end of the phase");
    else
      close_begin(phases);
    return;
  }
  if (!phases->published_final && !phases->asking && now_ns >= phases->ask_next_ns) {
    phases->asking = true;
    phases->asked_settled = writers_settled(client->writers, client->record.end_ns);
    phases->ask_next_ns = now_ns + ASK_AGAIN_NS;
    stats_ask(phases, client->record.start_ns, client->record.end_ns, &published_handler);
  }
  if (fault && !phases->asking) {
    phases->asking = true;
    stats_ask(phases, fault->begin_ns, fault->until_ns, &fault_handler);
  }
  loop_alarm_at(phases->alarm, now_ns + DRAIN_LOOK_NS);
}

/* --- warm up, measure ----------------------------------------------------------- */

static void measure_begin(struct phases *phases) {
  phases->phase = PHASE_MEASURE;
  phases->measured = true;
  phases->ready_at_start = phases->ready;
  phase_say("measure", phases->client->record.start_ns);
  phases->start = snapshot_take(phases->client);
  timeline_start(&phases->client->record.timeline, phases->client->record.start_ns,
                 &phases->client->record.counters);
}

static void measure_look(struct phases *phases) {
  struct record *record = &phases->client->record;
  uint64_t now_ns = clock_now_ns();
  timeline_advance(&record->timeline, now_ns, &record->counters);
  uint64_t last_ns = record->end_ns - SNAPSHOT_LEAD_NS - SNAPSHOT_SEARCH_NS;
  if (now_ns >= last_ns) {
    if (snapshot_is_due(phases, record->end_ns, now_ns))
      drain_begin(phases);
    return;
  }
  uint64_t seconds = now_ns < record->start_ns ? 0 : (now_ns - record->start_ns) / NS_PER_S;
  if (isatty(STDERR_FILENO))
    fprintf(stderr, "\r\033[Kmeasuring: %" PRIu64 " of %g s, %" PRIu64 " delivered", seconds,
            phases->client->options->duration_s, record->delivered);
  uint64_t next_ns = record->start_ns + (seconds + 1) * NS_PER_S;
  loop_alarm_at(phases->alarm, next_ns < last_ns ? next_ns : last_ns);
}

static void warmup_look(struct phases *phases) {
  if (!snapshot_is_due(phases, phases->client->record.start_ns, clock_now_ns()))
    return;
  measure_begin(phases);
  measure_look(phases);
}

static void warmup_begin(struct phases *phases, uint64_t epoch_ns) {
  struct client *client = phases->client;
  struct record *record = &client->record;
  uint64_t now_ns = clock_now_ns();
  uint64_t warmup_ns = whole_ns_of_s(client->options->warmup_s);
  phases->late_start = epoch_ns + warmup_ns < now_ns;
  phases->epoch_ns = phases->late_start ? now_ns : epoch_ns;
  uint64_t start_ns = phases->epoch_ns + warmup_ns;
  record_set_phase(record, start_ns, start_ns + whole_ns_of_s(client->options->duration_s));
  phases->phase = PHASE_WARMUP;
  phase_say("warmup", 0);
  enum status status = failure_plan(&client->failure, record->start_ns, &phases->error);
  if (status == STATUS_OK && client->transport->begin)
    status = client->transport->begin(client, phases->epoch_ns, &phases->error);
  if (status == STATUS_OK)
    status = slow_begin(&client->slow, client, record->start_ns, record->end_ns, &phases->error);
  if (status != STATUS_OK) {
    phases->outcome = OUTCOME_FAILED;
    close_begin(phases);
    return;
  }
  writers_begin(client->writers, phases->epoch_ns);
  lag_start(&phases->lag, record->start_ns, record->end_ns);
  loop_alarm_at(phases->alarm, record->start_ns - SNAPSHOT_LEAD_NS - SNAPSHOT_SEARCH_NS);
}

static void start_answered(void *owner, const struct control_answer *answer, const char *reason) {
  struct phases *phases = owner;
  if (phases->phase != PHASE_START)
    return;
  if (!answer) {
    phases_fail(phases, "POST /start: %s", reason);
    return;
  }
  struct server_clock *clock = &phases->client->record.server_clock;
  if (!phases->running)
    server_clock_begins(clock, answer->epoch_ns, phases->asked_ns, clock_now_ns());
  warmup_begin(phases, server_clock_to_client_ns(clock, answer->epoch_ns));
}

static const struct control_handler start_handler = {.answered = start_answered};

/* --- connect -------------------------------------------------------------------- */

static void connect_end(struct phases *phases) {
  struct client *client = phases->client;
  for (size_t i = 0; i < client->user_count; i++)
    if (client->users[i].state != USER_READY)
      user_end(&client->users[i], LIFE_TIMEOUT);
  if (phases->ready == 0) {
    const char *failure = client->tls ? tls_failure(client->tls) : "";
    phases_fail(phases, "none of the %zu users could connect%s%s", client->user_count,
                *failure ? ": " : "", failure);
    return;
  }
  phases->phase = PHASE_START;
  phases->asked_ns = clock_now_ns();
  control_start(client->control, &start_handler, phases);
}

static void connect_look(struct phases *phases) {
  struct client *client = phases->client;
  double gap_ns = (double)NS_PER_S / client->options->connect_per_s;
  uint64_t now_ns = clock_now_ns();
  uint64_t due_ns = 0;
  while (phases->connect_next < client->user_count) {
    due_ns = phases->connect_start_ns + whole_of((double)phases->connect_next * gap_ns);
    if (due_ns > now_ns)
      break;
    user_connect(&client->users[phases->connect_next++]);
    phases->connect_end_ns = now_ns + (uint64_t)client->options->connect_timeout_ms * NS_PER_MS;
  }
  bool more = phases->connect_next < client->user_count;
  if (phases->ready == client->user_count || (!more && now_ns >= phases->connect_end_ns)) {
    connect_end(phases);
    return;
  }
  loop_alarm_at(phases->alarm, more ? due_ns : phases->connect_end_ns);
}

void phases_user_ready(struct phases *phases) {
  phases->ready++;
  if (phases->phase == PHASE_CONNECT && phases->ready == phases->client->user_count)
    loop_alarm_at(phases->alarm, clock_now_ns());
}

void phases_user_unready(struct phases *phases) {
  phases->ready--;
}

static void connect_begin(struct phases *phases, const struct control_answer *answer) {
  struct client *client = phases->client;
  if (client_users_create(client, answer->channels, &phases->error) != STATUS_OK) {
    phases->outcome = OUTCOME_FAILED;
    close_begin(phases);
    return;
  }
  phases->phase = PHASE_CONNECT;
  phase_say("connect", 0);
  phases->connect_start_ns = clock_now_ns();
  loop_alarm_at(phases->alarm, phases->connect_start_ns);
}

static void clock_take(struct record *record, const struct control_answer *answer) {
  const struct clock_identity own = clock_identity_read();
  record->server_clock = answer->clock_said ? server_clock_of(&answer->clock, &own,
                                                              answer->clock_now_ns, clock_now_ns())
                                            : server_clock_unsaid(&own);
}

static void feeds_answered(void *owner, const struct control_answer *answer, const char *reason) {
  struct phases *phases = owner;
  if (phases->phase != PHASE_ASK)
    return;
  if (!answer) {
    phases_fail(phases, "GET /stats: %s", reason);
    return;
  }
  phases->running = answer->epoch_ns != 0;
  clock_take(&phases->client->record, answer);
  connect_begin(phases, answer);
}

static const struct control_handler feeds_handler = {.answered = feeds_answered};

/* --- all of them ---------------------------------------------------------------- */

static void phases_look(void *owner) {
  struct phases *phases = owner;
  switch (phases->phase) {
  case PHASE_CONNECT:
    connect_look(phases);
    break;
  case PHASE_WARMUP:
    warmup_look(phases);
    break;
  case PHASE_MEASURE:
    measure_look(phases);
    break;
  case PHASE_DRAIN:
    drain_look(phases);
    break;
  case PHASE_CLOSE:
    close_look(phases);
    break;
  case PHASE_ASK:
  case PHASE_START: /* an answer moves these on */
    break;
  }
}

/* What was measured until now is still drained, for a second; a second signal ends
 * that too, and a third the orderly end. */
static void phases_interrupt(void *owner) {
  struct phases *phases = owner;
  uint64_t now_ns = clock_now_ns();
  if (phases->phase == PHASE_CLOSE) {
    loop_stop(phases->client->loop);
    return;
  }
  phases->outcome = OUTCOME_INTERRUPTED;
  if (phases->phase == PHASE_MEASURE) {
    record_set_phase(&phases->client->record, phases->client->record.start_ns, now_ns);
    slow_end(&phases->client->slow);
    drain_begin(phases);
    phases->phase_end_ns = now_ns + INTERRUPTED_DRAIN_NS;
  } else {
    close_begin(phases);
  }
}

enum status phases_init(struct phases *phases, struct client *client, struct error *error) {
  *phases = (struct phases){.client = client, .phase = PHASE_ASK};
  phases->published = calloc((size_t)client->workload.channels, sizeof(*phases->published));
  if (!phases->published)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the channels");
  enum status status = lag_init(&phases->lag, client->loop, error);
  if (status == STATUS_OK)
    status = loop_alarm_create(client->loop, phases_look, phases, &phases->alarm, error);
  if (status != STATUS_OK) {
    phases_release(phases);
    *phases = (struct phases){.client = NULL};
  }
  return status;
}

void phases_release(struct phases *phases) {
  loop_alarm_destroy(phases->alarm);
  lag_release(&phases->lag);
  free(phases->published);
}

void phases_run(struct phases *phases) {
  struct client *client = phases->client;
  loop_on_signal(client->loop, phases_interrupt, phases);
  control_stats(client->control, 0, 1, &feeds_handler, phases);
  loop_run(client->loop);
}
