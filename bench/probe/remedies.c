/* The table. A line is only here if its page was read; the pages' dates are in docs/probe.md. */
#include "bench/probe/remedies.h"

#include <stddef.h>
#include <string.h>

const struct finding_name finding_names[FINDING_KINDS] = {
    [FINDING_BLOCKED] = {"blocked", "it does not pass"},
    [FINDING_UPGRADE] = {"upgrade_not_passed", "the upgrade to WebSocket is not passed on"},
    [FINDING_BUFFERED] = {"events_buffered", "events are collected, and arrive together"},
    [FINDING_COMPRESSED] = {"stream_compressed", "the event stream is compressed on the way"},
    [FINDING_IDLE_ENDED] = {"idle_ended", "connections that are silent are ended"},
    [FINDING_IDLE_DROPPED] = {"idle_dropped",
                              "connections that are silent are dropped without a word"},
    [FINDING_LIFETIME] = {"lifetime_limited", "connections are ended though they are not silent"},
    [FINDING_HOST] = {"host_changed", "the Host is changed"},
    [FINDING_HEADER_REMOVED] = {"header_removed", "a header is taken away"},
    [FINDING_HEADER_CHANGED] = {"header_changed", "a header is changed"},
    [FINDING_HEADER_ADDED] = {"header_added", "a header is added"},
    [FINDING_HTTP_1_0] = {"http_1_0", "the server is asked by HTTP/1.0"},
    [FINDING_URL_SIZE] = {"url_limited", "the length of a URL is limited"},
    [FINDING_HEAD_SIZE] = {"head_limited", "the size of a head is limited"},
    [FINDING_MESSAGE_SIZE] = {"message_limited", "the size of a message is limited"},
    [FINDING_KEPT_ENDED] = {"kept_ended", "kept connections are ended"},
    [FINDING_HTTP2] = {"http2", "HTTP/2 is spoken"},
};

#define NGINX_PROXY "https://nginx.org/en/docs/http/ngx_http_proxy_module.html"
#define NGINX_CORE "https://nginx.org/en/docs/http/ngx_http_core_module.html"
#define NGINX_WEBSOCKET "https://nginx.org/en/docs/http/websocket.html"
#define NGINX_GZIP "https://nginx.org/en/docs/http/ngx_http_gzip_module.html"
#define HAPROXY "https://docs.haproxy.org/2.6/configuration.html"
#define ALB_ATTRIBUTES                                                   \
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/" \
  "edit-load-balancer-attributes.html"
#define ALB_HOST                                                                \
  "https://repost.aws/questions/QUbdKVqaj4TKSZJdPWPZG1Ow/"                      \
  "launch-announcement-new-alb-enhancements-provide-options-to-specify-how-to-" \
  "process-host-header-and-x-forwarded-for-header"
#define ALB_LIMITS                                                       \
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/" \
  "load-balancer-limits.html"
#define NLB_IDLE \
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html"
#define GOOGLE_TIMEOUT \
  "https://github.com/kubernetes/ingress-gce/blob/master/examples/websocket/README.md"
#define GOOGLE_KEEPALIVE "https://cloud.google.com/load-balancing/docs/https/request-distribution"
#define AZURE_GATEWAY_SSE \
  "https://learn.microsoft.com/en-us/azure/application-gateway/use-server-sent-events"
#define AZURE_GATEWAY_BUFFERS \
  "https://learn.microsoft.com/en-us/azure/application-gateway/proxy-buffers"
#define AZURE_GATEWAY_WAF                                                \
  "https://learn.microsoft.com/en-us/azure/web-application-firewall/ag/" \
  "application-gateway-waf-request-size-limits"
#define FRONT_DOOR_WEBSOCKET \
  "https://learn.microsoft.com/en-us/azure/frontdoor/standard-premium/websocket"
