/* The parts of the client's document that have a file of their own. Each function sets its figures.
 */
#ifndef CLIENTS_RESULT_RESULT_PARTS_H
#define CLIENTS_RESULT_RESULT_PARTS_H

#include <jansson.h>

#include "clients/record/counters.h"
#include "clients/record/life.h"
#include "clients/record/series.h"
#include "clients/record/server_clock.h"

struct client;
struct totals;

/* The messages of users; null where nobody writes. `window`: counts of the measured phase. */
void writing_put(json_t *document, const struct client *client, const struct counters *window);

/* Our own publisher, of a server that is not ours; null of our own servers. Sets publish_lag_ns
 * again, so it comes behind writing_put. */
void publisher_put(json_t *document, const struct client *client);

/* What a reader of the figures has to know, in sentences. A new reference. */
json_t *notes_json(const struct client *client, const struct totals *totals);

/* The clocks; the server's is null where it did not name it. */
void clock_put(json_t *document, const struct server_clock *clock);

/* The bytes of HTTP/2 by the kinds of its frames; null over HTTP/1.1. `window`: likewise. */
void http2_put(json_t *document, const struct client *client, const struct counters *window);

void life_put(json_t *document, const struct life *life);
void series_put(json_t *document, const struct series *series);

/* The client's own processor time in the measured phase, and its reads, which are null where a
 * library reads. */
void process_put(json_t *document, const struct client *client, const struct counters *window);

/* The round trips of pings; null where users do not ping. */
void heartbeat_rtt_put(json_t *document, const struct client *client);

/* Each fault as it was scheduled, and its effects. [] without faults. */
void faults_put(json_t *document, const struct client *client);

#endif
