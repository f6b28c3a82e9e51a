/* The ports of a server that a description names, {port} and {port.NAME}, and texts with them. */
#ifndef DOCUMENTS_TARGET_PORTS_H
#define DOCUMENTS_TARGET_PORTS_H

#include <stdint.h>

#include "documents/target.h"
#include "documents/template.h"

/* By the place in description->ports; 0: it is not known. */
struct target_ports {
  uint16_t numbers[TARGET_PORTS_MAX];
};

/* Reads "=4711,api=4712": {port} is 4711, {port.api} is 4712. "" is none. A name that the
 * description does not have is left out. STATUS_USAGE says what is wrong. */
enum status target_ports_read(const struct target_description *description, const char *text,
                              struct target_ports *out, struct error *error);

/* Sets {port} where it is not known. */
void target_ports_complete(const struct target_description *description, uint16_t port,
                           struct target_ports *ports);

/* The values of {port}, {port.NAME} and {secret.NAME}. */
struct target_values {
  const struct target_description *description;
  const struct target_ports *ports;
  char number[8];
};
struct template_values target_values(struct target_values *values);

#endif
