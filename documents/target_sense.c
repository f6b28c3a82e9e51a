/* What must fit together in a target file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "documents/target_check.h"
#include "documents/target_shape.h"
#include "documents/template.h"

/* ---- URLs ---- */

static const char *any_port(void *owner, const char *name) {
  (void)owner, (void)name;
  return "1";
}

/* Whatever its ports will be. */
static enum status url_check(const struct target_description *description, const char *pointer,
                             const char *url, bool path, struct error *error) {
  static const struct template_values ports = {.value = any_port};
  struct target_url read;
  const char *rest = "";
  struct error reason = {""};
  char *expanded = template_expand(url, TEMPLATE_URL, &ports, &reason);
  enum status status = expanded ? target_url_read(expanded, &read, &rest, &reason) : STATUS_USAGE;
  if (status != STATUS_OK)
    status = target_fault(description, pointer, error, "%s", reason.text);
  else if (*rest && !path)
    status =
        target_fault(description, pointer, error,
                     "it is a scheme, a host and a port; '%.60s' belongs to the transports", rest);
  free(expanded);
  return status;
}

static enum status urls_check(const struct target_description *description, struct error *error) {
  static const char publish_pointer[] = "/publish/request/url";
  const char *publish = json_string_value(json_object_get(description->publish, "url"));
  bool whole = description->publishing == TARGET_PUBLISHES_BY_REQUEST && *publish != '/';
  if (!description->server.command && description->port_count > 0)
    return target_fault(description, strchr(description->url, '{') ? "/url" : publish_pointer,
                        error,
                        "{port} is chosen for a server that is started: without \"server\", write "
                        "the number");
  enum status status = url_check(description, "/url", description->url, false, error);
  if (status == STATUS_OK && whole)
    status = url_check(description, publish_pointer, publish, true, error);
  return status;
}

/* ---- the transports of `plain` ---- */

/* What an object of a list may have on that transport. */
static enum status item_check(const struct target_description *description,
                              const struct transport_traits *traits, const json_t *item,
                              const char *pointer, struct error *error) {
  bool alone = json_object_get(item, "expect") && !json_object_get(item, "request");
  if (json_object_get(item, "send") && !traits->framed)
    return target_fault(description, pointer, error,
                        "%s has no WebSocket to send on: take \"request\"", traits->name);
  if (json_object_get(item, "open") && traits->polls)
    return target_fault(description, pointer, error, "%s has nothing that is opened", traits->name);
  if (alone && traits->polls)
    return target_fault(description, pointer, error,
                        "nothing comes by itself on %s: \"expect\" needs a \"request\" beside it",
                        traits->name);
  return STATUS_OK;
}

/* Whether what is expected can come: answers alone have a status, event streams alone events. */
static enum status matches_check(const struct target_description *description,
                                 const struct transport_traits *traits, const json_t *item,
                                 const char *pointer, struct error *error) {
  static const struct {
    const char *key;
    bool of_request; /* it is about the answer, where there is a request */
  } matches[] = {{"expect", true}, {"refused", true}, {"to", false}, {"answer", false}};
  for (size_t i = 0; i < sizeof matches / sizeof *matches; i++) {
    const json_t *match = json_object_get(item, matches[i].key);
    bool answer = matches[i].of_request && json_object_get(item, "request");
    char place[160];
    snprintf(place, sizeof place, "%s/%s", pointer, matches[i].key);
    if (json_object_get(match, "status") && !answer)
      return target_fault(description, place, error,
                          "only the answer to a \"request\" has a status");
    if (json_object_get(match, "event") && (answer || !traits->streams))
      return target_fault(description, place, error, "only an event stream has events");
  }
  return STATUS_OK;
}

/* The lists of a transport, which stands at the pointer. */
static enum status lists_check(const struct target_description *description,
                               const struct transport_traits *traits, const json_t *transport,
                               const char *outer, struct error *error) {
  static const char *const lists[] = {"steps", "say", "replies"};
  char pointer[128];
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    const json_t *list = json_object_get(transport, lists[i]);
    for (size_t j = 0; j < json_array_size(list); j++) {
      const json_t *item = json_array_get(list, j);
      snprintf(pointer, sizeof pointer, "%s/%s/%zu", outer, lists[i], j);
      enum status status = item_check(description, traits, item, pointer, error);
      if (status == STATUS_OK)
        status = matches_check(description, traits, item, pointer, error);
      if (status != STATUS_OK)
        return status;
    }
  }
  return STATUS_OK;
}

static enum status transport_check(const struct target_description *description, int transport,
                                   struct error *error) {
  char pointer[64];
  snprintf(pointer, sizeof pointer, "/transports/%s", transport_name(transport));
  return lists_check(description, &transport_traits[transport], description->transports[transport],
                     pointer, error);
}

/* ---- the publisher ---- */

static enum status publish_check(const struct target_description *description,
                                 struct error *error) {
  const json_t *transport = description->transports[description->publish_transport];
  bool plain = strcmp(description->protocol, target_plain) == 0;
  if (description->publishing == TARGET_PUBLISHES_BY_INPUT && !description->publish_command &&
      !description->server.command)
    return target_fault(description, "/publish/input", error,
                        "there is no server that was started: name the program, \"command\": […]");
  if (description->publishing == TARGET_PUBLISHES_BY_WEBSOCKET)
    return lists_check(description, &transport_traits[TRANSPORT_WEBSOCKET], description->publish,
                       "/publish/websocket", error);
  if (description->publishing != TARGET_PUBLISHES_BY_PROTOCOL)
    return STATUS_OK;
  if (!transport)
    return target_fault(description, "/publish/protocol", error,
                        "\"transports\" has no %s to publish over",
                        transport_name((int)description->publish_transport));
  if (plain && !json_object_get(transport, "publish"))
    return target_fault(description, "/publish/protocol", error,
                        "`plain` publishes over a websocket that has \"publish\": {\"send\": "
                        "\"…{message}…\"}");
  return STATUS_OK;
}

/* ---- the whole ---- */

static enum status transports_check(const struct target_description *description,
                                    struct error *error) {
  bool plain = strcmp(description->protocol, target_plain) == 0;
  size_t offered = 0;
  for (int i = 0; i < TRANSPORT_COUNT; i++) {
    offered += description->transports[i] != NULL;
    enum status status = plain ? transport_check(description, i, error) : STATUS_OK;
    if (status != STATUS_OK)
      return status;
  }
  if (offered == 0)
    return target_fault(description, "/transports", error,
                        "it is empty: name short_poll, long_poll, sse or websocket");
  if (plain && description->options)
    return target_fault(description, "/options", error, "`plain` has no options");
  return STATUS_OK;
}

enum status target_check_sense(const struct target_description *description, struct error *error) {
  enum status status = urls_check(description, error);
  if (status == STATUS_OK)
    status = transports_check(description, error);
  if (status == STATUS_OK)
    status = publish_check(description, error);
  return status;
}
