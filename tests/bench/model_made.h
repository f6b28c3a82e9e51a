/* Documents of cells that are as the model says. */
#ifndef TESTS_BENCH_MODEL_MADE_H
#define TESTS_BENCH_MODEL_MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "bench/judge/model.h"
#include "documents/fields.h"

/* 100 users, 40 messages in 20 s: L = 2/s. Numbers of messages have two digits and instants
 * thirteen: with 66 bytes of data a text has 133. */
static inline json_t *document_of(const char *transport, const char *arrival) {
  return json_pack(
      "{s:{s:s,s:s,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:b,s:b,s:i,s:i}, s:f,s:i,s:i,s:{s:i,s:i,s:f},"
      " s:{s:f},s:{s:i,s:i,s:i,s:f,s:f},s:{s:f},s:{s:f},s:{s:f},s:{s:I,s:I,s:I},s:{s:i}}",
      "params", "transport", transport, "arrival", arrival, "interval_ms", 1000, "hold_ms", 500,
      "sse_keepalive_ms", 15000, "clients", 100, "channels", 1, "burst_messages", 10, "mss_bytes",
      1460, "batching", 1, "keep_alive", 1, "payload_bytes", 66, "warmup_s", 10, "duration_s", 20.0,
      "published", 40, "delivered", 4000, "requests", "total", 2000, "empty", 270, "empty_share",
      0.135, "latency_ns", "mean", 505e6, "bytes", "payload", 532000, "protocol_up", 40000,
      "protocol_down", 28000, "protocol_per_message", 17.0, "wire_per_message", 228.0, "server",
      "cpu_us_per_message", 20.0, "client", "cpu_s", 0.08, "age_ns", "mean", 1e9, "window",
      "start_ns", (json_int_t)1000000000000, "counted_start_ns", (json_int_t)999995000000,
      "counted_end_ns", (json_int_t)1019995000000, "counted", "received", 4000);
}

static inline struct model_value value_of(json_t *document, enum model_figure figure) {
  struct model model = model_of(document);
  json_decref(document);
  return model.values[figure];
}

static inline void assert_near(double value, double expected) {
  if (!(fabs(value - expected) <= 1e-9 * fabs(expected) + 1e-12))
    fail_msg("%.12g is not %.12g", value, expected);
}

/* Ten users publish to each other in each of ten channels: 40 messages in each channel. */
static inline json_t *chat_of(const char *transport, const char *arrival) {
  json_t *document = document_of(transport, arrival);
  field_put(document, "params.workload", json_string("chat"));
  field_put(document, "channels", json_integer(10));
  field_put(document, "published", json_integer(400));
  field_put(document, "publish.requests", json_integer(400));
  field_put(document, "requests.total", json_integer(2400));
  field_put(document, "bytes.payload_up", json_integer(40000));
  return document;
}

#endif
