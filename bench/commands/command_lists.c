/* pushbench parameters, figures and schema: what there is, from the tables. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "bench/commands/command_table.h"
#include "bench/plan/parameters.h"
#include "bench/results/schema.h"
#include "documents/compare_document.h"
#include "documents/figures.h"
#include "documents/run_document.h"

const char parameters_note[] =
    "An experiment has these in \"params\", and --set takes them, without dashes:\n"
    "\"clients\": 500, --set clients=500. --set also takes repeats (1 to 1000)\n"
    "and time_scale (1 to 10000), which stand beside \"params\".";

static enum status parameters_from(int argc, char *const *argv, struct error *error) {
  (void)argc, (void)argv, (void)error;
  printf("%s\n\n", parameters_note);
  options_help(parameters_table(), stdout);
  return STATUS_OK;
}

const struct manual_command command_parameters = {
    .name = "parameters",
    .arguments = "",
    .text = "lists what an experiment may set, with unit, range and default.",
    .run = parameters_from};

static enum status figures_from(int argc, char *const *argv, struct error *error) {
  (void)argc, (void)argv, (void)error;
  figures_write_markdown(stdout);
  run_write_markdown(stdout);
  compare_write_markdown(stdout);
  return STATUS_OK;
}

const struct manual_command command_figures = {
    .name = "figures",
    .arguments = "",
    .text = "lists what a result has, with unit, owner and meaning, as in docs/figures.md.",
    .run = figures_from};

static enum status schema_from(int argc, char *const *argv, struct error *error) {
  for (int i = 0; argc == 3 && i < SCHEMA_DOCUMENTS; i++) {
    if (strcmp(argv[2], schema_names[i]) != 0)
      continue;
    json_t *schema = schema_of((enum schema_document)i);
    json_dumpf(schema, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(schema);
    return STATUS_OK;
  }
  return error_set(error, STATUS_USAGE, "schema needs users, cell, run or compare");
}

const struct manual_command command_schema = {
    .name = "schema",
    .arguments = "users|cell|run|compare",
    .text = "prints the JSON Schema of the users' document, of cell.json, run.json or\n"
            "compare.json, as in docs/schema/.",
    .run = schema_from};
