/* The commands of pushbench: each is in a file of its own. */
#ifndef BENCH_COMMANDS_COMMAND_TABLE_H
#define BENCH_COMMANDS_COMMAND_TABLE_H

#include "common/suite/manual.h"

extern const struct manual_command command_run, command_plan, command_report, command_choose,
    command_compare, command_baseline, command_host, command_link, command_try, command_parameters,
    command_figures, command_schema, command_probe;

/* In the order of --help; ended by NULL. */
extern const struct manual_command *const command_table[];

/* Holds for all parameters; lines as in struct manual. */
extern const char parameters_note[];

#endif
