/* The reverse proxies that may be in front of a server: the folders of proxies/, and the
 * configurations in each. */
#ifndef BENCH_PLAN_PROXIES_H
#define BENCH_PLAN_PROXIES_H

#define PROXY_CHOICES "none|nginx|haproxy"
#define PROXY_SETTINGS_CHOICES "default|push"

/* The signal by which the program with that name reads its configuration again: it starts workers
 * anew, and those that it had keep their connections until these end. Contract: there is such a
 * program. */
int proxy_reload_signal(const char *name);

#endif
