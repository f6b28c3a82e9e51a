/* What the files of a repeat share: its state, and how it is watched. One thread. */
#ifndef BENCH_RUN_REPEAT_STATE_H
#define BENCH_RUN_REPEAT_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "bench/measure/arguments.h"
#include "bench/measure/memory_log.h"
#include "bench/measure/process.h"
#include "bench/results/cell_document.h"
#include "bench/run/repeat_files.h"
#include "bench/run/repeat_plan.h"
#include "common/suite/fault_clock.h"
#include "common/wire/control_token.h"

struct repeat {
  const struct repeat_plan *plan;
  struct process server, client;
  struct measurement measurement;
  struct samples samples;
  enum phase phase;
  uint64_t sample_due_ns;
  struct memory_log memory;
  char address[64]; /* of the server, "127.0.0.1:4711"; empty until it listens */
  /* "NAME=TOKEN" for those who steer the server, a server that follows this one included */
  char control_token[sizeof CONTROL_TOKEN_VARIABLE + CONTROL_TOKEN_BYTES_MAX + 1];
  struct fault_clock faults;
  bool server_down;       /* killed on purpose, and not started again yet */
  double cpu_carried_s;   /* of servers that were killed on purpose */
  unsigned server_starts; /* how many there have been */
};

/* --- repeat_watch.c ------------------------------------------------------------------ */

typedef bool repeat_goal(const struct repeat *repeat);

enum pump_end { PUMP_GOAL, PUMP_DEADLINE, PUMP_INTERRUPTED };

/* Watches both processes until the goal, the deadline or the user's wish, which is more
 * interrupts than allowed. */
enum pump_end repeat_pump(struct repeat *repeat, repeat_goal *goal, uint64_t deadline_ns,
                          int interrupts_allowed);
uint64_t deadline_after_s(double seconds);

/* A sample of the server with what it costs to take at the edges of a phase. */
bool edge_take(struct repeat *repeat, struct edge *edge);

/* Why the repeat failed. The first reason stays: what follows is its consequence. */
__attribute__((format(printf, 2, 3))) void failure_set(struct repeat *repeat, const char *format,
                                                       ...);
void failure_of(struct repeat *repeat, const char *who, const struct process *process,
                const char *log);

/* --- repeat_server.c ----------------------------------------------------------------- */

/* Start a program of the cell, its log in the repeat's folder. A server that follows one
 * listens where that did, and goes on with its journal. */
enum status server_start(struct repeat *repeat, struct error *error);
enum status client_start(struct repeat *repeat, struct error *error);

/* The line of a standard output that has the member, parsed; a new reference. */
json_t *line_with(const char *text, const char *member);

/* Starts the server and waits until it listens. STATUS_OK also when it failed: the
 * measurement's `failure` then says why. */
enum status server_begin(struct repeat *repeat, struct error *error);

/* Asks it to end, and insists. */
void server_end(struct repeat *repeat);

double reaped_cpu_s(const struct process *process); /* of a reaped one */

/* --- repeat_faults.c ----------------------------------------------------------------- */

/* The measured phase begins at start_ns: the faults' times count from there. */
void faults_begin(struct repeat *repeat, uint64_t start_ns);

/* Does what is due. */
void faults_act(struct repeat *repeat, uint64_t now_ns);

/* Whether a fault is one that one of these actors (enum fault_actor) takes part in. */
bool faults_have(const struct repeat *repeat, unsigned actors);
bool faults_have_kind(const struct repeat *repeat, enum fault_kind kind);

/* As the client takes them; "" for none. `out` has FAULTS_MAX * FAULT_TEXT_BYTES. */
void faults_text(const struct repeat *repeat, char *out);

#endif
