/* The path that is probed: a URL, and what its name resolves to. Pure. */
#ifndef BENCH_PROBE_PATH_URL_H
#define BENCH_PROBE_PATH_URL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "common/base/status.h"

enum { PATH_HOST_BYTES = 256, PATH_PREFIX_BYTES = 128 };

struct ssl_ctx_st;

struct path_url {
  bool tls;
  char host[PATH_HOST_BYTES];           /* without brackets */
  char authority[PATH_HOST_BYTES + 16]; /* the Host header: as given, without a default port */
  uint16_t port;
  char prefix[PATH_PREFIX_BYTES]; /* before "/sse": "" or "/push" */
};

struct probed_path {
  struct path_url url;
  struct sockaddr_storage address;
  socklen_t address_bytes;
  struct ssl_ctx_st *tls; /* NULL without TLS */
  const char *token;      /* the control token; "": none is known */
};

/* Reads "http://NAME[:PORT][/PREFIX]" or https. STATUS_USAGE with the reason. */
enum status path_url_read(const char *text, struct path_url *out, struct error *error);

#endif
