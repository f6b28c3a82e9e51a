/* Faults at their times and on command. */
#include "clients/faults/client_faults.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clients/record/carrier.h"
#include "clients/users/user_states.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/traits.h"
#include "common/suite/link_addresses.h"
#include "common/suite/share.h"
#include "common/wire/silence.h"

/* A draw decides on all users, those of other processes too. */
struct users_draw {
  struct share share;
  uint32_t next; /* the user to be decided on */
};

static struct users_draw users_draw_of(const struct crowd *crowd, double of_all) {
  return (struct users_draw){.share = share_of((uint64_t)crowd->options->clients, of_all)};
}

/* The next user of this process that is drawn; NULL: no more. */
static struct user *users_draw_next(struct users_draw *draw, const struct crowd *crowd) {
  while (draw->share.left > 0) {
    uint32_t id = draw->next++;
    if (share_next(&draw->share) && deal_has(&crowd->deal, id))
      return crowd_user(crowd, id);
  }
  return NULL;
}

/* --- users who do not read ------------------------------------------------------------ */

static void users_pause(struct crowd *crowd, struct fault_effect *effect) {
  struct users_draw draw = users_draw_of(crowd, effect->fault.share);
  for (struct user *user; (user = users_draw_next(&draw, crowd));) {
    user_pause(user);
    effect->affected += user->paused;
  }
}

static void users_resume(struct crowd *crowd) {
  for (size_t i = 0; i < crowd->count; i++)
    user_resume(&crowd->users[i]);
}

/* --- connections that fall silent ------------------------------------------------------ */

/* The body of the request to the server: {"ports":[N,…]}. */
struct port_list {
  char *text;
  size_t bytes, capacity;
};

enum { PORT_TEXT_BYTES = 6 }; /* "65535," */

static void port_add(struct port_list *list, int descriptor) {
  struct sockaddr_in address = {.sin_port = 0};
  socklen_t address_bytes = sizeof address;
  getsockname(descriptor, (struct sockaddr *)&address, &address_bytes);
  const char *comma = list->text[list->bytes - 1] == '[' ? "" : ",";
  list->bytes += (size_t)snprintf(list->text + list->bytes, list->capacity - list->bytes, "%s%u",
                                  comma, (unsigned)ntohs(address.sin_port));
}

static void silence_answered(void *owner, const struct server_answer *answer, const char *reason) {
  (void)owner;
  if (!answer)
    log_warning("the server's ends did not fall silent: POST /silence: %s", reason);
}

static const struct server_answer_handler silence_handler = {.answered = silence_answered};

/* Silences the users' ends now; the server silences its ends when it is asked. */
static void connections_silence(struct client_faults *faults, size_t fault) {
  struct crowd *crowd = faults->crowd;
  struct port_list list = {.capacity = crowd->count * PORT_TEXT_BYTES + sizeof("{\"ports\":[]}")};
  list.text = malloc(list.capacity);
  if (!list.text) {
    log_warning("no memory to silence %zu users", crowd->count);
    return;
  }
  list.bytes = (size_t)snprintf(list.text, list.capacity, "{\"ports\":[");
  struct users_draw draw = users_draw_of(crowd, faults->plan.items[fault].share);
  for (const struct user *user; (user = users_draw_next(&draw, crowd));) {
    int descriptor = crowd->transport->descriptor(user);
    if (user->state != USER_READY || descriptor < 0 || !socket_silence(descriptor))
      continue;
    port_add(&list, descriptor);
    fault_record_silenced(&faults->record, fault, user->id);
  }
  snprintf(list.text + list.bytes, list.capacity - list.bytes, "]}");
  free(faults->ports);
  faults->ports = list.text;
  server_calls_silence(faults->calls, list.text, &silence_handler, faults);
}

/* --- connections that are reset --------------------------------------------------------- */

/* Our own servers reset connections themselves; of others the users' ends do it. */
static bool resets(const struct client_faults *faults) {
  return faults->crowd->foreign != NULL;
}

static void connections_reset(struct crowd *crowd, double of_all) {
  struct users_draw draw = users_draw_of(crowd, of_all);
  for (const struct user *user; (user = users_draw_next(&draw, crowd));) {
    int descriptor = crowd->transport->descriptor(user);
    if (user->state == USER_READY && descriptor >= 0 &&
        !sockets_reset(crowd->network.sockets, descriptor))
      log_warning("drop_connections: %s", strerror(errno));
  }
}

/* --- addresses that change --------------------------------------------------------------- */

/* What connects from now on has the user's next address; nothing tells the connections that are
 * there, whose packets the link does not carry any more. */
static void addresses_change(struct crowd *crowd, double of_all) {
  struct users_draw draw = users_draw_of(crowd, of_all);
  for (struct user *user; (user = users_draw_next(&draw, crowd));)
    if (user->address)
      user->address += LINK_USERS_MAX;
}

/* --- at their times -------------------------------------------------------------------- */

static void fault_do(struct client_faults *faults, size_t fault, bool begins) {
  switch (faults->plan.items[fault].kind) {
  case FAULT_SILENCE_CONNECTIONS:
    if (begins)
      connections_silence(faults, fault);
    return;
  case FAULT_SLOW_READER:
    if (begins)
      users_pause(faults->crowd, &faults->record.effects[fault]);
    else
      users_resume(faults->crowd);
    return;
  case FAULT_CHANGE_ADDRESS:
    if (begins)
      addresses_change(faults->crowd, faults->plan.items[fault].share);
    return;
  case FAULT_DROP_CONNECTIONS:
    if (begins && resets(faults))
      connections_reset(faults->crowd, faults->plan.items[fault].share);
    return;
  default: /* not a fault of the users */
    return;
  }
}

