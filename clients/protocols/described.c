/* Compares a description with the row of its protocol. */
#include "clients/protocols/described.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/contract.h"
#include "documents/name_near.h"

enum { OPTIONS_MAX = 32 };

static enum status option_refuse(const struct target_description *description,
                                 const struct protocol *protocol, const char *name,
                                 struct error *error) {
  const char *names[OPTIONS_MAX + 1] = {NULL};
  char pointer[256], known[256];
  size_t count = 0;
  for (const struct protocol_option *option = protocol->options; option && option->name; option++) {
    CONTRACT_OF(option->name, count < OPTIONS_MAX);
    names[count++] = option->name;
  }
  const char *near = name_near(names, name);
  snprintf(pointer, sizeof pointer, "/options/%.200s", name);
  if (near)
    return target_fault(description, pointer, error, "unknown option: did you mean '%s'?", near);
  names_listed(names, known, sizeof known);
  return target_fault(description, pointer, error, "unknown option: %s has %s", protocol->name,
                      *known ? known : "none");
}

static const struct protocol_option *option_named(const struct protocol *protocol,
                                                  const char *name) {
  for (const struct protocol_option *option = protocol->options; option && option->name; option++)
    if (strcmp(option->name, name) == 0)
      return option;
  return NULL;
}

static enum status options_check(const struct target_description *description,
                                 const struct protocol *protocol, struct error *error) {
  const char *name;
  json_t *ignored;
  json_object_foreach((json_t *)description->options, name, ignored) {
    if (!option_named(protocol, name))
      return option_refuse(description, protocol, name, error);
  }
  for (const struct protocol_option *option = protocol->options; option && option->name; option++)
    if (!option->fallback && !json_object_get(description->options, option->name))
      return target_fault(description, "/options", error, "%s needs '%s': %s", protocol->name,
                          option->name, option->meaning);
  return STATUS_OK;
}

/* The protocol's own check, for a user of that transport. */
static enum status transport_check(const struct target_description *description,
                                   const struct protocol *protocol, int transport,
                                   struct error *error) {
  struct error reason = {""};
  char pointer[64];
  snprintf(pointer, sizeof pointer, "/transports/%s", transport_name(transport));
  if (!protocol->offers[transport])
    return target_fault(description, pointer, error, "%s has no such transport", protocol->name);
  struct random random = random_seeded(0, 0);
  void *state = calloc(1, protocol->state_bytes + 1);
  struct conversation conversation = {.protocol = protocol,
                                      .transport = (enum transport_kind)transport,
                                      .description = description->transports[transport],
                                      .options = description->options,
                                      .secrets = description->secrets,
                                      .channel = "0",
                                      .user = "0",
                                      .run = "0",
                                      .random = &random,
                                      .state = state};
  enum status status =
      protocol->check && state ? protocol->check(&conversation, &reason) : STATUS_OK;
  if (state && protocol->release)
    protocol->release(&conversation);
  free(state);
  return status == STATUS_OK ? STATUS_OK
                             : target_fault(description, pointer, error, "%s", reason.text);
}

enum status described_fits(const struct target_description *description,
                           const struct protocol *protocol, struct error *error) {
  enum status status = options_check(description, protocol, error);
  for (int i = 0; status == STATUS_OK && i < TRANSPORT_COUNT; i++)
    if (description->transports[i])
      status = transport_check(description, protocol, i, error);
  if (status == STATUS_OK && description->publishing == TARGET_PUBLISHES_BY_PROTOCOL &&
      !protocol->publish)
    status = target_fault(description, "/publish/protocol", error,
                          "%s has no way to publish: take \"request\"", protocol->name);
  return status;
}

enum status described_check(const struct target_description *description, struct error *error) {
  const struct protocol *protocol = protocol_named(description->protocol);
  if (protocol)
    return described_fits(description, protocol, error);
  return target_fault(description, "/protocol", error, "this build does not speak %s",
                      description->protocol);
}
