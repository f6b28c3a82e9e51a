/* What a cell may lose without being wrong.
 *
 * Nothing, as a rule: whatever is broken, a server keeps its history, and who comes back catches
 * up. There are two exceptions. Users whose connection falls silent (silence_connections) and
 * who have no means to notice, or not the time, lose what is due from then on: an event stream
 * without comments, a WebSocket whose users send no pings. And an experiment may say so itself,
 * as of a flood that its history does not hold:
 *
 *   "may_lose": 0.1    of all that is expected in a cell, at most this share
 *
 * What slow readers lose is counted apart, and theirs (slow.lost). */
#ifndef BENCH_JUDGE_LOSSES_H
#define BENCH_JUDGE_LOSSES_H

#include <jansson.h>
#include <stdbool.h>

/* How long the users of a cell take at most to notice that their connection is dead, in s; INFINITY
 * where they never do. `document` is a cell.json; times are as they ran. */
double losses_notice_s(const json_t *document);

/* How many of the expected deliveries may be lost, slow readers' apart: the greater of what the
 * experiment says and of what follows from its faults. One message to each of those users may
 * have been under way when the fault began. */
double losses_allowed(const json_t *document);

#endif
