/* The bytes of streams of HTTP/2: frames, and heads as the table of each connection leaves them
 * once it is full of them (RFC 7541). The heads are packed by nghttp2, as both ends do it, in the
 * order of a user who polls; the mean is over the later ones. */
#ifndef BENCH_JUDGE_MODEL_HTTP2_H
#define BENCH_JUDGE_MODEL_HTTP2_H

#include "bench/judge/model_heads.h"

/* Polls. `text`: the length of a message's; `brackets`: of the body of an answer without a message.
 * NAN without memory. */
struct stream_bytes http2_polls_of(const json_t *document, int transport, double text,
                                   double brackets, const struct stream_counts *counts);

/* The same of what is pushed, from its bytes over HTTP/1.1. */
struct stream_bytes http2_pushed_of(const json_t *document, double text,
                                    const struct stream_counts *counts,
                                    const struct stream_bytes *over_http1);

#endif
