/* The parts of the client's document that have a file of their own; each sets its figures. */
#ifndef CLIENTS_RESULT_RESULT_PARTS_H
#define CLIENTS_RESULT_RESULT_PARTS_H

#include <jansson.h>

#include "clients/record/counters.h"
#include "clients/record/life.h"
#include "clients/record/series.h"
#include "clients/record/server_clock.h"

struct client;

/* What users wrote and what became of it; null where nobody writes. `window`: of the measured
 * phase. */
void writing_put(json_t *document, const struct client *client, const struct counters *window);

/* The server's clock is null where it did not say. */
void clock_put(json_t *document, const struct server_clock *clock);

void life_put(json_t *document, const struct life *life);
void series_put(json_t *document, const struct series *series);

/* What the client itself took in the measured phase, and its reads; of these what a library does
 * not say is null. */
void process_put(json_t *document, const struct client *client, const struct counters *window);

/* Null where users do not ping. */
void heartbeat_rtt_put(json_t *document, const struct client *client);

/* Of each fault what was to be, and what it did to the users. [] without any. */
void faults_put(json_t *document, const struct client *client);

#endif
