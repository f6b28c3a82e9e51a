/* pushbench probe: what the path to a server does to pushed messages. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/interrupt.h"
#include "bench/base/terminal.h"
#include "bench/commands/command_table.h"
#include "bench/commands/words.h"
#include "bench/probe/findings.h"
#include "bench/probe/probe.h"
#include "bench/probe/probe_table.h"
#include "common/wire/control_token.h"

enum { IDLE_S_MAX = 4000 };

struct probe_arguments {
  const char *url, *token, *idle, *heartbeats; /* NULL where not given */
  bool insecure, json, settings;
};

static enum status arguments_read(struct probe_arguments *out, int argc, char *const *argv,
                                  struct error *error) {
  for (int i = 2; i < argc && argv[i]; i++) {
    const char *word = argv[i], *value = NULL;
    if ((value = option_value("--control-token", argc, argv, &i)))
      out->token = value;
    else if ((value = option_value("--idle-s", argc, argv, &i)))
      out->idle = value;
    else if ((value = option_value("--heartbeats-s", argc, argv, &i)))
      out->heartbeats = value;
    else if (strcmp(word, "--insecure") == 0)
      out->insecure = true;
    else if (strcmp(word, "--json") == 0)
      out->json = true;
    else if (strcmp(word, "--settings") == 0)
      out->settings = true;
    else if (word[0] != '-' && !out->url)
      out->url = word;
    else
      return error_set(error, STATUS_USAGE, "unexpected argument '%s': `pushbench --help`", word);
  }
  return out->url || out->settings
             ? STATUS_OK
             : error_set(error, STATUS_USAGE, "probe needs a URL: `pushbench --help`");
}

/* A number of seconds, up to the most that a look lasts. */
static bool seconds_read(const char *text, char **end, double *out) {
  *out = strtod(text, end);
  return *end != text && *out > 0 && *out <= IDLE_S_MAX;
}

static enum status idle_read(const struct probe_arguments *arguments, struct idle_plan *out,
                             struct error *error) {
  const char *at = arguments->heartbeats ? arguments->heartbeats : "25,55";
  char *end = NULL;
  *out = (struct idle_plan){.idle_s = 0};
  if (arguments->idle && (!seconds_read(arguments->idle, &end, &out->idle_s) || *end != '\0'))
    return error_set(error, STATUS_USAGE, "--idle-s takes seconds, up to %d, not '%s'", IDLE_S_MAX,
                     arguments->idle);
  while (out->heartbeat_count < LOOK_HEARTBEATS_MAX) {
    if (!seconds_read(at, &end, &out->heartbeats_s[out->heartbeat_count]))
      break;
    out->heartbeat_count++;
    if (*end != ',')
      break;
    at = end + 1;
  }
  if (out->heartbeat_count == 0 || *end != '\0')
    return error_set(error, STATUS_USAGE, "--heartbeats-s takes one or two times, as 25,55");
  return STATUS_OK;
}

static enum status token_read(const struct probe_arguments *arguments, const char **out,
                              struct error *error) {
  *out = control_token_given(arguments->token ? arguments->token : "");
  if (**out == '\0' || control_token_is_sound(*out))
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "the control token is not one: %d to %d letters, digits and -._~+/=",
                   CONTROL_TOKEN_BYTES_MIN, CONTROL_TOKEN_BYTES_MAX);
}

static enum status result_print(const struct probe_arguments *arguments,
                                const struct observations *seen, struct error *error) {
  struct findings *findings = malloc(sizeof *findings);
  if (!findings)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the findings");
  findings_judge(seen, findings);
  if (arguments->json) {
    json_t *document = probe_json(seen, findings);
    json_dumpf(document, stdout, JSON_INDENT(2));
    fputc('\n', stdout);
    json_decref(document);
  } else {
    probe_table_write(stdout, seen, findings, terminal_columns(STDOUT_FILENO));
  }
  enum status status = findings->faults > 0    ? STATUS_CHECK
                       : findings->unknown > 0 ? STATUS_UNKNOWN
                                               : STATUS_OK;
  if (status == STATUS_CHECK)
    probe_reason(findings, error->text, sizeof error->text);
  if (status == STATUS_UNKNOWN)
    error_set(error, status, "nothing was found, but not everything could be told: see above");
  free(findings);
  return status;
}

static enum status probe_as_asked(const struct probe_arguments *arguments, struct error *error) {
  struct probe_plan plan = {.insecure = arguments->insecure, .progress = stderr};
  enum status status = path_url_read(arguments->url, &plan.url, error);
  if (status == STATUS_OK)
    status = idle_read(arguments, &plan.idle, error);
  if (status == STATUS_OK)
    status = token_read(arguments, &plan.token, error);
  struct observations *seen = status == STATUS_OK ? malloc(sizeof *seen) : NULL;
  if (status == STATUS_OK && !seen)
    return error_set(error, STATUS_ENVIRONMENT, "no memory");
  if (status == STATUS_OK) {
    interrupt_install();
    status = probe_run(&plan, seen, error);
  }
  if (status == STATUS_OK)
    status = result_print(arguments, seen, error);
  free(seen);
  return status;
}

static enum status probe_from(int argc, char *const *argv, struct error *error) {
  struct probe_arguments arguments = {.url = NULL};
  enum status status = arguments_read(&arguments, argc, argv, error);
  if (status != STATUS_OK)
    return status;
  if (arguments.settings) {
    remedies_write(stdout);
    return STATUS_OK;
  }
  return probe_as_asked(&arguments, error);
}

const struct manual_command command_probe = {
    .name = "probe",
    .arguments = "URL [--idle-s N] [--heartbeats-s 25,55] [--control-token TEXT] [--insecure] "
                 "[--json] | --settings",
    .text = "asks a pushbench-server through the load balancer or proxy in front of it, and names\n"
            "what that does to pushed messages: transports that do not pass, events that are\n"
            "held back, silent connections that are ended (--idle-s says how long to look),\n"
            "headers, sizes, HTTP/2; and the settings to blame (docs/probe.md says how to start\n"
            "the server). The token is that of the server, else $PUSHBENCH_CONTROL_TOKEN.\n"
            "--insecure takes any certificate; --settings prints the table of settings.\n"
            "Status 1: faults were found; 5: none were, but not everything could be told.",
    .run = probe_from};
