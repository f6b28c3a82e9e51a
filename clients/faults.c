/* Commands, and the server's list of what was due under each fault. */
#include "clients/faults.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "clients/client.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/transports.h"

/* --- commands ----------------------------------------------------------------------- */

static void command_do(struct client_faults *faults, const char *line) {
  struct fault_command command;
  if (!fault_command_read(line, &command)) {
    log_warning("'%s' is no command: KIND on|off SHARE MESSAGES", line);
    return;
  }
  if (command.kind == FAULT_SILENCE_CONNECTIONS)
    failure_silence(&faults->client->failure, command.share);
  else if (command.kind == FAULT_SLOW_READER)
    slow_set(faults->client, command.share, command.on);
  else
    log_warning("%s is no fault of the users", fault_kinds[command.kind].name);
}

/* What does not fit into a line is cut off. */
static void input_take(struct client_faults *faults, const char *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (bytes[i] != '\n') {
      if (faults->line_bytes + 1 < sizeof(faults->line))
        faults->line[faults->line_bytes++] = bytes[i];
      continue;
    }
    faults->line[faults->line_bytes] = '\0';
    faults->line_bytes = 0;
    command_do(faults, faults->line);
  }
}

static void input_ready(void *owner, unsigned events) {
  struct client_faults *faults = owner;
  char buffer[FAULT_COMMAND_BYTES];
  (void)events;
  ssize_t got = read(STDIN_FILENO, buffer, sizeof(buffer));
  if (got > 0)
    input_take(faults, buffer, (size_t)got);
  else if (got == 0 || (errno != EAGAIN && errno != EINTR))
    loop_io_set(faults->input, 0);
}

/* --- what was due ------------------------------------------------------------------- */

const struct fault_effect *client_faults_unknown(const struct client_faults *faults) {
  return faults->known < faults->record.count ? &faults->record.effects[faults->known] : NULL;
}

void client_faults_take(struct client_faults *faults, const struct control_answer *answer) {
  const struct client *client = faults->client;
  uint64_t expected = 0;
  for (size_t i = 0; i < client->user_count; i++)
    expected += answer->channels[client->users[i].subscriber.channel].count;
  faults->expected[faults->known++] = expected;
}

/* --- start and end ------------------------------------------------------------------- */

static enum status input_open(struct client_faults *faults, struct error *error) {
  faults->input = loop_io_create(faults->client->loop, STDIN_FILENO, input_ready, faults);
  if (!faults->input)
    return error_set(error, STATUS_ENVIRONMENT, "standard input cannot be waited for");
  fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
  loop_io_set(faults->input, LOOP_READ);
  return STATUS_OK;
}

enum status client_faults_init(struct client_faults *faults, struct client *client,
                               struct error *error) {
  const struct client_options *options = client->options;
  bool short_poll = options->transport == TRANSPORT_SHORT_POLL;
  *faults = (struct client_faults){.client = client};
  enum status status = faults_read(options->faults, &faults->plan, error);
  if (status == STATUS_OK)
    status = faults_check(&faults->plan, options->duration_s, error);
  if (status == STATUS_OK)
    status = fault_record_init(&faults->record, &faults->plan, (size_t)options->clients,
                               short_poll ? (uint64_t)options->interval_ms * NS_PER_MS : 0, error);
  if (status == STATUS_OK && options->commands)
    status = input_open(faults, error);
  if (status == STATUS_OK && faults->plan.count > 0)
    client->record.faults = &faults->record;
  return status;
}

void client_faults_release(struct client_faults *faults) {
  loop_io_destroy(faults->input);
  fault_record_release(&faults->record);
}
