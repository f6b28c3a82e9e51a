/* The state of a repeat, and the functions of the files that carry it out: each file calls those
 * above it here. One thread. */
#ifndef BENCH_RUN_REPEAT_STATE_H
#define BENCH_RUN_REPEAT_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "bench/measure/arguments.h"
#include "bench/measure/memory_log.h"
#include "bench/measure/process.h"
#include "bench/measure/served.h"
#include "bench/results/cell_document.h"
#include "bench/run/repeat_files.h"
#include "bench/run/repeat_plan.h"
#include "common/suite/fault_clock.h"
#include "common/wire/control_token.h"

/* Where the programs of a cell with a link run: files of namespaces; empty without. */
struct repeat_places {
  char user[64], server[64], client[64];
};

struct repeat {
  const struct repeat_plan *plan;
  struct process server, client;
  struct process link;  /* the network between, where the cell has one */
  struct process proxy; /* the same in front of the server: its host */
  struct served proxied;
  struct repeat_places places;
  struct process_tree server_tree, client_tree, link_tree, proxy_tree; /* repeat_trees_follow */
  struct measurement measurement;
  struct samples samples;
  enum phase phase;
  uint64_t sample_due_ns;
  struct memory_log memory;
  char address[64];    /* our own server's, "127.0.0.1:4711"; empty until it listens */
  struct served other; /* of a server of other people */
  /* "NAME=TOKEN" for the client, and for the server that is started in the place of this one */
  char control_token[sizeof CONTROL_TOKEN_VARIABLE + CONTROL_TOKEN_BYTES_MAX + 1];
  struct fault_clock faults;
  bool proxy_down;        /* a fault ended the proxy, and it does not listen again yet */
  double proxy_carried_s; /* processor time of proxies that a fault ended */
  char proxy_log[32];     /* of the proxy that was started last, in the folder */
  unsigned proxy_starts;  /* proxies that were started so far */
  bool server_down;       /* a fault killed it, and it was not started again yet */
  double cpu_carried_s;   /* processor time of servers that a fault killed */
  char server_log[32];    /* of the server that was started last, in the folder */
  unsigned server_starts; /* servers that were started so far */
};

/* --- repeat_failure.c ---------------------------------------------------------------- */

/* Why the repeat failed. The first reason stays: later ones are its consequences. */
__attribute__((format(printf, 2, 3))) void failure_set(struct repeat *repeat, const char *format,
                                                       ...);

/* Sets how a program (`who`: "server") ended, with the error that it printed or else the log to
 * look into. */
void failure_of(struct repeat *repeat, const char *who, const struct process *process,
                const char *log);

/* --- repeat_samples.c ---------------------------------------------------------------- */

/* Makes the trees those of the programs that run now; without a root where one does not. */
void repeat_trees_follow(struct repeat *repeat);

/* Takes a sample of the server, with the counts that are read only at the edges of a phase. False
 * where the server is gone. */
bool edge_take(struct repeat *repeat, struct edge *edge);

/* Takes a sample where the last one is a tenth of a second old. */
void sample_if_due(struct repeat *repeat, uint64_t now_ns);

/* --- repeat_programs.c --------------------------------------------------------------- */

/* Who carries out such a fault (enum fault_actor). Nobody can tell a server of other people what to
 * do: the users do it instead. */
unsigned fault_actors_of(const struct repeat *repeat, enum fault_kind kind);

/* Start a program of the cell, its log in the repeat's folder. A server that is started in the
 * place of another listens at the same address, and goes on with its journal. */
enum status server_start(struct repeat *repeat, struct error *error);

/* NULL for "". */
const char *place_or_none(const char *place);
enum status client_start(struct repeat *repeat, struct error *error);

/* --- repeat_proxy.c ------------------------------------------------------------------ */

/* Starts the reverse proxy in front of the server, which listens. */
enum status proxy_start(struct repeat *repeat, struct error *error);

/* Takes what it says when it listens. */
void proxy_ready_take(struct repeat *repeat);

/* Faults: ends it, and starts it again where it listened; has it read its configuration again.
 * What fails is in the measurement's `failure`. */
void proxy_stop(struct repeat *repeat);
void proxy_start_again(struct repeat *repeat);
void proxy_reload(struct repeat *repeat);

/* Takes what a proxy that was started again says. */
void proxy_note(struct repeat *repeat);

/* False where it does not run. */
bool proxy_sample(struct repeat *repeat, struct sample *sample);

/* --- repeat_proxy_begin.c ------------------------------------------------------------ */

/* Starts the reverse proxy, where the cell has one, and waits until it takes connections. STATUS_OK
 * also when it failed: the measurement's `failure` then says why. */
enum status proxy_begin(struct repeat *repeat, struct error *error);
void proxy_end(struct repeat *repeat);

/* --- repeat_link.c ------------------------------------------------------------------- */

/* Starts the network between server and users, where the cell has one, and waits until it is there.
 * STATUS_OK also when it failed: the measurement's `failure` then says why. */
enum status link_begin(struct repeat *repeat, struct error *error);

/* Ends it, after the programs that it joins; its last line is then in the measurement. */
void link_end(struct repeat *repeat);

/* --- repeat_ready.c ------------------------------------------------------------------ */

/* Reads the line by which the server, or its host, says that it is ready. */
void ready_read(struct repeat *repeat);

/* --- repeat_faults.c ----------------------------------------------------------------- */

/* The measured phase begins at start_ns: the times of faults, and of a link's outages, count from
 * there. */
void faults_begin(struct repeat *repeat, uint64_t start_ns);

/* The measured phase has ended: a link is told. */
void faults_end(struct repeat *repeat, uint64_t end_ns);

/* Carries out the faults that are due. */
void faults_act(struct repeat *repeat, uint64_t now_ns);

/* --- repeat_watch.c ------------------------------------------------------------------ */

typedef bool repeat_goal(const struct repeat *repeat);

enum pump_end { PUMP_GOAL, PUMP_DEADLINE, PUMP_INTERRUPTED };

/* Watches both processes until the goal is reached, the deadline has passed, or the user has
 * interrupted more often than allowed. */
enum pump_end repeat_pump(struct repeat *repeat, repeat_goal *goal, uint64_t deadline_ns,
                          int interrupts_allowed);
uint64_t deadline_after_s(double seconds);

/* --- repeat_server.c ----------------------------------------------------------------- */

/* Starts the server and waits until it listens. STATUS_OK also when it failed: the
 * measurement's `failure` then says why. */
enum status server_begin(struct repeat *repeat, struct error *error);

/* Asks it to end, and kills it where it does not. */
void server_end(struct repeat *repeat);

#endif
