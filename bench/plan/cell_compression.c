/* Where compression has an effect. */
#include "bench/plan/cell_compression.h"

#include <stdlib.h>
#include <string.h>

#include "bench/plan/parameters.h"
#include "common/base/traits.h"

enum status cell_compression_settle(struct cell *cell, struct error *error) {
  size_t index = parameter_named("compression");
  if (parameter_applies(index, cell->transport, cell->engine))
    return STATUS_OK;
  char *off = strdup("off");
  if (!off)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells");
  free(cell->values[index]);
  cell->values[index] = off;
  return STATUS_OK;
}

static bool asks(const struct settings *settings, size_t index) {
  for (size_t i = 0; i < settings->count; i++)
    for (size_t j = 0; settings->items[i].parameter == index && j < settings->items[i].count; j++)
      if (strcmp(settings->items[i].values[j], "on") == 0)
        return true;
  return false;
}

enum status cells_compression_check(const struct cell *cells, size_t count,
                                    const struct experiment *experiment, struct error *error) {
  size_t index = parameter_named("compression");
  bool asked = asks(&experiment->settings, index);
  for (size_t i = 0; i < experiment->variant_count; i++)
    asked = asked || asks(&experiment->variants[i].settings, index);
  for (size_t i = 0; i < count; i++)
    if (!asked || parameter_applies(index, cells[i].transport, cells[i].engine))
      return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "%s: compression is on, but no cell has it: %s; add a transport or an engine "
                   "that does (short_poll, long_poll; websocket on lws)",
                   experiment->name, compression_lack(cells[0].transport, cells[0].engine));
}

const char *compression_lack(int transport, int engine) {
  if (parameter_applies(parameter_named("compression"), transport, engine))
    return NULL;
  if (transport_traits[transport].streams)
    return "neither library compresses an event stream";
  return engine_traits[engine].plain_frames;
}
