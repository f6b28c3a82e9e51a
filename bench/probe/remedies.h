/* The settings that are to blame for a finding, in the products that people put before servers,
 * each with the page that says so. Pure. */
#ifndef BENCH_PROBE_REMEDIES_H
#define BENCH_PROBE_REMEDIES_H

#include <stdio.h>

enum finding_kind {
  FINDING_BLOCKED,
  FINDING_UPGRADE,
  FINDING_BUFFERED,
  FINDING_COMPRESSED,
  FINDING_IDLE_ENDED,
  FINDING_IDLE_DROPPED,
  FINDING_LIFETIME,
  FINDING_HOST,
  FINDING_HEADER_REMOVED,
  FINDING_HEADER_CHANGED,
  FINDING_HEADER_ADDED,
  FINDING_HTTP_1_0,
  FINDING_URL_SIZE,
  FINDING_HEAD_SIZE,
  FINDING_MESSAGE_SIZE,
  FINDING_KEPT_ENDED,
  FINDING_HTTP2,
  FINDING_KINDS,
};

struct finding_name {
  const char *name;  /* in JSON: "events_buffered" */
  const char *title; /* for people */
};

extern const struct finding_name finding_names[FINDING_KINDS];

struct remedy {
  enum finding_kind kind;
  const char *product; /* "nginx" */
  const char *setting; /* one line, with code in backticks */
  const char *source;  /* a URL */
};

/* In the order of their kinds; ended by one without a product. */
extern const struct remedy remedies[];

/* The product that a Server or Via header speaks of, as `product` above; NULL where it is none. */
const char *remedy_product(const char *front);

/* Writes all as a table in Markdown: docs/probe.md has it. */
void remedies_write(FILE *out);

#endif
