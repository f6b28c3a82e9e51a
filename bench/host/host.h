/* Starts a server that is not ours, says when it is ready, and ends it (`pushbench host`).
 *
 * On standard output there is one line of JSON when it is ready:
 *   {"ready": true, "host": "127.0.0.1", "port": 4711, "url": "http://127.0.0.1:4711",
 *    "ports": {"": 4711, "api": 4712}, "pid": 4242, "init": true, "input": "/proc/4241/fd/9"}
 * `pid` is the root of the server's processes (null: not known). Where `init` is true it is none of
 * them, and only keeps them together: PROCESS_BELOW of bench/measure/process_tree.h. Who kills the
 * server kills what is below it: then this process ends by itself, and its own processor time and
 * that of its children (wait4(2)) have all that the server took. At `input` a
 * writer can open the server's standard input; null where nobody publishes there. What the server
 * writes goes to standard error.
 *
 * SIGTERM, SIGINT or SIGHUP end it: the server is sent its end signal, and after end_s all its
 * processes are killed; at once when the signal comes again. They are killed whatever happens, also
 * when this process is. */
#ifndef BENCH_HOST_HOST_H
#define BENCH_HOST_HOST_H

#include "bench/host/host_request.h"
#include "common/base/status.h"
#include "documents/target.h"

/* Blocks signals, and is the one thing that its process does. STATUS_OK after such a signal.
 * STATUS_USAGE where the request or the description forbids it; STATUS_ENVIRONMENT, with one line
 * of what happened, where the server cannot be started, is not ready in time, or ends by itself. */
enum status host_run(const struct target_description *description,
                     const struct host_request *request, struct error *error);

#endif
