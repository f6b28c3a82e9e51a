/* Writes lines. */
#include "servers/wire/received_head.h"

#include <string.h>
#include <strings.h>

const char *const received_head_names[] = {
    /* the probe's (bench/probe/probe_request.h) */
    "x-pushbench-probe", "last-event-id",
    /* RFC 7239, and what it replaced */
    "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port",
    "x-forwarded-server", "x-forwarded-scheme", "x-forwarded-prefix", "x-forwarded-ssl",
    "x-real-ip", "x-original-uri", "x-original-url", "x-original-host", "x-original-forwarded-for",
    "x-scheme", "x-request-id", "x-correlation-id", "front-end-https", "early-data",
    "proxy-connection", "keep-alive", "x-client-ip", "true-client-ip", "traceparent", "tracestate",
    /* of single products: AWS, Google Cloud, Azure, Cloudflare, Envoy, Fastly */
    "x-amzn-trace-id", "x-amz-cf-id", "x-cloud-trace-context", "x-goog-iap-jwt-assertion",
    "x-appgw-trace-id", "x-azure-ref", "x-azure-clientip", "x-azure-socketip", "x-azure-fdid",
    "x-azure-requestchain", "x-fd-healthprobe", "x-arr-log-id", "x-arr-ssl",
    "x-ms-client-principal", "x-forwarded-client-cert", "x-envoy-external-address",
    "x-envoy-expected-rq-timeout-ms", "x-envoy-attempt-count", "cf-connecting-ip", "cf-ray",
    "cf-visitor", "cf-ipcountry", "cf-worker", "cdn-loop", "fastly-client-ip", "fastly-ssl", NULL};

static const char *const secrets[] = {"authorization",
                                      "proxy-authorization",
                                      "cookie",
                                      "x-goog-iap-jwt-assertion",
                                      "x-ms-client-principal",
                                      NULL};

static bool is_secret(const char *name) {
  for (const char *const *secret = secrets; *secret; secret++)
    if (strcasecmp(*secret, name) == 0)
      return true;
  return false;
}

static void printable_add(struct growing_text *out, const char *text, bool in_small) {
  for (const char *at = text; *at != '\0'; at++) {
    char c = *at >= ' ' && *at <= '~' ? *at : '?';
    if (in_small && c >= 'A' && c <= 'Z')
      c = (char)(c - 'A' + 'a');
    growing_text_add(out, &c, 1);
  }
}

void received_head_begin(struct growing_text *out, bool all, const char *method, const char *path,
                         const char *query, const char *version) {
  growing_text_add_text(out, all ? RECEIVED_HEAD_ALL "\n" : RECEIVED_HEAD_KNOWN "\n");
  printable_add(out, method, false);
  growing_text_add_text(out, " ");
  printable_add(out, path, false);
  if (query && *query != '\0') {
    growing_text_add_text(out, "?");
    printable_add(out, query, false);
  }
  growing_text_add_text(out, " HTTP/");
  printable_add(out, version ? version : "?", false);
  growing_text_add_text(out, "\n");
}

void received_head_add(struct growing_text *out, const char *name, const char *value) {
  printable_add(out, name, true);
  growing_text_add_text(out, ": ");
  printable_add(out, is_secret(name) ? RECEIVED_HEAD_HIDDEN : value, false);
  growing_text_add_text(out, "\n");
}
