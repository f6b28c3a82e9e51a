/* Joins two network namespaces by a line with delay, loss and a rate (`pushbench link`).
 *
 * On standard output there is one line of JSON when the link is there:
 *   {"ready": true, "pid": 4242, "client": "/proc/4242/fd/7", "server": "/proc/4242/fd/6",
 *    "user": null, "device": "tun"}
 * with files by which setns(2) enters the namespaces; `user` is that of the user namespace which
 * has to be entered before, where the caller is not root. A last line has the counts
 * (bench/link/link_document.h).
 *
 * Lines on standard input: "epoch NS" is the instant at which the measured phase begins, from
 * which the lines' time slots count, "end NS" that at which it has ended; "cut_network on SHARE 0",
 * "cut_network off 1 0" and "change_address on SHARE 0" are faults (common/suite/fault.h).
 *
 * SIGTERM, SIGINT, SIGHUP or the end of standard input end it. Nothing of it outlives its
 * processes: the namespaces have no name. */
#ifndef BENCH_LINK_LINK_H
#define BENCH_LINK_LINK_H

#include "bench/link/relay.h"
#include "common/base/status.h"

struct link_request {
  struct relay_settings settings;
  bool without_tun; /* veth pairs, even where TUN devices can be made */
};

/* Blocks signals, and is the one thing that its process does. STATUS_ENVIRONMENT, with what is
 * needed, where there can be no link. */
enum status link_run(const struct link_request *request, struct error *error);

#endif
