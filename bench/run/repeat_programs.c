/* Starts the programs of a cell with their arguments. */
#include <stdio.h>
#include <string.h>

#include "bench/base/folder.h"
#include "bench/run/repeat_state.h"
#include "common/base/traits.h"
#include "common/suite/link_addresses.h"

unsigned fault_actors_of(const struct repeat *repeat, enum fault_kind kind) {
  unsigned actors = fault_kinds[kind].actors;
  if (!repeat->plan->cell->target || !(actors & FAULT_BY_SERVER))
    return actors;
  return (actors & ~(unsigned)FAULT_BY_SERVER) | FAULT_BY_CLIENT;
}

/* Whether one of these actors (enum fault_actor) takes part in a fault. */
static bool faults_have(const struct repeat *repeat, unsigned actors) {
  const struct faults *faults = repeat->faults.faults;
  for (size_t i = 0; i < faults->count; i++)
    if (fault_actors_of(repeat, faults->items[i].kind) & actors)
      return true;
  return false;
}

static bool faults_have_kind(const struct repeat *repeat, enum fault_kind kind) {
  const struct faults *faults = repeat->faults.faults;
  for (size_t i = 0; i < faults->count; i++)
    if (faults->items[i].kind == kind)
      return true;
  return false;
}

/* Writes the faults as the client's option takes them; "" for none. `out` has room for FAULTS_MAX *
 * FAULT_TEXT_BYTES. */
static void faults_text(const struct repeat *repeat, char *out) {
  const struct faults *faults = repeat->faults.faults;
  *out = '\0';
  for (size_t i = 0; i < faults->count; i++) {
    char item[FAULT_TEXT_BYTES];
    fault_write(&faults->items[i], item);
    size_t used = strlen(out);
    snprintf(out + used, (size_t)FAULTS_MAX * FAULT_TEXT_BYTES - used, "%s%s", i > 0 ? "," : "",
             item);
  }
}

/* A server of other people is started by `pushbench host`, which behaves like one of ours. */
static enum status other_start(struct repeat *repeat, struct error *error) {
  const struct repeat_plan *plan = repeat->plan;
  struct path log = path_of("%s/%s", plan->folder, repeat->server_log);
  const struct served_plan start = {.program = plan->host_program,
                                    .target = plan->cell->target->path,
                                    .ports = repeat->other.ports,
                                    .remote = plan->remote,
                                    .cpu = plan->server_cpu,
                                    .log_path = log.text};
  if (!*log.text)
    return error_set(error, STATUS_ENVIRONMENT, "%.200s: the path is too long", plan->folder);
  return served_start(&repeat->server, &start, error);
}

const char *place_or_none(const char *place) {
  return *place ? place : NULL;
}

static enum status program_start(struct repeat *repeat, enum program program, const char *log,
                                 const char *const *own, struct error *error) {
  const struct repeat_plan *plan = repeat->plan;
  bool is_server = program == PROGRAM_SERVER;
  struct arguments arguments = {0};
  struct path log_path = path_of("%s/%s", plan->folder, log);
  struct process_plan start = {
      .program = is_server ? plan->server_program : plan->client_program,
      .cpu = is_server ? plan->server_cpu : plan->client_cpu,
      .log_path = log_path.text,
      .variable = *repeat->control_token ? repeat->control_token : NULL,
      .hears = faults_have(repeat, is_server ? FAULT_BY_SERVER : FAULT_BY_CLIENT),
      .user_namespace = place_or_none(repeat->places.user),
      .network_namespace = place_or_none(is_server ? repeat->places.server : repeat->places.client),
  };
  if (!*log_path.text)
    return error_set(error, STATUS_ENVIRONMENT, "%.200s: the path is too long", plan->folder);
  enum status status =
      arguments_make(&arguments, program, start.program, plan->cell, plan->certificate, own, error);
  if (status == STATUS_OK && plan->left_out)
    arguments_leave_out(&arguments, &plan->left_out[program]);
  if (status == STATUS_OK) {
    start.arguments = arguments.texts;
    status = process_start(is_server ? &repeat->server : &repeat->client, &start, error);
    repeat_trees_follow(repeat);
  }
  arguments_release(&arguments);
  return status;
}

/* The same address for a server that is started in the place of another. */
static const char *listen_address(const struct repeat *repeat) {
  if (*repeat->address)
    return repeat->address;
  return repeat->link.started ? "0.0.0.0:0" : "127.0.0.1:0"; /* a link has an address of its own */
}

enum status server_start(struct repeat *repeat, struct error *error) {
  struct path journal = path_of("%s/journal.tsv", repeat->plan->folder);
  const char *own[16] = {NULL};
  size_t count = 0;
  snprintf(repeat->server_log, sizeof repeat->server_log, "server.log");
  if (repeat->server_starts++ > 0)
    snprintf(repeat->server_log, sizeof repeat->server_log, "server-%u.log", repeat->server_starts);
  if (repeat->plan->cell->target)
    return other_start(repeat, error);
  if (!cell_in_process(repeat->plan->cell)) {
    own[count++] = "listen";
    own[count++] = listen_address(repeat);
    own[count++] = "publish_start";
    own[count++] = "request";
  }
  if (faults_have_kind(repeat, FAULT_KILL_SERVER)) {
    own[count++] = "journal";
    own[count++] = journal.text;
  }
  if (faults_have(repeat, FAULT_BY_SERVER)) {
    own[count++] = "commands";
    own[count++] = "on";
  }
  return program_start(repeat, PROGRAM_SERVER, repeat->server_log, own, error);
}

enum { URL_BYTES = 96 };

struct urls {
  char users[URL_BYTES], control[URL_BYTES];
};

/* The server, or the proxy, at the address of a link; without a link on the loopback. */
static void url_write(const struct repeat *repeat, const char *host, bool proxied, char *out) {
  const char *scheme = cell_speaks_tls(repeat->plan->cell) ? "https" : "http";
  const char *port = proxied ? strrchr(repeat->proxied.url, ':') : strchr(repeat->address, ':');
  snprintf(out, URL_BYTES, "%s://%s%s", scheme, repeat->link.started ? host : "127.0.0.1",
           port ? port : "");
}

/* Where the users go: names and values of options. Returns how many of `own` it takes. */
static size_t place_take(const struct repeat *repeat, const char **own, struct urls *urls) {
  const struct cell *cell = repeat->plan->cell;
  if (cell->target)
    return served_options(&repeat->other, cell->target->path, repeat->plan->remote, own);
  url_write(repeat, LINK_SERVER, repeat->proxy.started, urls->users);
  url_write(repeat, LINK_CONTROL_SERVER, false, urls->control);
  own[0] = "connect";
  own[1] = urls->users;
  own[2] = "control_connect";
  own[3] = urls->control;
  if (!repeat->link.started)
    return 4;
  own[4] = "user_addresses";
  own[5] = LINK_FIRST_USER;
  return 6;
}

enum status client_start(struct repeat *repeat, struct error *error) {
  char faults[FAULTS_MAX * FAULT_TEXT_BYTES];
  struct urls urls;
  const char *own[24] = {NULL};
  size_t count = place_take(repeat, own, &urls);
  faults_text(repeat, faults);
  if (*faults) {
    own[count++] = "faults";
    own[count++] = faults;
  }
  if (faults_have(repeat, FAULT_BY_CLIENT)) {
    own[count++] = "commands";
    own[count++] = "on";
  }
  return program_start(repeat, PROGRAM_CLIENT, "client.log", own, error);
}
