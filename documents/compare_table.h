/* The table of the members of compare.json, once. It has no include guard. Who includes it defines
 *
 *   COMPARE_MEMBER(NAME, path, UNIT, absent, meaning)
 *
 * which are as those of FIGURE in documents/figure_table.h; NAME gives COMPARE_NAME. */

COMPARE_MEMBER(LAYOUT, "schema", WHOLE, "", "number of the layout of compare.json")
COMPARE_MEMBER(ONE_RUN, "same_run", FLAG, "",
               "whether A and B are the same run; then there is nothing but A and B below")
COMPARE_MEMBER(A, "a", OBJECT, "", "the first run")
COMPARE_MEMBER(A_FOLDER, "a.folder", TEXT, "", "its folder, as it was given")
COMPARE_MEMBER(A_EXPERIMENT, "a.experiment", TEXT, "it has no name", "its experiment")
COMPARE_MEMBER(A_STARTED, "a.started", TEXT, "it is not known", "when it began, UTC")
COMPARE_MEMBER(A_COMMIT, "a.commit", TEXT, "it is not known", "commit of its build")
COMPARE_MEMBER(A_TREE, "a.tree", TEXT, "it is not known",
               "clean, or how many files differed from the commit")
COMPARE_MEMBER(A_SCHEMA, "a.schema", WHOLE, "", "schema of its figures (cell.json); 0: unknown")
COMPARE_MEMBER(A_KEPT, "a.kept", FLAG, "", "whether it was kept without its cells/")
COMPARE_MEMBER(B, "b", OBJECT, "", "the second run, with the same members")
COMPARE_MEMBER(B_FOLDER, "b.folder", TEXT, "", "its folder, as it was given")
COMPARE_MEMBER(B_EXPERIMENT, "b.experiment", TEXT, "it has no name", "its experiment")
COMPARE_MEMBER(B_STARTED, "b.started", TEXT, "it is not known", "when it began, UTC")
COMPARE_MEMBER(B_COMMIT, "b.commit", TEXT, "it is not known", "commit of its build")
COMPARE_MEMBER(B_TREE, "b.tree", TEXT, "it is not known",
               "clean, or how many files differed from the commit")
COMPARE_MEMBER(B_SCHEMA, "b.schema", WHOLE, "", "schema of its figures (cell.json); 0: unknown")
COMPARE_MEMBER(B_KEPT, "b.kept", FLAG, "", "whether it was kept without its cells/")
COMPARE_MEMBER(WARNINGS, "warnings", TEXT_LIST, "",
               "in what the runs differ beside the change that is judged")
COMPARE_MEMBER(BASELINE, "baseline", OBJECT, "there is none that fits",
               "runs of one build on this machine")
COMPARE_MEMBER(BASELINE_FOLDER, "baseline.folder", TEXT, "", "its folder")
COMPARE_MEMBER(BASELINE_RUNS, "baseline.runs", COUNT, "", "its runs that came to their end")
COMPARE_MEMBER(BASELINE_SPAN, "baseline.span_s", S, "it is not known",
               "from the beginning of its first run to that of its last")
COMPARE_MEMBER(LEVEL, "level", SHARE, "", "significance level of all tests together")
COMPARE_MEMBER(TESTS, "tests", COUNT, "", "tests that were corrected together")
COMPARE_MEMBER(WORSE, "worse", COUNT, "", "figures that are called worse in B")
COMPARE_MEMBER(BETTER, "better", COUNT, "", "figures that are called better in B")
COMPARE_MEMBER(BROKEN, "broken", COUNT, "",
               "cells that failed, are invalid or lost messages in B and not in A")
