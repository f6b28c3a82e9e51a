/* What is known of the reverse proxies, beside the files in proxies/. */
#include "bench/plan/proxies.h"

#include <signal.h>
#include <string.h>

#include "common/base/contract.h"

/* Sources: nginx.org/en/docs/control.html; docs.haproxy.org/2.6/management.html, "-W". */
static const struct {
  const char *name;
  int reload;
} proxies[] = {{"nginx", SIGHUP}, {"haproxy", SIGUSR2}};

int proxy_reload_signal(const char *name) {
  size_t i = 0;
  while (i < sizeof proxies / sizeof *proxies && strcmp(proxies[i].name, name) != 0)
    i++;
  CONTRACT_OF(name, i < sizeof proxies / sizeof *proxies);
  return proxies[i].reload;
}
