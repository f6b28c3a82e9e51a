/* The bytes on the wire of one user, by the closed-form rates (bench/judge/closed_form.h) and the
 * lengths of what is sent (bench/judge/model_bytes.h): before anything was measured. */
#ifndef BENCH_JUDGE_CLOSED_WIRE_H
#define BENCH_JUDGE_CLOSED_WIRE_H

#include <jansson.h>

#include "bench/judge/closed_form.h"

struct closed_wire {
  double up_per_s, down_per_s; /* bytes of one user each second; IP and TCP headers included */
  double text_bytes;           /* of a message */
  double segments;             /* of the longest write; the estimate is rougher above 1 */
};

/* With the payload, headers and TLS of `params`, which are those of a cell.json; its heartbeats are
 * those of the load. Each segment has 52 bytes of headers. A poll takes a segment up, those of its
 * answer down, and an acknowledgement up; a pushed message those of its text down, and an
 * acknowledgement for each two of them up. A ping of the user's, its pong and the acknowledgement
 * are 10, 6 and 0 bytes. What is lost is sent again, so bytes are divided by the share that
 * arrives. All NAN without memory, or where lengths do not give the bytes
 * (bench/judge/model_bytes.h). */
struct closed_wire closed_wire_of(json_t *params, const struct closed_load *load);

#endif
