/* Reads a cell's link, and compares it with a case's network. */
#include "bench/choose/cell_network.h"

#include <math.h>

#include "common/suite/link_options.h"

static const double rtt_alike_share = 0.2, rtt_alike_s = 5e-3, loss_alike = 2;

struct cell_network cell_network_of(const struct result_cell *cell) {
  struct link_options options = {.link = LINK_NONE};
  if (options_defaults(link_options_table, &options, NULL) != STATUS_OK)
    return (struct cell_network){0, 0};
  for (const struct option *option = link_options_table; option->name; option++) {
    const char *text = result_param(cell, option->name);
    if (text && !option->process_only)
      options_set(link_options_table, &options, option->name, text, NULL);
  }
  if (!link_is_there(&options))
    return (struct cell_network){0, 0};
  const struct link_ways ways = link_ways_of(&options);
  return (struct cell_network){.rtt_s = (ways.up.delay_ms + ways.down.delay_ms) / 1e3,
                               .loss = (ways.up.loss + ways.down.loss) / 2};
}

bool cell_network_is_there(const struct cell_network *network) {
  return network->rtt_s > 0 || network->loss > 0;
}

bool cell_network_is_like(const struct cell_network *network, const struct user_case *its) {
  double rtt_s = its->rtt_ms / 1e3;
  bool alike_rtt =
      fabs(network->rtt_s - rtt_s) <= fmax(rtt_alike_s, rtt_alike_share * rtt_s) + 1e-9;
  bool alike_loss = network->loss == 0 || its->loss == 0
                        ? network->loss == its->loss
                        : fmax(network->loss / its->loss, its->loss / network->loss) <= loss_alike;
  return cell_network_is_there(network) && alike_rtt && alike_loss;
}
