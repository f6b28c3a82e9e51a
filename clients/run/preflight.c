/* Checks before the run. */
#include "clients/run/preflight.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "clients/transports/transports.h"
#include "common/base/traits.h"
#include "common/load/workload.h"

enum status preflight_options(const struct client_options *options, struct error *error) {
  if (options->connect[0] == '\0')
    return error_set(error, STATUS_USAGE, "--connect http://ADDRESS:PORT is required");
  if (options->compression && transport_traits[options->transport].streams)
    return error_set(error, STATUS_USAGE,
                     "--compression: no server here compresses an event stream; --transport %s",
                     transports_where(offsetof(struct transport_traits, streams), false).text);
  return STATUS_OK;
}

enum status preflight_library(const struct client_options *options, const struct target *target,
                              struct error *error) {
  const struct transport *transport = transport_chosen(options);
  const struct client_library_traits *library = &client_library_traits[options->client_library];
  if (!transport)
    return error_set(
        error, STATUS_USAGE, "--client-library %s carries no WebSocket: --client-library %s",
        library->name,
        client_libraries_where(offsetof(struct client_library_traits, websockets), true).text);
  if (options->http_version == HTTP_2 && options->client_library != CLIENT_LIBRARY_RAW)
    return error_set(error, STATUS_USAGE, "--http-version 2 is spoken by --client-library %s",
                     client_library_traits[CLIENT_LIBRARY_RAW].name);
  if (options->http_version == HTTP_2 && !options->keep_alive)
    return error_set(error, STATUS_USAGE,
                     "--http-version 2 keeps its connections: without --no-keep-alive");
  if (transport->http && target->tls && !library->https)
    return error_set(
        error, STATUS_USAGE,
        "--client-library %s speaks no TLS: --client-library %s, or http://...", library->name,
        client_libraries_where(offsetof(struct client_library_traits, https), true).text);
  if (transport->http && options->compression && !library->inflates)
    return error_set(
        error, STATUS_USAGE,
        "--client-library %s reads no gzip: --client-library %s, or without --compression",
        library->name,
        client_libraries_where(offsetof(struct client_library_traits, inflates), true).text);
  return STATUS_OK;
}

enum status preflight_description(const struct client_options *options,
                                  const struct target_description *description,
                                  struct error *error) {
  const char *path = description->path;
  if (target_is_remote(description) && !options->remote)
    return error_set(error, STATUS_USAGE,
                     "%s: its server is on another host: --remote if that is meant", path);
  if (!description->transports[options->transport])
    return error_set(error, STATUS_USAGE, "%s: it has no %s under \"transports\"", path,
                     transport_name(options->transport));
  if (options->client_library != CLIENT_LIBRARY_RAW)
    return error_set(error, STATUS_USAGE, "--target: only --client-library %s",
                     client_library_traits[CLIENT_LIBRARY_RAW].name);
  if (options->workload == WORKLOAD_CHAT || options->workload == WORKLOAD_COLLAB)
    return error_set(error, STATUS_USAGE,
                     "--target: users of other servers only listen: no workload chat or collab");
  return STATUS_OK;
}

enum status preflight_remote(const struct client_options *options, const struct target *target,
                             struct error *error) {
  static const char loopback[] = "127.";
  if (options->remote || strncmp(target->address, loopback, strlen(loopback)) == 0)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE, "--connect: %s is another host: --remote if that is meant",
                   target->authority);
}
