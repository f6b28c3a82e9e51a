/* Slow readers: a share of the users stops reading for a while, by the options for a part
 * of the measured phase, or because of a fault. Their sockets stay open and are not read;
 * what comes fills the kernel's buffers, and then waits at the server. */
#ifndef CLIENTS_FAULTS_SLOW_H
#define CLIENTS_FAULTS_SLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/net/loop.h"
#include "common/base/status.h"

struct crowd;

struct slow {
  struct crowd *crowd;
  struct loop_alarm *alarm; /* made when there are any */
  uint64_t from_ns, to_ns;
  bool paused;
};

/* Has a share of the users stop reading, or read on. */
void slow_set(struct crowd *crowd, double share, bool paused);

/* By the options; the measured phase is [start_ns, end_ns), and with it they read on. */
enum status slow_begin(struct slow *slow, struct crowd *crowd, uint64_t start_ns, uint64_t end_ns,
                       struct error *error);

/* Lets all who still do not read do so. Again is harmless. */
void slow_end(struct slow *slow);
void slow_release(struct slow *slow);

#endif
