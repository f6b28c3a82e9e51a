/* Watches the client, and reads what it adds to its transcript. */
#include "bench/try/try_client.h"

#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "bench/base/bounded_text.h"
#include "bench/base/folder.h"
#include "bench/base/interrupt.h"
#include "common/base/clock.h"
#include "documents/figures.h"
#include "documents/json_read.h"

enum {
  LOOK_MS = 50,
  RUN_S = 60,           /* longest that a client may take */
  ARGUMENTS_MAX = 48,   /* of the client */
  ARGUMENT_BYTES = 4400 /* of one: a path is the longest */
};

struct try_client {
  const struct try_client_plan *plan;
  struct process process;
  struct talk talk;
  struct path transcript, trace, log;
  FILE *file;   /* of the transcript; NULL until it is there */
  bool ending;  /* it was told to end */
  bool heard;   /* something came since the last look */
  char *line;   /* of getline */
  size_t space; /* its room */
};

static bool publishes_itself(const struct try_client *client) {
  return client->plan->plan->description->publishing == TARGET_PUBLISHES_ITSELF;
}

static bool by_request(const struct try_client *client) {
  return client->plan->plan->description->publishing == TARGET_PUBLISHES_BY_REQUEST;
}

/* --- start -------------------------------------------------------------------------------- */

/* Three messages, in the midst of the measured phase, so that all that belongs to them is counted;
 * short ones, since some servers take no more. */
static const char trace_text[] = "time_s,channel,bytes\n0.15,0,4\n0.30,0,4\n0.45,0,4\n";

/* Names and values of options. A server that publishes by itself does so when it wants to. */
static const char *const options_ours[] = {"workload",   "trace", "warmup_s", "0.05",
                                           "duration_s", "0.6",   NULL};
static const char *const options_itself[] = {"warmup_s", "0", "duration_s", "10", NULL};
static const char *const options_both[] = {
    "clients",           "1",   "interval_ms",      "100",  "json", "on", "drain_s", "5",
    "reconnect_base_ms", "500", "reconnect_jitter", "none", NULL};

struct command_line {
  char texts[ARGUMENTS_MAX][ARGUMENT_BYTES];
  char *arguments[ARGUMENTS_MAX + 1];
  size_t count;
};

/* "--target-ports=VALUE" of "target_ports". */
static void option_add(struct command_line *line, const char *name, const char *value) {
  char *text = line->texts[line->count];
  snprintf(text, ARGUMENT_BYTES, "--%s=%s", name, value);
  for (char *at = text; *at && *at != '='; at++)
    *at = *at == '_' ? '-' : *at;
  line->arguments[line->count++] = text;
}

static void options_add(struct command_line *line, const char *const *options) {
  for (; *options; options += 2)
    option_add(line, options[0], options[1]);
}

static void command_line_make(const struct try_client *client, struct command_line *line) {
  const struct try_client_plan *plan = client->plan;
  const char *served[SERVED_OPTIONS + 1] = {NULL};
  snprintf(line->texts[0], ARGUMENT_BYTES, "pushbench-client");
  line->arguments[line->count++] = line->texts[0];
  served_options(plan->served, plan->plan->description->path, plan->plan->remote, served);
  options_add(line, served);
  option_add(line, "transport", transport_name((int)plan->transport));
  option_add(line, "transcript", client->transcript.text);
  options_add(line, options_both);
  options_add(line, publishes_itself(client) ? options_itself : options_ours);
  if (!publishes_itself(client))
    option_add(line, "trace", client->trace.text);
}

static enum status trace_write(const char *path, struct error *error) {
  FILE *file = fopen(path, "we");
  bool good = file && fputs(trace_text, file) >= 0;
  good = file && fclose(file) == 0 && good;
  return good ? STATUS_OK : error_set(error, STATUS_ENVIRONMENT, "cannot write %s", path);
}

static enum status client_start(struct try_client *client, struct error *error) {
  const char *name = transport_name((int)client->plan->transport);
  client->transcript = path_of("%s/%s.jsonl", client->plan->folder, name);
  client->trace = path_of("%s/messages.csv", client->plan->folder);
  client->log = path_of("%s/%s.log", client->plan->folder, name);
  enum status status = trace_write(client->trace.text, error);
  struct command_line *line = calloc(1, sizeof *line);
  if (!line)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a command line");
  command_line_make(client, line);
  const struct process_plan start = {.program = client->plan->plan->client_program,
                                     .arguments = line->arguments,
                                     .cpu = -1,
                                     .log_path = client->log.text};
  if (status == STATUS_OK)
    status = process_start(&client->process, &start, error);
  free(line);
  return status;
}

/* --- the transcript ----------------------------------------------------------------------- */

static void line_take(struct try_client *client, ssize_t bytes) {
  json_t *line = json_read_text(client->line, (size_t)bytes, 0, NULL);
  if (line)
    talk_take(&client->talk, line);
  json_decref(line);
  client->heard = true;
}

/* Reads the whole lines that were added. */
static void transcript_read(struct try_client *client) {
  if (!client->file)
    client->file = fopen(client->transcript.text, "re");
  for (;;) {
    long begin = client->file ? ftell(client->file) : -1;
    ssize_t bytes = begin >= 0 ? getline(&client->line, &client->space, client->file) : -1;
    if (bytes > 0 && client->line[bytes - 1] == '\n') {
      line_take(client, bytes);
      continue;
    }
    if (begin >= 0)
      fseek(client->file, begin, SEEK_SET); /* forgets the end of the file, too */
    return;
  }
}

