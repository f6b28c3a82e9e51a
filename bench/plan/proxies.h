/* The reverse proxies that may be in front of a server: the folders of proxies/, and the
 * configurations in each. */
#ifndef BENCH_PLAN_PROXIES_H
#define BENCH_PLAN_PROXIES_H

#define PROXY_CHOICES "none|nginx|haproxy"
#define PROXY_SETTINGS_CHOICES "default|push"

#endif