void client_faults_act(struct client_faults *faults, uint64_t now_ns) {
  const struct fault *fault;
  bool begins;
  while ((fault = fault_clock_take(&faults->clock, now_ns, &begins)))
    fault_do(faults, (size_t)(fault - faults->plan.items), begins);
}

static void alarm_set(struct client_faults *faults) {
  uint64_t due_ns = fault_clock_due_ns(&faults->clock);
  if (due_ns != UINT64_MAX)
    loop_alarm_at(faults->alarm, due_ns);
}

static void alarm_fired(void *owner) {
  struct client_faults *faults = owner;
  client_faults_act(faults, clock_now_ns());
  alarm_set(faults);
}

/* --- on command ------------------------------------------------------------------------ */

/* The fault that a command is about: the first of that kind that is not over. */
static size_t fault_told(const struct client_faults *faults, enum fault_kind kind) {
  size_t i = faults->told;
  while (i < faults->plan.count && faults->plan.items[i].kind != kind)
    i++;
  return i;
}

void client_faults_hear(struct client_faults *faults, const char *line) {
  struct fault_command command;
  if (!fault_command_read(line, &command)) {
    log_warning("'%s' is no command: KIND on|off SHARE MESSAGES", line);
    return;
  }
  const struct fault_facts *facts = &fault_kinds[command.kind];
  size_t fault = fault_told(faults, command.kind);
  bool ours = (facts->actors & FAULT_BY_CLIENT) ||
              (command.kind == FAULT_DROP_CONNECTIONS && resets(faults));
  if (!ours)
    log_warning("%s is no fault of the users", facts->name);
  else if (fault == faults->plan.count)
    log_warning("'%s': --faults has no %s, or no more of them", line, facts->name);
  else {
    fault_do(faults, fault, command.on);
    faults->told = command.on && facts->lasts ? fault : fault + 1;
  }
}

static void line_heard(void *context, const char *line) {
  struct client_faults *faults = context;
  if (faults->listener.heard)
    faults->listener.heard(faults->listener.owner, line);
  client_faults_hear(faults, line);
}

static void input_ready(void *owner, unsigned events) {
  struct client_faults *faults = owner;
  char buffer[INPUT_LINE_BYTES];
  (void)events;
  ssize_t got = read(STDIN_FILENO, buffer, sizeof buffer);
  if (got > 0)
    input_line_take(&faults->line, buffer, (size_t)got, line_heard, faults);
  else if (got == 0 || (errno != EAGAIN && errno != EINTR))
    loop_io_set(faults->input, 0);
}

static enum status input_open(struct client_faults *faults, struct error *error) {
  faults->input = loop_io_create(faults->crowd->network.loop, STDIN_FILENO, input_ready, faults);
  if (!faults->input)
    return error_set(error, STATUS_ENVIRONMENT, "standard input cannot be waited for");
  fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
  loop_io_set(faults->input, LOOP_READ);
  return STATUS_OK;
}

/* --- messages due ---------------------------------------------------------------------- */

const struct fault_effect *client_faults_unknown(const struct client_faults *faults) {
  return faults->known < faults->record.count ? &faults->record.effects[faults->known] : NULL;
}

void client_faults_take(struct client_faults *faults, const struct server_answer *answer) {
  const struct crowd *crowd = faults->crowd;
  uint64_t expected = 0;
  for (size_t i = 0; i < crowd->count; i++)
    expected += answer->channels[crowd->users[i].subscriber.channel].count;
  faults->expected[faults->known++] = expected;
}

void client_faults_carry(struct client_faults *faults, struct carrier *carrier) {
  uint64_t known = faults->known;
  carrier_least(carrier, &known);
  faults->known = (size_t)known;
  carrier_sums(carrier, faults->expected, faults->plan.count);
  fault_record_carry(&faults->record, carrier);
}

/* --- start and end --------------------------------------------------------------------- */

enum status client_faults_init(struct client_faults *faults, struct crowd *crowd,
                               struct error *error) {
  const struct client_options *options = crowd->options;
  bool scheduled = transport_traits[options->transport].scheduled;
  *faults = (struct client_faults){.crowd = crowd};
  enum status status = faults_read(options->faults, &faults->plan, error);
  if (status == STATUS_OK)
    status = faults_check(&faults->plan, options->duration_s, error);
  if (status == STATUS_OK)
    status = fault_record_init(&faults->record, &faults->plan, (size_t)options->clients,
                               scheduled ? (uint64_t)options->interval_ms * NS_PER_MS : 0, error);
  if (status == STATUS_OK && faults->plan.count > 0)
    crowd->record->faults = &faults->record;
  return status;
}

enum status client_faults_begin(struct client_faults *faults, uint64_t start_ns,
                                struct error *error) {
  if (faults->crowd->options->commands)
    return faults->deaf ? STATUS_OK : input_open(faults, error);
  if (faults->plan.count == 0)
    return STATUS_OK;
  faults->clock = (struct fault_clock){.faults = &faults->plan, .start_ns = start_ns};
  enum status status =
      loop_alarm_create(faults->crowd->network.loop, alarm_fired, faults, &faults->alarm, error);
  if (status == STATUS_OK)
    alarm_set(faults);
  return status;
}

void client_faults_end(struct client_faults *faults) {
  loop_alarm_destroy(faults->alarm);
  loop_io_destroy(faults->input);
  faults->alarm = NULL;
  faults->input = NULL;
  faults->clock.start_ns = 0;
  users_resume(faults->crowd);
}

void client_faults_release(struct client_faults *faults) {
  loop_alarm_destroy(faults->alarm);
  loop_io_destroy(faults->input);
  fault_record_release(&faults->record);
  free(faults->ports);
}
