/* Reads a cell's link, and checks it. */
#include "bench/plan/cell_link.h"

#include "bench/plan/parameters.h"
#include "common/base/contract.h"
#include "common/suite/link_addresses.h"

struct link_options cell_link(const struct cell *cell) {
  struct link_options options = {.link = LINK_NONE};
  enum status status = options_defaults(link_options_table, &options, NULL);
  for (const struct option *option = link_options_table; option->name; option++)
    if (status == STATUS_OK && !option->process_only)
      status = options_set(link_options_table, &options, option->name,
                           cell_value(cell, option->name), NULL);
  CONTRACT(status == STATUS_OK); /* each was checked when the experiment was read */
  return options;
}

bool cell_has_link(const struct cell *cell) {
  const struct link_options options = cell_link(cell);
  return !cell_in_process(cell) && !cell->target && link_is_there(&options);
}

static enum status faults_check_link(const struct cell *cell, struct error *error) {
  for (size_t i = 0; i < cell->faults.count; i++) {
    const struct fault_facts *facts = &fault_kinds[cell->faults.items[i].kind];
    if ((facts->actors & FAULT_BY_LINK) && !cell_has_link(cell))
      return error_set(error, STATUS_USAGE,
                       "%s is a fault of the network, and there is none: set \"link\", for example "
                       "to loopback",
                       facts->name);
  }
  return STATUS_OK;
}

enum status cell_link_check(const struct cell *cell, struct error *error) {
  enum status status = faults_check_link(cell, error);
  if (status != STATUS_OK || !cell_has_link(cell))
    return status;
  const struct link_options options = cell_link(cell);
  if (cell_number(cell, "clients") > LINK_USERS_MAX)
    return error_set(error, STATUS_USAGE,
                     "clients is %.0f, but on a link each user has an address of its own, and "
                     "there are %d",
                     cell_number(cell, "clients"), LINK_USERS_MAX);
  return link_check(&options, error);
}
