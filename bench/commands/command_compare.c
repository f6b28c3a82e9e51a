/* pushbench compare: compares two runs that were recorded apart. */
#include <stdlib.h>
#include <string.h>

#include "bench/commands/command_table.h"
#include "bench/commands/words.h"
#include "bench/compare/compare.h"

static enum status form_set(struct compare_request *request, enum compare_form form,
                            struct error *error) {
  if (request->form != COMPARE_TABLE && request->form != form)
    return error_set(error, STATUS_USAGE,
                     "--markdown and --json both write to standard output: give one of them; --out "
                     "writes both into a folder");
  request->form = form;
  return STATUS_OK;
}

/* Takes a folder, or refuses the word. */
static enum status folder_set(struct compare_request *request, const char *word,
                              struct error *error) {
  const char **place = !request->a ? &request->a : !request->b ? &request->b : NULL;
  if (word[0] == '-' || !place)
    return error_set(error, STATUS_USAGE, "unexpected argument '%s': `pushbench --help`", word);
  *place = word;
  return STATUS_OK;
}

/* Takes the word at argv[*at], and its value where it has one. `fail_ons` has room for argc. */
static enum status word_take(struct compare_request *request, const char **fail_ons, int argc,
                             char *const *argv, int *at, struct error *error) {
  const char *word = argv[*at], *value;
  if ((value = option_value("--out", argc, argv, at))) {
    request->out = value;
    return *value ? STATUS_OK : error_set(error, STATUS_USAGE, "--out needs a name behind it");
  }
  if ((value = option_value("--baseline", argc, argv, at))) {
    request->baseline = value;
    return *value ? STATUS_OK
                  : error_set(error, STATUS_USAGE, "--baseline needs a folder behind it");
  }
  if ((value = option_value("--fail-on", argc, argv, at))) {
    fail_ons[request->fail_on_count++] = value;
    return STATUS_OK;
  }
  if (strcmp(word, "--markdown") == 0)
    return form_set(request, COMPARE_MARKDOWN, error);
  if (strcmp(word, "--json") == 0)
    return form_set(request, COMPARE_JSON, error);
  return folder_set(request, word, error);
}

static enum status compare_arguments(struct compare_request *request, const char **fail_ons,
                                     int argc, char *const *argv, struct error *error) {
  for (int i = 2; i < argc && argv[i]; i++) {
    enum status status = word_take(request, fail_ons, argc, argv, &i, error);
    if (status != STATUS_OK)
      return status;
  }
  return request->b ? STATUS_OK
                    : error_set(error, STATUS_USAGE,
                                "compare needs the folders of two runs: `pushbench --help`");
}

static enum status compare_from(int argc, char *const *argv, struct error *error) {
  const char **fail_ons = calloc((size_t)argc, sizeof *fail_ons);
  struct compare_request request = {.form = COMPARE_TABLE, .fail_ons = fail_ons};
  enum status status = fail_ons
                           ? compare_arguments(&request, fail_ons, argc, argv, error)
                           : error_set(error, STATUS_ENVIRONMENT, "no memory for the arguments");
  if (status == STATUS_OK)
    status = compare_execute(&request, error);
  free(fail_ons);
  return status;
}

const struct manual_command command_compare = {
    .name = "compare",
    .arguments =
        "A B [--baseline DIR] [--fail-on LIMIT]... [--markdown | --json] [--out DIR|PICTURE]",
    .text = "compares two runs that were recorded apart, cell by cell: bytes, requests and\n"
            "counts are called, times only beyond what this machine's own runs of one build\n"
            "differ by (pushbench baseline). Ends with 1 where something is worse in B; with\n"
            "limits of changes, as --fail-on 'sse.latency_ns.p99:+10%', these decide.",
    .run = compare_from};
