/* The table of the members of run.json, once. It has no include guard. Who includes it defines
 *
 *   RUN_MEMBER(NAME, path, UNIT, absent, meaning)
 *
 * which are as those of FIGURE in documents/figure_table.h; NAME gives RUN_NAME. Members that
 * cell.json has under the same name have their line there: at the top level `time_scale` and
 * `idle`, of a cell `cell`, `engine`, `transport`, `variant`, `params`, `varied` and `verdict`. */

/* --- the run --------------------------------------------------------------------------------- */

RUN_MEMBER(LAYOUT, "schema", WHOLE, "", "number of the layout of run.json")
RUN_MEMBER(COMMAND, "command", TEXT, "", "the command line")
RUN_MEMBER(CHANGED, "changed", TEXT_LIST, "",
           "changes to the experiment on the command line (--set), in their order")
RUN_MEMBER(QUICK, "quick", FLAG, "",
           "whether it is a quick run: every kind of cell, briefly, for no conclusions")
RUN_MEMBER(EXPECT, "expect", TEXTS_BY_NAME, "there are none",
           "limits of figures from the command line (--expect), by selector")
RUN_MEMBER(FAIL_ON, "fail_on", TEXTS_BY_NAME, "there are none",
           "limits of changes from the command line (--fail-on), by selector")
RUN_MEMBER(BASE, "base", TEXT, "there is none",
           "folder of the run that the limits of changes are relative to (--base)")
RUN_MEMBER(STARTED, "started", TEXT, "", "when the run began, UTC")
RUN_MEMBER(ENDED, "ended", TEXT, "the run has not come to its end", "when the run ended, UTC")
RUN_MEMBER(OUTCOME, "outcome", TEXT, "", "running, done or interrupted")
RUN_MEMBER(INTERRUPTED, "interrupted", FLAG, "", "whether the run ended before its last execution")
RUN_MEMBER(EXECUTIONS_PLANNED, "executions_planned", COUNT, "",
           "executions of all cells that the experiment asks for; while it has bounds, those up to "
           "the next look at them")
RUN_MEMBER(EXECUTIONS_DONE, "executions_done", COUNT, "", "executions that are in the results")
RUN_MEMBER(SEED, "seed", WHOLE, "", "seed of the first cell, in the first round")
RUN_MEMBER(INTERVAL_LEVEL, "interval_level", SHARE, "the experiment has no bounds: 0.95",
           "level of the intervals of the cells' metrics: that of the last look at the bounds")
RUN_MEMBER(ORDER_SEED, "order_seed", WHOLE, "",
           "seed of the order in which each round takes the cells; executions.tsv has that order")
RUN_MEMBER(RESUMES, "resumes", LIST, "the run was never resumed",
           "each time that the run was resumed, in order")
RUN_MEMBER(RESUMED, "resumes[].resumed", TEXT, "", "when it was, UTC")
RUN_MEMBER(RESUMED_DONE, "resumes[].executions_done", COUNT, "",
           "executions that were in the results by then")

/* --- the experiment: docs/design.md explains its keys ------------------------------------------
 */

RUN_MEMBER(EXPERIMENT, "experiment", OBJECT, "", "the experiment as it was carried out, with --set")
RUN_MEMBER(EXPERIMENT_NAME, "experiment.name", TEXT, "", "its name")
RUN_MEMBER(EXPERIMENT_TITLE, "experiment.title", TEXT, "", "title of the report")
RUN_MEMBER(EXPERIMENT_QUESTION, "experiment.question", TEXT, "", "the question that it answers")
RUN_MEMBER(EXPERIMENT_DESCRIPTION, "experiment.description", TEXT, "", "how it does so")
RUN_MEMBER(EXPERIMENT_SOURCE, "experiment.source", TEXT, "",
           "where its settings or its question come from")
RUN_MEMBER(EXPERIMENT_REPEATS, "experiment.repeats", WHOLE, "",
           "executions of each cell; where it has bounds, the most that it may have")
RUN_MEMBER(EXPERIMENT_UNTIL, "experiment.until", TEXTS_BY_NAME, "",
           "bounds for the intervals of figures, by selector: the run ends when all are kept")
RUN_MEMBER(EXPERIMENT_TIME_SCALE, "experiment.time_scale", RATIO, "",
           "durations are divided, and rates multiplied by it")
RUN_MEMBER(EXPERIMENT_PARAMS, "experiment.params", SETTINGS, "",
           "parameters that it sets, before time_scale; a list is an axis")
RUN_MEMBER(EXPERIMENT_ONLY, "experiment.only", SETTINGS_LIST, "",
           "rules: a combination of parameters is run where one of them takes it")
RUN_MEMBER(EXPERIMENT_EXCEPT, "experiment.except", SETTINGS_LIST, "",
           "rules: a combination of parameters is run where none of them takes it")
