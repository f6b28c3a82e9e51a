/* Measures the processors while nothing runs. */
#include "bench/measure/idle.h"

#include <stdlib.h>

#include "bench/base/interrupt.h"
#include "bench/measure/machine.h"
#include "common/base/clock.h"
#include "common/base/whole.h"
#include "documents/figures.h"
#include "documents/parts.h"

static const double SPAN_SHARE = 0.05, SPAN_MIN_S = 0.5, SPAN_MAX_S = 5;
static const uint64_t LOOK_NS = 50 * NS_PER_MS;

double idle_span_of_run_s(double planned_s) {
  double span_s = planned_s * SPAN_SHARE;
  if (span_s < SPAN_MIN_S)
    return SPAN_MIN_S;
  return span_s < SPAN_MAX_S ? span_s : SPAN_MAX_S;
}

static void wait_s(double span_s) {
  uint64_t until_ns = clock_now_ns() + whole_ns_of_s(span_s);
  for (uint64_t now_ns = clock_now_ns(); now_ns < until_ns && interrupt_count() == 0;
       now_ns = clock_now_ns())
    clock_sleep_until_ns(until_ns - now_ns < LOOK_NS ? until_ns : now_ns + LOOK_NS);
}

static bool share_of(const struct processor_use *start, int cpu, double *out) {
  struct processor_use end;
  if (!processor_use_read(cpu, NULL, &end))
    return false;
  *out = processor_other_share(start, &end);
  return true;
}

void idle_measure(struct idle *idle, int server_cpu, int client_cpu, double span_s) {
  int cpu = server_cpu >= 0 ? server_cpu : processors_allowed().first;
  struct processor_use server, client;
  bool has_server = server_cpu >= 0 && processor_use_read(server_cpu, NULL, &server);
  bool has_client = client_cpu >= 0 && processor_use_read(client_cpu, NULL, &client);
  uint64_t start_ns = clock_now_ns();
  bool started = noise_start(&idle->noise_server, cpu, NOISE_OF_MACHINE) &&
                 noise_start(&idle->loop_server, cpu, NOISE_OF_PROGRAMS);
  if (started && client_cpu >= 0)
    started = noise_start(&idle->noise_client, client_cpu, NOISE_OF_MACHINE) &&
              noise_start(&idle->loop_client, client_cpu, NOISE_OF_PROGRAMS);
  if (started)
    wait_s(span_s);
  idle->has_server_use = has_server && share_of(&server, server_cpu, &idle->server_share);
  idle->has_client_use = has_client && share_of(&client, client_cpu, &idle->client_share);
  noise_stop(&idle->noise_server);
  noise_stop(&idle->noise_client);
  noise_stop(&idle->loop_server);
  noise_stop(&idle->loop_client);
  if (started)
    idle->span_s = (double)(clock_now_ns() - start_ns) / (double)NS_PER_S;
}

void idle_release(struct idle *idle) {
  noise_release(&idle->noise_server);
  noise_release(&idle->noise_client);
  noise_release(&idle->loop_server);
  noise_release(&idle->loop_client);
}

bool idle_was_idle(const struct idle *idle) {
  return (!idle->has_server_use || idle->server_share <= IDLE_USED_SHARE_MAX) &&
         (!idle->has_client_use || idle->client_share <= IDLE_USED_SHARE_MAX);
}

static void meter_put(json_t *document, enum figure_histogram member, enum figure text,
                      const struct noise_meter *meter) {
  if (!noise_is_measured(meter))
    return;
  histogram_put(document, member, &meter->oversleep);
  histogram_text_put(document, text, &meter->oversleep);
}

json_t *idle_json(const struct idle *idle) {
  if (idle->span_s <= 0)
    return json_null();
  json_t *document = json_object();
  figure_put_number(document, FIGURE_IDLE_SPAN, idle->span_s);
  figure_put(document, FIGURE_IDLE_WAS_IDLE, json_boolean(idle_was_idle(idle)));
  figure_put_text(document, FIGURE_IDLE_SCHEDULING, idle->noise_server.fifo ? "fifo" : "other");
  meter_put(document, HISTOGRAM_IDLE_NOISE_SERVER, FIGURE_IDLE_NOISE_SERVER_HISTOGRAM,
            &idle->noise_server);
  meter_put(document, HISTOGRAM_IDLE_NOISE_CLIENT, FIGURE_IDLE_NOISE_CLIENT_HISTOGRAM,
            &idle->noise_client);
  meter_put(document, HISTOGRAM_IDLE_LOOP_LAG_SERVER, FIGURE_IDLE_LOOP_LAG_SERVER_HISTOGRAM,
            &idle->loop_server);
  meter_put(document, HISTOGRAM_IDLE_LOOP_LAG_CLIENT, FIGURE_IDLE_LOOP_LAG_CLIENT_HISTOGRAM,
            &idle->loop_client);
  if (idle->has_server_use)
    figure_put_number(document, FIGURE_IDLE_USED_SHARE_SERVER, idle->server_share);
  if (idle->has_client_use)
    figure_put_number(document, FIGURE_IDLE_USED_SHARE_CLIENT, idle->client_share);
  json_t *object = json_incref(figure_json(document, FIGURE_IDLE));
  json_decref(document);
  return object;
}
