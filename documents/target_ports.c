/* Reads lists of ports. */
#include "documents/target_ports.h"

#include <stdio.h>
#include <string.h>

#include "common/base/decimal.h"

/* The place of the port of that name; port_count where there is none. */
static size_t place_of(const struct target_description *description, const char *name,
                       size_t bytes) {
  size_t place = 0;
  while (place < description->port_count && (strlen(description->ports[place]) != bytes ||
                                             memcmp(description->ports[place], name, bytes) != 0))
    place++;
  return place;
}

enum status target_ports_read(const struct target_description *description, const char *text,
                              struct target_ports *out, struct error *error) {
  struct target_ports ports = {.numbers = {0}};
  const char *at = text;
  while (*at) {
    size_t name_bytes = strcspn(at, "=,");
    size_t place = place_of(description, at, name_bytes);
    const char *number_at = at + name_bytes + 1;
    uint64_t number = 0;
    bool good = at[name_bytes] == '=' &&
                decimal_read(&number_at, number_at + strlen(number_at), &number) && number > 0 &&
                number <= UINT16_MAX && (*number_at == '\0' || *number_at == ',');
    if (!good)
      return error_set(error, STATUS_USAGE,
                       "'%.60s' is not of the form =PORT,NAME=PORT: a port has 1 to 65535", at);
    if (place < description->port_count)
      ports.numbers[place] = (uint16_t)number;
    at = number_at + (*number_at == ',');
  }
  *out = ports;
  return STATUS_OK;
}

void target_ports_complete(const struct target_description *description, uint16_t port,
                           struct target_ports *ports) {
  size_t place = place_of(description, "", 0);
  if (place < description->port_count && ports->numbers[place] == 0)
    ports->numbers[place] = port;
}

static const char *value_of(void *owner, const char *name) {
  static const char port[] = "port", secret[] = "secret.";
  struct target_values *values = owner;
  const struct target_description *description = values->description;
  if (strncmp(name, secret, strlen(secret)) == 0)
    return json_string_value(json_object_get(description->secrets, name + strlen(secret)));
  if (strncmp(name, port, strlen(port)) != 0 || (name[strlen(port)] && name[strlen(port)] != '.'))
    return NULL;
  const char *own = name[strlen(port)] ? name + strlen(port) + 1 : "";
  size_t place = place_of(description, own, strlen(own));
  if (place == description->port_count || values->ports->numbers[place] == 0)
    return NULL;
  snprintf(values->number, sizeof values->number, "%u", (unsigned)values->ports->numbers[place]);
  return values->number;
}

struct template_values target_values(struct target_values *values) {
  return (struct template_values){.value = value_of, .owner = values};
}
