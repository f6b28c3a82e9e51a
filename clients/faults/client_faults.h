/* The faults of the run, as far as they concern the users: carries out those that are the users'
 * own doing, and records what each fault did to the users.
 *
 * The users' own faults (FAULT_BY_CLIENT) are connections that fall silent and users who stop
 * reading. They begin and end at their times in the measured phase or, with the option `commands`,
 * when a line on standard input says so. All other faults are brought about by somebody else; this
 * program knows only when they are scheduled. */
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

struct crowd;

struct client_faults {
  struct crowd *crowd;
  struct server_calls *calls; /* asks the server to silence its ends of connections */
  struct faults plan;
  struct fault_record record;
  struct fault_clock clock; /* of faults that begin and end at their times */
  struct loop_alarm *alarm; /* at the next of these; NULL where there is none */
  struct loop_io *input;    /* standard input; NULL where nobody reads it */
  size_t told;              /* the faults before this one are over, by the lines read so far */
  struct input_line line;
  char *ports;                   /* what the server is asked to silence */
  uint64_t expected[FAULTS_MAX]; /* messages due while the fault was the last, over all users */
  size_t known;                  /* of the faults, how many `expected` are */
};

/* By the options `faults` and `commands`, before there are users. The caller sets `calls` before
 * the measured phase. STATUS_USAGE when the text of `faults` is wrong, or they do not fit into the
 * phase. */
enum status client_faults_init(struct client_faults *faults, struct crowd *crowd,
                               struct error *error);
void client_faults_release(struct client_faults *faults);

/* Makes the loop carry out the faults, or read standard input, from now on. The measured phase
 * begins at start_ns. */
enum status client_faults_begin(struct client_faults *faults, uint64_t start_ns,
                                struct error *error);

/* Begins and ends those of the users' faults that are due at now_ns. With `commands` none is. */
void client_faults_act(struct client_faults *faults, uint64_t now_ns);

/* Carries out a line of standard input (common/suite/fault.h) at once: the next fault of that kind
 * begins, or the one that has begun ends. A line that is no command, or is not about a fault of
 * the users, is reported on standard error. */
void client_faults_hear(struct client_faults *faults, const char *line);

/* Lets no fault begin any more, and all users read again. May be called twice. */
void client_faults_end(struct client_faults *faults);

/* The next fault of which it is not known how many messages were due while it was the
 * last; NULL when all are known. */
const struct fault_effect *client_faults_unknown(const struct client_faults *faults);

/* The server's answer about that fault's time. */
void client_faults_take(struct client_faults *faults, const struct server_answer *answer);

#endif
