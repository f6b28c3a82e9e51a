/* pushbench parameters, figures and schema: what there is, from the tables. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "bench/commands/command_table.h"
#include "bench/plan/experiment_schema.h"
#include "bench/plan/parameters.h"
#include "bench/results/schema.h"
#include "documents/compare_document.h"
#include "documents/figures.h"
#include "documents/run_document.h"
#include "documents/target_shape.h"

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

/* A new reference; NULL where there is none of that name. */
static json_t *schema_named(const char *name) {
  if (strcmp(name, "experiment") == 0)
    return experiment_schema();
  if (strcmp(name, "target") == 0)
    return target_schema();
  for (int i = 0; i < SCHEMA_DOCUMENTS; i++)
    if (strcmp(name, schema_names[i]) == 0)
      return schema_of((enum schema_document)i);
  return NULL;
}

static enum status schema_from(int argc, char *const *argv, struct error *error) {
  json_t *schema = argc == 3 ? schema_named(argv[2]) : NULL;
  if (!schema)
    return error_set(error, STATUS_USAGE,
                     "schema needs experiment, target, users, cell, run or compare");
  json_dumpf(schema, stdout, JSON_INDENT(1));
  putchar('\n');
  json_decref(schema);
  return STATUS_OK;
}

const struct manual_command command_schema = {
    .name = "schema",
    .arguments = "experiment|target|users|cell|run|compare",
    .text = "prints the JSON Schema of experiments, of target files, of the users'\n"
            "document, of cell.json, run.json or compare.json, as in docs/schema/.",
    .run = schema_from};
