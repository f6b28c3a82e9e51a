/* The faults of the run, as far as they concern the users: what each did to them, and
 * those that are the users' own doing, told on standard input. */
#ifndef CLIENTS_FAULTS_FAULTS_H
#define CLIENTS_FAULTS_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/http/server_calls.h"
#include "clients/net/loop.h"
#include "clients/record/fault_record.h"
#include "common/base/status.h"

struct crowd;

struct client_faults {
  struct crowd *crowd;
  struct failure *failure;
  struct faults plan;
  struct fault_record record;
  struct loop_io *input; /* standard input; NULL where nobody reads it */
  char line[FAULT_COMMAND_BYTES];
  size_t line_bytes;
  uint64_t expected[FAULTS_MAX]; /* messages due while the fault was the last, over all users */
  size_t known;                  /* of the faults, how many `expected` are */
};

/* By the options `faults` and `commands`. The users are not there yet. */
enum status client_faults_init(struct client_faults *faults, struct crowd *crowd,
                               struct failure *failure, struct error *error);
void client_faults_release(struct client_faults *faults);

/* The next fault of which it is not known how many messages were due while it was the
 * last; NULL when all are known. */
const struct fault_effect *client_faults_unknown(const struct client_faults *faults);

/* The server's answer about that fault's time. */
void client_faults_take(struct client_faults *faults, const struct server_answer *answer);

#endif