RUN_MEMBER(EXPERIMENT_SEARCH, "experiment.search", OBJECT, "",
           "search for the largest value of a parameter at which limits hold")
RUN_MEMBER(EXPERIMENT_SEARCH_VARY, "experiment.search.vary", TEXT, "", "the parameter")
RUN_MEMBER(EXPERIMENT_SEARCH_FROM, "experiment.search.from", VALUE, "",
           "the least value that is tried")
RUN_MEMBER(EXPERIMENT_SEARCH_TO, "experiment.search.to", VALUE, "",
           "the greatest value that is tried")
RUN_MEMBER(EXPERIMENT_SEARCH_WITHIN, "experiment.search.within", SHARE, "",
           "how much greater the bracket's upper end may be than its lower one")
RUN_MEMBER(EXPERIMENT_SEARCH_ERROR, "experiment.search.error", SHARE, "",
           "chance that an answer is wrong")
RUN_MEMBER(EXPERIMENT_SEARCH_UNTIL, "experiment.search.until", TEXTS_BY_NAME, "",
           "the limit of each figure")
RUN_MEMBER(EXPERIMENT_MAY_LOSE, "experiment.may_lose", SHARE, "",
           "share of the expected deliveries that a cell may lose")
RUN_MEMBER(EXPERIMENT_CASE, "experiment.case", SETTINGS, "",
           "a user's case, for which the report chooses a transport")
RUN_MEMBER(EXPERIMENT_ASKS, "experiment.asks", OBJECT, "", "comparisons that the report makes")
RUN_MEMBER(EXPERIMENT_ASKS_AXES, "experiment.asks.axes", TEXT_LIST, "", "axes to compare along")
RUN_MEMBER(EXPERIMENT_ASKS_FIGURES, "experiment.asks.figures", TEXT_LIST, "", "figures to compare")
RUN_MEMBER(EXPERIMENT_EXPECT, "experiment.expect", TEXTS_BY_NAME, "",
           "limits that figures are expected to keep, by selector")
RUN_MEMBER(EXPERIMENT_COMPARE, "experiment.compare", TEXT_LIST, "",
           "figures that a run of two builds compares, by selectors")
RUN_MEMBER(VARIANTS, "experiment.variants", LIST, "", "its variants, in their order")
RUN_MEMBER(VARIANT_NAME, "experiment.variants[].name", TEXT, "", "name of the variant")
RUN_MEMBER(VARIANT_PARAMS, "experiment.variants[].params", SETTINGS, "",
           "parameters that the variant sets")
RUN_MEMBER(VARIANT_BASE, "experiment.variants[].base", TEXT, "",
           "variant that it is compared with; without it the first one")
RUN_MEMBER(EXPERIMENT_FAULTS, "experiment.faults", LIST, "", "its faults, before time_scale")
RUN_MEMBER(EXPERIMENT_FAULT_AT, "experiment.faults[].at_s", S, "",
           "when the fault begins, in the measured phase")
RUN_MEMBER(EXPERIMENT_FAULT_DO, "experiment.faults[].do", TEXT, "", "kind of the fault")
RUN_MEMBER(EXPERIMENT_FAULT_FOR, "experiment.faults[].for_s", S, "", "how long it lasts")
RUN_MEMBER(EXPERIMENT_FAULT_SHARE, "experiment.faults[].share", SHARE, "",
           "share of the users or connections that it is done to")
RUN_MEMBER(EXPERIMENT_FAULT_MESSAGES, "experiment.faults[].messages", COUNT, "",
           "messages of a flood")
RUN_MEMBER(CLAIMS, "experiment.claims", LIST, "", "claims that it tests")
RUN_MEMBER(CLAIM_TEXT, "experiment.claims[].claim", TEXT, "", "the claim in words")
RUN_MEMBER(CLAIM_SOURCE, "experiment.claims[].source", TEXT, "", "where it was printed")
RUN_MEMBER(CLAIM_PRINTED, "experiment.claims[].printed", TEXT, "", "the figure that was printed")
RUN_MEMBER(CLAIM_CORRECTED, "experiment.claims[].corrected", TEXT, "",
           "that figure without a mistake of the source")
RUN_MEMBER(CLAIM_CELL, "experiment.claims[].cell", SETTINGS, "",
           "parameters of the cell that answers it, or its variant")
RUN_MEMBER(CLAIM_FIGURE, "experiment.claims[].figure", TEXT, "", "the figure that answers it")
RUN_MEMBER(CLAIM_RELATIVE_TO, "experiment.claims[].relative_to", SETTINGS, "",
           "the cell, and the figure, that it is divided by")
RUN_MEMBER(CLAIM_SCALE, "experiment.claims[].scale", VALUE, "",
           "factor from the figure to the unit")
