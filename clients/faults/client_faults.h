/* The faults of the run, as far as they concern the users: those that are the users' own doing
 * are carried out, and of each it is recorded what it did.
 *
 * The users' own (FAULT_BY_CLIENT) are connections that fall silent and users who stop reading.
 * They begin and end at their times in the measured phase or, with the option `commands`, when
 * somebody says so on standard input. The others are somebody else's: of them only the scheduled
 * times are known here. */
#ifndef CLIENTS_FAULTS_FAULTS_H
#define CLIENTS_FAULTS_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/http/server_calls.h"
#include "clients/net/loop.h"
#include "clients/record/fault_record.h"
#include "common/base/status.h"
#include "common/suite/fault_clock.h"

struct crowd;

struct client_faults {
  struct crowd *crowd;
  struct server_calls *calls; /* asks the server to silence its ends of connections */
  struct faults plan;
  struct fault_record record;
  struct fault_clock clock; /* of faults that begin and end at their times */
  struct loop_alarm *alarm; /* at the next of these; NULL where there is none */
  struct loop_io *input;    /* standard input; NULL where nobody reads it */
  size_t told;              /* the fault of which the next line may speak, or one behind it */
  char line[FAULT_COMMAND_BYTES];
  size_t line_bytes;
  char *ports;                   /* what the server is asked to silence */
  uint64_t expected[FAULTS_MAX]; /* messages due while the fault was the last, over all users */
  size_t known;                  /* of the faults, how many `expected` are */
};

/* By the options `faults` and `commands`. The users are not there yet; `calls` neither, which is
 * to be set before the measured phase. STATUS_USAGE where `faults` is none. */
enum status client_faults_init(struct client_faults *faults, struct crowd *crowd,
                               struct error *error);
void client_faults_release(struct client_faults *faults);

/* From now on faults begin: the measured phase does at start_ns. */
enum status client_faults_begin(struct client_faults *faults, uint64_t start_ns,
                                struct error *error);

/* Carries out what of the users' faults is due at now_ns. Nothing where commands tell. */
void client_faults_act(struct client_faults *faults, uint64_t now_ns);

/* Carries out one line of standard input (common/suite/fault.h) at now: the next fault of that
 * kind begins, or the one that has begun ends. What is none is said on standard error. */
void client_faults_hear(struct client_faults *faults, const char *line);

/* No fault begins any more, and who does not read reads on. Again is harmless. */
void client_faults_end(struct client_faults *faults);

/* The next fault of which it is not known how many messages were due while it was the
 * last; NULL when all are known. */
const struct fault_effect *client_faults_unknown(const struct client_faults *faults);

/* The server's answer about that fault's time. */
void client_faults_take(struct client_faults *faults, const struct server_answer *answer);

#endif
