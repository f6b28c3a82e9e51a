/* Commands, and the server's list of what was due under each fault. */
#include "clients/faults/client_faults.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "clients/faults/failure.h"
#include "clients/faults/slow.h"
#include "clients/users/user.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/traits.h"

/* --- commands ----------------------------------------------------------------------- */

static void command_do(struct client_faults *faults, const char *line) {
  struct fault_command command;
  if (!fault_command_read(line, &command)) {
    log_warning("'%s' is no command: KIND on|off SHARE MESSAGES", line);
    return;
  }
  if (command.kind == FAULT_SILENCE_CONNECTIONS)
    failure_silence(faults->failure, command.share);
  else if (command.kind == FAULT_SLOW_READER)
    slow_set(faults->crowd, command.share, command.on);
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

void client_faults_take(struct client_faults *faults, const struct server_answer *answer) {
  const struct crowd *crowd = faults->crowd;
  uint64_t expected = 0;
  for (size_t i = 0; i < crowd->count; i++)
    expected += answer->channels[crowd->users[i].subscriber.channel].count;
  faults->expected[faults->known++] = expected;
}

/* --- start and end ------------------------------------------------------------------- */

static enum status input_open(struct client_faults *faults, struct error *error) {
  faults->input = loop_io_create(faults->crowd->network.loop, STDIN_FILENO, input_ready, faults);
  if (!faults->input)
    return error_set(error, STATUS_ENVIRONMENT, "standard input cannot be waited for");
  fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
  loop_io_set(faults->input, LOOP_READ);
  return STATUS_OK;
}

enum status client_faults_init(struct client_faults *faults, struct crowd *crowd,
                               struct failure *failure, struct error *error) {
  const struct client_options *options = crowd->options;
  bool scheduled = transport_traits[options->transport].scheduled;
  *faults = (struct client_faults){.crowd = crowd, .failure = failure};
  enum status status = faults_read(options->faults, &faults->plan, error);
  if (status == STATUS_OK)
    status = faults_check(&faults->plan, options->duration_s, error);
  if (status == STATUS_OK)
    status = fault_record_init(&faults->record, &faults->plan, (size_t)options->clients,
                               scheduled ? (uint64_t)options->interval_ms * NS_PER_MS : 0, error);
  if (status == STATUS_OK && options->commands)
    status = input_open(faults, error);
  if (status == STATUS_OK && faults->plan.count > 0)
    crowd->record->faults = &faults->record;
  return status;
}

void client_faults_release(struct client_faults *faults) {
  loop_io_destroy(faults->input);
  fault_record_release(&faults->record);
}
