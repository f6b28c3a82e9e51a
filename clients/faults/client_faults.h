/* Carries out the faults that are the users' own, and records the effects of all faults on the
 * users.
 *
 * The users' own faults (FAULT_BY_CLIENT) are connections that fall silent and users who stop
 * reading. They begin and end at their times in the measured phase or, with the option `commands`,
 * when a line on standard input says so. Other programs bring about all other faults; this program
 * knows only when they are scheduled. */
#ifndef CLIENTS_FAULTS_CLIENT_FAULTS_H
#define CLIENTS_FAULTS_CLIENT_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/http/server_calls.h"
#include "clients/net/loop.h"
#include "clients/record/fault_record.h"
#include "common/base/status.h"
#include "common/suite/fault_clock.h"
#include "common/suite/input_line.h"

struct carrier;
struct crowd;

/* Is told of each line of standard input, before it is carried out. */
struct client_faults_listener {
  void *owner;
  void (*heard)(void *owner, const char *line); /* NULL: nobody */
};

struct client_faults {
  struct crowd *crowd;
  struct server_calls *calls; /* asks the server to silence its ends of connections */
  struct faults plan;
  struct fault_record record;
  struct fault_clock clock; /* of faults that begin and end at their times */
  struct loop_alarm *alarm; /* when the next of these is due; NULL: none */
  struct loop_io *input;    /* standard input; NULL: it is not read */
  size_t told;              /* the faults before this one are over, by the lines read so far */
  struct input_line line;
  struct client_faults_listener listener;
  bool deaf;                     /* another process reads standard input, and hands the lines on */
  char *ports;                   /* the body of the last request to silence connections */
  uint64_t expected[FAULTS_MAX]; /* messages due between a fault and the next, over all users */
  size_t known;                  /* faults whose `expected` is known: the first ones */
};

/* Reads the options `faults` and `commands`, before there are users. The caller sets `calls` before
 * the measured phase. STATUS_USAGE where the text of `faults` is wrong, or the faults do not fit
 * into the phase. */
enum status client_faults_init(struct client_faults *faults, struct crowd *crowd,
                               struct error *error);
void client_faults_release(struct client_faults *faults);

/* Makes the loop carry out the faults, or read standard input, from now on. The measured phase
 * begins at start_ns. */
enum status client_faults_begin(struct client_faults *faults, uint64_t start_ns,
                                struct error *error);

/* Begins and ends the users' faults that are due at now_ns; with `commands` none. */
void client_faults_act(struct client_faults *faults, uint64_t now_ns);

/* Carries out a line of standard input (common/suite/fault.h) at once: the next fault of that kind
 * begins, or the one that has begun ends. A line that is no command, or is not about a fault of
 * the users, is reported on standard error. */
void client_faults_hear(struct client_faults *faults, const char *line);

/* No fault begins any more, and all users read again. May be called twice. */
void client_faults_end(struct client_faults *faults);

/* The first fault whose `expected` is not known; NULL: all are known. */
const struct fault_effect *client_faults_unknown(const struct client_faults *faults);

/* Takes the server's answer about the time of that fault. */
void client_faults_take(struct client_faults *faults, const struct server_answer *answer);

/* The effects on the users of other processes: clients/record/carrier.h. */
void client_faults_carry(struct client_faults *faults, struct carrier *carrier);

#endif
