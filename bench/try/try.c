/* Starts the server, tries one transport after the other, and ends it. */
#include "bench/try/try.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "bench/base/bounded_text.h"
#include "bench/base/folder.h"
#include "bench/base/interrupt.h"
#include "bench/base/terminal.h"
#include "bench/measure/served.h"
#include "bench/try/shown.h"
#include "bench/try/try_client.h"
#include "common/base/clock.h"
#include "common/base/whole.h"

enum {
  LOOK_MS = 20,
  LOG_LINES = 8, /* of a server that does not start */
  SPARE_S = 10,  /* beside the description's own times */
  LINE_BYTES = 400,
  COLUMNS = 100 /* of the output, on a terminal or not */
};

struct trial {
  const struct try_plan *plan;
  struct path folder, log;
  struct process host;
  struct served served;
};

/* --- the server --------------------------------------------------------------------------- */

/* Until it has said that it is ready, or has ended. */
static bool host_wait(struct trial *trial, double seconds, bool ends) {
  uint64_t deadline_ns = instant_after_ns(clock_now_ns(), whole_ns_of_s(seconds));
  for (;;) {
    process_poll(&trial->host, NULL, NULL);
    bool ready = !ends && trial->host.out && strchr(trial->host.out, '\n');
    if (ready || trial->host.reaped)
      return true;
    if (clock_now_ns() >= deadline_ns || (!ends && interrupt_count() > 0))
      return false;
    struct pollfd fds[] = {{.fd = trial->host.out_fd, .events = POLLIN},
                           {.fd = trial->host.err_fd, .events = POLLIN}};
    poll(fds, sizeof fds / sizeof *fds, LOOK_MS);
  }
}

/* How much of the host's words is kept: "see above" is of no use where nothing is written. */
static int reason_letters(const struct trial *trial, const char *reason) {
  const char *above = strstr(reason, ": see above");
  return (int)(above && !trial->plan->out ? (size_t)(above - reason) : strlen(reason));
}

static void host_failure(const struct trial *trial, struct try_result *result) {
  const char *reason = process_reason(&trial->host);
  char ending[128] = "is not ready in time";
  if (trial->host.reaped)
    process_ending(&trial->host, ending, sizeof ending);
  if (reason)
    bounded_append(result->failure, sizeof result->failure, "%.*s", reason_letters(trial, reason),
                   reason);
  else
    bounded_append(result->failure, sizeof result->failure,
                   "the server cannot be started: its "
                   "host %s",
                   ending);
}

/* Whether the description or the request forbids that the server is started. */
static bool host_refuses(const struct trial *trial) {
  int ended = trial->host.wait_status;
  return trial->host.reaped && WIFEXITED(ended) && WEXITSTATUS(ended) == STATUS_USAGE;
}

/* Writes the last lines of the server's own output, without secrets. Those of its host are errors,
 * which are told anyway. */
static void log_show(const struct trial *trial) {
  static const char of_host[] = "pushbench: ";
  char lines[LOG_LINES][LINE_BYTES], shown[LINE_BYTES];
  size_t count = 0;
  FILE *file = trial->plan->out ? fopen(trial->log.text, "re") : NULL;
  while (file && fgets(lines[count % LOG_LINES], LINE_BYTES, file))
    count += strncmp(lines[count % LOG_LINES], of_host, strlen(of_host)) != 0;
  if (count > 0)
    fputs("the server wrote:\n", trial->plan->out);
  for (size_t i = count > LOG_LINES ? count - LOG_LINES : 0; i < count; i++) {
    char *line = lines[i % LOG_LINES];
    line[strcspn(line, "\n")] = '\0';
    char *hidden = target_secrets_hide(trial->plan->description, line);
    *shown = '\0';
    shown_append(shown, sizeof shown, hidden ? hidden : "");
    fprintf(trial->plan->out, "    %s\n", shown);
    free(hidden);
  }
  if (file)
    fclose(file);
}

static enum status host_begin(struct trial *trial, struct try_result *result, struct error *error) {
  const struct try_plan *plan = trial->plan;
  const struct served_plan start = {.program = plan->host_program,
                                    .target = plan->description->path,
                                    .ports = "",
                                    .remote = plan->remote,
                                    .cpu = -1,
                                    .log_path = trial->log.text};
  enum status status = served_start(&trial->host, &start, error);
  if (status != STATUS_OK)
    return status;
  host_wait(trial, plan->description->server.ready_s + SPARE_S, false);
  if (interrupt_count() > 0)
    return error_set(error, STATUS_INTERRUPTED, "interrupted");
  json_t *ready = line_with(trial->host.out, "ready");
  bool good = ready && served_read(&trial->served, ready);
  json_decref(ready);
  if (good)
    return STATUS_OK;
  host_failure(trial, result);
  log_show(trial);
  return host_refuses(trial) ? STATUS_USAGE : STATUS_ENVIRONMENT;
}

static void host_end(struct trial *trial) {
  process_signal(&trial->host, false);
  if (trial->host.started)
    host_wait(trial, trial->plan->description->server.end_s + SPARE_S, true);
  process_release(&trial->host);
}

/* --- transports --------------------------------------------------------------------------- */

static void failure_show(FILE *out, const struct try_transport *tried) {
  if (!out)
    return;
  if (!tried->works)
    text_wrap(out, "  does not work: ", tried->failure, COLUMNS);
  if (*tried->hint)
    text_wrap(out, "  hint: ", tried->hint, COLUMNS);
  fputc('\n', out);
  fflush(out);
}

static enum status transport_try(struct trial *trial, enum transport_kind transport,
                                 struct try_result *result, struct error *error) {
  const struct try_client_plan client = {.plan = trial->plan,
                                         .served = &trial->served,
                                         .host = &trial->host,
                                         .transport = transport,
                                         .folder = trial->folder.text};
  struct try_transport *tried = &result->transports[transport];
  if (trial->plan->out)
    fprintf(trial->plan->out, "%s\n", transport_name((int)transport));
  enum status status = try_client_run(&client, tried, error);
  if (status == STATUS_OK)
    failure_show(trial->plan->out, tried);
  return status;
}

static enum status transports_try(struct trial *trial, struct try_result *result,
                                  struct error *error) {
  const struct try_plan *plan = trial->plan;
  enum status status = STATUS_OK;
  bool work = true;
  for (int i = 0; status == STATUS_OK && i < TRANSPORT_COUNT; i++) {
    if (!plan->wanted[i] || !plan->description->transports[i])
      continue;
    status = transport_try(trial, (enum transport_kind)i, result, error);
    work = work && result->transports[i].works;
  }
  return status == STATUS_OK && !work ? STATUS_CHECK : status;
}

enum status try_target(const struct try_plan *plan, struct try_result *result,
                       struct error *error) {
  const char *temporary = getenv("TMPDIR");
  struct trial trial = {.plan = plan, .host = PROCESS_NONE};
  *result = (struct try_result){.failure = ""};
  trial.folder = path_of("%s/pushbench-try-XXXXXX", temporary && *temporary ? temporary : "/tmp");
  if (!*trial.folder.text || !mkdtemp(trial.folder.text))
    return error_set(error, STATUS_ENVIRONMENT, "no folder for a try can be made in %.200s",
                     temporary && *temporary ? temporary : "/tmp");
  trial.log = path_of("%s/server.log", trial.folder.text);
  enum status status = host_begin(&trial, result, error);
  if (status == STATUS_OK)
    status = transports_try(&trial, result, error);
  if (status == STATUS_CHECK && trial.host.reaped)
    log_show(&trial);
  host_end(&trial);
  folder_remove(trial.folder.text);
  return status;
}
