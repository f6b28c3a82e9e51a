/* pushbench choose: which transport suits a case. */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/error_context.h"
#include "bench/base/folder.h"
#include "bench/base/terminal.h"
#include "bench/choose/choice_json.h"
#include "bench/choose/choice_print.h"
#include "bench/choose/choice_table.h"
#include "bench/commands/command_table.h"
#include "bench/commands/words.h"
#include "bench/report/report_choice.h"
#include "documents/json_read.h"

enum form { FORM_TERMINAL, FORM_JSON, FORM_MARKDOWN, FORM_TSV, FORMS };
static const char *const form_words[FORMS] = {
    [FORM_JSON] = "--json", [FORM_MARKDOWN] = "--markdown", [FORM_TSV] = "--tsv"};

/* The words of the command line. */
struct request {
  const char *file;     /* of the case; NULL */
  const char *prices;   /* NULL: the default list; "none" */
  const char **sets;    /* key=value */
  const char **folders; /* of runs */
  size_t set_count, folder_count;
  enum form form;
};

static enum form form_named(const char *word) {
  for (int i = 0; i < FORMS; i++)
    if (form_words[i] && strcmp(form_words[i], word) == 0)
      return (enum form)i;
  return FORMS;
}

/* `sets` and `folders` have room for argc. */
static enum status request_read(struct request *request, int argc, char *const *argv,
                                struct error *error) {
  for (int i = 2; i < argc && argv[i]; i++) {
    const char *word = argv[i];
    const char *set = option_value("--set", argc, argv, &i);
    const char *from = set ? NULL : option_value("--from", argc, argv, &i);
    const char *prices = set || from ? NULL : option_value("--prices", argc, argv, &i);
    if (set)
      request->sets[request->set_count++] = set;
    else if (from)
      request->folders[request->folder_count++] = from;
    else if (prices)
      request->prices = prices;
    else if (form_named(word) != FORMS)
      request->form = form_named(word);
    else if (word[0] != '-' && !request->file)
      request->file = word;
    else
      return error_set(error, STATUS_USAGE, "unexpected argument '%s': `pushbench --help`", word);
  }
  return STATUS_OK;
}

static enum status file_read(struct user_case *its, const char *path, struct error *error) {
  json_error_t fault;
  json_t *document = json_read_file(path, JSON_REJECT_DUPLICATES, &fault);
  enum status status;
  if (!document && fault.line <= 0)
    return error_set(error, STATUS_USAGE, "%s", fault.text);
  if (!document)
    return error_set(error, STATUS_USAGE, "%s:%d:%d: %s", path, fault.line, fault.column,
                     fault.text);
  status = user_case_read(its, document, path, error);
  json_decref(document);
  return status;
}

static enum status set_apply(struct user_case *its, const char *set, struct error *error) {
  const char *equals = strchr(set, '=');
  if (!equals || equals == set)
    return error_set(error, STATUS_USAGE, "--set %s: expected key=value", set);
  char *key = strndup(set, (size_t)(equals - set));
  enum status status = key ? user_case_set(its, key, equals + 1, error)
                           : error_set(error, STATUS_ENVIRONMENT, "no memory for --set");
  free(key);
  return status == STATUS_OK ? status : error_at(error, status, "--set");
}

static enum status case_of(struct user_case *its, const struct request *request,
                           struct error *error) {
  enum status status = user_case_open(its, error);
  if (status == STATUS_OK && request->file)
    status = file_read(its, request->file, error);
  for (size_t i = 0; status == STATUS_OK && i < request->set_count; i++)
    status = set_apply(its, request->sets[i], error);
  if (status == STATUS_OK)
    status = user_case_check(its, request->file ? request->file : "--set", error);
  return status;
}

static enum status prices_of(struct prices *prices, const char *named, struct error *error) {
  if (!named)
    return prices_load_example(prices, error);
  if (strcmp(named, "none") == 0)
    return STATUS_OK;
  struct path path = project_find(named);
  return prices_load(prices, *path.text ? path.text : named, error);
}

static enum status evidence_of(struct evidence *evidence, const struct request *request,
                               struct error *error) {
  if (request->folder_count > 0)
    return evidence_load(evidence, request->folders, request->folder_count, error);
  return evidence_find(evidence, "results", project_find("results/reference").text, error);
}

/* As the report's section, without the HTML. */
static enum status markdown_write(const struct choice *choice, const struct choice_words *words,
                                  struct error *error) {
  struct page page = {.html = fopen("/dev/null", "we"), .markdown = stdout, .folder = "."};
  if (!page.html)
    return error_set(error, STATUS_ENVIRONMENT, "/dev/null cannot be written");
  report_choice_write(&page, choice, words);
  fclose(page.html);
  return STATUS_OK;
}

static enum status answer_write(const struct choice *choice, enum form form, struct error *error) {
  struct choice_words *words = calloc(1, sizeof *words);
  enum status status = STATUS_OK;
  if (!words)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the answer");
  choice_words_make(choice, words);
  if (form == FORM_JSON) {
    json_t *document = choice_json(choice, words);
    json_dumpf(document, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
    putchar('\n');
    json_decref(document);
  } else if (form == FORM_MARKDOWN) {
    status = markdown_write(choice, words, error);
  } else if (form == FORM_TSV) {
    choice_front_write(stdout, choice);
  } else {
    choice_print(stdout, choice, words, terminal_columns(STDOUT_FILENO));
  }
  free(words);
  return status;
}

static enum status request_answer(const struct request *request, struct error *error) {
  struct user_case its = {0};
  struct prices prices = {0};
  struct evidence evidence = {0};
  struct choice choice = {.answer = CHOICE_NONE};
  enum status status = case_of(&its, request, error);
  if (status == STATUS_OK)
    status = prices_of(&prices, request->prices, error);
  if (status == STATUS_OK)
    status = evidence_of(&evidence, request, error);
  if (status == STATUS_OK)
    status = choice_make(&choice, &its, &evidence, prices.count > 0 ? &prices : NULL, error);
  if (status == STATUS_OK)
    status = answer_write(&choice, request->form, error);
  choice_release(&choice);
  evidence_release(&evidence);
  prices_release(&prices);
  user_case_release(&its);
  return status;
}

static enum status choose_from(int argc, char *const *argv, struct error *error) {
  struct request request = {.sets = calloc((size_t)argc, sizeof *request.sets),
                            .folders = calloc((size_t)argc, sizeof *request.folders)};
  enum status status = request.sets && request.folders
                           ? request_read(&request, argc, argv, error)
                           : error_set(error, STATUS_ENVIRONMENT, "no memory for the arguments");
  if (status == STATUS_OK)
    status = request_answer(&request, error);
  free(request.sets);
  free(request.folders);
  return status;
}

const struct manual_command command_choose = {
    .name = "choose",
    .arguments = "[CASE] [--set key=value]... [--from DIR]... [--prices FILE] [--FORM]",
    .text = "says which transport suits a case: users, messages_per_user_minute, budget_ms\n"
            "and more (docs/choose.md), in a JSON file or by --set. It takes measured costs\n"
            "from the runs in the folders, or the newest in results/, the rest from the model,\n"
            "and money from a price list (--prices none: no money). --json, --markdown and\n"
            "--tsv (the fronts) are its other forms.",
    .run = choose_from};
