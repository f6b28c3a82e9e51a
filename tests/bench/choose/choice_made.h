/* A case, and measured runs with known costs: on libwebsockets, 100 users, plain. A message takes
 * 10 µs of the processor, a request 40 µs, a comment 50 µs, a ping 60 µs; the software's part of
 * the latency is 1 ms at p99, 2 ms at most. A WebSocket takes 5 kB of memory, the others 3 kB. */
#ifndef TESTS_BENCH_CHOICE_MADE_H
#define TESTS_BENCH_CHOICE_MADE_H

#include "tests/bench/near.h"
#include "tests/bench/results_made.h"

#include "bench/choose/evidence.h"
#include "bench/plan/user_case.h"

enum { MADE_USERS = 100, MADE_SECONDS = 10 };

struct made_evidence {
  struct made *made;
  struct path folder;
  struct evidence evidence;
};

/* Sets the processor time of the cell, and its counts, from what one user has each second. */
static inline void made_load(struct result_cell *cell, double messages, double requests,
                             double cpu_s) {
  double all = MADE_USERS * MADE_SECONDS;
  made_set(cell, FIGURE_CLIENTS, MADE_USERS, 0);
  made_set(cell, FIGURE_DURATION_S, MADE_SECONDS, 0);
  made_set(cell, FIGURE_LOST, 0, 0);
  made_set(cell, FIGURE_DELIVERED, messages * all, 0);
  made_set(cell, FIGURE_REQUESTS, requests * all, 0);
  made_set(cell, FIGURE_SERVER_CPU_S, cpu_s * all, 0);
  if (messages > 0) {
    made_set(cell, FIGURE_LATENCY_P99, 1e6, 0);
    made_set(cell, FIGURE_LATENCY_MAX, 2e6, 0);
    made_set(cell, FIGURE_MODEL_LATENCY_RESIDUAL, 1e6, 0);
  }
  bool framed = cell->transport == TRANSPORT_WEBSOCKET;
  made_set(cell, FIGURE_MEMORY_PER_USER, framed ? 5000 : 3000, 0);
  made_param(cell, "tls", "off");
  made_param(cell, "payload_bytes", "64");
  made_param(cell, "heartbeat", "frame");
  made_param(cell, "heartbeat_interval_ms", "2000");
  made_param(cell, "sse_keepalive_ms", "2000");
}

/* Safe to release with made_evidence_release. */
static inline struct made_evidence made_evidence(void) {
  struct made *made = made_new();
  static const double busy_requests[MADE_TRANSPORTS] = {4, 2, 0, 0};
  for (size_t i = 0; i < MADE_TRANSPORTS; i++) {
    int transport = made_transports[i];
    bool pushed = transport == TRANSPORT_SSE || transport == TRANSPORT_WEBSOCKET;
    double beat_us = transport == TRANSPORT_SSE ? 50 : 60;
    /* ten messages a second, so that comments are unnecessary; pings come all the same */
    double beats = transport == TRANSPORT_WEBSOCKET ? 0.5 : 0;
    made_load(made_cell(made, ENGINE_LWS, transport, 1), 10, busy_requests[i],
              (100 + 40 * busy_requests[i] + 60 * beats) * 1e-6);
    made_load(made_cell(made, ENGINE_LWS, transport, 1), 0, pushed ? 0 : 0.5,
              (pushed ? beat_us : 40) * 0.5e-6);
  }
  struct made_evidence out = {.made = made, .folder = path_of("results/made")};
  return out;
}

/* Points `evidence` at the results; the struct must not move afterwards. */
static inline const struct evidence *made_evidence_of(struct made_evidence *its) {
  its->evidence = (struct evidence){
      .runs = &its->made->results, .folders = &its->folder, .count = 1, .capacity = 1};
  return &its->evidence;
}

/* A case with these members: "users=100", …; ends with NULL. */
static inline struct user_case made_case(const char *const *sets) {
  struct user_case its;
  struct error error = {""};
  assert_int_equal(user_case_open(&its, &error), STATUS_OK);
  for (; *sets; sets++) {
    char key[64];
    const char *equals = strchr(*sets, '=');
    snprintf(key, sizeof key, "%.*s", (int)(equals - *sets), *sets);
    if (user_case_set(&its, key, equals + 1, &error) != STATUS_OK)
      fail_msg("%s", error.text);
  }
  return its;
}

#endif
