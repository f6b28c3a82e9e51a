/* The messages that a cell may lose without being invalid.
 *
 * As a rule there are none: a server keeps its history through all faults, and users who come back
 * catch up. There are two exceptions. Users whose connection falls silent (silence_connections)
 * and who cannot notice that, or not in time, lose the messages that are due from then on: on an
 * event stream without comments, or a WebSocket whose users send no pings. And the experiment may
 * allow it, as for a flood that the history does not hold:
 *
 *   "may_lose": 0.1    at most this share of all deliveries that are expected in a cell
 *
 * Losses of slow readers are counted apart (slow.lost). */
#ifndef BENCH_JUDGE_LOSSES_H
#define BENCH_JUDGE_LOSSES_H

#include <jansson.h>
#include <stdbool.h>

/* How long the users of a cell may take to notice that their connection is dead, in s; INFINITY
 * where they never do. `document` is a cell.json, whose times are as they ran. */
double losses_notice_s(const json_t *document);

/* How many of the expected deliveries may be lost, without slow readers': the greater of what the
 * experiment allows and of what follows from its faults. One message to each silenced user may have
 * been under way when the fault began. */
double losses_allowed(const json_t *document);

#endif
