/* The bytes on the wire of one user, by the closed-form rates (bench/judge/closed_form.h) and the
 * lengths of what is sent (bench/judge/model_bytes.h): before anything was measured. */
#ifndef BENCH_CHOOSE_WIRE_ESTIMATE_H
#define BENCH_CHOOSE_WIRE_ESTIMATE_H

#include "bench/judge/closed_form.h"
#include "bench/plan/user_case.h"

struct wire_estimate {
  double up_per_s, down_per_s; /* bytes of one user each second; IP and TCP headers included */
  double text_bytes;           /* of a message */
  double segments;             /* of the longest write; the estimate is rougher above 1 */
};

/* Of the case's messages, headers and TLS at that load. Each segment has 52 bytes of headers. A
 * poll takes a segment up, those of its answer down, and an acknowledgement up; a pushed message
 * those of its text down, and an acknowledgement for each two of them up. A ping of the user's, its
 * pong and the acknowledgement are 10, 6 and 0 bytes. What is lost is sent again, so bytes are
 * divided by the share that arrives. All NAN without memory. */
struct wire_estimate wire_estimate_of(const struct user_case *its, const struct closed_load *load);

#endif
