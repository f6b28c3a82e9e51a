/* Chooses the protocol, its description, and the address. */
#include "clients/foreign/publish_way.h"

#include <stdlib.h>
#include <string.h>

#include "clients/foreign/publish_input.h"
#include "clients/foreign/publish_request.h"
#include "common/base/contract.h"
#include "documents/template.h"

/* Where the path of "http://HOST:PORT/path" begins. */
static const char *path_of(const char *url) {
  const char *host = strstr(url, "://");
  const char *at = host ? host + strlen("://") : url;
  return at + strcspn(at, "/");
}

/* Sets the address of a whole URL, and leaves its path in the description. */
static enum status whole_url_take(const struct target_description *description,
                                  const struct target_ports *ports, struct publish_way *way,
                                  struct error *error) {
  const char *url = json_string_value(json_object_get(description->publish, "url"));
  const char *path = path_of(url);
  struct target_values values = {.description = description, .ports = ports};
  const struct template_values known = target_values(&values);
  struct error reason = {""};
  if (*url == '/')
    return STATUS_OK;
  char *base = strndup(url, (size_t)(path - url));
  char *address = base ? template_expand(base, TEMPLATE_URL, &known, &reason) : NULL;
  enum status status = address ? target_parse(address, &way->target, &reason) : STATUS_USAGE;
  if (status != STATUS_OK)
    target_fault(description, "/publish/request/url", error, "%s (--target-ports)", reason.text);
  else
    json_object_set_new(way->description, "url", json_string(*path ? path : "/"));
  free(base);
  free(address);
  return status;
}

/* Without a body the message is the body, but not of a GET. */
static void body_complete(struct publish_way *way) {
  const char *method = json_string_value(json_object_get(way->description, "method"));
  if (!json_object_get(way->description, "body") && !(method && strcmp(method, "GET") == 0))
    json_object_set_new(way->description, "body", json_string("{message}"));
}

enum status publish_way_find(const struct target_description *description,
                             const struct target *users, const struct target_ports *ports,
                             struct publish_way *out, struct error *error) {
  struct publish_way way = {.target = *users, .transport = TRANSPORT_WEBSOCKET};
  const json_t *own = description->publish;
  enum status status = STATUS_OK;
  CONTRACT(description->publishing != TARGET_PUBLISHES_ITSELF);
  switch (description->publishing) {
  case TARGET_PUBLISHES_BY_PROTOCOL:
    way.protocol = protocol_named(description->protocol);
    way.transport = description->publish_transport;
    own = description->transports[way.transport];
    break;
  case TARGET_PUBLISHES_BY_WEBSOCKET:
    way.protocol = protocol_named("plain");
    break;
  case TARGET_PUBLISHES_BY_INPUT:
    way.protocol = &publish_input;
    break;
  case TARGET_PUBLISHES_BY_REQUEST:
  case TARGET_PUBLISHES_ITSELF:
    way.protocol = &publish_request;
    way.transport = TRANSPORT_SHORT_POLL;
    break;
  }
  way.one_by_one = !transport_traits[way.transport].framed;
  way.description = json_copy((json_t *)(uintptr_t)own);
  if (!way.description)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for how messages are published");
  if (description->publishing == TARGET_PUBLISHES_BY_REQUEST) {
    body_complete(&way);
    status = whole_url_take(description, ports, &way, error);
  }
  if (status == STATUS_OK)
    *out = way;
  else
    publish_way_release(&way);
  return status;
}

void publish_way_release(struct publish_way *way) {
  json_decref(way->description);
  way->description = NULL;
}
