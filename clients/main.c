/* pushbench-client: connects many simulated users by one transport, and prints their measurements.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "clients/net/proxies.h"
#include "clients/net/user_address.h"
#include "clients/protocols/described.h"
#include "clients/record/carrier.h"
#include "clients/result/result.h"
#include "clients/run/client_totals.h"
#include "clients/run/preflight.h"
#include "clients/run/run.h"
#include "clients/run/scale.h"
#include "clients/transports/transports.h"
#include "common/base/log.h"
#include "common/base/output.h"
#include "common/base/version.h"
#include "common/suite/client_options.h"
#include "common/suite/fault.h"
#include "common/suite/manual.h"
#include "documents/target_load.h"

static const struct manual manual = {
    .program = "pushbench-client",
    .purpose = "many simulated users of one transport, and what they measure",
    .arguments = "--connect http://ADDRESS:PORT [--option value]...",
    .text = "Connects many simulated users to a pushbench-server over one transport, measures\n"
            "what they receive and how late it is, and says it: on a terminal in words, else, or\n"
            "with --json, as one JSON document.",
    .example = "  pushbench-client --connect http://127.0.0.1:8080 --transport sse \\\n"
               "      --clients 1000 --control-token TOKEN",
    .options_note = OPTIONS_NOTE,
    .options = client_options_table,
    .exits =
        (const struct manual_exit[]){
            {0, "measured, nothing failed"},
            {1, "messages or connections were lost, or messages came early"},
            {2, "usage"},
            {3, "environment (server, file limit)"},
            {4, "interrupted"},
            {0, NULL}},
};

/* Reads the target file, and whether it suits the options. */
static enum status description_load(const struct client_options *options,
                                    struct target_description *description, struct error *error) {
  enum status status = target_load(description, options->target, error);
  if (status == STATUS_OK)
    status = described_check(description, error);
  if (status == STATUS_OK)
    status = preflight_description(options, description, error);
  return status;
}

static enum status addresses_read(const struct client_options *options,
                                  struct client_addresses *out, struct error *error) {
  enum status status = target_parse(options->connect, &out->target, error);
  out->control = out->target;
  if (status == STATUS_OK && *options->control_connect)
    status = target_parse(options->control_connect, &out->control, error);
  if (status == STATUS_OK)
    status = user_address_read(options->user_addresses, &out->first_user, error);
  return status;
}

/* Whether the server is there, and the users can be made. */
static enum status client_prepare(struct client_options *options,
                                  const struct target_description *description,
                                  struct client_addresses *addresses, struct workload *workload,
                                  struct error *error) {
  enum status status = addresses_read(options, addresses, error);
  if (status == STATUS_OK && description)
    status = preflight_remote(options, &addresses->target, error);
  if (status == STATUS_OK)
    status = preflight_library(options, &addresses->target, error);
  if (status == STATUS_OK)
    status = client_workload(options, workload, error);
  if (status == STATUS_OK)
    status = scale_processes(options, workload, description, error);
  if (status == STATUS_OK && !description)
    status = scale_addresses(options, workload, addresses, error);
  if (status == STATUS_OK)
    status = target_probe(&addresses->control, (int)options->connect_timeout_ms, error);
  return status;
}

/* Prints the document, and writes what else was asked for. */
static enum status client_report(struct client *client, struct error *error) {
  const struct client_options *options = client->options;
  bool words = isatty(STDOUT_FILENO) == 1 && !options->json;
  enum status status = result_print(client, stdout, words ? RESULT_WORDS : RESULT_JSON, error);
  if (status == STATUS_OK && client->record.journal)
    status = receipts_finish(client->record.journal, error);
  if (status == STATUS_OK && client->published && options->publisher_journal[0])
    status = published_write(client->published, options->publisher_journal, error);
  return status == STATUS_OK ? client_transcript_finish(client, error) : status;
}

/* Adds what the other processes have measured. */
static enum status shares_take(struct client *client, struct error *error) {
  for (uint32_t process = 1; process < crew_processes(client->crew); process++) {
    size_t bytes;
    const char *share = crew_share(client->crew, process, &bytes);
    struct carrier carrier = carrier_reading(share, bytes);
    if (share)
      client_carry(client, &carrier);
    if (!carrier_complete(&carrier))
      return error_set(error, STATUS_ENVIRONMENT,
                       "no memory for what client process %u has measured", (unsigned)process + 1);
  }
  return STATUS_OK;
}

/* Sends what this process has measured to the first one. */
static enum status share_send(struct client *client, struct error *error) {
  struct carrier carrier = carrier_making();
  client_carry(client, &carrier);
  enum status status = STATUS_OK;
  if (!carrier_complete(&carrier))
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for what was measured");
  if (status == STATUS_OK)
    status = crew_send(client->crew, carrier.made.text, carrier.made.bytes, error);
  carrier_release(&carrier);
  return status;
}

static enum status client_conclude(struct client *client, struct error *error) {
  if (!crew_is_first(client->crew))
    return share_send(client, error);
  enum status status = shares_take(client, error);
  if (status == STATUS_OK)
    status = client_report(client, error);
  if (status != STATUS_OK)
    return status;
  *error = client->phases.error;
  return result_status(client);
}

static enum status client_run(struct client_options *options,
                              const struct target_description *description, struct error *error) {
  struct client_addresses addresses;
  struct workload workload;
  struct client client;
  enum status status = client_prepare(options, description, &addresses, &workload, error);
  if (status == STATUS_OK)
    status = client_open(&client, options, &workload, &addresses, description, error);
  if (status != STATUS_OK)
    return status;
  status = run_phases(&client, error);
  if (status == STATUS_OK)
    status = client_conclude(&client, error);
  client_release(&client);
  return status;
}

static enum status client_main(struct client_options *options, struct error *error) {
  struct target_description description = {.path = NULL};
  if (!*options->target)
    return client_run(options, NULL, error);
  enum status status = description_load(options, &description, error);
  if (status == STATUS_OK)
    status = client_run(options, &description, error);
  target_release(&description);
  return status;
}

static void proxies_leave(void) {
  char names[256];
  proxies_forget(names, sizeof names);
  if (*names)
    log_warning("%s: no proxy is used, users connect to the server itself", names);
}

/* Prints the error, if there is one; returns the exit code. */
static int end(enum status status, struct error *error) {
  status = output_finish(status, error);
  if (error->text[0])
    log_error("%s", error->text);
  return (int)status;
}

static void tables_check(void) {
  traits_check();
  options_check(client_options_table);
  fault_kinds_check(fault_kinds);
  transports_check();
  http_libraries_check();
}

int main(int argc, char **argv) {
  log_program("pushbench-client");
  tables_check();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN); /* a write beyond the file size limit is an error then */
  struct client_options options;
  struct error error = {.text = ""};
  enum options_asked asked;
  enum status status = options_parse(client_options_table, &options, argc, argv, &asked, &error);
  if (status == STATUS_OK && asked == OPTIONS_ASKED_VERSION) {
    char version[VERSION_BYTES];
    printf("pushbench-client %s\n", version_text(&build_this, version));
    if (*version_kind())
      printf("built %s\n", version_kind());
    http_libraries_print(stdout);
    return end(STATUS_OK, &error);
  }
  if (status == STATUS_OK && asked != OPTIONS_ASKED_RUN) {
    manual_write(&manual, asked, stdout);
    return end(STATUS_OK, &error);
  }
  if (status == STATUS_OK)
    status = preflight_options(&options, &error);
  if (status == STATUS_OK) {
    proxies_leave();
    status = client_main(&options, &error);
  }
  return end(status, &error);
}
