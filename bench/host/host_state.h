/* The state of a hosted server, and the functions of the files that carry it through its life: each
 * file calls those above it here. One thread. */
#ifndef BENCH_HOST_HOST_STATE_H
#define BENCH_HOST_HOST_STATE_H

#include <stdint.h>

#include "bench/host/host_request.h"
#include "bench/host/ports.h"
#include "bench/host/ready.h"
#include "bench/host/server_output.h"

struct host {
  const struct target_description *description;
  struct ports ports;
  char *url, *ready_path;
  struct target_url address; /* of the URL */
  struct ready ready;
  struct server_output output;
  struct contained contained;
  bool has_ended;  /* the server that was started */
  int wait_status; /* once it has; -1: it was killed together with its init */
  int signal_fd;
  unsigned signals; /* that asked for the end */
};

/* --- host_watch.c -------------------------------------------------------------------- */

/* From now on signals are read. */
enum status signals_open(struct host *host, struct error *error);

/* Waits until something happens, one second at most, and takes it. `asks`: whether the server is
 * ready is of interest. */
void host_wait(struct host *host, bool asks, uint64_t until_ns);

/* Passes on what the server wrote so far. */
void output_pass(struct host *host);

/* Its line or its answer has come. */
bool is_ready(const struct host *host);

/* --- host_words.c -------------------------------------------------------------------- */

/* The server is not ready after ready_s; it ended, and nobody had asked for it. Both give
 * STATUS_ENVIRONMENT, and say what is known of the reason. */
enum status late_tell(struct host *host, struct error *error);
enum status end_tell(struct host *host, struct error *error);

/* Prints the line that says that the server is ready; pid 0: not known. */
enum status ready_tell(const struct host *host, pid_t pid, struct error *error);

/* --- host_start.c, host_running.c ---------------------------------------------------- */

/* The life of a server that is started, and of one that runs already. */
enum status host_start(struct host *host, const struct host_request *request, struct error *error);
enum status host_running(struct host *host, struct error *error);

#endif