/* --- the run ------------------------------------------------------------------------------ */

static bool is_decided(const struct try_client *client) {
  return client->talk.failed || (publishes_itself(client) && talk_is_done(&client->talk));
}

static void client_end(struct try_client *client) {
  if (!client->ending)
    process_signal(&client->process, false);
  client->ending = true;
}

/* Writes what is held back once nothing has come for a look. */
static void look(struct try_client *client) {
  client->heard = false;
  process_poll(&client->process, NULL, NULL);
  process_poll(client->plan->host, NULL, NULL);
  transcript_read(client);
  if (!client->heard)
    talk_pause(&client->talk);
  if (client->plan->host->reaped)
    talk_fail(&client->talk, "server", "it has ended by itself");
  if (is_decided(client))
    client_end(client);
}

static enum status client_watch(struct try_client *client) {
  uint64_t deadline_ns = clock_now_ns() + (uint64_t)RUN_S * NS_PER_S;
  while (!client->process.reaped) {
    struct pollfd fds[] = {{.fd = client->process.out_fd, .events = POLLIN},
                           {.fd = client->process.err_fd, .events = POLLIN}};
    poll(fds, sizeof fds / sizeof *fds, LOOK_MS);
    look(client);
    if (interrupt_count() > 0)
      return STATUS_INTERRUPTED;
    if (clock_now_ns() >= deadline_ns) {
      talk_fail(&client->talk, "user", "it was not done in time");
      return STATUS_OK;
    }
  }
  transcript_read(client);
  talk_pause(&client->talk);
  return STATUS_OK;
}

/* --- the outcome -------------------------------------------------------------------------- */

static double share_of(const json_t *document, enum figure bytes) {
  double received = figure_value(document, FIGURE_COUNTED_RECEIVED, 0);
  return received > 0 ? figure_value(document, bytes, NAN) / received : NAN;
}

/* "none of the 1 users could connect: open: HTTP 401" is what its users say: "open: HTTP 401". */
static const char *error_of(const struct try_client *client, const json_t *document) {
  static const char sign[] = "could connect: ";
  const char *error = figure_text(document, FIGURE_ERROR);
  error = error ? error : process_reason(&client->process);
  const char *at = error ? strstr(error, sign) : NULL;
  return at ? at + strlen(sign) : error;
}

/* Whether the document says something against it that was in no step. */
static void document_judge(struct try_client *client, const json_t *document) {
  struct talk *talk = &client->talk;
  char words[TALK_WORDS_BYTES];
  double damaged = figure_value(document, FIGURE_CORRUPTED, 0);
  const char *error = error_of(client, document);
  if (damaged > 0 && !talk_is_done(talk)) {
    talk_fail(talk, "message", "a message came damaged");
  } else if (!talk_is_done(talk) && error) {
    talk_fail(talk, "client", error);
  } else if (!talk_is_done(talk) && (talk->messages == 0 || !publishes_itself(client))) {
    snprintf(words, sizeof words, "%s%zu of %d messages came", talk->messages ? "only " : "",
             talk->messages, TALK_MESSAGES);
    talk_fail(talk, "message", talk->messages ? words : "no message came");
  } else if (damaged > 0) {
    talk_fail(talk, "message", "messages came damaged, too");
  }
}

static void outcome_take(struct try_client *client, struct try_transport *out) {
  const struct talk *talk = &client->talk;
  json_t *document = client->process.out
                         ? json_read_text(client->process.out, client->process.out_bytes, 0, NULL)
                         : NULL;
  document_judge(client, document);
  *out = (struct try_transport){.tried = true,
                                .works = !talk->failed,
                                .messages = talk->messages,
                                .twice = talk->twice,
                                .unanswered = by_request(client) ? talk->unanswered : 0,
                                .first_latency_ns = talk_first_latency_ns(talk),
                                .up_bytes = share_of(document, FIGURE_BYTES_TCP_UP),
                                .down_bytes = share_of(document, FIGURE_BYTES_TCP_DOWN),
                                .envelope_bytes = share_of(document, FIGURE_BYTES_PROTOCOL_DOWN)};
  json_decref(document);
  if (talk->failed)
    bounded_append(out->failure, sizeof out->failure, "%s: %s", talk->step, talk->words);
  if (talk->failed || talk->twice > 0)
    hint_make(talk, client->plan->plan->description, client->plan->transport, out->hint);
}

enum status try_client_run(const struct try_client_plan *plan, struct try_transport *out,
                           struct error *error) {
  struct try_client client = {.plan = plan, .process = PROCESS_NONE};
  talk_begin(&client.talk, plan->plan->out, publishes_itself(&client));
  enum status status = client_start(&client, error);
  if (status == STATUS_OK)
    status = client_watch(&client);
  if (status == STATUS_OK)
    outcome_take(&client, out);
  if (status == STATUS_INTERRUPTED)
    error_set(error, status, "interrupted");
  process_release(&client.process);
  if (client.file)
    fclose(client.file);
  free(client.line);
  return status;
}