COMPARE_MEMBER(CHANGES, "changes", LIST, "", "each figure of each matched cell")
COMPARE_MEMBER(CHANGE_CELL_A, "changes[].cell_a", TEXT, "", "the cell's name in A")
COMPARE_MEMBER(CHANGE_CELL_B, "changes[].cell_b", TEXT, "", "the cell's name in B")
COMPARE_MEMBER(CHANGE_ENGINE, "changes[].engine", TEXT, "", "how the server does I/O")
COMPARE_MEMBER(CHANGE_TRANSPORT, "changes[].transport", TEXT, "", "how messages reach the users")
COMPARE_MEMBER(CHANGE_FIGURE, "changes[].figure", TEXT, "", "the figure, by its path in cell.json")
COMPARE_MEMBER(CHANGE_UNIT, "changes[].unit", TEXT, "", "unit of a and b")
COMPARE_MEMBER(CHANGE_A, "changes[].a", VALUE, "A does not have it", "median of A's repeats")
COMPARE_MEMBER(CHANGE_B, "changes[].b", VALUE, "B does not have it",
               "median of B's repeats, less clock_bytes")
COMPARE_MEMBER(CHANGE_CLOCK, "changes[].clock_bytes", BYTES, "it does not concern the figure",
               "bytes for a message that B has more since its machine's clock has more digits")
COMPARE_MEMBER(CHANGE_RATIO, "changes[].ratio", RATIO, "a or b is 0", "B divided by A")
COMPARE_MEMBER(CHANGE_LOW, "changes[].low", RATIO, "there is no interval", "begin of its interval")
COMPARE_MEMBER(CHANGE_HIGH, "changes[].high", RATIO, "there is no interval", "end of its interval")
COMPARE_MEMBER(CHANGE_INTERVAL, "changes[].interval", TEXT, "there is no interval",
               "exact, repeats 95 % or baseline 95 %, for this figure alone")
COMPARE_MEMBER(CHANGE_LIMIT, "changes[].limit", RATIO, "there is no baseline for it",
               "ratio beyond which two runs of the baseline's build differ in one of twenty cases")
COMPARE_MEMBER(CHANGE_BASIS, "changes[].basis", TEXT, "",
               "by what it is called: exact, repeats, baseline; shown where it is not")
COMPARE_MEMBER(CHANGE_P, "changes[].p", SHARE, "it was not tested", "p of its test alone")
COMPARE_MEMBER(CHANGE_CORRECTED, "changes[].corrected_p", SHARE, "it was not tested",
               "p, corrected for all tests (Holm)")
COMPARE_MEMBER(CHANGE_FINDING, "changes[].finding", TEXT, "",
               "worse, better, no_difference, cannot_tell or not_called")
COMPARE_MEMBER(CHANGE_REASON, "changes[].reason", TEXT, "it may be called", "why it is not called")
COMPARE_MEMBER(LIMITS, "limits", LIST, "", "answers to the limits of --fail-on")
COMPARE_MEMBER(LIMIT, "limits[].limit", TEXT, "", "the limit")
COMPARE_MEMBER(LIMIT_CELL, "limits[].cell", TEXT, "B has none for it", "the cell's name in B")
COMPARE_MEMBER(LIMIT_VERDICT, "limits[].verdict", TEXT, "",
               "holds, broken, not valid, cannot tell or no cell")
COMPARE_MEMBER(LIMIT_WHY, "limits[].why", TEXT, "", "the figures in words")
COMPARE_MEMBER(UNCOMPARED, "uncompared", LIST, "",
               "matched cells that must not be ranked in A or in B")
COMPARE_MEMBER(UNCOMPARED_CELL_A, "uncompared[].cell_a", TEXT, "", "the cell's name in A")
COMPARE_MEMBER(UNCOMPARED_CELL_B, "uncompared[].cell_b", TEXT, "", "the cell's name in B")
COMPARE_MEMBER(UNCOMPARED_A, "uncompared[].a", TEXT, "it is good in A", "what is wrong in A")
COMPARE_MEMBER(UNCOMPARED_B, "uncompared[].b", TEXT, "it is good in B", "what is wrong in B")
COMPARE_MEMBER(ONLY_A, "only_a", TEXT_LIST, "", "cells of A without a partner in B")
COMPARE_MEMBER(ONLY_B, "only_b", TEXT_LIST, "", "cells of B without a partner in A")

#undef COMPARE_MEMBER
