/* The last phases: missing messages are waited for, and the connections end. */
#include "clients/run/run_end.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clients/foreign/foreign_calls.h"
#include "common/base/clock.h"
#include "common/base/log.h"

static const uint64_t DRAIN_LOOK_NS = 5 * NS_PER_MS;
static const uint64_t ASK_AGAIN_NS = 50 * NS_PER_MS;
static const uint64_t CLOSE_LOOK_NS = 2 * NS_PER_MS;
static const uint64_t CLOSE_NS = 1 * NS_PER_S; /* in which no connection ends and nothing comes */
static const uint64_t CLOSE_MAX_NS = 10 * NS_PER_S; /* a server may go on sending for ever */

void phase_say(const struct client *client, const char *name, uint64_t start_ns) {
  if (!crew_is_first(client->crew))
    return;
  fprintf(stderr, "%sphase %s at_ns=%" PRIu64, isatty(STDERR_FILENO) ? "\r\033[K" : "", name,
          clock_now_ns());
  if (start_ns > 0)
    fprintf(stderr, " start_ns=%" PRIu64, start_ns);
  fputc('\n', stderr);
}

struct snapshot snapshot_take(struct client *client) {
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

void close_begin(struct client *client, uint64_t now_ns) {
  struct phases *phases = &client->phases;
  if (phases->phase == PHASE_MEASURE) /* the run has failed */
    phases->end = snapshot_take(client);
  timeline_stop(&client->record.timeline, &client->record.counters);
  phases_enter(phases, PHASE_CLOSE);
  client->crowd.begun = false;
  phase_say(client, "done", 0);
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

void end_if_done(struct client *client) {
  if (client->phases.closed && crew_arrived(client->crew))
    loop_stop(client->loop);
}

void close_look(struct client *client, uint64_t now_ns) {
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
  phases->cpu_most_ns = phases->end.cpu_ns - phases->start.cpu_ns;
  phases->closed = true;
  end_if_done(client);
}

void phases_fail(struct client *client, uint64_t now_ns, const char *format, ...) {
  struct phases *phases = &client->phases;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(phases->error.text, sizeof phases->error.text, format, arguments);
  va_end(arguments);
  phases->outcome = OUTCOME_FAILED;
  if (crew_is_first(client->crew))
    crew_stop(client->crew);
  else
    crew_say_failed(client->crew, phases->error.text);
  if (phases->phase < PHASE_CLOSE)
    close_begin(client, now_ns);
  else
    end_if_done(client);
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
  bool known = server_clock_to_client_ns(&client->record.server_clock,
                                         answer->published_until_ns) >= client->record.end_ns;
  if (known && !phases->published_known && phases->phase == PHASE_DRAIN &&
      phases->outcome != OUTCOME_INTERRUPTED)
    phases->phase_end_ns = clock_now_ns() + phases_drain_ns(client->options);
  phases->published_known = known;
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

void drain_begin(struct client *client, uint64_t now_ns) {
  struct phases *phases = &client->phases;
  phases_enter(phases, PHASE_DRAIN);
  phase_say(client, "drain", 0); /* first, since the runner samples the server when it reads this */
  phases->end = snapshot_take(client);
  phases->phase_end_ns =
      client->record.end_ns + DRAINS_ASKED_MAX * phases_drain_ns(client->options);
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

void drain_look(struct client *client, uint64_t now_ns) {
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

void published_recount(struct client *client) {
  const struct fault_effect *fault;
  if (!client->publisher || !client->phases.published_known)
    return;
  while ((fault = client_faults_unknown(&client->faults)))
    client_faults_take(&client->faults,
                       foreign_calls_count(client->calls, fault->begin_ns, fault->until_ns));
  published_take(
      client, foreign_calls_count(client->calls, client->record.start_ns, client->record.end_ns));
}