#define FRONT_DOOR_TIMEOUT "https://learn.microsoft.com/en-us/azure/frontdoor/troubleshoot-issues"
#define CLOUDFLARE_LIMITS \
  "https://developers.cloudflare.com/fundamentals/reference/connection-limits/"

static const char alb[] = "AWS ALB", nlb[] = "AWS NLB", google[] = "Google Cloud";
static const char gateway[] = "Azure Application Gateway", front_door[] = "Azure Front Door";
static const char nginx[] = "nginx", haproxy[] = "HAProxy", cloudflare[] = "Cloudflare";

const struct remedy remedies[] = {
    {FINDING_BLOCKED, front_door, "it does not support server-sent events; WebSocket passes",
     FRONT_DOOR_WEBSOCKET},

    {FINDING_UPGRADE, nginx,
     "`proxy_http_version 1.1;` (before 1.29.7), `proxy_set_header Upgrade $http_upgrade;`, "
     "`proxy_set_header Connection $connection_upgrade;` with the `map` of that page",
     NGINX_WEBSOCKET},
    {FINDING_UPGRADE, front_door,
     "no caching on the route: where caching is on, the upgrade is not forwarded",
     FRONT_DOOR_WEBSOCKET},

    {FINDING_BUFFERED, nginx, "`proxy_buffering off;`, or the server sends `X-Accel-Buffering: no`",
     NGINX_PROXY},
    {FINDING_BUFFERED, haproxy,
     "it buffers no answers; `option http-no-delay` where small pieces wait for full packets, and "
     "no `compression`",
     HAPROXY},
    {FINDING_BUFFERED, gateway,
     "response buffers are on by default: `enableResponseBuffering=false` in `globalConfiguration`",
     AZURE_GATEWAY_BUFFERS},

    {FINDING_COMPRESSED, nginx, "leave `text/event-stream` (and `*`) out of `gzip_types`",
     NGINX_GZIP},
    {FINDING_COMPRESSED, haproxy, "leave `text/event-stream` out of `compression type`", HAPROXY},

    {FINDING_IDLE_ENDED, nginx, "`proxy_read_timeout` (60 s by default)", NGINX_WEBSOCKET},
    {FINDING_IDLE_ENDED, haproxy,
     "`timeout tunnel` for WebSockets, and for event streams that end with the connection; else "
     "`timeout client` and `timeout server`",
     HAPROXY},
    {FINDING_IDLE_ENDED, alb, "`idle_timeout.timeout_seconds` (60 s by default, 4,000 at most)",
     ALB_ATTRIBUTES},
    {FINDING_IDLE_ENDED, google, "the backend service's `--timeout` (30 s by default)",
     GOOGLE_TIMEOUT},
    {FINDING_IDLE_ENDED, gateway,
     "`Request time-out` of the backend setting has to be longer than the time between events",
     AZURE_GATEWAY_SSE},
    {FINDING_IDLE_ENDED, front_door,
     "5 minutes for a WebSocket; the origin response timeout (30 s by default, 240 s at most) for "
     "polls",
     FRONT_DOOR_TIMEOUT},
    {FINDING_IDLE_ENDED, cloudflare,
     "the proxy read timeout (120 s, ends in HTTP 524); only Enterprise plans can change it",
     CLOUDFLARE_LIMITS},

    {FINDING_IDLE_DROPPED, nlb,
     "`tcp.idle_timeout.seconds` of the listener (350 s by default, 6,000 at most; fixed for TLS "
     "listeners)",
     NLB_IDLE},

    {FINDING_LIFETIME, google,
     "the backend service's `--timeout` bounds the whole life of a WebSocket (30 s by default)",
     GOOGLE_TIMEOUT},
    {FINDING_LIFETIME, front_door, "a WebSocket lasts 4 hours at most", FRONT_DOOR_WEBSOCKET},

    {FINDING_HOST, nginx,
     "`proxy_set_header Host $http_host;` (the default is `$proxy_host`; `$host` has no port)",
     NGINX_PROXY},
    {FINDING_HOST, haproxy, "`http-request set-header Host …`, which it does not have by default",
     HAPROXY},
    {FINDING_HOST, alb,
     "host header preservation, among its attributes; by default the listener's port is added",
     ALB_HOST},

    {FINDING_HEADER_REMOVED, nginx,
     "`proxy_hide_header` and `proxy_set_header NAME '';`; `proxy_pass_header` passes one on",
     NGINX_PROXY},
    {FINDING_HEADER_REMOVED, haproxy, "`http-request del-header`, `http-response del-header`",
     HAPROXY},

    {FINDING_HEADER_CHANGED, nginx, "`proxy_set_header` and `add_header`", NGINX_PROXY},
    {FINDING_HEADER_CHANGED, haproxy,
     "`http-request set-header`, `http-response set-header`, `replace-header`", HAPROXY},

    {FINDING_HTTP_1_0, nginx,
     "`proxy_http_version 1.1;` with `keepalive` in the `upstream`: else each request opens a "
     "connection to the server",
     NGINX_PROXY},

    {FINDING_URL_SIZE, nginx,
     "`large_client_header_buffers` (4 of 8 KiB by default: the request's line has to fit in one)",
     NGINX_CORE},
    {FINDING_URL_SIZE, haproxy,
     "`tune.bufsize` (16,384 bytes by default) without `tune.maxrewrite`", HAPROXY},
    {FINDING_URL_SIZE, alb, "16 KiB for the request's line; it cannot be changed", ALB_LIMITS},

    {FINDING_HEAD_SIZE, nginx,
     "`large_client_header_buffers` (4 of 8 KiB by default: each header has to fit in one)",
     NGINX_CORE},
    {FINDING_HEAD_SIZE, haproxy,
     "`tune.bufsize` (16,384 bytes by default) without `tune.maxrewrite`; `tune.http.maxhdr` (101 "
     "lines)",
     HAPROXY},
    {FINDING_HEAD_SIZE, alb, "16 KiB for a header, 64 KiB for a head; it cannot be changed",
     ALB_LIMITS},

    {FINDING_MESSAGE_SIZE, nginx, "`client_max_body_size` (1 MiB by default)", NGINX_CORE},
    {FINDING_MESSAGE_SIZE, gateway, "its firewall's limits for the size of a request's body",
     AZURE_GATEWAY_WAF},

    {FINDING_KEPT_ENDED, nginx, "`keepalive_timeout` (75 s by default)", NGINX_CORE},
    {FINDING_KEPT_ENDED, haproxy,
     "`timeout http-keep-alive`, else `timeout http-request`, else `timeout client`", HAPROXY},
    {FINDING_KEPT_ENDED, google, "the client HTTP keepalive timeout (610 s by default)",
     GOOGLE_KEEPALIVE},
    {FINDING_KEPT_ENDED, cloudflare, "400 s; it cannot be changed", CLOUDFLARE_LIMITS},
    {.product = NULL},
};

const char *remedy_product(const char *front) {
  static const struct {
    const char *sign, *product;
  } signs[] = {{"nginx", nginx},
               {"haproxy", haproxy},
               {"awselb", alb},
               {"google", google},
               {"Microsoft-Azure-Application-Gateway", gateway},
               {"cloudflare", cloudflare}};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (strcasestr(front, signs[i].sign))
      return signs[i].product;
  return NULL;
}

void remedies_write(FILE *out) {
  fprintf(out, "| finding | product | the setting to blame | source |\n|---|---|---|---|\n");
  for (const struct remedy *remedy = remedies; remedy->product; remedy++) {
    const struct finding_name *name = &finding_names[remedy->kind];
    fprintf(out, "| `%s`: %s | %s | %s | <%s> |\n", name->name, name->title, remedy->product,
            remedy->setting, remedy->source);
  }
}
