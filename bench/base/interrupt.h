/* Ctrl-C (SIGINT), SIGTERM and SIGHUP, as a count that loops look at: once asks
 * for an orderly end that keeps what is finished, twice ends children hard. */
#ifndef BENCH_BASE_INTERRUPT_H
#define BENCH_BASE_INTERRUPT_H

/* Signals then interrupt blocking calls (EINTR) instead of ending the process. */
void interrupt_install(void);

/* How often the user asked, since interrupt_install. */
int interrupt_count(void);

#endif
