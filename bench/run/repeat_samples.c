/* Samples of a repeat's server, ten times a second and at the edges of a phase. */
#include <stdlib.h>

#include "bench/run/repeat_state.h"
#include "common/base/clock.h"
#include "common/base/traits.h"

enum { SAMPLE_MS = 100 };

static void sample_keep(struct repeat *repeat, const struct sample *sample) {
  struct samples *samples = &repeat->samples;
  struct measurement *measurement = &repeat->measurement;
  if (sample->rss_peak_bytes > measurement->rss_peak_bytes)
    measurement->rss_peak_bytes = sample->rss_peak_bytes;
  if (sample->threads > measurement->threads_peak)
    measurement->threads_peak = sample->threads;
  if (samples->count == samples->capacity) {
    size_t capacity = samples->capacity ? 2 * samples->capacity : 256;
    struct phased_sample *grown = realloc(samples->items, capacity * sizeof *grown);
    if (!grown) {
      failure_set(repeat, "no memory for the samples of the server");
      return;
    }
    samples->items = grown;
    samples->capacity = capacity;
  }
  samples->items[samples->count++] =
      (struct phased_sample){.sample = *sample, .phase = repeat->phase};
}

static void tree_follow(struct process_tree *tree, pid_t pid, enum process_extent extent) {
  if (tree->root == pid)
    return;
  process_tree_release(tree);
  *tree = process_tree_of(pid, extent);
}

/* An engine with a thread for each connection is one process, whose thousands of threads it would
 * take long to look through for children. */
static enum process_extent extent_of_server(const struct cell *cell) {
  const struct engine_traits *engine = &engine_traits[cell->engine];
  return engine->in_process || engine->threads_per_connection ? PROCESS_ALONE : PROCESS_AND_BELOW;
}

void repeat_trees_follow(struct repeat *repeat) {
  const struct served *other = &repeat->other;
  if (repeat->plan->cell->target)
    tree_follow(&repeat->server_tree, repeat->server.pid > 0 ? other->pid : 0, other->extent);
  else
    tree_follow(&repeat->server_tree, repeat->server.pid, extent_of_server(repeat->plan->cell));
  tree_follow(&repeat->client_tree, repeat->client.pid, PROCESS_AND_BELOW);
  tree_follow(&repeat->link_tree, repeat->link.pid, PROCESS_ALONE);
  tree_follow(&repeat->proxy_tree, repeat->proxy.pid > 0 ? repeat->proxied.pid : 0,
              repeat->proxied.extent);
}

bool edge_take(struct repeat *repeat, struct edge *edge) {
  if (!edge_read(&repeat->server_tree, edge))
    return false;
  edge->sample.cpu_s += repeat->cpu_carried_s;
  sample_keep(repeat, &edge->sample);
  return true;
}

void sample_if_due(struct repeat *repeat, uint64_t now_ns) {
  struct sample sample;
  if (now_ns < repeat->sample_due_ns)
    return;
  repeat->sample_due_ns = now_ns + SAMPLE_MS * NS_PER_MS;
  if (sample_read(&repeat->server_tree, &sample)) {
    sample.cpu_s += repeat->cpu_carried_s;
    sample_keep(repeat, &sample);
  }
  if (repeat->plan->on_tick)
    repeat->plan->on_tick(repeat->plan->context, now_ns);
}
