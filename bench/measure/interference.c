/* Begins and ends the meters beside the programs, and writes their figures. */
#include "bench/measure/interference.h"

#include <math.h>
#include <string.h>

#include "bench/measure/machine.h"
#include "common/base/log.h"
#include "documents/figures.h"
#include "documents/parts.h"

/* Adds what a tree beside the program takes on that processor; false where it cannot be read. */
static bool beside_add(struct process_tree *tree, int tree_cpu, int cpu, double *own_s) {
  double beside_s = 0;
  bool is_there = tree && tree->root > 0 && tree_cpu == cpu;
  if (is_there && !process_tree_cpu_s(tree, &beside_s))
    return false;
  *own_s += beside_s;
  return true;
}

/* What a link's relay, or a proxy, takes there is ours, too. */
static bool use_take(int cpu, struct process_tree *tree, const struct placement *placement,
                     struct processor_use *use) {
  return cpu >= 0 && tree->root > 0 && processor_use_read(cpu, tree, use) &&
         beside_add(placement->link, placement->link_cpu, cpu, &use->own_s) &&
         beside_add(placement->proxy, placement->server_cpu, cpu, &use->own_s);
}

void interference_begin(struct interference *interference, const struct placement *placement) {
  struct processor_span *server = &interference->server, *client = &interference->client;
  bool apart = placement->client_cpu >= 0 && placement->client->root > 0;
  int cpu = placement->server_cpu >= 0 ? placement->server_cpu : processors_allowed().first;
  bool started =
      noise_start(&interference->noise_server, cpu, NOISE_OF_MACHINE) &&
      (!apart || noise_start(&interference->noise_client, placement->client_cpu, NOISE_OF_MACHINE));
  if (!started)
    log_warning("no memory or thread for the noise meter");
  server->has_start = use_take(placement->server_cpu, placement->server, placement, &server->start);
  client->has_start = use_take(placement->client_cpu, placement->client, placement, &client->start);
  interference->clock_start = clock_offsets_read();
  interference->has_start = true;
}

void interference_end(struct interference *interference, const struct placement *placement) {
  struct processor_span *server = &interference->server, *client = &interference->client;
  server->has_end = use_take(placement->server_cpu, placement->server, placement, &server->end);
  client->has_end = use_take(placement->client_cpu, placement->client, placement, &client->end);
  interference->clock_end = clock_offsets_read();
  interference->has_end = interference->has_start;
  noise_stop(&interference->noise_server);
  noise_stop(&interference->noise_client);
}

void interference_release(struct interference *interference) {
  noise_release(&interference->noise_server);
  noise_release(&interference->noise_client);
}

/* False, and nothing is put, where the meter did not run. The meters are threads of one program, so
 * they have one scheduling class. */
static bool meter_put(json_t *document, enum figure_histogram member, enum figure text,
                      const struct noise_meter *meter) {
  if (!noise_is_measured(meter))
    return false;
  histogram_put(document, member, &meter->oversleep);
  histogram_text_put(document, text, &meter->oversleep);
  figure_put(document, FIGURE_NOISE_SCHEDULING, json_string(meter->fifo ? "fifo" : "other"));
  figure_put(
      document, FIGURE_NOISE_CPU_SHARE,
      json_real(fmax(noise_cpu_share(meter), figure_value(document, FIGURE_NOISE_CPU_SHARE, 0))));
  return true;
}

static void span_put(json_t *document, enum figure figure, const struct processor_span *span) {
  if (span->has_start && span->has_end && span->start.pid == span->end.pid)
    figure_put(document, figure, json_real(processor_other_share(&span->start, &span->end)));
}

void interference_put(json_t *document, const struct interference *interference) {
  const struct clock_offsets *start = &interference->clock_start, *end = &interference->clock_end;
  if (!interference->has_end)
    return;
  if (meter_put(document, HISTOGRAM_NOISE_SERVER, FIGURE_NOISE_SERVER_HISTOGRAM,
                &interference->noise_server))
    meter_put(document, HISTOGRAM_NOISE_CLIENT, FIGURE_NOISE_CLIENT_HISTOGRAM,
              &interference->noise_client);
  span_put(document, FIGURE_OTHER_SHARE_SERVER, &interference->server);
  span_put(document, FIGURE_OTHER_SHARE_CLIENT, &interference->client);
  figure_put(document, FIGURE_CLOCK_WALL_STEP,
             json_integer((json_int_t)(end->wall_ns - start->wall_ns)));
  figure_put(document, FIGURE_CLOCK_SUSPENDED,
             json_integer((json_int_t)(end->boot_ns - start->boot_ns)));
}
