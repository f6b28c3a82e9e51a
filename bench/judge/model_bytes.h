/* The bytes of the streams, computed from the lengths of what is sent and not from any count:
 * message texts, events, frames, heads of requests and answers with their profiles
 * (common/wire/header_profile.h), a client that asks for 127.0.0.1 and a port of five digits. */
#ifndef BENCH_JUDGE_MODEL_BYTES_H
#define BENCH_JUDGE_MODEL_BYTES_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/judge/model_heads.h"

/* Bytes that TLS 1.3 adds to a record: head, kind, tag. */
enum { TLS_RECORD_MORE_BYTES = 22 };

/* Whether the cell's server is one of other people: its parameter `server` names it. */
bool is_of_foreign_server(const json_t *document);

/* Length of a message's text, of the cell's payload, midway through the phase. NAN where
 * messages have different lengths (a trace, or drawn ones), or instants of a clock that is not
 * known here, and of a server of other people. */
double message_text_bytes(const json_t *document);

/* The shortest and the longest text that is possible: numbers are from 1 to as many as the server
 * published. Of a server of other people the text is a token (common/wire/token.h), a dot and the
 * data. NAN of a trace, and of a clock that is not known here. */
struct text_range {
  double least_bytes, greatest_bytes;
};
struct text_range message_text_range(const json_t *document);

/* For a cell.json's transport. NAN where a connection also carries something else (heartbeats,
 * messages of users), and where each poll opens a connection of its own. */
struct stream_bytes stream_bytes_of(const json_t *document, int transport,
                                    const struct stream_counts *counts);

#endif
