/* The line that a link prints in the end: the figures of cell.json that begin with "link". */
#ifndef BENCH_LINK_LINK_DOCUMENT_H
#define BENCH_LINK_LINK_DOCUMENT_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/link/relay.h"

struct link_end {
  uint64_t device_dropped; /* packets that a device dropped */
  uint64_t inside_bytes;   /* of IP packets that the server's side sent to itself */
  double cpu_s;            /* of the process */
  bool is_tun;
};

/* NULL without memory. A new reference. */
json_t *link_document(const struct relay *relay, const struct link_end *end);

#endif