RUN_MEMBER(CLAIM_UNIT, "experiment.claims[].unit", TEXT, "", "unit of the claim")
RUN_MEMBER(CLAIM_USERS, "experiment.claims[].users", WHOLE, "",
           "users that the value is for, where they are not the cell's")
RUN_MEMBER(CLAIM_TIME_SCALE, "experiment.claims[].time_scale", TEXT, "",
           "how time_scale is undone: none, multiply or divide")
RUN_MEMBER(CLAIM_AT_LEAST, "experiment.claims[].at_least", VALUE, "",
           "the least value with which it holds")
RUN_MEMBER(CLAIM_AT_MOST, "experiment.claims[].at_most", VALUE, "",
           "the greatest value with which it holds")
RUN_MEMBER(CLAIM_REQUIRED, "experiment.claims[].required", FLAG, "",
           "whether the run fails when it does not hold")

/* --- the machine and the programs --------------------------------------------------------------
 */

RUN_MEMBER(MACHINE, "machine", OBJECT, "", "facts about the machine, read when the run began")
RUN_MEMBER(MACHINE_KERNEL, "machine.kernel", TEXT, "it cannot be read",
           "name, release, architecture")
RUN_MEMBER(MACHINE_CPU, "machine.cpu", TEXT, "it cannot be read", "model of the processor")
RUN_MEMBER(MACHINE_CPUS_ONLINE, "machine.cpus_online", WHOLE, "", "processors that are online")
RUN_MEMBER(MACHINE_CPUS_ALLOWED, "machine.cpus_allowed", WHOLE, "",
           "processors that the run may use")
RUN_MEMBER(MACHINE_CPU_OF_SERVER, "machine.cpu_of_server", WHOLE, "there is none",
           "the first allowed processor: the server's")
RUN_MEMBER(MACHINE_CPU_OF_CLIENT, "machine.cpu_of_client", WHOLE, "there is only one",
           "the second allowed processor: the client's")
RUN_MEMBER(MACHINE_CPUS_OF_SERVER_CORE, "machine.cpus_of_server_core", TEXT, "it cannot be read",
           "processors of the same core as the server's")
RUN_MEMBER(MACHINE_CPU_GOVERNOR, "machine.cpu_governor", TEXT, "it cannot be read",
           "governor of its frequency")
RUN_MEMBER(MACHINE_CPU_QUOTA, "machine.cpu_quota", TEXT, "it cannot be read",
           "quota and period of the control group (cpu.max)")
RUN_MEMBER(MACHINE_HYPERVISOR, "machine.hypervisor", TEXT, "the processor cannot tell",
           "name of the hypervisor, or none")
RUN_MEMBER(MACHINE_CLOCK_SOURCE, "machine.clock_source", TEXT, "it cannot be read",
           "clock source of the kernel")
RUN_MEMBER(MACHINE_MEMORY, "machine.memory_bytes", BYTES, "", "memory of the machine")
RUN_MEMBER(MACHINE_LOAD_AVERAGE, "machine.load_average", TEXT, "it cannot be read", "/proc/loadavg")
RUN_MEMBER(MACHINE_FILES_SOFT, "machine.files_soft", LIMIT, "", "soft limit of open files")
RUN_MEMBER(MACHINE_FILES_HARD, "machine.files_hard", LIMIT, "", "hard limit of open files")
RUN_MEMBER(MACHINE_ENVIRONMENT_SET, "machine.environment_set", TEXT, "",
           "variables that are set for the programs")
RUN_MEMBER(MACHINE_ENVIRONMENT_KEPT, "machine.environment_kept", TEXT, "there are none",
           "variables of the caller that are kept, without PATH, HOME and TMPDIR")
RUN_MEMBER(MACHINE_ENVIRONMENT_LEFT_OUT, "machine.environment_left_out", TEXT, "there are none",
           "names of variables that are left out and could have changed a figure")
RUN_MEMBER(MACHINE_SYSCTLS, "machine.sysctls", TEXTS_BY_NAME, "", "settings of the kernel")
RUN_MEMBER(MACHINE_MITIGATIONS, "machine.mitigations", TEXTS_BY_NAME, "it cannot be read",
           "what the kernel does about each vulnerability of the processor")
RUN_MEMBER(VERSIONS, "versions", OBJECT, "", "the programs that carried out the run")
RUN_MEMBER(VERSIONS_SERVER, "versions.server", TEXT, "it does not tell",
           "version of the server, its libraries and build options")
RUN_MEMBER(VERSIONS_CLIENT, "versions.client", TEXT, "it does not tell",
           "version of the client, its libraries and build options")
RUN_MEMBER(VERSIONS_COMMIT, "versions.commit", TEXT, "it is not known",
           "commit that pushbench was built from")
