/* What a target file, targets/NAME.json, says of a server that is not ours, and of how users speak
 * with it. documents/target_load reads it, docs/targets.md has all its keys. */
#ifndef DOCUMENTS_TARGET_H
#define DOCUMENTS_TARGET_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/base/traits.h"

/* Its members point into the document, or are NULL. Texts are templates where docs/targets.md says
 * so; they have been checked. */
struct target_server {
  const json_t *command; /* array of templates; NULL: the server runs already */
  const json_t *environment;
  char *folder;           /* where it is started: the file's folder and "folder" */
  const char *ready_line; /* a line of its output that has this tells that it is ready; NULL: */
  const char *ready_get;  /* a GET of this path; NULL: that its port takes connections */
  double ready_s, end_s;
  int end_signal;
};

enum target_publishing {
  TARGET_PUBLISHES_BY_REQUEST,
  TARGET_PUBLISHES_BY_PROTOCOL, /* struct protocol's `publish`, over publish_transport */
  TARGET_PUBLISHES_BY_WEBSOCKET,
  TARGET_PUBLISHES_BY_INPUT,
  TARGET_PUBLISHES_ITSELF,
};

enum { TARGET_PORTS_MAX = 8, TARGET_PORT_NAME_BYTES = 65 };

struct target_description {
  char *path;
  char *name;       /* the file's, without ".json" */
  json_t *document; /* the whole file. It has the names of secrets, not the secrets */
  char *text;       /* the file, for the lines of errors */
  size_t text_bytes;
  json_t *secrets; /* texts by name; NULL: none. Must not get into any result */

  const char *title;
  struct target_server server;
  const char *url; /* a template with ports: scheme, host, port */
  const char *protocol;
  const json_t *options, *headers;
  bool cookies;
  const json_t *transports[TRANSPORT_COUNT]; /* an object; NULL: it is not offered */
  enum target_publishing publishing;
  const json_t *publish; /* the object in "publish", or, of an input, its text */
  enum transport_kind publish_transport;
  const json_t *publish_command; /* of an input: NULL: the server's */
  unsigned publish_connections;
  char *pid_file;
  const char *untested;

  /* The ports that {port} ("" here) and {port.NAME} name, for whoever starts the server. */
  char ports[TARGET_PORTS_MAX][TARGET_PORT_NAME_BYTES];
  size_t port_count;
};

void target_release(struct target_description *description);

/* "targets/x.json:12: options.event: …": an error of somebody who knows more about the value at
 * that JSON pointer. Returns STATUS_USAGE. */
enum status target_fault(const struct target_description *description, const char *pointer,
                         struct error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Whether it would connect to another host: to anything but 127.0.0.0/8, ::1 and localhost. No name
 * is looked up: one that leads to this host counts as remote. */
bool target_is_remote(const struct target_description *description);

/* A copy of the text in which each secret's value, as it is or as a URL or JSON has it, is replaced
 * by "{secret.NAME}": for whatever is shown or kept. NULL without memory. */
char *target_secrets_hide(const struct target_description *description, const char *text);

struct target_url {
  bool tls;
  char host[256]; /* without the brackets of IPv6 */
  uint16_t port;
};

/* Reads "http://HOST:PORT", perhaps with a path behind it, which *rest points at (without one it is
 * empty). The port is 80, or 443, where none is said. STATUS_USAGE says what is wrong. `rest` may
 * be NULL. */
enum status target_url_read(const char *url, struct target_url *out, const char **rest,
                            struct error *error);

#endif
