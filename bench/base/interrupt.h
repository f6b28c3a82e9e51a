/* Ctrl-C (SIGINT), SIGTERM and SIGHUP, as a count that loops look at: the first asks for an orderly
 * end that keeps finished cells, the second has the children killed. */
#ifndef BENCH_BASE_INTERRUPT_H
#define BENCH_BASE_INTERRUPT_H

/* Signals then interrupt blocking calls (EINTR) instead of ending the process. */
void interrupt_install(void);

/* Signals since interrupt_install. */
int interrupt_count(void);

#endif
