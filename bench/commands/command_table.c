/* The table of commands. */
#include "bench/commands/command_table.h"

#include <stddef.h>

const struct manual_command *const command_table[] = {&command_run,        &command_plan,
                                                      &command_report,     &command_choose,
                                                      &command_compare,    &command_baseline,
                                                      &command_host,       &command_link,
                                                      &command_try,        &command_probe,
                                                      &command_parameters, &command_figures,
                                                      &command_schema,     NULL};