RUN_MEMBER(VERSIONS_TREE, "versions.tree", TEXT, "it is not known",
           "clean, or how many files differed from the commit")
RUN_MEMBER(VERSIONS_CHECKSUM, "versions.checksum", TEXT, "a program cannot be read",
           "checksum of the files of the three programs: another one is another build")

RUN_MEMBER(VERSUS, "versus", OBJECT, "the run is of one build",
           "the other build, which took turns with this one (pushbench run --versus)")
RUN_MEMBER(VERSUS_FOLDER, "versus.folder", TEXT, "", "folder that was given for it")
RUN_MEMBER(VERSUS_SERVER, "versus.server", TEXT, "", "version of its server, as versions.server")
RUN_MEMBER(VERSUS_CLIENT, "versus.client", TEXT, "", "version of its client, as versions.client")
RUN_MEMBER(VERSUS_CHECKSUM, "versus.checksum", TEXT, "a program cannot be read",
           "checksum of its server and client: another one is another build")
RUN_MEMBER(VERSUS_LEFT_OUT, "versus.left_out", TEXT_LIST, "",
           "parameters that it does not know; all cells have their defaults")

RUN_MEMBER(TARGETS, "targets", OBJECT, "no cell is of a server of other people",
           "target files of servers of other people, by name, with a title each")

/* --- the cells ---------------------------------------------------------------------------------
 */

RUN_MEMBER(CELLS, "cells", LIST, "", "the cells, in their order")
RUN_MEMBER(CELL_REPEATS, "cells[].repeats", COUNT, "", "executions that are in the results")
RUN_MEMBER(CELL_DONE, "cells[].done", COUNT, "", "of these, those whose outcome is done")
RUN_MEMBER(CELL_MESSAGES, "cells[].messages", COUNT, "",
           "messages that percentiles of all repeats rest on")
RUN_MEMBER(
    CELL_METRICS, "cells[].metrics", OBJECT, "",
    "for each column with a unit of measurement median, low and high of the repeats, kind of "
    "the interval, and count")

/* --- searches for a capacity -------------------------------------------------------------------
 */

RUN_MEMBER(SEARCHES, "searches", LIST, "the experiment has no search",
           "the search of each cell of the experiment")
RUN_MEMBER(SEARCHED, "searches[].cell", TEXT, "",
           "name of the cells without the searched parameter")
RUN_MEMBER(SEARCHED_ENGINE, "searches[].engine", TEXT, "", "engine of the cells")
RUN_MEMBER(SEARCHED_TRANSPORT, "searches[].transport", TEXT, "", "transport of the cells")
RUN_MEMBER(SEARCHED_OUTCOME, "searches[].outcome", TEXT, "",
           "found, below, above, generator, unsettled or interrupted (bench/results/searches.h)")
RUN_MEMBER(SEARCHED_CAPACITY, "searches[].capacity", VALUE, "no capacity can be named",
           "the greatest value at which the limits hold")
RUN_MEMBER(SEARCHED_HELD, "searches[].held", VALUE, "none did",
           "the lower end of the bracket: the greatest value that seems to hold")
RUN_MEMBER(SEARCHED_FAILED, "searches[].failed", VALUE, "none did",
           "the upper end of the bracket: the least value above that seems not to hold")
RUN_MEMBER(SEARCHED_PROBABILITY, "searches[].probability", SHARE, "",
           "probability that the bracket is right")
RUN_MEMBER(SEARCHED_GAVE_OUT, "searches[].gave_out", TEXT, "nothing failed",
           "what gave out first above the capacity (bench/judge/exhaustion.h)")
RUN_MEMBER(PROBES, "probes", LIST, "the experiment has no search",
           "the probes of all searches, in the order in which they ran")
RUN_MEMBER(PROBE_SEARCH, "probes[].search", WHOLE, "", "which of the searches it is of, from 0")
RUN_MEMBER(PROBE_CELL, "probes[].cell", TEXT, "", "its cell")
RUN_MEMBER(PROBE_REPEAT, "probes[].repeat", WHOLE, "", "its repeat of that cell")
RUN_MEMBER(PROBE_VALUE, "probes[].value", VALUE, "", "value of the searched parameter")
RUN_MEMBER(PROBE_HOLDS, "probes[].holds", FLAG, "it was disturbed, and does not count",
           "whether all limits held")
RUN_MEMBER(PROBE_FIGURE, "probes[].figure", TEXT, "",
           "the first figure whose limit does not hold, or else the first limited one")
RUN_MEMBER(PROBE_MEASURED, "probes[].measured", VALUE, "it was not measured",
           "the measured value of that figure")
RUN_MEMBER(PROBE_GAVE_OUT, "probes[].gave_out", TEXT, "the limits held",
           "what gave out (bench/judge/exhaustion.h)")

#undef RUN_MEMBER
