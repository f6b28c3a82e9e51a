/* A failure in the middle of a run: when it happened, to whom, and how long each user
 * took to notice.
 *
 * Either somebody else brings it about, as by stopping the server, and this program is
 * only told the instant; or the connections of a share of the users fall silent at both
 * ends, so that neither FIN nor RST ever comes. A user has noticed when its transport
 * gives the connection up, for whatever reason. */
#ifndef CLIENTS_FAULTS_FAILURE_H
#define CLIENTS_FAULTS_FAILURE_H

#include <stdint.h>

#include "clients/http/server_calls.h"
#include "clients/net/loop.h"
#include "common/base/status.h"
#include "common/stats/histogram.h"

struct crowd;
struct user;

struct failure {
  struct crowd *crowd;
  struct server_calls *calls; /* asks the server to silence its ends */
  struct loop_alarm *alarm;   /* where one is planned */
  struct histogram notice;
  uint64_t at_ns;    /* of the last one; 0: there was none */
  uint64_t affected; /* users who were ready when it happened, and were meant */
  uint64_t noticed;  /* of these */
  char *ports;       /* what is asked of the server */
};

enum status failure_init(struct failure *failure, struct crowd *crowd, struct error *error);
void failure_release(struct failure *failure);

/* As the options say, for a measured phase that begins at start_ns. */
enum status failure_plan(struct failure *failure, uint64_t start_ns, struct error *error);

/* All users who are ready are affected by what happened at the instant. */
void failure_happened(struct failure *failure, uint64_t instant_ns);

/* Silences a share (0 to 1) of the connections of users who are ready, now. */
void failure_silence(struct failure *failure, double share);

/* The user has given its connection up. */
void failure_notice(struct failure *failure, struct user *user, uint64_t now_ns);

#endif
