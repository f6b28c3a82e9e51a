/* The parts of the client's document that have a file of their own. */
#ifndef CLIENTS_RESULT_RESULT_JSON_H
#define CLIENTS_RESULT_RESULT_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "clients/record/counters.h"
#include "clients/record/life.h"
#include "clients/record/series.h"
#include "clients/record/server_clock.h"
#include "common/stats/histogram.h"

struct client;

void put(json_t *object, const char *name, uint64_t value);

/* The same where it is known; else null. */
void put_if(json_t *object, const char *name, bool known, uint64_t value);

/* {count, min, mean, p50 … max, out_of_range} */
json_t *histogram_json(const struct histogram *histogram);

/* What users wrote and what became of it: written, acknowledged, ack_ns, publish_lag_ns,
 * publish, pairs; null where nobody writes. `window`: of the measured phase. */
void writing_put(json_t *object, const struct client *client, const struct counters *window);

/* {"server": {"boot_id", "time_namespace"}, "client": {…}, "same"}; the server's is null
 * where it did not say. */
json_t *clock_json(const struct server_clock *clock);

json_t *life_json(const struct life *life);
json_t *series_json(const struct series *series);

struct client;

/* {cpu_s, cpu_share, loop_lag_ns, …} of the measured phase; null where a library reads. */
json_t *process_json(const struct client *client, const struct counters *window);

/* {sent, answered, received, missed} */
json_t *heartbeats_json(const struct counters *counters);
json_t *heartbeat_rtt_json(const struct client *client); /* null where users do not ping */

/* {at_ns, affected, noticed}, null where there was none; and how long it took. */
json_t *failure_json(const struct client *client);
json_t *notice_json(const struct client *client);

/* Of each fault: what was to be, what it did to the users. [] without any. */
json_t *faults_json(const struct client *client);

#endif
